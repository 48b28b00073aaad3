"""Difference of two means whose spreads may differ."""

from dataclasses import dataclass

import numpy as np
from scipy import stats

LEVEL = 0.95
FEWEST = 2
"""Sections on either side."""
ROUNDING = 1e-12
"""Spread of equal values that differ by rounding, as a part of the largest."""


@dataclass(frozen=True)
class Welch:
    """Differences of means, first - second, and what is known of them; arrays of one shape.

    Attributes
    ----------
    estimate, error, freedom : float64
        error is 0 where neither side varies, and NaN with one section on a side.
    """

    estimate: np.ndarray
    error: np.ndarray
    freedom: np.ndarray

    @property
    def known(self) -> np.ndarray:
        """Whether there is any spread to judge by."""
        return self.error > 0

    @property
    def p(self) -> np.ndarray:
        """Two-sided p of t; 0 where the sides differ and neither varies."""
        with np.errstate(divide="ignore", invalid="ignore"):
            t = np.abs(self.estimate) / self.error
        return 2 * stats.t.sf(t, self.freedom)

    @property
    def interval(self) -> tuple[np.ndarray, np.ndarray]:
        """95 % interval of the difference; NaN where nothing varies."""
        reach = stats.t.ppf(0.5 + LEVEL / 2, self.freedom) * self.error
        reach = np.where(self.known, reach, np.nan)
        return self.estimate - reach, self.estimate + reach


def no_spread(values: np.ndarray) -> np.ndarray:
    """Whether values are equal but for rounding, along the first axis; NaN is no value."""
    with np.errstate(invalid="ignore"):
        spread = np.fmax.reduce(values, axis=0) - np.fmin.reduce(values, axis=0)
        return ~(spread > ROUNDING * np.fmax.reduce(np.abs(values), axis=0))


def _mean_and_square(values: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Means, variances of the means, and numbers of values, along the first axis."""
    there = np.isfinite(values)
    count = there.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.where(there, values, 0).sum(axis=0) / count
        squares = np.where(there, values - mean, 0) ** 2
        square = squares.sum(axis=0) / (count - 1) / count
    return mean, np.where(no_spread(values) & (count >= FEWEST), 0.0, square), count


def welch_t(first: np.ndarray, second: np.ndarray) -> Welch:
    """Differences of means by Welch's t, with cautious degrees of freedom.

    Parameters
    ----------
    first, second : (n, ...) float
        One value per section along the first axis; NaN: none.

    Returns
    -------
    Welch

    Notes
    -----
    Source: Welch (1947), Biometrika 34, 28-35. His degrees of freedom are estimated, and with few
    sections often too many: at the small levels of a family, 4 against 12 sections err at twice the
    nominal rate. With those of the smaller side the error never exceeds it (Mickey and Brown 1966,
    Annals of Mathematical Statistics 37, 639-642), at a high price in power. Used is the harmonic
    mean of the two, chosen by simulation (benchmarks/bench_comparison.py).
    """
    (mean_a, square_a, count_a), (mean_b, square_b, count_b) = (
        _mean_and_square(np.asarray(side, float)) for side in (first, second)
    )
    fewest = np.minimum(count_a, count_b) - 1.0
    whole = square_a + square_b
    with np.errstate(divide="ignore", invalid="ignore"):
        freedom = whole**2 / (square_a**2 / (count_a - 1) + square_b**2 / (count_b - 1))
        freedom = np.where(whole > 0, freedom, fewest)
        cautious = 2 / (1 / freedom + 1 / fewest)
    return Welch(mean_a - mean_b, np.sqrt(whole), cautious)
