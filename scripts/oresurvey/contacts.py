"""Contacts: which grain touches which, and along what length.

Crossings are counted in whole numbers and strip by strip; they become lengths at the end, so no
length depends on the strips.
"""

import numpy as np
import pandas as pd

from oresurvey.crofton import facing_pixels, length_px
from oresurvey.pieces import Strip

_HALF = np.uint64(32)
_LOWER = np.uint64(2**32 - 1)


def _pairs(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Two labels as one number, the lower label in its upper half; (n,) uint64."""
    pair = np.minimum(one, other).astype(np.uint64)
    pair <<= _HALF
    pair |= np.maximum(one, other).astype(np.uint64)
    return pair


def _labels(pair: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The two labels of `_pairs`; (n,) int64 each."""
    return (pair >> _HALF).astype(np.int64), (pair & _LOWER).astype(np.int64)


def neighbours(strip: Strip, last: bool) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Pairs of labels of neighbouring pixels, those of equal labels among them.

    Parameters
    ----------
    strip : Strip
        Pairs along its last row are left to the next strip, which has it again.
    last : bool
        There is no next strip.

    Returns
    -------
    straight, diagonal : lists of (n,) uint64
        Two labels in one number, see `_labels`.
    """
    width = strip.codes.shape[1]
    labels = strip.labels.ravel()
    at = facing_pixels(strip.codes)
    corner, right, below, across = (labels[step:].take(at) for step in (0, 1, width, width + 1))
    edge = strip.labels[:, -1]
    straight = [_pairs(corner, right), _pairs(corner, below), _pairs(edge[:-1], edge[1:])]
    if last:
        straight.append(_pairs(strip.labels[-1, :-1], strip.labels[-1, 1:]))
    return straight, [_pairs(corner, across), _pairs(right, below)]


class Crossings:
    """Crossings between pieces, counted strip by strip."""

    def __init__(self):
        self._pairs: list[np.ndarray] = []
        self._straight: list[np.ndarray] = []
        self._diagonal: list[np.ndarray] = []

    def add(self, strip: Strip, last: bool) -> None:
        """Take in the next strip; `last` when there is no other."""
        straight, diagonal = neighbours(strip, last)
        # A hash table: most pairs come many times, and sorting all of them takes far longer.
        code, pair = pd.factorize(np.concatenate(straight + diagonal))
        turn = sum(map(len, straight))
        low, high = _labels(pair)
        apart = low != high
        self._pairs.append(_pairs(strip.piece_of[low], strip.piece_of[high])[apart])
        for counts, part in ((self._straight, code[:turn]), (self._diagonal, code[turn:])):
            counts.append(np.bincount(part, minlength=len(pair))[apart].astype(np.int32))

    def of_grains(self, grain_of: np.ndarray) -> pd.DataFrame:
        """Crossings between whole grains; the pieces are given up.

        Parameters
        ----------
        grain_of : (pieces,) int64
            As from `pieces.Joins.grain_of`.

        Returns
        -------
        DataFrame
            grain_a, grain_b (a < b), straight, diagonal (numbers of crossings), in the order of
            the grains.
        """

        def whole(parts: list[np.ndarray]) -> np.ndarray:
            joined = np.concatenate(parts)
            parts.clear()
            return joined

        low, high = _labels(whole(self._pairs))
        pair = _pairs(grain_of[low], grain_of[high])
        order = np.argsort(pair)
        pair = pair[order]
        begins = np.flatnonzero(np.diff(pair, prepend=~pair[:1]))
        grain_a, grain_b = _labels(pair[begins])
        # Pieces that meet in one strip only at a corner may be joined in another one.
        apart = grain_a != grain_b
        counts = {
            name: np.add.reduceat(whole(parts)[order], begins, dtype=np.int64)[apart]
            for name, parts in (("straight", self._straight), ("diagonal", self._diagonal))
        }
        return pd.DataFrame(
            {"grain_a": grain_a[apart], "grain_b": grain_b[apart]} | counts, copy=False
        )


def contact_table(crossings: pd.DataFrame, code_of: np.ndarray) -> pd.DataFrame:
    """Shared boundary of every pair of touching regions.

    Parameters
    ----------
    crossings : DataFrame
        As from `Crossings.of_grains`.
    code_of : (grains + 2,) int
        Mineral code of each number; 0 for background, 255 for void.

    Returns
    -------
    DataFrame
        grain_a, grain_b (a < b; 0 background, the last number void), code_a, code_b, length_px.
        The frame of the field is no contact.

    Notes
    -----
    Crofton's formula in four directions, so that the contacts of a grain inside the field add up
    to its perimeter.
    """
    return pd.DataFrame(
        {
            "grain_a": crossings["grain_a"],
            "grain_b": crossings["grain_b"],
            "code_a": code_of[crossings["grain_a"]],
            "code_b": code_of[crossings["grain_b"]],
            "length_px": length_px(crossings["straight"], crossings["diagonal"]),
        },
        copy=False,
    )


def perimeters(crossings: pd.DataFrame, numbers: int) -> np.ndarray:
    """Boundary of every region inside the field, from all its crossings; (numbers,) float64, px."""

    def both_sides(name: str) -> np.ndarray:
        # Whole numbers below 2^53: exact in float64, whatever the order.
        return sum(
            np.bincount(crossings[side], crossings[name], numbers)
            for side in ("grain_a", "grain_b")
        )

    return length_px(both_sides("straight"), both_sides("diagonal"))
