"""Pieces: the parts of a grain that lie in one strip.

Every strip is labelled on its own, together with the last row of the strip above: what that row
is labelled here and what it was labelled there are pieces of the same grains, whichever pixels
touch, at a side or at a corner. `numbering` makes grains of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Literal, cast

import cc3d
import numpy as np

from oresurvey.maps.rows import Rows, row_ranges
from oresurvey.survey.mineral_codes import BACKGROUND, UNIDENTIFIED, VOID


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
    values : (h, W) uint8 or uint16
        What tells grains apart: the codes, or those of a split map (see
        `instances.splitting.LABEL`).
    labels : (h, W) uint32
        0 background, 1 .. pieces ore, pieces + 1 void and unidentified.
    pieces : int
        Their number.
    last : bool
        There is no next strip.
    """

    y: int
    overlap: int
    codes: np.ndarray
    values: np.ndarray
    labels: np.ndarray
    pieces: int
    last: bool

    def runs(self) -> Runs:
        """All runs of the strip, those of the overlap first."""
        width = self.codes.shape[1]
        begins = np.ones(self.codes.shape, bool)
        np.not_equal(self.values[:, 1:], self.values[:, :-1], out=begins[:, 1:])
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


def _label(codes: np.ndarray, values: np.ndarray, connectivity: int) -> tuple[np.ndarray, int]:
    """Labels of a strip, as in `Strip`, and the number of labels of ore."""
    # An unidentified pixel is as unknown as one that was left out: no grain, and no contact.
    void = (codes == VOID) | (codes == UNIDENTIFIED)
    ore = np.where(void, values.dtype.type(BACKGROUND), values)
    neighbours = cast(Literal[4, 8], connectivity)
    labels, count = cc3d.connected_components(
        ore, connectivity=neighbours, out_dtype=np.uint32, return_N=True
    )
    labels[void] = count + 1
    return labels, count


def strips(rows: Rows, connectivity: int, strip_rows: int | None = None) -> Iterator[Strip]:
    """A class map, labelled strip by strip.

    Parameters
    ----------
    rows : Rows
        Class map; or a split one, whose low bytes are the codes.
    connectivity : int
        8: pixels that touch at a corner belong together; 4: only at a side.
    strip_rows : int, optional

    Yields
    ------
    Strip
        The same pieces whenever the same map is read with the same strips.
    """
    above = np.empty((0, rows.width), np.uint8)
    for y0, y1 in row_ranges(rows, strip_rows):
        values = np.concatenate((above, rows.read_rows(y0, y1)))
        codes = values if values.dtype == np.uint8 else values.astype(np.uint8)
        labels, pieces = _label(codes, values, connectivity)
        yield Strip(y0 - len(above), len(above), codes, values, labels, pieces, y1 == rows.height)
        above = values[-1:]
