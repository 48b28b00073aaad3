"""The smallest difference that a design would have shown: what "cannot reject" leaves open.

It is asked of a new survey of as many sections with as much spread, not of the one at hand: the
power of the difference that was found would only say its p again (Hoenig and Heisey 2001, The
American Statistician 55, 19-24).
"""

import numpy as np
from scipy.special import ndtr
from scipy.stats import chi2

POWER = 0.8
"""Share of such surveys that would call the difference different (Cohen 1988, Statistical Power
Analysis for the Behavioral Sciences)."""
FEWEST_FREEDOM = 2
"""With two sections on a side the error is too uncertain: .69 of surveys showed what .8 should."""
_GRID = (np.arange(20) + 0.5) / 20
_STEPS = 30


def _ratio_of_spreads(freedom: np.ndarray) -> np.ndarray:
    """(..., 20) quantiles of an estimated spread over the true one."""
    return np.sqrt(chi2.ppf(_GRID, freedom[..., None]) / freedom[..., None])


def smallest_shown(
    critical_t: np.ndarray, error: np.ndarray, freedom: np.ndarray, power: float = POWER
) -> np.ndarray:
    """The smallest true difference that surveys of this design show with this power.

    Parameters
    ----------
    critical_t : (...) float
        What |t| must exceed; infinite where nothing is ever shown.
    error : (...) float
        Standard error of the difference, as estimated by the survey at hand.
    freedom : (...) float
        Degrees of freedom of that error.
    power : float

    Returns
    -------
    (...) float64
        In the units of `error`, always positive; infinite where nothing can be shown, NaN without
        an error, or with too few degrees of freedom for one.

    Notes
    -----
    d = l * error, where l solves: mean over two independent estimates s, s' of one spread of
    P(z + l s > t s') = power, z standard normal and s^2 ~ chi2(f) / f. So it allows for the error's
    own error, in the survey at hand and in the next; with infinite f it is the textbook's
    (t + z_power) * error.
    """
    critical_t, error, freedom = np.broadcast_arrays(critical_t, error, freedom)
    known = (error > 0) & (freedom >= FEWEST_FREEDOM)
    found = np.where(known, np.inf, np.nan)
    able = known & np.isfinite(critical_t)
    if not able.any():
        return found
    # Many tests share one design: solved once for each.
    designs, back = np.unique(np.stack([critical_t[able], freedom[able]]).round(6), axis=1,
                              return_inverse=True)  # fmt: skip
    t, spread = designs[0], _ratio_of_spreads(designs[1])
    threshold = t[:, None, None] * spread[:, None, :]
    low, high = np.zeros(len(t)), np.full(len(t), 2.0)
    for _ in range(_STEPS):
        reached = _power(high, spread, threshold) >= power
        if reached.all():
            break
        high = np.where(reached, high, 2 * high)
    for _ in range(_STEPS):
        middle = (low + high) / 2
        enough = _power(middle, spread, threshold) >= power
        low, high = np.where(enough, low, middle), np.where(enough, middle, high)
    found[able] = high[back.ravel()] * error[able]
    return found


def _power(length: np.ndarray, spread: np.ndarray, threshold: np.ndarray) -> np.ndarray:
    return ndtr(length[:, None, None] * spread[..., None] - threshold).mean(axis=(1, 2))
