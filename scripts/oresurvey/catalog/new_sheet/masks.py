"""Masks beside photographs, known by their names: a_mask.png, a-mask.tif, masks/a.png."""

import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from oresurvey.catalog.new_sheet.folder import LeftOut
from oresurvey.errors import FieldError
from oresurvey.photographs.photograph import Photograph, read_mask
from oresurvey.survey.mineral_codes import VOID

MASK_FOLDERS = frozenset(("mask", "masks", "маска", "маски"))
IMAGE_FOLDERS = frozenset(
    ("img", "imgs", "image", "images", "photo", "photos", "photographs", "frames", "фото")
)
"""Folders beside one of masks, that say no more than this."""
CHANGED_BY_SAVING = (".jpg", ".jpeg", ".jpe", ".jfif")

_MASK_NAME = re.compile(r"(.+?)[ _.-]+(?:masks?|маска)", re.IGNORECASE)


def is_mask(path: Path) -> bool:
    """Whether a picture is a mask by its name, or by that of a folder of its."""
    folders = (part.casefold() for part in path.parts[:-1])
    return bool(_MASK_NAME.fullmatch(path.stem)) or any(part in MASK_FOLDERS for part in folders)


class Pairs:
    """Which mask is that of which photograph.

    Parameters
    ----------
    pictures : list of Path
        Relative to the folder: photographs and masks.
    """

    def __init__(self, pictures: list[Path]):
        self._beside = {
            path.parts[:level]
            for path in pictures
            for level, part in enumerate(path.parts[:-1])
            if part.casefold() in MASK_FOLDERS
        }
        self.photographs = [path for path in pictures if not is_mask(path)]
        self._masks = [path for path in pictures if is_mask(path)]

    def folders(self, path: Path) -> tuple[str, ...]:
        """Folders of a picture, without those that only say whether it is a mask."""
        return tuple(
            part
            for level, part in enumerate(path.parts[:-1])
            if part.casefold() not in MASK_FOLDERS
            and not (part.casefold() in IMAGE_FOLDERS and path.parts[:level] in self._beside)
        )

    def _key(self, path: Path) -> tuple[tuple[str, ...], str]:
        named = _MASK_NAME.fullmatch(path.stem) if is_mask(path) else None
        return self.folders(path), (named[1] if named else path.stem).casefold()

    def match(self, photographs: Iterable[Path]) -> tuple[dict[Path, Path], list[LeftOut]]:
        """Masks by the photographs that are theirs, and masks that cannot be used by their names.

        Parameters
        ----------
        photographs : iterable of Path
            Those of `photographs` that are in the sheet.
        """
        by_key = defaultdict(list)
        for path in photographs:
            by_key[self._key(path)].append(path)
        found: dict[Path, Path] = {}
        left_out = []
        for mask in self._masks:
            fitting = by_key[self._key(mask)]
            if mask.suffix.lower() in CHANGED_BY_SAVING:
                why = "a mask as JPEG, which changes its values; export it as PNG or TIFF"
            elif not fitting:
                why = "a mask by its name, and no photograph has that name"
            elif len(fitting) > 1:
                names = " and ".join(path.name for path in fitting)
                why = f"a mask by its name, and {names} have that name; write it into the sheet"
            elif fitting[0] in found:
                why = f"a second mask of {fitting[0].name}, beside {found[fitting[0]].name}"
            else:
                found[fitting[0]] = mask
                continue
            left_out.append(LeftOut(mask, why))
        return found, left_out


def codes_of_mask(photograph: Path, mask: Path) -> tuple[set[int], str]:
    """Codes in a mask, and why it cannot be used ("" if it can)."""
    try:
        with Photograph(photograph) as opened:
            size = (opened.height, opened.width)
    except FieldError:
        # The catalog says what is wrong with it.
        size = None
    try:
        return set(np.unique(read_mask(mask, size)).tolist()) - {VOID}, ""
    except FieldError as wrong:
        return set(), str(wrong)
