"""What of a field a page shows: all its pixels, or one for a block of them."""

import math
from collections.abc import Iterator

import numpy as np

from oresurvey.maps.rows import Rows
from oresurvey.photographs.photograph import Photograph

MOST_PX = 40_000_000
"""Pixels of a field that a page shows at full resolution."""

READ_PX = 2**22
"""Pixels of a photograph read at a time."""


def shown_scale(width: int, height: int, most_px: int = MOST_PX) -> int:
    """Side of the blocks of pixels that a page shows as one: 1 up to `most_px` pixels."""
    scale = max(1, math.isqrt(width * height // most_px))
    while shown(width, scale) * shown(height, scale) > most_px:
        scale += 1
    return scale


def shown(size: int, scale: int) -> int:
    """Blocks along a side; the last one may be cut."""
    return -(-size // scale)


def centres(size: int, scale: int) -> np.ndarray:
    """Pixel at the middle of every block along a side; (shown,) int64."""
    return np.minimum(np.arange(shown(size, scale)) * scale + scale // 2, size - 1)


def _block_sums(values: np.ndarray, scale: int) -> np.ndarray:
    """Sums of every `scale` rows; uint32."""
    sums = values[::scale].astype(np.uint32)
    for row in range(1, scale):
        # The last block may have no such row.
        part = values[row::scale]
        sums[: len(part)] += part
    return sums


def block_means(pixels: np.ndarray, scale: int) -> np.ndarray:
    """Means of blocks, those at the right and at the bottom cut.

    Parameters
    ----------
    pixels : (h, w) or (h, w, C) uint8
    scale : int

    Returns
    -------
    (ceil(h / scale), ceil(w / scale)) or the same with C, uint8
    """
    if scale == 1:
        return pixels
    sums = _block_sums(_block_sums(pixels, scale).swapaxes(0, 1), scale).swapaxes(0, 1)
    sides = [np.minimum(scale, size - np.arange(0, size, scale)) for size in pixels.shape[:2]]
    counts = np.multiply.outer(*sides).reshape(*sums.shape[:2], *[1] * (pixels.ndim - 2))
    return np.rint(sums / counts).astype(np.uint8)


def _ranges(width: int, height: int, scale: int) -> Iterator[tuple[int, int]]:
    """Rows to read at a time, in whole blocks."""
    step = scale * max(1, READ_PX // (width * scale))
    for y0 in range(0, height, step):
        yield y0, min(y0 + step, height)


def shown_photograph(photograph: Photograph, scale: int) -> Iterator[np.ndarray]:
    """A photograph as a page shows it, some rows at a time; (h, w, 3) uint8."""
    for y0, y1 in _ranges(photograph.width, photograph.height, scale):
        yield block_means(photograph.read(y0, y1, 0, photograph.width), scale)


def shown_means(rows: Rows, scale: int) -> Iterator[np.ndarray]:
    """A map of a quantity as a page shows it, some rows at a time; (h, w) uint8."""
    for y0, y1 in _ranges(rows.width, rows.height, scale):
        yield block_means(rows.read_rows(y0, y1), scale)


def shown_codes(rows: Rows, scale: int) -> Iterator[np.ndarray]:
    """A map of classes as a page shows it, the class at the middle of each block; (h, w) uint8.

    The rows come in the portions of `shown_photograph`.
    """
    columns, lines = centres(rows.width, scale), centres(rows.height, scale)
    for y0, y1 in _ranges(rows.width, rows.height, scale):
        here = lines[(lines >= y0) & (lines < y1)] - y0
        yield rows.read_rows(y0, y1)[np.ix_(here, columns)]
