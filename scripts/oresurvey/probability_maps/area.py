"""Exact index of the paper's eq. (1), (2): one cumulative count per row and class.

A patch is drawn from eq. (2) by drawing one of its class-c pixels, each with the weight "valid
patches that hold this pixel", and then one of those patches: every patch is reached once for each
of its class-c pixels. The weight is a product of a function of the row and one of the column.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from oresurvey.files.arrays import StoredRows

ROWS_AT_A_TIME = 64
"""Rows of a mask that are weighed together: their arrays stay in the processor's cache."""


@lru_cache(maxsize=64)
def patches_holding(length: int, patch_px: int) -> np.ndarray:
    """How many valid patches hold each pixel, along one axis.

    Parameters
    ----------
    length : int
        W or H.
    patch_px : int
        s; corners are 0 .. length - s - 1.

    Returns
    -------
    (length,) int64
        Read-only.
    """
    pixel = np.arange(length)
    first, last = np.maximum(pixel - patch_px + 1, 0), np.minimum(pixel, length - patch_px - 1)
    held = np.maximum(last - first + 1, 0)
    held.flags.writeable = False
    return held


def _one_of(count: np.ndarray, rng: np.random.Generator) -> int:
    """Position in a cumulative count (integers) drawn with the counts as weights."""
    return int(count.searchsorted(rng.integers(count[-1]), side="right"))


def _corner(pixel: int, length: int, patch_px: int, rng: np.random.Generator) -> int:
    """One of the valid corners whose patch holds the pixel, along one axis, all equally likely."""
    low, high = max(pixel - patch_px + 1, 0), min(pixel, length - patch_px - 1)
    return int(rng.integers(low, high + 1))


@dataclass(frozen=True)
class AreaIndex:
    """Exact index of eq. (1), (2).

    Attributes
    ----------
    shape : (int, int)
        H, W of the mask.
    patch_px : int
    codes : tuple of int
        Classes that some valid patch holds.
    totals : tuple of int
        Sum of eq. (1) over the image, for each code.
    rows : (len(codes), H) int64, or StoredRows
        Cumulative weight over the rows, one line per code.
    """

    shape: tuple[int, int]
    patch_px: int
    codes: tuple[int, ...]
    totals: tuple[int, ...]
    rows: np.ndarray | StoredRows

    def total(self, code: int) -> int:
        """Sum of eq. (1) over the image; 0 for a class that is not in it."""
        return self.totals[self.codes.index(code)] if code in self.codes else 0

    def draw(
        self, code: int, mask: np.ndarray | StoredRows, rng: np.random.Generator
    ) -> tuple[int, int]:
        """Corner (y, x) of one patch, drawn from eq. (2).

        Parameters
        ----------
        code : int
            A class with a total above zero.
        mask : (H, W) uint8, or StoredRows
            The mask the index was made from; one row of it is read.
        rng : numpy.random.Generator
        """
        height, width = self.shape
        y = _one_of(self.rows[self.codes.index(code)], rng)
        columns = (mask[y] == code).nonzero()[0]
        x = int(columns[_one_of(patches_holding(width, self.patch_px)[columns].cumsum(), rng)])
        return (_corner(y, height, self.patch_px, rng), _corner(x, width, self.patch_px, rng))

    def full_map(self, code: int, mask: np.ndarray) -> np.ndarray:
        """Eq. (1) for every corner, through a summed-area table.

        Returns
        -------
        (H, W) int64
            Zero outside 0 <= x < W - s, 0 <= y < H - s.
        """
        height, width = self.shape
        s = self.patch_px
        sums = np.zeros((height + 1, width + 1), np.int64)
        sums[1:, 1:] = (np.asarray(mask) == code).cumsum(0).cumsum(1)
        inside = sums[s:, s:] - sums[:-s, s:] - sums[s:, :-s] + sums[:-s, :-s]
        full = np.zeros((height, width), np.int64)
        full[: height - s, : width - s] = inside[: height - s, : width - s]
        return full


def _row_weights(mask: np.ndarray, patch_px: int, codes: tuple[int, ...]) -> np.ndarray:
    """Column weights of each class's pixels, summed along each row; (len(codes), H) int64."""
    height, width = mask.shape
    lines = len(codes) + 1
    line_of = np.full(256, len(codes))
    line_of[list(codes)] = np.arange(len(codes))
    # Sums of integers below 2^53 are exact in the float64 that bincount adds up in.
    weight = np.tile(patches_holding(width, patch_px).astype(np.float64), ROWS_AT_A_TIME)
    found = np.empty((height, lines), np.int64)
    for y in range(0, height, ROWS_AT_A_TIME):
        cell = line_of[mask[y : y + ROWS_AT_A_TIME]]
        cell += lines * np.arange(len(cell))[:, None]
        sums = np.bincount(cell.ravel(), weight[: cell.size], minlength=len(cell) * lines)
        found[y : y + len(cell)] = sums.reshape(-1, lines)
    return found[:, :-1].T


def build_area_index(mask: np.ndarray, patch_px: int, codes: tuple[int, ...]) -> AreaIndex:
    """Weigh a mask; arguments as in `probability_maps.index.build_index`."""
    weights = _row_weights(mask, patch_px, codes) * patches_holding(len(mask), patch_px)
    rows = np.cumsum(weights, axis=1)
    present = rows[:, -1] > 0
    return AreaIndex(
        mask.shape,
        patch_px,
        tuple(code for code, found in zip(codes, present, strict=True) if found),
        tuple(rows[present, -1].tolist()),
        rows[present],
    )
