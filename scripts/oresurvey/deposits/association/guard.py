"""Rim guard: what a class map loses when nothing thinner than a few pixels is believed.

Camera tilt and colour fringes put thin false rims between minerals, and each one makes contacts
that are not there. The guard is an opening of every class at once: a pixel stays when it lies in
some square of one class. Squares are judged by what can be seen of them: void, unidentified pixels
and what lies beyond the frame count in favour.

Gangue is a class like the others: a dark line along the boundary of a hard and a soft mineral is a
false rim too, and a real crack is younger than the contact that it runs along.

A pixel that is lost takes the class of the nearest pixel that stayed; of several, its own class
(the outline was merely rough), else the lowest code. One that has none within the width of a rim
becomes void.

Source: opening by a square, Serra (1982), Image Analysis and Mathematical Morphology.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from oresurvey.deposits.association.boundaries import CODES, CodeBoundaries
from oresurvey.maps.rows import Rows, by_rows, row_ranges
from oresurvey.survey.mineral_codes import UNIDENTIFIED, VOID


@dataclass(frozen=True)
class Guarded:
    """What the guard found in one map. Void and unidentified pixels are left out everywhere.

    Attributes
    ----------
    area, rim_area, area_after : dict of int to int
        By code: pixels, those of them that were lost, and pixels of the guarded map.
    after : list of [int, int, int, int]
        Of the guarded map: lower code, higher code, straight and diagonal crossings.
    """

    area: dict[int, int]
    rim_area: dict[int, int]
    area_after: dict[int, int]
    after: list[list[int]]


def _over_windows(values: np.ndarray, side: int, combine: Callable) -> np.ndarray:
    """Minimum, maximum or any of every side x side square; (H - side + 1, W - side + 1)."""
    for _ in range(2):
        count = len(values) - side + 1
        found = values[:count].copy()
        for step in range(1, side):
            combine(found, values[step : step + count], out=found)
        values = found.T
    return values


def staying(codes: np.ndarray, rim_px: int) -> np.ndarray:
    """Which pixels lie in a square of one class that is wider than a rim.

    Parameters
    ----------
    codes : (h, W) uint8
        255 void.
    rim_px : int
        Width of the widest rim that is lost; the square is one pixel wider.

    Returns
    -------
    (h, W) bool
        Nothing is said about void.
    """
    side = rim_px + 1
    padded = np.pad(codes, rim_px, constant_values=VOID)
    lowest = _over_windows(padded, side, np.minimum)
    # One more wraps void to 0, so that it is neither the lowest nor the highest of a square.
    highest = _over_windows(padded + np.uint8(1), side, np.maximum)
    return _over_windows(lowest == highest - np.uint8(1), side, np.logical_or)


def grown(codes: np.ndarray, stays: np.ndarray, steps: int) -> np.ndarray:
    """The map with its lost pixels given away.

    Parameters
    ----------
    codes : (h, W) uint8
    stays : (h, W) bool
    steps : int
        How far away, by king's moves, a pixel that stayed may be.

    Returns
    -------
    (h, W) uint8
        255 where there is none.
    """
    width = codes.shape[1] + 2
    own = np.pad(codes, 1, constant_values=VOID).ravel()
    # A margin of void on all sides: no neighbour of a pixel is outside the array.
    now = np.pad(np.where(stays, codes, VOID), 1, constant_values=VOID).ravel()
    around = np.array([dy * width + dx for dy in (-1, 0, 1) for dx in (-1, 0, 1) if dy or dx])
    for _ in range(steps):
        lost = np.flatnonzero((now == VOID) & (own != VOID))
        if not len(lost):
            break
        near = now[lost[:, None] + around]
        given = near.min(axis=1)
        back = (near == own[lost, None]).any(axis=1)
        given[back] = own[lost][back]
        now[lost] = given
    return now.reshape(-1, width)[1:-1, 1:-1]


def _with_halo(rows: Rows, halo: int, strip_rows: int | None) -> Iterator[tuple]:
    """Strips with rows around them: codes, how many rows lie above, rows of the strip."""
    for y0, y1 in row_ranges(rows, strip_rows):
        top = max(0, y0 - halo)
        # One row more than the halo: pairs with the first row of the next strip count here.
        codes = rows.read_rows(top, min(rows.height, y1 + halo + 1))
        yield np.where(codes == UNIDENTIFIED, np.uint8(VOID), codes), y0 - top, y1 - y0


def _by_code(counts: np.ndarray) -> dict[int, int]:
    return {code: int(n) for code, n in enumerate(counts[:VOID]) if n}


def guard(class_map: np.ndarray | Rows, rim_px: int, strip_rows: int | None = None) -> Guarded:
    """Rims of a class map, and its boundaries without them.

    Parameters
    ----------
    class_map : (H, W) uint8, or a map read by rows
        Mineral codes; 0 background, 254 unidentified, 255 void.
    rim_px : int
        Width of the widest rim, at least 1.
    strip_rows : int, optional
        Rows read at a time; the numbers do not depend on it.

    Returns
    -------
    Guarded
    """
    rows = by_rows(class_map)
    area, kept, after = (np.zeros(CODES, np.int64) for _ in range(3))
    boundaries = CodeBoundaries()
    # A square reaches rim_px rows away, and so does a pixel that is given away.
    for codes, above, height in _with_halo(rows, 2 * rim_px, strip_rows):
        stays = staying(codes, rim_px)
        given = grown(codes, stays, rim_px)
        here = slice(above, above + height)
        area += np.bincount(codes[here].ravel(), minlength=CODES)
        kept += np.bincount(codes[here][stays[here]], minlength=CODES)
        after += np.bincount(given[here].ravel(), minlength=CODES)
        last = above + height == len(codes)
        boundaries.add(given[above : above + height + (not last)], last)
    return Guarded(_by_code(area), _by_code(area - kept), _by_code(after), boundaries.pairs())
