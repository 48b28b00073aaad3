"""Maps by rows: a few rows at a time, so that memory does not grow with the height of a map."""

from collections.abc import Iterator
from typing import Protocol

import numpy as np

STRIP_PX = 2**20
"""Pixels read at a time; a few arrays of this size stay in the processor's cache."""


class Rows(Protocol):
    """A map that can be read by rows: `maps.geotiff.MapReader`, `ArrayRows`.

    Attributes
    ----------
    height, width : int
        In pixels.
    """

    height: int
    width: int

    def read_rows(self, y0: int, y1: int) -> np.ndarray:
        """Rows y0 .. y1 (half-open); (y1 - y0, width) uint8."""


class ArrayRows:
    """A map in memory, read by rows.

    Parameters
    ----------
    values : (H, W) uint8
    """

    def __init__(self, values: np.ndarray):
        self.values = values
        self.height, self.width = values.shape

    def read_rows(self, y0: int, y1: int) -> np.ndarray:
        """Rows y0 .. y1 (half-open); a view, (y1 - y0, width) uint8."""
        return self.values[y0:y1]


def by_rows(values: np.ndarray | Rows) -> Rows:
    """An array wrapped so that it reads by rows; anything else as it is."""
    return ArrayRows(values) if isinstance(values, np.ndarray) else values


def rows_of_strip(rows: Rows, pixels: int = STRIP_PX) -> int:
    """As many rows of a map as hold this many pixels, at least one."""
    return max(1, pixels // max(rows.width, 1))


def row_ranges(rows: Rows, strip_rows: int | None = None) -> Iterator[tuple[int, int]]:
    """First row of every strip and the row after its last, from the top.

    Parameters
    ----------
    rows : Rows
    strip_rows : int, optional
        Rows of a strip; by default those of `rows_of_strip`.
    """
    step = strip_rows or rows_of_strip(rows)
    for y0 in range(0, rows.height, step):
        yield y0, min(y0 + step, rows.height)
