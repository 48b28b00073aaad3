"""Crossings: how often the lines of a grid pass from one grain into another, strip by strip.

They are whole numbers; `crofton` makes lengths of them.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from oresurvey.instances.crofton import facing_pixels
from oresurvey.instances.numbering import StripGrains
from oresurvey.instances.pieces import Strip

_HALF = np.uint64(32)
_LOWER = np.uint64(2**32 - 1)


def as_pairs(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Two numbers below 2^32 as one, the lower of them in its upper half; (n,) uint64."""
    pair = np.minimum(one, other).astype(np.uint64)
    pair <<= _HALF
    pair |= np.maximum(one, other).astype(np.uint64)
    return pair


def of_pairs(pair: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The two numbers of `as_pairs`, the lower one first; (n,) int64 each."""
    return (pair >> _HALF).astype(np.int64), (pair & _LOWER).astype(np.int64)


def neighbours(strip: Strip) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Pairs of labels of neighbouring pixels, those of equal labels among them.

    Pairs along the last row are left to the next strip, which has it again, if there is one.

    Parameters
    ----------
    strip : Strip

    Returns
    -------
    straight, diagonal : lists of (n,) uint64
        Two labels in one number, see `of_pairs`.
    """
    width = strip.codes.shape[1]
    labels = strip.labels.ravel()
    at = facing_pixels(strip.values)
    corner, right, below, across = (labels[step:].take(at) for step in (0, 1, width, width + 1))
    edge = strip.labels[:, -1]
    straight = [as_pairs(corner, right), as_pairs(corner, below), as_pairs(edge[:-1], edge[1:])]
    if strip.last:
        straight.append(as_pairs(strip.labels[-1, :-1], strip.labels[-1, 1:]))
    return straight, [as_pairs(corner, across), as_pairs(right, below)]


@dataclass(frozen=True)
class Crossings:
    """Crossings between the grains of a strip; a pair of grains may come more than once.

    Attributes
    ----------
    low, high : (n,) int64
        Places in the strip (see `instances.numbering.StripGrains`), low < high.
    straight, diagonal : (n,) int64
        Crossings along rows and columns, and along diagonals.
    """

    low: np.ndarray
    high: np.ndarray
    straight: np.ndarray
    diagonal: np.ndarray


def strip_crossings(strip: Strip, grains: StripGrains) -> Crossings:
    """Crossings of one strip."""
    straight, diagonal = neighbours(strip)
    # A hash table: most pairs come many times, and sorting all of them takes far longer.
    code, pair = pd.factorize(np.concatenate(straight + diagonal))
    turn = sum(map(len, straight))
    one, other = (grains.place_of[label] for label in of_pairs(pair))
    apart = one != other
    one, other = one[apart], other[apart]
    counts = (np.bincount(part, minlength=len(pair)) for part in (code[:turn], code[turn:]))
    return Crossings(np.minimum(one, other), np.maximum(one, other), *(n[apart] for n in counts))


class Meetings:
    """Corners at which open grains of one mineral meet: no boundary once these turn out to be one.

    That happens where only sides join pixels (4-connectivity). Remembered are open grains alone.
    """

    def __init__(self):
        # Two grains, as indices into those that are open, and their diagonal crossings.
        self._low = self._high = self._count = np.empty(0, np.int64)

    def add(self, crossings: Crossings, grains: StripGrains) -> tuple[np.ndarray, np.ndarray]:
        """Take in the next strip.

        Returns
        -------
        place : (n,) int64
            Of grains within which corners lie that were counted as boundary.
        diagonal : (n,) int64
            Crossings there.
        """
        code, goes_on = grains.code_of, grains.open
        met = np.flatnonzero(code[crossings.low] == code[crossings.high])
        low = np.concatenate((grains.carried_to[self._low], crossings.low[met]))
        high = np.concatenate((grains.carried_to[self._high], crossings.high[met]))
        count = np.concatenate((self._count, crossings.diagonal[met]))
        one = low == high
        kept = goes_on[low] & goes_on[high] & ~one
        pair, index = np.unique(as_pairs(low[kept], high[kept]), return_inverse=True)
        total = np.zeros(len(pair), np.int64)
        np.add.at(total, index, count[kept])
        open_index = np.cumsum(goes_on) - 1
        self._low, self._high = (open_index[place] for place in of_pairs(pair))
        self._count = total
        return low[one], count[one]
