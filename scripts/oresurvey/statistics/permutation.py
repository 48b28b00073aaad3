"""Permutation tests between groups of sections: how often would chance part them as much?

Sections are dealt anew to the groups: every way of dealing where these are few, otherwise a
random sample of them. So p has a smallest value that no data can go below, and it is given.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import factorial, nan, prod

import numpy as np
from scipy.stats import permutation_test

# Equal values of a statistic differ by rounding when sections are summed in another order.
DECIMALS = 10


@dataclass(frozen=True)
class Permutations:
    """How many random dealings are drawn where there are more than that, and their seed."""

    number: int = 9999
    seed: int = 1


@dataclass(frozen=True)
class Tested:
    """Result of a permutation test.

    Attributes
    ----------
    statistic, effect, p : float
        NaN where nothing can be tested (no spread at all).
    permutations : int
    exact : bool
        Whether these were all the ways of dealing.
    smallest_p : float
        See `smallest_p`.
    """

    statistic: float
    effect: float
    p: float
    permutations: int
    exact: bool
    smallest_p: float


def ways_of_dealing(sizes: Sequence[int]) -> int:
    """In how many ways sections can be dealt to named groups of these sizes."""
    return factorial(sum(sizes)) // prod(factorial(size) for size in sizes)


def smallest_exact_p(sizes: Sequence[int]) -> float:
    """The smallest p when all ways of dealing are counted.

    Groups of one size can change names without a change of the statistic, so for 3 and 3 sections
    two of the 20 ways are the most extreme: p is never below 0.10.
    """
    alike = prod(factorial(count) for count in Counter(sizes).values())
    return alike / ways_of_dealing(sizes)


def smallest_p(sizes: Sequence[int], permutations: Permutations = Permutations()) -> float:
    """The smallest p that groups of these sizes can give, with so many permutations."""
    exact = smallest_exact_p(sizes)
    sampled = ways_of_dealing(sizes) > permutations.number
    return max(exact, 1 / (permutations.number + 1)) if sampled else exact


def chance_of(
    groups: Sequence[np.ndarray], statistic: Callable, permutations: Permutations
) -> tuple[float, int, bool]:
    """p, number of permutations, whether these are all; the statistic is of the order of 1."""
    # In the order of their values: names of sections must not steer the random dealing.
    rows = np.concatenate([group[np.lexsort(group.T[::-1])] for group in groups])
    sizes = [len(group) for group in groups]
    places = np.split(np.arange(len(rows), dtype=float), np.cumsum(sizes)[:-1])

    def of_places(*dealt: np.ndarray, axis: int = -1) -> np.ndarray:
        return np.round(statistic(*(rows[place.astype(int)] for place in dealt)), DECIMALS)

    found = permutation_test(
        places,
        of_places,
        vectorized=True,
        alternative="greater",
        n_resamples=permutations.number,
        batch=max(1, 200_000 // rows.size),
        rng=np.random.default_rng(permutations.seed),
    )
    exact = ways_of_dealing(sizes) <= permutations.number
    return float(found.pvalue), len(found.null_distribution), exact


def untestable(sizes: Sequence[int], permutations: Permutations) -> Tested:
    """Result where nothing can be tested; it still says how small p could have been."""
    return Tested(nan, nan, nan, 0, False, smallest_p(sizes, permutations))


def share_between(between: np.ndarray, within: np.ndarray) -> np.ndarray:
    """between / (between + within): grows with their ratio, and is finite where within is 0."""
    whole = between + within
    return np.divide(between, whole, out=np.zeros_like(whole), where=whole > 0)


def ratio_of(share: float) -> float:
    """between / within of a `share_between`."""
    return share / (1 - share) if share < 1 else np.inf


def _share_of_difference(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """t^2 / (t^2 + 1) with the t of Welch, of (..., n, 1) arrays."""
    difference = (first.mean(axis=-2) - second.mean(axis=-2))[..., 0]
    variance = sum(side.var(axis=-2, ddof=1)[..., 0] / side.shape[-2] for side in (first, second))
    return share_between(difference**2, variance)


def welch_permutation(
    first: np.ndarray, second: np.ndarray, permutations: Permutations = Permutations()
) -> Tested:
    """Do two groups differ in their mean? |t| of Welch, dealt anew.

    Parameters
    ----------
    first, second : (n,) float
        One value per section, at least two each.

    Returns
    -------
    Tested
        effect is the difference of the means, first - second.

    Notes
    -----
    A statistic in units of its own error keeps its level when the spreads differ: Janssen (1997),
    Statistics and Probability Letters 36, 9-21. Values are scaled by their spread, so units do not
    matter.
    """
    first, second = np.asarray(first, float), np.asarray(second, float)
    sizes = (len(first), len(second))
    both = np.concatenate([first, second])
    spread = both.std()
    if min(sizes) < 2 or spread <= 1e-12 * np.abs(both).max():
        return untestable(sizes, permutations)
    scaled = [((side - both.mean()) / spread)[:, None] for side in (first, second)]
    p, number, exact = chance_of(scaled, _share_of_difference, permutations)
    t = np.sqrt(ratio_of(float(_share_of_difference(*scaled))))
    effect = float(first.mean() - second.mean())
    return Tested(t, effect, p, number, exact, smallest_p(sizes, permutations))
