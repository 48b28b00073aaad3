"""Photographs that are in a folder twice: copies, and one exposure saved in two formats."""

import hashlib
import os
from collections import defaultdict
from collections.abc import Callable, Collection
from pathlib import Path

from oresurvey.catalog.looks import SAME_BITS, LookMeter
from oresurvey.catalog.new_sheet.folder import LeftOut
from oresurvey.errors import FieldError
from oresurvey.files.digests import file_sha256
from oresurvey.photographs.photograph import Photograph

BEST_FIRST = (".tif", ".tiff", ".png", ".bmp")
"""Formats that lose nothing, the one that says most of itself first."""
STRIP_PX = 1024
SAMPLES, SAMPLE_BYTES = 16, 4096
"""Of files of one size: those that differ there are not read to their ends."""


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _sample(path: Path) -> bytes:
    """Some bytes from all over a file."""
    try:
        with open(path, "rb") as stream:
            size = stream.seek(0, os.SEEK_END)
            parts = []
            for part in range(SAMPLES):
                stream.seek(size * part // SAMPLES)
                parts.append(stream.read(SAMPLE_BYTES))
            return hashlib.sha256(b"".join(parts)).digest()
    except OSError:
        return b""


def _look(path: Path) -> str:
    """Look of a photograph; "" of one that cannot be read, or shows nothing to know it by."""
    try:
        with Photograph(path) as photograph:
            meter = LookMeter(photograph.height, photograph.width)
            for y in range(0, photograph.height, STRIP_PX):
                end = min(y + STRIP_PX, photograph.height)
                meter.add(photograph.read(y, end, 0, photograph.width))
            return meter.look()
    except FieldError:
        return ""


def _rank(path: Path) -> tuple[int, Path]:
    suffix = path.suffix.lower()
    return BEST_FIRST.index(suffix) if suffix in BEST_FIRST else len(BEST_FIRST), path


class Doubles:
    """What of some photographs is there twice.

    Parameters
    ----------
    folder : Path
    known : collection of Path
        Photographs that are in the sheet already, relative to the folder: kept in any case.
    """

    def __init__(self, folder: Path, known: Collection[Path] = ()):
        self._folder, self._known = folder, known

    def _copies(self, photographs: list[Path]) -> dict[Path, str]:
        """Photographs that are the same file as another one."""
        groups = [photographs]
        # Uncompressed photographs of one camera are all of one size.
        for key in (_size, _sample, file_sha256):
            groups = [part for group in groups for part in self._alike(group, key)]
        found: dict[Path, str] = {}
        for group in groups:
            first, *others = sorted(group, key=lambda path: (path not in self._known, path))
            found |= dict.fromkeys(others, f"the same file as {first}")
        return found

    def _alike(self, photographs: list[Path], key: Callable) -> list[list[Path]]:
        """Photographs of one key, two or more; without a key they are empty or cannot be read."""
        found = defaultdict(list)
        for path in photographs:
            found[key(self._folder / path)].append(path)
        return [group for value, group in found.items() if value and len(group) > 1]

    def _exposures(self, photographs: list[Path]) -> dict[Path, str]:
        """Photographs that differ from another one of the same folder in the format only."""
        by_stem = defaultdict(list)
        for path in photographs:
            by_stem[path.parent, path.stem.casefold()].append(path)
        found = {}
        for group in by_stem.values():
            if len(group) < 2:
                continue
            first, *others = sorted(group, key=lambda path: (path not in self._known, _rank(path)))
            look = _look(self._folder / first)
            for path in others if look else ():
                other = _look(self._folder / path)
                if other and (int(look, 16) ^ int(other, 16)).bit_count() <= SAME_BITS:
                    found[path] = f"the same exposure as {first.name} beside it, which is kept"
        return found

    def left_out(self, photographs: list[Path]) -> list[LeftOut]:
        """Photographs to leave out, each with the one that is kept; never one of `known`.

        Copies are found by their bytes, in any folder. Two formats of one exposure are found by
        name and look (`catalog.looks`): what loses nothing is kept.
        """
        found = self._copies(photographs)
        found |= self._exposures([path for path in photographs if path not in found])
        return [LeftOut(path, why) for path, why in found.items() if path not in self._known]
