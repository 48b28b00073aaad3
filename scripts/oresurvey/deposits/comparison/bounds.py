"""Ratios that are none: a bound where one of two deposits lacks the mineral."""

import numpy as np
from scipy import stats
from scipy.special import ndtri

RATIO, AT_LEAST, AT_MOST, NO_RATIO = "ratio", "at least", "at most", "none"
RISK = 0.025
"""Chance that either half of a bound is wrong; the bound then holds in 95 %."""
MOVES = 1.25
"""A ratio that moves by more than this factor with the detection limit hangs on it."""


def kind_of(a_lacks: bool, b_lacks: bool) -> str:
    """What can be printed where deposits are below the limit in every section, or not."""
    if a_lacks and b_lacks:
        return NO_RATIO
    return AT_MOST if a_lacks else AT_LEAST if b_lacks else RATIO


def least_ratio(logs: np.ndarray, limit: float, lacking: int) -> float:
    """How many times more of a mineral a deposit has than one that lacks it, at least.

    Parameters
    ----------
    logs : (k,) float
        Logarithms of the shares of the sections that have it, zeros replaced.
    limit : float
        Detection limit of the share; every section of the other deposit is below.
    lacking : int
        Sections of the other deposit.

    Returns
    -------
    float
        Holds for the ratio of geometric means in 95 % of surveys: the lower limit of the
        first (Student's t, one side, 97.5 %) over the upper limit of the second. That k sections
        are all below the limit has a chance above 2.5 % only where the middle of their shares is
        below limit * exp(-s z), z the normal quantile of .025^(1/k): from six sections on it is
        the limit. s is the spread of the first deposit, taken for both. NaN with one section.
    """
    k = len(logs)
    if k < 2:
        return np.nan
    spread = logs.std(ddof=1)
    low = logs.mean() - stats.t.ppf(1 - RISK, k - 1) * spread / np.sqrt(k)
    above = spread * max(0.0, -ndtri(RISK ** (1 / lacking)))
    return float(np.exp(low - above) / limit)


def sensitivity_of_ratio(ratios: tuple[float, ...]) -> str:
    """Whether a ratio at the limit, at half and at double the limit is one number; else words."""
    low, high = min(ratios), max(ratios)
    if not high > MOVES * low:
        return ""
    return f"the ratio hangs on the limit: {low:.2g} to {high:.2g}"
