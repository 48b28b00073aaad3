"""Two class maps of one field, pixel by pixel: what became what, and which of the two is right."""

from dataclasses import dataclass, field

import numpy as np

from oresurvey.errors import FieldError
from oresurvey.maps.rows import Rows, by_rows, row_ranges
from oresurvey.survey.mineral_codes import VOID

CODES = 256


class SizesDifferError(FieldError):
    """Two maps of one field are not of one size, so that no pixel has a counterpart."""


@dataclass
class Judged:
    """Annotated pixels of a field under two models.

    Attributes
    ----------
    annotated : int
        Pixels that the annotation names.
    changed : int
        Those of them where the two maps disagree.
    before, after : int
        Those of the changed ones where this map equals the annotation; in the rest neither does.
    """

    annotated: int = 0
    changed: int = 0
    before: int = 0
    after: int = 0

    def add(self, before: np.ndarray, after: np.ndarray, truth: np.ndarray) -> None:
        """Count a strip; three arrays of one shape, uint8."""
        named = (truth != VOID) & (before != VOID) & (after != VOID)
        changed = named & (before != after)
        self.annotated += int(named.sum())
        self.changed += int(changed.sum())
        self.before += int((changed & (before == truth)).sum())
        self.after += int((changed & (after == truth)).sum())


@dataclass
class MapChange:
    """What changes in one field.

    Attributes
    ----------
    pixels : (256, 256) int64
        By the code before and the code after; the diagonal is what stays.
    judged : Judged or None
        None without an annotation to judge by.
    """

    pixels: np.ndarray = field(default_factory=lambda: np.zeros((CODES, CODES), np.int64))
    judged: Judged | None = None

    def transitions(self) -> list[list[int]]:
        """Code before, code after and pixels of all that there is, in the order of the codes."""
        return [[int(a), int(b), int(self.pixels[a, b])] for a, b in np.argwhere(self.pixels)]


def map_change(
    before: np.ndarray | Rows,
    after: np.ndarray | Rows,
    truth: np.ndarray | Rows | None = None,
    strip_rows: int | None = None,
) -> MapChange:
    """Compare two maps of one field, strip by strip.

    Parameters
    ----------
    before, after : (H, W) uint8, or read by rows
    truth : (H, W) uint8, or read by rows, optional
        Annotation; void pixels count nowhere.
    strip_rows : int, optional
        See `maps.rows.row_ranges`; no result depends on it.

    Raises
    ------
    SizesDifferError
    """
    maps = [by_rows(one) for one in (before, after, truth) if one is not None]
    sizes = [f"{one.width} x {one.height} px" for one in maps]
    if len(set(sizes)) > 1:
        raise SizesDifferError(f"the maps differ in size: {' and '.join(sizes)}")
    found = MapChange(judged=None if truth is None else Judged())
    for y0, y1 in row_ranges(maps[0], strip_rows):
        strips = [one.read_rows(y0, y1) for one in maps]
        pairs = strips[0].astype(np.uint16) << 8 | strips[1]
        found.pixels += np.bincount(pairs.ravel(), minlength=CODES**2).reshape(CODES, CODES)
        if found.judged:
            found.judged.add(*strips)
    # What is not visible is void in both.
    found.pixels[VOID], found.pixels[:, VOID] = 0, 0
    return found
