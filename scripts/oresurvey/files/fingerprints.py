"""Digests of photographs and masks, remembered so that an unchanged file is not read again.

A file whose size, time and number on the disk are those noted last time keeps its digest; any other
is read. Touching a file costs one reading and changes nothing.
"""

import json
import os
from pathlib import Path

from oresurvey.files.digests import file_sha256
from oresurvey.files.tables import write_json

MISSING = "missing"


class Fingerprints:
    """SHA-256 of files by path, with a cache on disk.

    Parameters
    ----------
    cache : path
        JSON file; made when there is none. Where it cannot be written, files are read every time.
    """

    def __init__(self, cache: str | Path):
        self._cache = Path(cache)
        try:
            self._known = json.loads(self._cache.read_text())
        except (OSError, ValueError):
            self._known = {}
        self._changed = False

    def __call__(self, path: str | Path | None) -> str:
        """Digest of a file's content; "missing" where none can be read, "" for no path."""
        if path is None:
            return ""
        key = os.path.abspath(path)
        try:
            about = os.stat(key)
        except OSError:
            return MISSING
        mark = [about.st_size, about.st_mtime_ns, about.st_ino]
        known = self._known.get(key)
        if known and known[:3] == mark:
            return known[3]
        digest = file_sha256(Path(key))
        if not digest:
            # Not remembered: a permission put right leaves size and time as they are.
            return MISSING
        self._known[key] = [*mark, digest]
        self._changed = True
        return digest

    def save(self) -> None:
        """Write the cache if anything is new."""
        if not self._changed:
            return
        try:
            write_json(self._known, self._cache)
        except OSError:
            return
        self._changed = False
