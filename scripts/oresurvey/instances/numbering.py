"""Numbers of grains, given while a map is read strip by strip.

A grain is numbered when its first pixel is read, so numbers ascend in raster order. Where two
grains turn out to be one, the lower number stays and the higher one is absorbed; once the whole map
has been read, `ClosedNumbers` closes the gaps.

Remembered are the grains that reach the last row read, of which there are no more than it has
pixels, and the absorbed numbers. Nothing is remembered of a grain that has ended.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from oresurvey.instances.pieces import Runs, Strip
from oresurvey.survey.mineral_codes import BACKGROUND, VOID

# Background and void are one region each, wherever they lie, before and after all grains. No map
# has as many grains: `instances.moments.check_size` refuses one of 2^32 pixels.
BACKGROUND_NUMBER, VOID_NUMBER = 0, 2**32 - 1


@dataclass(frozen=True)
class StripGrains:
    """Grains of one strip and its overlap, in the order of their numbers.

    A grain has a place in the strip: 0 background, 1 .. k grains, k + 1 void.

    Attributes
    ----------
    place_of : (labels,) int64
        Place of every label of the strip.
    number_of : (k + 2,) int64
        Number of every place, ascending.
    code_of : (k + 2,) uint8
        Mineral code of every place.
    carried_to : (open grains before the strip,) int64
        Place of every grain that the strip above left open.
    open : (k + 2,) bool
        Whether a grain goes on in the next strip, where `carried_to` has them in this order.
    """

    place_of: np.ndarray
    number_of: np.ndarray
    code_of: np.ndarray
    carried_to: np.ndarray
    open: np.ndarray


def _joined(grain: np.ndarray, piece: np.ndarray, grains: int) -> tuple[np.ndarray, np.ndarray]:
    """Which grains and pieces are one, from those that have a run in common.

    Parameters
    ----------
    grain, piece : (runs,) int64
        Grains are 0 .. grains - 1, in the order of their numbers; each has a run.
    grains : int

    Returns
    -------
    lowest_of_grain : (grains,) int64
        The first of the grains that a grain is one with; itself, if it is that one.
    lowest_of_piece : (runs,) int64
        The same for the piece of every run.
    """
    if not grains:
        return grain, piece
    pieces, index = np.unique(piece, return_inverse=True)
    nodes = grains + len(pieces)
    touching = coo_array((np.ones(len(grain)), (grain, grains + index)), shape=(nodes, nodes))
    groups, group = connected_components(touching, directed=False)
    lowest = np.full(groups, grains)
    np.minimum.at(lowest, group[:grains], np.arange(grains))
    lowest = lowest[group]
    return lowest[:grains], lowest[grains + index]


class Numbering:
    """Grains of every strip; filled strip by strip.

    Attributes
    ----------
    open : (n,) int64
        Numbers of the grains that reach the last row read, ascending; none after the last strip.
    """

    def __init__(self):
        self.open = np.empty(0, np.int64)
        self._given = 0
        # Of every pixel of the last row: its grain, as an index into `open`; anything elsewhere.
        self._last_row = np.empty(0, np.int64)
        self._absorbed: list[np.ndarray] = []
        self._into: list[np.ndarray] = []

    def add(self, strip: Strip, runs: Runs) -> StripGrains:
        """Number the grains of the next strip.

        Parameters
        ----------
        strip : Strip
        runs : Runs
            Of the strip.
        """
        place_of = np.zeros(strip.pieces + 2, np.int64)
        kept, carried_to = self._carry_on(strip, runs, place_of)
        begun = self._begin(strip, runs, place_of, len(kept))
        place_of[-1] = len(kept) + len(begun) + 1
        number_of = np.concatenate(
            ([BACKGROUND_NUMBER], self.open[kept], begun, [VOID_NUMBER]), dtype=np.int64
        )
        code_of = np.full(len(number_of), VOID, np.uint8)
        code_of[0] = BACKGROUND
        code_of[place_of[runs.label]] = runs.code
        # Unidentified pixels are of the void region, whose code is that of void.
        code_of[-1] = VOID
        goes_on = np.zeros(len(number_of), bool)
        last_row = place_of[strip.labels[-1]]
        if not strip.last:
            goes_on[last_row] = True
            goes_on[[0, -1]] = False
        self.open = number_of[goes_on]
        self._last_row = (np.cumsum(goes_on) - 1)[last_row]
        return StripGrains(place_of, number_of, code_of, carried_to, goes_on)

    def _carry_on(
        self, strip: Strip, runs: Runs, place_of: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Give the pieces of the overlap the places of the open grains that they belong to.

        Parameters
        ----------
        strip : Strip
        runs : Runs
        place_of : (labels,) int64
            Filled in for these pieces.

        Returns
        -------
        kept : (k,) int64
            Which of the open grains keep their numbers.
        carried_to : (open grains,) int64
            See `StripGrains`.
        """
        overlap = np.searchsorted(runs.start, strip.overlap * strip.codes.shape[1])
        label, x = runs.label[:overlap], runs.x[:overlap]
        ore = (label > 0) & (label <= strip.pieces)
        label, x = label[ore], x[ore]
        lowest, lowest_of_piece = _joined(self._last_row[x], label, len(self.open))
        stays = lowest == np.arange(len(lowest))
        place_of_lowest = np.cumsum(stays)
        place_of[label] = place_of_lowest[lowest_of_piece]
        if not stays.all():
            self._absorbed.append(self.open[~stays])
            self._into.append(self.open[lowest[~stays]])
        return np.flatnonzero(stays), place_of_lowest[lowest]

    def _begin(self, strip: Strip, runs: Runs, place_of: np.ndarray, before: int) -> np.ndarray:
        """Give the other pieces places beyond those before, and numbers, which are returned.

        A piece that the overlap does not reach is a grain that begins here; they are numbered in
        the order of their first pixels.
        """
        new = 1 + np.flatnonzero(place_of[1:-1] == 0)
        # The last of several values for one label stays, so from the end: the first run counts.
        first = np.zeros(len(place_of), np.int64)
        first[runs.label[::-1]] = runs.start[::-1]
        new = new[np.argsort(first[new], kind="stable")]
        count = np.arange(1, len(new) + 1)
        place_of[new] = before + count
        numbers = self._given + count
        self._given += len(new)
        return numbers

    def closed(self) -> "ClosedNumbers":
        """Numbers without gaps, once the last strip has been added."""
        absorbed = np.concatenate([np.empty(0, np.int64), *self._absorbed])
        into = np.concatenate([np.empty(0, np.int64), *self._into])
        return ClosedNumbers(self._given, absorbed, into)


