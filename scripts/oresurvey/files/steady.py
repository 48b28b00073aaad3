"""Files that must not change while they are read: results tell of a digest what is true of a file.

A run compares the digests of photographs and masks as they are when it starts. A file that is
replaced later, and perhaps put back, would leave results of one content under the digest of
another, and no later run would notice. So the job that reads it fails, and the next run does it.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from oresurvey.errors import ChangedFileError
from oresurvey.files.digests import file_sha256
from oresurvey.files.fingerprints import MISSING


def _mark(path: Path) -> tuple[int, ...] | None:
    """What of a file changes whenever it is written to or replaced; None where there is none."""
    try:
        about = os.stat(path)
    except OSError:
        return None
    return about.st_size, about.st_mtime_ns, about.st_ctime_ns, about.st_ino


def _changed(path: Path) -> ChangedFileError:
    return ChangedFileError(
        f"{path} was changed, replaced or moved while the survey ran; start it again when the file "
        "is as it should be, and what depends on it is made from that"
    )


@contextmanager
def steady(path: Path | None, digest: str) -> Iterator[None]:
    """Let a file be read, and be sure that it was the one of the digest all the time.

    Parameters
    ----------
    path : Path or None
        None: there is no file to read.
    digest : str
        SHA-256; `files.fingerprints.MISSING` for a file that could not be read when the run
        started.

    Raises
    ------
    ChangedFileError
        Also in place of what was raised because the file changed.
    """
    if path is None:
        yield
        return
    before = _mark(path)
    if (file_sha256(path) or MISSING) != digest:
        raise _changed(path)
    try:
        yield
    except Exception as error:
        if _mark(path) != before:
            raise _changed(path) from error
        raise
    if _mark(path) != before:
        raise _changed(path)
