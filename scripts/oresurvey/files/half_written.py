"""Files that a killed job left half written: they never have the name of a result.

A file is written as ``.NAME.PID.new``, with a suffix where its writer needs one, and renamed when
it is whole. It is not forced to disk first: a kill loses nothing that the system has taken, and
what a power cut loses, `make verify` finds by its digest.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path

_NAME = re.compile(r"\..+\.\d+\.new[.\w-]*")


def is_half_written(name: str) -> bool:
    """Whether a file of this name is one that a job is writing, or was."""
    return _NAME.fullmatch(name) is not None


def _files(folder: str | Path) -> Iterator[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _files(entry.path)
            else:
                yield entry


def remove_half_written(results: str | Path) -> int:
    """Remove them, where no job is at work; how many there were."""
    found = [entry.path for entry in _files(Path(results)) if is_half_written(entry.name)]
    for path in found:
        Path(path).unlink(missing_ok=True)
    return len(found)
