"""Permutation tests between groups of sections: how often would chance part them as much?

Sections are dealt anew to the groups: every way of dealing where these are few, otherwise a
random sample of them. So p has a smallest value that no data can go below, and it is given.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import factorial, nan, prod

import numpy as np

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


def in_order(rows: np.ndarray) -> np.ndarray:
    """Sections in the order of their values: names must not steer dealing nor rounding."""
    return rows[np.lexsort(np.nan_to_num(rows, nan=np.inf).T[::-1])]


def every_deal(sizes: Sequence[int]) -> np.ndarray:
    """All ways of dealing sections to groups; the first is that of sections in order of groups.

    Returns
    -------
    (W, n) int64
        Number of the group of each section. For two groups of one size the last row is the mirror
        of the first.
    """
    dealt = np.full((1, sum(sizes)), len(sizes) - 1)
    for group, size in enumerate(sizes[:-1]):
        left = sum(sizes[group:])
        chosen = np.array(list(combinations(range(left), size)))
        free = np.nonzero(dealt == len(sizes) - 1)[1].reshape(len(dealt), left)
        dealt = dealt.repeat(len(chosen), axis=0)
        np.put_along_axis(dealt, free[:, chosen].reshape(len(dealt), size), group, axis=1)
    return dealt


def drawn_deals(sizes: Sequence[int], keys: np.ndarray) -> np.ndarray:
    """Dealings by (N, n) keys, random numbers: the smallest go to the first group, and so on."""
    groups = np.repeat(np.arange(len(sizes)), sizes)
    return groups[keys.argsort(axis=1).argsort(axis=1)]


@dataclass(frozen=True)
class Dealt:
    """A statistic as it was, and in all ways of dealing or a sample of them.

    Attributes
    ----------
    observed : (...) float64
    null : (N, ...) float64
        Where all ways are counted the first is the deal that happened and, of two groups of one
        size, the last is its mirror.
    exact : bool
        Whether these are all the ways.
    """

    observed: np.ndarray
    null: np.ndarray
    exact: bool

    def share(self, count: np.ndarray | int) -> np.ndarray:
        """So many of the deals as a p; beside drawn ones the deal that happened is one more."""
        more = 0 if self.exact else 1
        return (np.asarray(count) + more) / (len(self.null) + more)

    def p(self) -> np.ndarray:
        """Share of the deals that are as extreme."""
        return self.share((self.null >= self.observed).sum(axis=0))

    def critical(self, level: float, alike: int) -> float:
        """What the largest statistic must exceed for a p below a level; infinite: never.

        Parameters
        ----------
        level : float
        alike : int
            Deals that are the same as the one that happened, itself counted.
        """
        others = self.null.reshape(len(self.null), -1).max(axis=1)
        if self.exact:
            others = others[1 : len(others) - alike + 1]
        else:
            alike = 1
        allowed = int(np.ceil(level / self.share(0 if not self.exact else 1))) - 1 - alike
        return float(np.sort(others)[::-1][allowed]) if allowed >= 0 else np.inf


def dealt(groups: Sequence[np.ndarray], statistic: Callable, permutations: Permutations) -> Dealt:
    """A statistic, of the order of 1, of groups of rows and of all or many dealings of them."""
    rows = np.concatenate([in_order(group) for group in groups])
    sizes = [len(group) for group in groups]
    exact = ways_of_dealing(sizes) <= permutations.number
    if exact:
        deals = every_deal(sizes)
    else:
        rng = np.random.default_rng(permutations.seed)
        deals = drawn_deals(sizes, rng.random((permutations.number, len(rows))))
    ends = np.cumsum(sizes)[:-1]

    def of_places(places: np.ndarray) -> np.ndarray:
        return np.round(statistic(*(rows[p] for p in np.split(places, ends, axis=1))), DECIMALS)

    places = deals.argsort(axis=1, kind="stable")
    parts = np.array_split(places, 1 + places.size * rows.shape[1] // 1_000_000)
    null = np.concatenate([of_places(part) for part in parts])
    return Dealt(of_places(np.arange(len(rows))[None])[0], null, exact)


def chance_of(
    groups: Sequence[np.ndarray], statistic: Callable, permutations: Permutations
) -> tuple[float, int, bool]:
    """p, number of permutations, whether these are all; the statistic is of the order of 1."""
    found = dealt(groups, statistic, permutations)
    return float(found.p()), len(found.null), found.exact


def untestable(sizes: Sequence[int], permutations: Permutations) -> Tested:
    """Result where nothing can be tested; it still says how small p could have been."""
    return Tested(nan, nan, nan, 0, False, smallest_p(sizes, permutations))


def share_between(between: np.ndarray, within: np.ndarray) -> np.ndarray:
    """between / (between + within): grows with their ratio, and is finite where within is 0."""
    whole = between + within
    return np.divide(between, whole, out=np.zeros_like(whole), where=whole > 0)


def ratio_of(share: float) -> float:
    """between / within of a `share_between`; infinite where that is."""
    return share / (1 - share) if share < 1 else np.inf
