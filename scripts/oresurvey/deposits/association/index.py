"""Index of association of a deposit: contact found over contact expected, by section.

A section expects of A the share a_B / (1 - a_A) of its boundary with B, by its own areas a: what
independent labels would give. The index is the mean share found over the mean share expected, so
minerals that merely occur in the same sections do not look associated.
"""

import numpy as np
from scipy import stats

from oresurvey.statistics.intervals import LEVEL, Interval, none

WIDEST = 10.0
"""Largest ratio of the index to an end of its interval, as a logarithm: beyond it the interval says
nothing, as one section holds nearly all contact that is expected."""


def expected_share(area_a: np.ndarray, area_b: np.ndarray) -> np.ndarray:
    """Share of the boundary of A that random contact gives to B; areas are shares, 0..1."""
    return area_b / (1 - area_a)


def contact_index(found: np.ndarray, expected: np.ndarray) -> float:
    """Index: ratio of the means; 1 is random contact, NaN where none is expected.

    Parameters
    ----------
    found, expected : (k,) float
        Share of the boundary of A that it has with B, by section.
    """
    whole = np.sum(expected)
    return float(np.sum(found) / whole) if whole > 0 else float("nan")


def index_interval(found: np.ndarray, expected: np.ndarray) -> Interval:
    """Interval of the index: log I +- t(k - 1) sqrt(sum of (I_-i / I - 1)^2).

    Parameters
    ----------
    found, expected : (k,) float
        As for `contact_index`. A section without B says nothing and does not count in k.

    Returns
    -------
    Interval

    Notes
    -----
    I_-i is the index without section i; their squares are the HC3 variance of a ratio. Source:
    MacKinnon and White (1985), Journal of Econometrics 29, 305-325. The usual linear error of a
    ratio is too small with few sections, see test_association.py.
    """
    found, expected = np.asarray(found, float), np.asarray(expected, float)
    both = expected > 0
    found, expected = found[both], expected[both]
    k = len(found)
    if k < 2:
        return none("one section" if k else "no section holds both")
    index = contact_index(found, expected)
    if not index > 0:
        return none("no contact in any section")
    without = (found.sum() - found) / (expected.sum() - expected)
    reach = stats.t.ppf(0.5 + LEVEL / 2, k - 1) * np.sqrt(np.sum((without / index - 1) ** 2))
    if reach > WIDEST:
        return none(f"one of {k} sections decides")
    low, high = index * np.exp([-reach, reach])
    return Interval(float(low), float(high), f"log-t of a ratio, {k} sections")
