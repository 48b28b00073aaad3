"""Zip files without the time of their making: the same bytes whenever the same is written."""

import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

# The first day that a zip file can name.
_DAY = (1980, 1, 1, 0, 0, 0)
_CHUNK = 2**20


def copy_undated(
    dated: Path,
    path: Path,
    edits: Mapping[str, Callable[[bytes], bytes]],
    compression: int = zipfile.ZIP_DEFLATED,
) -> None:
    """Copy a zip file, every member with the same date.

    Parameters
    ----------
    dated, path : Path
    edits : mapping of str to function
        Name of a member to what takes the dates out of its content.
    compression : int
        Of the copy.
    """
    with zipfile.ZipFile(dated) as old, zipfile.ZipFile(path, "w", compression) as new:
        for name in old.namelist():
            member = zipfile.ZipInfo(name, _DAY)
            member.compress_type = compression
            with old.open(name) as source, new.open(member, "w", force_zip64=True) as target:
                if name in edits:
                    target.write(edits[name](source.read()))
                    continue
                while chunk := source.read(_CHUNK):
                    target.write(chunk)
