"""Pieces: the parts of a grain that lie in one strip, and how they join to grains.

Every strip is labelled on its own, together with the last row of the strip above. What that row
is labelled here and what it was labelled there are pieces of the same grains, whichever pixels
touch, at a side or at a corner.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields

import cc3d
import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from oresurvey.map_rows import Rows, row_ranges
from oresurvey.minerals import BACKGROUND, UNIDENTIFIED, VOID

# Background and void are one region each, wherever they lie, and come before all pieces of ore.
BACKGROUND_PIECE, VOID_PIECE, FIRST_PIECE = 0, 1, 2


@dataclass(frozen=True)
class Runs:
    """Stretches of one code in a row, in raster order.

    Attributes
    ----------
    start : (runs,) int64
        Position of the first pixel in the strip, row by row.
    x, y : (runs,) int64
        Of the first pixel, in the map.
    length : (runs,) int64
        In pixels.
    code : (runs,) uint8
    label : (runs,) int64
        Label of the strip.
    """

    start: np.ndarray
    x: np.ndarray
    y: np.ndarray
    length: np.ndarray
    code: np.ndarray
    label: np.ndarray

    def from_pixel(self, position: int) -> "Runs":
        """Those that start at this position of the strip or later."""
        later = slice(np.searchsorted(self.start, position), None)
        return Runs(*(getattr(self, part.name)[later] for part in fields(self)))


@dataclass(frozen=True)
class Strip:
    """Rows of a class map, labelled.

    Attributes
    ----------
    y : int
        Row of the map that comes first here.
    overlap : int
        1 where the first row belongs to the strip above, 0 in the first strip.
    codes : (h, W) uint8
    labels : (h, W) uint32
        0 background, 1 .. n ore, n + 1 void and unidentified.
    piece_of : (n + 2,) int64
        Piece, counted through all strips, of every label.
    """

    y: int
    overlap: int
    codes: np.ndarray
    labels: np.ndarray
    piece_of: np.ndarray

    def runs(self) -> Runs:
        """All runs of the strip, those of the overlap first."""
        width = self.codes.shape[1]
        begins = np.ones(self.codes.shape, bool)
        np.not_equal(self.codes[:, 1:], self.codes[:, :-1], out=begins[:, 1:])
        start = np.flatnonzero(begins)
        y, x = np.divmod(start, width)
        return Runs(
            start,
            x,
            y + self.y,
            # A row begins a run, so a run ends where the next one starts.
            np.diff(start, append=self.codes.size),
            self.codes.ravel()[start],
            self.labels.ravel()[start].astype(np.int64),
        )


def _label(codes: np.ndarray, connectivity: int) -> tuple[np.ndarray, int]:
    """Labels of a strip, as in `Strip`, and the number of labels of ore."""
    # An unidentified pixel is as unknown as one that was left out: no grain, and no contact.
    void = (codes == VOID) | (codes == UNIDENTIFIED)
    ore = np.where(void, np.uint8(BACKGROUND), codes)
    labels, count = cc3d.connected_components(
        ore, connectivity=connectivity, out_dtype=np.uint32, return_N=True
    )
    labels[void] = count + 1
    return labels, count


def strips(rows: Rows, connectivity: int, strip_rows: int | None = None) -> Iterator[Strip]:
    """A class map, labelled strip by strip.

    Parameters
    ----------
    rows : Rows
        Class map.
    connectivity : int
        8: pixels that touch at a corner belong together; 4: only at a side.
    strip_rows : int, optional

    Yields
    ------
    Strip
        The same pieces whenever the same map is read with the same strips.
    """
    pieces = FIRST_PIECE
    above = np.empty((0, rows.width), np.uint8)
    for y0, y1 in row_ranges(rows, strip_rows):
        codes = np.concatenate((above, rows.read_rows(y0, y1)))
        labels, count = _label(codes, connectivity)
        ore = np.arange(pieces, pieces + count)
        piece_of = np.concatenate(([BACKGROUND_PIECE], ore, [VOID_PIECE]))
        yield Strip(y0 - len(above), len(above), codes, labels, piece_of)
        pieces += count
        above = codes[-1:]


class Joins:
    """Where every piece begins, and which pieces are parts of one grain; filled strip by strip."""

    def __init__(self, pixels: int):
        # Background comes before every grain, void after.
        self._first = [np.array([-1, pixels], np.int64)]
        self._joined: list[tuple[np.ndarray, np.ndarray]] = []
        self._last_row = np.empty(0, np.int64)

    def add(self, strip: Strip, runs: Runs) -> None:
        """Take in the next strip."""
        height, width = strip.codes.shape
        # The last of several values for one label stays, so from the end: the first run counts.
        first = np.zeros(len(strip.piece_of), np.int64)
        first[runs.label[::-1]] = strip.y * width + runs.start[::-1]
        self._first.append(first[1:-1])
        if strip.overlap:
            x = runs.x[: np.searchsorted(runs.start, width)]
            self._joined.append((self._last_row[x], strip.piece_of[strip.labels[0, x]]))
        self._last_row = strip.piece_of[strip.labels[height - 1]]

    def grain_of(self) -> np.ndarray:
        """Grain of every piece.

        Returns
        -------
        (pieces,) int64
            0 background, grains from 1 in the raster order of their first pixels, void the last
            number (whether there is any or not). It does not depend on the strips.
        """
        first = np.concatenate(self._first)
        a, b = np.concatenate([np.empty((2, 0), np.int64), *self._joined], axis=1)
        joined = coo_array((np.ones(len(a), np.int8), (a, b)), shape=(len(first),) * 2)
        count, grain = connected_components(joined, directed=False)
        earliest = np.full(count, np.iinfo(np.int64).max)
        np.minimum.at(earliest, grain, first)
        number = np.empty(count, np.int64)
        number[np.argsort(earliest)] = np.arange(count)
        return number[grain]
