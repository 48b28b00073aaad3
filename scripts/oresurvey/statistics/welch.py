"""Difference of two means whose spreads may differ."""

from dataclasses import dataclass
from math import nan

import numpy as np
from scipy import stats

LEVEL = 0.95


@dataclass(frozen=True)
class Difference:
    """first - second, its 95 % interval and p; NaN where there is no spread to judge it by."""

    estimate: float
    low: float
    high: float
    p: float

    def as_ratio(self) -> "Difference":
        """Of a difference of logarithms: the ratio of the geometric means."""
        estimate, low, high = np.exp([self.estimate, self.low, self.high])
        return Difference(float(estimate), float(low), float(high), self.p)


def _squared_error(values: np.ndarray) -> float:
    """Variance of the mean; equal values that differ by rounding have none."""
    if np.ptp(values) <= 1e-12 * np.abs(values).max():
        return 0.0
    return float(values.var(ddof=1) / len(values))


def welch(first: np.ndarray, second: np.ndarray) -> Difference:
    """Difference of means by Welch's t.

    Parameters
    ----------
    first, second : (n,) float
        One value per section. No interval and no p with one section in either, or where neither
        varies.

    Notes
    -----
    Source: Welch (1947), Biometrika 34, 28-35.
    """
    first, second = np.asarray(first, float), np.asarray(second, float)
    estimate = float(first.mean() - second.mean())
    if min(len(first), len(second)) < 2:
        return Difference(estimate, nan, nan, nan)
    errors = [_squared_error(first), _squared_error(second)]
    error = np.sqrt(sum(errors))
    if error == 0:
        return Difference(estimate, nan, nan, nan)
    parts = zip(errors, (first, second), strict=True)
    freedom = sum(errors) ** 2 / sum(e**2 / (len(side) - 1) for e, side in parts)
    reach = stats.t.ppf(0.5 + LEVEL / 2, freedom) * error
    p = 2 * stats.t.sf(abs(estimate) / error, freedom)
    return Difference(estimate, float(estimate - reach), float(estimate + reach), float(p))
