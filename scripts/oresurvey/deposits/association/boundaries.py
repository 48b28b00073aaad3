"""Boundaries between the classes of a map: crossings by pair of codes, strip by strip.

Whole numbers that add up over strips and fields; `crofton` makes lengths of them.
"""

import numpy as np

from oresurvey.survey.mineral_codes import VOID

CODES = VOID + 1


class CodeBoundaries:
    """Crossings between the classes of one map.

    Attributes
    ----------
    straight, diagonal : (256, 256) int64
        Crossings along rows and columns, and along diagonals; the lower code is the row.
    """

    def __init__(self):
        self.straight = np.zeros((CODES, CODES), np.int64)
        self.diagonal = np.zeros((CODES, CODES), np.int64)

    def add(self, codes: np.ndarray, last: bool) -> None:
        """Count one strip.

        Parameters
        ----------
        codes : (h, W) uint8
            The strip and, unless it is the last one, the first row of the next.
        last : bool
            Whether the last row is one of the strip's own, whose pairs are counted here.
        """
        own = codes if last else codes[:-1]
        _count(own[:, :-1], own[:, 1:], self.straight)
        _count(codes[:-1], codes[1:], self.straight)
        _count(codes[:-1, :-1], codes[1:, 1:], self.diagonal)
        _count(codes[:-1, 1:], codes[1:, :-1], self.diagonal)

    def pairs(self) -> list[list[int]]:
        """[lower code, higher code, straight, diagonal] of classes that meet, void left out."""
        met = (self.straight + self.diagonal)[:VOID, :VOID]
        return [
            [int(a), int(b), int(self.straight[a, b]), int(self.diagonal[a, b])]
            for a, b in np.argwhere(met)
        ]


def _count(one: np.ndarray, other: np.ndarray, into: np.ndarray) -> None:
    """Add the pairs of unlike neighbours to a table, the lower code first."""
    unlike = one != other
    one, other = one[unlike], other[unlike]
    pair = np.minimum(one, other).astype(np.intp) * CODES + np.maximum(one, other)
    into += np.bincount(pair, minlength=CODES * CODES).reshape(CODES, CODES)
