"""Empty areas of a photograph: transparent, without data, or of one colour at the frame."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from scipy.ndimage import binary_dilation

from oresurvey.errors import FieldError
from oresurvey.photographs.flat_areas import (
    BLOCK_PX,
    DARK,
    FRAYED_BLOCKS,
    FRAYED_LEVELS,
    BlockLevels,
    FlatArea,
    flat_areas,
)
from oresurvey.photographs.flat_field import FlatPhotograph, flattened
from oresurvey.photographs.photograph import Photograph
from oresurvey.photographs.visible import (
    STRIP_PX,
    Visible,
    VisiblePhotograph,
    packed_rows,
    seen,
)
from oresurvey.survey.field import Field

READ_PX = 1024
"""Rows that are read at a time: a multiple of `STRIP_PX` and of `BLOCK_PX`."""
NEAR_LEVELS = 6
MARGIN_PX = 2
"""Pixels beside an area of one colour are mixed of it and of the section."""
SAMPLE_PX = 4
FILL_QUANTILE = 0.1
"""Of each channel of what is visible: as dark as gangue, beside which ore is named as it is beside
more ore. The median, which may be a mineral's colour, costs .008 of the accuracy of a LumenStone
field a quarter of which is transparent."""


class EmptyMeter:
    """Sees a photograph, whose strips are added from the top, and says where to look for empty
    areas: most photographs have none, and need not be read again.

    Parameters
    ----------
    photograph : Photograph
    """

    def __init__(self, photograph: Photograph):
        self._photograph, self._next, self._concealed = photograph, 0, 0
        self._levels = BlockLevels(photograph.height, photograph.width)

    def add(self, strip: np.ndarray) -> None:
        """Add a strip, (h, W, 3) uint8, whose h is a multiple of 8 but for the last."""
        photograph, y0, shown = self._photograph, self._next, None
        self._next += len(strip)
        if photograph.conceals:
            shown = photograph.shown(y0, self._next, 0, photograph.width)
            self._concealed += int((~shown).sum())
        self._levels.add(strip, shown)

    def find(self) -> tuple[Visible | None, str]:
        """What is visible, and a remark on what might be empty.

        Returns
        -------
        Visible or None
            None where all is visible.
        str
            On areas that look empty and are counted as section; "" without any.
        """
        areas, doubtful = flat_areas(self._levels)
        if not self._concealed and not areas:
            return None, _remark(doubtful)
        return _visible(self._photograph, areas), _remark(doubtful)


def find_visible(photograph: Photograph) -> Visible | None:
    """What is visible of a photograph, read by strips; None where all of it is."""
    meter = EmptyMeter(photograph)
    for y in range(0, photograph.height, READ_PX):
        meter.add(photograph.read(y, min(y + READ_PX, photograph.height), 0, photograph.width))
    return meter.find()[0]


def check_visible(visible: Visible, photograph: Path) -> None:
    """Refuse a photograph of which too little is visible, or nowhere a whole block: by blocks its
    light is found.

    Raises
    ------
    FieldError
    """
    visible.check(photograph)
    across = visible.width // BLOCK_PX
    for y in range(0, visible.height - BLOCK_PX + 1, BLOCK_PX):
        rows = visible.rows(y, y + BLOCK_PX)[:, : across * BLOCK_PX]
        if rows.all(axis=0).reshape(across, BLOCK_PX).all(axis=1).any():
            return
    raise FieldError(
        f"photograph {photograph} shows no {BLOCK_PX} x {BLOCK_PX} px in one piece: "
        f"{visible.said()}; save it without transparency and without a value for no data"
    )


@contextmanager
def open_seen(field: Field) -> Iterator[Photograph | FlatPhotograph | VisiblePhotograph]:
    """The photograph of a field as `flat_field.open_field` gives it, for who has no catalog at hand
    that says what of it is visible: it is looked for.

    Raises
    ------
    FieldError
        As `Photograph`, `flat_field.flattened` and `check_visible`.
    """
    with Photograph(field.image) as photograph:
        visible = find_visible(photograph)
        if visible:
            check_visible(visible, field.image)
        yield seen(flattened(photograph, field.calibration), visible)


def _remark(doubtful: list[FlatArea]) -> str:
    if not doubtful:
        return ""
    share = 100 * sum(float(area.blocks.mean()) for area in doubtful)
    return (
        f"{share:.2g} % of it, at the frame, is of one colour without any detail and counts as "
        "section; if it shows none, make it transparent, else photograph the field with other light"
    )


def _near(area: FlatArea) -> np.ndarray:
    """Blocks beside an area, whose pixels may belong to it; gangue is as dark as a dark one."""
    blocks = 1 if area.colour.max() <= DARK else FRAYED_BLOCKS
    return binary_dilation(area.blocks, np.ones((3, 3), bool), blocks)


def _as_pixels(blocks: np.ndarray, rows: range, width: int) -> np.ndarray:
    """Rows of a map of blocks, in pixels."""
    at = np.arange(rows.start, rows.stop) // BLOCK_PX
    return np.repeat(blocks[at], BLOCK_PX, axis=1)[:, :width]


def _of_area(area: FlatArea, near: np.ndarray, pixels: np.ndarray, rows: range) -> np.ndarray:
    """Pixels of some rows that belong to an area; (h, W) bool."""
    width = pixels.shape[1]
    inside = _as_pixels(area.blocks, rows, width)
    for blocks, levels in ((near, FRAYED_LEVELS), (area.slivers, NEAR_LEVELS)):
        y, x = np.nonzero(_as_pixels(blocks, rows, width) & ~inside)
        alike = (np.abs(pixels[y, x].astype(np.int16) - area.colour) <= levels).all(axis=1)
        inside[y[alike], x[alike]] = True
    return binary_dilation(inside, np.ones((3, 3), bool), iterations=MARGIN_PX)


def _visible(photograph: Photograph, areas: list[FlatArea]) -> Visible:
    """Read a photograph again, to tell by pixels what of it is visible."""
    height, width = photograph.height, photograph.width
    near = [_near(area) for area in areas]
    empty: dict[str, int] = {}
    histogram, strips = np.zeros((3, 256), np.int64), []
    for y0 in range(0, height, READ_PX):
        y1 = min(y0 + READ_PX, height)
        # A margin above and below, which areas in the next rows may reach over.
        rows = range(max(y0 - MARGIN_PX, 0), min(y1 + MARGIN_PX, height))
        pixels = photograph.read(rows.start, rows.stop, 0, width)
        own = np.s_[y0 - rows.start : y1 - rows.start]
        shown = photograph.shown(y0, y1, 0, width)
        _count(empty, photograph.conceals, ~shown)
        for area, around in zip(areas, near, strict=True):
            inside = _of_area(area, around, pixels, rows)[own]
            _count(empty, area.kind, inside & shown)
            shown &= ~inside
        sample = pixels[own][::SAMPLE_PX, ::SAMPLE_PX][shown[::SAMPLE_PX, ::SAMPLE_PX]]
        for band in range(3):
            histogram[band] += np.bincount(sample[:, band], minlength=256)
        strips += [packed_rows(shown[y : y + STRIP_PX]) for y in range(0, y1 - y0, STRIP_PX)]
    lowest = FILL_QUANTILE * histogram.sum(axis=1, keepdims=True)
    red, green, blue = (int(level) for level in (histogram.cumsum(axis=1) >= lowest).argmax(axis=1))
    return Visible(height, width, empty, (red, green, blue), tuple(strips))


def _count(empty: dict[str, int], kind: str, pixels: np.ndarray) -> None:
    count = int(pixels.sum())
    if count:
        empty[kind] = empty.get(kind, 0) + count