class ClosedNumbers:
    """Numbers of whole grains: from 1, in the raster order of their first pixels, without gaps.

    They do not depend on the strips.

    Parameters
    ----------
    given : int
        Numbers were given from 1 up to this one.
    absorbed, into : (n,) int64
        Numbers of grains that turned out to be parts of others, and the lower numbers of those.

    Attributes
    ----------
    grains : int
        Their number.
    """

    def __init__(self, given: int, absorbed: np.ndarray, into: np.ndarray):
        order = np.argsort(absorbed)
        # One beyond all numbers, so that a search always ends at an entry.
        self._absorbed = np.append(absorbed[order], VOID_NUMBER + 1)
        self._into = np.append(into[order], 0)
        self.grains = given - len(absorbed)
        while True:
            at, gone = self._find(self._into)
            if not gone.any():
                break
            self._into[gone] = self._into[at[gone]]

    def _find(self, number: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """How many absorbed numbers are lower, and whether these are absorbed themselves."""
        at = np.searchsorted(self._absorbed, number)
        return at, self._absorbed[at] == number

    def of(self, number: np.ndarray) -> np.ndarray:
        """Final number of the grain that was given this one; void is the last, there or not.

        Parameters
        ----------
        number : (n,) int64
        """
        at, gone = self._find(number)
        stayed = np.where(gone, self._into[at], number)
        if gone.any():
            at = self._find(stayed)[0]
        return np.where(stayed == VOID_NUMBER, self.grains + 1, stayed - at)
