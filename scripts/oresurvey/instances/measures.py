"""Whole-number measures of grains, complete as soon as a grain has ended."""

import numpy as np
from scipy.ndimage import binary_dilation

from oresurvey.instances.crossings import Crossings, Meetings
from oresurvey.instances.moments import run_sums
from oresurvey.instances.numbering import StripGrains
from oresurvey.instances.pieces import Runs, Strip
from oresurvey.photographs.visible import Visible

GRAIN = np.dtype(
    [
        *((name, np.int64) for name in ("n", "x", "y", "xx", "yy", "xy", "confidence")),
        *((name, np.int64) for name in ("straight", "diagonal", "cut")),
        *((name, np.int32) for name in ("left", "top", "right", "bottom")),
        ("number", np.uint32),
        ("code", np.uint8),
    ],
    align=True,
)
"""Record of a grain: sums over its pixels (see `instances.moments.run_sums`) and of their
confidence, the crossings of its boundary, 1 where it is cut (see `beside_empty`), bounding box
(half-open), number (see `numbering`) and mineral code."""

# How parts make a whole; all else is a sum.
_FOLDS = {
    **{"left": np.minimum, "top": np.minimum},
    **{"right": np.maximum, "bottom": np.maximum, "cut": np.maximum},
}


def beside_empty(strip: Strip, visible: Visible) -> np.ndarray:
    """Labels of the pieces in a strip that touch what is not visible, at a side or at a corner.

    The last row of a strip is the first of the next one, so no neighbour is missed.
    """
    empty = ~visible.rows(strip.y, strip.y + len(strip.codes))
    if not empty.any():
        return np.empty(0, np.int64)
    near = binary_dilation(empty, np.ones((3, 3), bool)) & ~empty
    return np.unique(strip.labels[near]).astype(np.int64)


def _records(measured: dict[str, np.ndarray], chosen: np.ndarray) -> np.ndarray:
    """Records of the chosen places; (n,) GRAIN, zero what was not measured."""
    at = np.flatnonzero(chosen)
    records = np.zeros(len(at), GRAIN)
    for name, values in measured.items():
        records[name] = values[at]
    return records


class GrainMeasures:
    """Measures of the grains that go on in the next strip; filled strip by strip.

    Attributes
    ----------
    class_px : (256,) int64
        Pixels of every code, in all strips.
    """

    def __init__(self):
        self.class_px = np.zeros(256, np.int64)
        self._open = np.empty(0, GRAIN)
        self._meetings = Meetings()

    @property
    def open_grains(self) -> int:
        """Number of the grains that go on."""
        return len(self._open)

    def add(
        self,
        strip: Strip,
        runs: Runs,
        grains: StripGrains,
        crossings: Crossings,
        confidence: np.ndarray | None = None,
        cut: np.ndarray | None = None,
    ) -> np.ndarray:
        """Take in the next strip; its overlap was counted with the strip above.

        Parameters
        ----------
        strip : Strip
        runs : Runs
        grains : StripGrains
        crossings : Crossings
            All of the same strip.
        confidence : (h - overlap, W) uint8, optional
        cut : (n,) int64, optional
            See `beside_empty`.

        Returns
        -------
        (n,) GRAIN
            Grains that have ended.
        """
        above = strip.overlap * strip.codes.shape[1]
        runs = runs.from_pixel(above)
        np.add.at(self.class_px, runs.code, runs.length)
        of_runs = run_sums(runs) | {
            "left": runs.x,
            "top": runs.y,
            "right": runs.x + runs.length,
            "bottom": runs.y + 1,
        }
        if confidence is not None:
            start = runs.start - above
            of_runs["confidence"] = np.add.reduceat(confidence.ravel(), start, dtype=np.int64)
        inner, corners = self._meetings.add(crossings, grains)
        both_sides = np.concatenate((crossings.low, crossings.high, inner))
        none = np.zeros_like(corners)
        of_crossings = {
            "straight": np.concatenate((crossings.straight, crossings.straight, none)),
            "diagonal": np.concatenate((crossings.diagonal, crossings.diagonal, -2 * corners)),
        }
        labels = np.empty(0, np.int64) if cut is None else cut
        of_cut = {"cut": np.ones(len(labels), np.int64)}
        measured = {"number": grains.number_of, "code": grains.code_of} | {
            name: self._whole(name, values, place, grains)
            for place, parts in (
                (grains.place_of[runs.label], of_runs),
                (both_sides, of_crossings),
                (grains.place_of[labels], of_cut),
            )
            for name, values in parts.items()
        }
        ended = ~grains.open
        # Background and void are no grains.
        ended[[0, -1]] = False
        self._open = _records(measured, grains.open)
        return _records(measured, ended)

    def _whole(
        self, name: str, values: np.ndarray, place: np.ndarray, grains: StripGrains
    ) -> np.ndarray:
        """One measure of every place: of its parts here, and of what was carried to it."""
        fold, dtype = _FOLDS.get(name, np.add), GRAIN[name]
        nothing = np.iinfo(dtype).max if fold is np.minimum else 0
        whole = np.full(len(grains.number_of), nothing, dtype)
        fold.at(whole, grains.carried_to, self._open[name])
        # Exact, unlike the sums of `np.bincount`, which are float64.
        fold.at(whole, place, values.astype(dtype, copy=False))
        return whole
