"""How far the confidence of maps can be trusted: reliability, and risk over coverage.

Everything comes from the numbers of right and wrong pixels at each of the 256 steps of
``confidence.tif``, so no number depends on how pixels are grouped on the way.
"""

import numpy as np
import pandas as pd

from oresurvey.statistics.calibration import BINS, table_of_bins
from oresurvey.survey.mineral_codes import VOID

STEPS = 256
FULL = STEPS - 1
"""Step of confidence 1."""


def counts_by_confidence(
    truth: np.ndarray, best: np.ndarray, confidence: np.ndarray, codes: tuple[int, ...]
) -> np.ndarray:
    """Wrong and right pixels of a field at each step of confidence.

    Parameters
    ----------
    truth, best : (H, W) uint8
        Annotation, and most probable class.
    confidence : (H, W) uint8
        Probability of the most probable class * 255, rounded.
    codes : tuple of int
        Pixels annotated otherwise (void above all) are left out, and those that `best` leaves void.

    Returns
    -------
    (2, 256) int64
        Wrong, right.
    """
    known = np.isin(np.arange(STEPS), codes)[truth] & (best != VOID)
    kind = (truth == best).astype(np.uint16) << 8 | confidence
    return np.bincount(kind[known], minlength=2 * STEPS).reshape(2, STEPS)


def bins_of(counts: np.ndarray) -> pd.DataFrame:
    """Reliability table, see `statistics.calibration.table_of_bins`, of counts (2, 256)."""
    steps = np.arange(STEPS)
    # 17 steps a bin, upper end included; steps 0 and 1 .. 17 are the first.
    numbers = np.maximum(steps - 1, 0) // (FULL // BINS)
    pixels = counts.sum(axis=0)
    return table_of_bins(numbers, pixels, pixels * steps / FULL, counts[1])


def risk_coverage(counts: np.ndarray) -> pd.DataFrame:
    """What is left, and how much of it is wrong, when less certain pixels are left out.

    Parameters
    ----------
    counts : (2, 256) int
        As from `counts_by_confidence`.

    Returns
    -------
    DataFrame
        threshold (confidence of the least certain pixels kept, to be used as
        ``inference.unidentified_below``), pixels (kept), coverage (share of the annotated pixels
        kept), risk (share of the kept that is wrong); from coverage 1 downwards, one row per step
        that has pixels (El-Yaniv and Wiener 2010, JMLR 11, 1605-1641).
    """
    held = np.flatnonzero(counts.sum(axis=0))
    # Kept at a step: everything from it upwards.
    kept = counts[:, ::-1].cumsum(axis=1)[:, ::-1][:, held]
    pixels = kept.sum(axis=0)
    return pd.DataFrame(
        {
            "threshold": held / FULL,
            "pixels": pixels,
            "coverage": pixels / max(counts.sum(), 1),
            "risk": kept[0] / pixels,
        }
    )
