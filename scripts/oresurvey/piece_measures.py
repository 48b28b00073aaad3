"""Whole-number measures of pieces, and of the grains that they make up."""

import numpy as np

from oresurvey.moments import run_sums
from oresurvey.pieces import FIRST_PIECE, Runs, Strip

# How parts make a whole, and what is kept of a piece; all else is a sum of 64 bits.
_FOLDS = {
    "left": (np.minimum, np.int32),
    "top": (np.minimum, np.int32),
    "right": (np.maximum, np.int32),
    "bottom": (np.maximum, np.int32),
    "code": (np.maximum, np.uint8),
}


def _fold(name: str, values: np.ndarray, owner: np.ndarray, owners: int) -> np.ndarray:
    """One measure, of all parts of an owner together; (owners,).

    Parameters
    ----------
    name : str
        Of the measure.
    values : (parts,) int
    owner : (parts,) int64
    owners : int
    """
    fold, dtype = _FOLDS.get(name, (np.add, np.int64))
    nothing = np.iinfo(dtype).max if fold is np.minimum else 0
    total = np.full(owners, nothing, dtype)
    # Exact, unlike the sums of `np.bincount`, which are float64.
    fold.at(total, owner, values.astype(dtype, copy=False))
    return total


class Measures:
    """Sums, bounding boxes and codes of all pieces; filled strip by strip.

    A few whole numbers a piece are kept, whatever its size.

    Attributes
    ----------
    class_px : (256,) int64
        Pixels of every code.
    """

    def __init__(self):
        self.class_px = np.zeros(256, np.int64)
        self._of_pieces: dict[str, list[np.ndarray]] = {}

    def add(self, strip: Strip, runs: Runs, confidence: np.ndarray | None = None) -> None:
        """Take in the next strip; its overlap was counted with the strip above.

        Parameters
        ----------
        strip : Strip
        runs : Runs
            Of the strip.
        confidence : (h - overlap, W) uint8, optional
        """
        above = strip.overlap * strip.codes.shape[1]
        runs = runs.from_pixel(above)
        np.add.at(self.class_px, runs.code, runs.length)
        measured = run_sums(runs) | {
            "left": runs.x,
            "top": runs.y,
            "right": runs.x + runs.length,
            "bottom": runs.y + 1,
            "code": runs.code,
        }
        if confidence is not None:
            start = runs.start - above
            measured["confidence"] = np.add.reduceat(confidence.ravel(), start, dtype=np.int64)
        for name, values in measured.items():
            of_labels = _fold(name, values, runs.label, len(strip.piece_of))
            self._of_pieces.setdefault(name, []).append(of_labels[1:-1])

    def of_grains(self, grain_of: np.ndarray) -> dict[str, np.ndarray]:
        """Measures of whole grains; the pieces are given up.

        Parameters
        ----------
        grain_of : (pieces,) int64
            As from `pieces.Joins.grain_of`.

        Returns
        -------
        dict of str to (grains,) int
            n, x, y, xx, yy, xy (see `moments.run_sums`), left, top, right, bottom (half-open),
            code, and confidence where there is one: the sum over the pixels.
        """
        grains = int(grain_of[FIRST_PIECE:].max(initial=0))
        owner = grain_of[FIRST_PIECE:] - 1
        return {
            name: _fold(name, np.concatenate(self._of_pieces.pop(name)), owner, grains)
            for name in list(self._of_pieces)
        }
