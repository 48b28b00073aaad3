"""Many tests at once: adjusted p-values, and the words that a p-value allows."""

import numpy as np
from scipy.stats import false_discovery_control

LEVEL = 0.05
DIFFER = "differ"
CANNOT_REJECT = "cannot reject"
HOLDS = "holds"


def holm(p: np.ndarray) -> np.ndarray:
    """Holm's adjusted p-values; NaN stays NaN and is not counted.

    Notes
    -----
    Source: Holm (1979), Scandinavian Journal of Statistics 6, 65-70.
    """
    p = np.asarray(p, float)
    adjusted = np.full(p.shape, np.nan)
    known = np.flatnonzero(np.isfinite(p))
    order = known[np.argsort(p[known], kind="stable")]
    steps = (len(order) - np.arange(len(order))) * p[order]
    adjusted[order] = np.minimum(np.maximum.accumulate(steps), 1.0)
    return adjusted


def benjamini_hochberg(p: np.ndarray) -> np.ndarray:
    """Adjusted p-values that bound the rate of false discoveries; NaN is not counted.

    Notes
    -----
    Source: Benjamini and Hochberg (1995), Journal of the Royal Statistical Society B 57, 289-300.
    """
    p = np.asarray(p, float)
    adjusted = np.full(p.shape, np.nan)
    known = np.isfinite(p)
    if known.any():
        adjusted[known] = false_discovery_control(p[known])
    return adjusted


def conclusions(adjusted: np.ndarray, smallest: np.ndarray) -> list[str]:
    """What may be said of each test: `DIFFER` or `CANNOT_REJECT`, never "no difference".

    Parameters
    ----------
    adjusted : (n,) float
        Adjusted p-values; NaN where there was no test, and nothing is said.
    smallest : (n,) float
        The smallest adjusted p that so few sections could give; NaN where there is no such bound.

    Returns
    -------
    list of str
    """
    words = []
    for p, bound in zip(np.asarray(adjusted, float), np.asarray(smallest, float), strict=True):
        if not np.isfinite(p):
            words.append("")
        elif p < LEVEL:
            words.append(DIFFER)
        elif bound >= LEVEL:
            words.append(f"{CANNOT_REJECT}: with so few sections p is never below {bound:.2g}")
        else:
            words.append(CANNOT_REJECT)
    return words


def sensitivity(nominal: np.ndarray, half: np.ndarray, double: np.ndarray) -> list[str]:
    """Whether a conclusion holds at half and at double the detection limit.

    Parameters
    ----------
    nominal, half, double : (n,) float
        Adjusted p-values; NaN where there was no test.
    """
    words = []
    for p, at_half, at_double in zip(nominal, half, double, strict=True):
        flips = [
            word
            for word, other in (("half", at_half), ("double", at_double))
            if (other < LEVEL) != (p < LEVEL)
        ]
        found = f"flips at {' and '.join(flips)} the limit" if flips else HOLDS
        words.append(found if np.isfinite(p) else "")
    return words
