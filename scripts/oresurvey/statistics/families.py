"""Families of tests: several values of the same sections, tested together.

A reader asks in which minerals two deposits differ, so the family is the minerals of the pair. Each
test asks twice, and the larger p counts. The first deals the sections to the deposits, all minerals
of a section together: exact where the deposits are alike in every way. The second is the t of Welch
with cautious degrees of freedom: it holds where spreads differ and logarithms are normal, which no
dealing of few sections does. Either alone errs, see benchmarks/bench_comparison.py.
"""

from dataclasses import dataclass

import numpy as np
from scipy import stats

from oresurvey.statistics.many_tests import LEVEL, holm
from oresurvey.statistics.permutation import (
    DECIMALS,
    Dealt,
    Permutations,
    drawn_deals,
    every_deal,
    in_order,
    ratio_of,
    share_between,
    smallest_p,
    ways_of_dealing,
)
from oresurvey.statistics.welch import FEWEST, Welch, no_spread, welch_t


@dataclass(frozen=True)
class Family:
    """Results of the M tests of one family.

    Attributes
    ----------
    welch : Welch
        Differences, their errors, degrees of freedom and t; arrays of M.
    p, p_family : (M,) float64
        Of each test by itself, and adjusted for the family; NaN where nothing can be tested.
    smallest_p : (M,) float64
        What no data of so many sections, with so many equal values, can go below. Tests that can
        never be called different are no members of the family.
    critical_t : (M,) float64
        The |t| that a value must exceed to be called different if no other is; infinite where none
        is enough.
    permutations : (M,) int64
    exact : (M,) bool
        Whether the permutations are all that there are.
    """

    welch: Welch
    p: np.ndarray
    p_family: np.ndarray
    smallest_p: np.ndarray
    critical_t: np.ndarray
    permutations: np.ndarray
    exact: np.ndarray


def _stepping_down(dealt: Dealt) -> np.ndarray:
    """p of every column, each compared with the largest of those that are no more extreme."""
    order = np.argsort(-dealt.observed, kind="stable")
    largest = np.maximum.accumulate(dealt.null[:, order[::-1]], axis=1)[:, ::-1]
    steps = dealt.share((largest >= dealt.observed[order]).sum(axis=0))
    adjusted = np.empty(len(order))
    adjusted[order] = np.maximum.accumulate(steps)
    return adjusted


def _tied(dealt: Dealt) -> np.ndarray:
    """Share of the deals that are the most extreme ones: equal values make it larger."""
    return (dealt.null == dealt.null.max(axis=0)).mean(axis=0)


def _statistics(dealt: np.ndarray, values: np.ndarray) -> np.ndarray:
    """(N, m) t^2 / (t^2 + 1) with the t of Welch, of (n, m) values in every deal."""
    between, within = np.zeros(()), np.zeros(())
    for of_group, sign in ((dealt.astype(float), 1), (1.0 - dealt, -1)):
        size = of_group[0].sum()
        mean = of_group @ values / size
        variance = np.maximum(of_group @ values**2 / size - mean**2, 0)
        between = between + sign * mean
        within = within + variance / (size - 1)
    return np.round(share_between(between**2, within), DECIMALS)


class _Sections:
    """Values of the sections of two deposits, standardised, and the ways of dealing them."""

    def __init__(self, first: np.ndarray, second: np.ndarray, permutations: Permutations):
        values = np.concatenate([first, second])
        self.values = (values - np.nanmean(values, axis=0)) / np.nanstd(values, axis=0)
        self.there = np.isfinite(values)
        self.of_first = np.arange(len(values)) < len(first)
        self.permutations = permutations
        rng = np.random.default_rng(permutations.seed)
        self.keys = rng.random((permutations.number, len(values)))

    def sizes(self, column: int) -> tuple[int, int]:
        there = self.there[:, column]
        return int((there & self.of_first).sum()), int((there & ~self.of_first).sum())

    def patterns(self, columns: np.ndarray) -> list[np.ndarray]:
        """Columns that have values in the same sections, together."""
        found: dict[bytes, list[int]] = {}
        for column in columns:
            found.setdefault(self.there[:, column].tobytes(), []).append(column)
        return [np.array(one) for one in found.values()]

    def dealt(self, columns: np.ndarray, exact: bool) -> Dealt:
        """Statistics of columns of one pattern."""
        there = self.there[:, columns[0]]
        values = self.values[np.ix_(there, columns)]
        sizes = self.sizes(columns[0])
        # Where minerals lack values in different sections, each deals what it has, by the same
        # keys: so each keeps its numbers of sections, and those of one section go together.
        deals = every_deal(sizes) if exact else drawn_deals(sizes, self.keys[:, there])
        observed = _statistics(self.of_first[None, there], values)[0]
        return Dealt(observed, _statistics(deals == 0, values), exact)

    def exact(self, columns: np.ndarray) -> bool:
        return ways_of_dealing(self.sizes(columns[0])) <= self.permutations.number

    def together(self, columns: np.ndarray) -> Dealt:
        """Statistics of all columns in the same deals."""
        patterns = self.patterns(columns)
        exact = len(patterns) == 1 and self.exact(columns)
        parts = [self.dealt(one, exact) for one in patterns]
        back = np.argsort(np.concatenate(patterns))
        observed = np.concatenate([part.observed for part in parts])[back]
        return Dealt(observed, np.hstack([part.null for part in parts])[:, back], exact)


def family_tests(
    first: np.ndarray, second: np.ndarray, permutations: Permutations = Permutations()
) -> Family:
    """Do two deposits differ in the means of any of M values, and in which?

    Parameters
    ----------
    first, second : (k, M) float
        A row per section; NaN where a section has no such value.
    permutations : Permutations

    Returns
    -------
    Family

    Notes
    -----
    p_family is the larger of two that bound the rate of any error in the family: step-down largest
    |t| under permutation (Westfall and Young 1993, Resampling-Based Multiple Testing; Ge, Dudoit
    and Speed 2003, Test 12, 1-77), and Holm of Welch's p. Studentised permutation: Janssen (1997),
    Statistics and Probability Letters 36, 9-21.
    """
    first, second = (in_order(np.asarray(side, float)) for side in (first, second))
    found = welch_t(first, second)
    number = first.shape[1]
    p, adjusted, least = (np.full(number, np.nan) for _ in range(3))
    critical, counted, exact = (
        np.full(number, np.inf),
        np.zeros(number, int),
        np.zeros(number, bool),
    )
    counts = np.array([np.isfinite(side).sum(axis=0) for side in (first, second)])
    able = (counts >= FEWEST).all(axis=0) & ~no_spread(np.concatenate([first, second]))
    columns = np.flatnonzero(able)
    if len(columns):
        sections = _Sections(first[:, columns], second[:, columns], permutations)
        for own in sections.patterns(np.arange(len(columns))):
            at, dealt = columns[own], sections.dealt(own, sections.exact(own))
            sizes = sections.sizes(own[0])
            p[at] = np.maximum(dealt.p(), found.p[at])
            least[at] = np.maximum(smallest_p(sizes, permutations), _tied(dealt))
            counted[at], exact[at] = len(dealt.null), dealt.exact
        adjusted[columns] = p[columns]
        members = np.flatnonzero(least[columns] < LEVEL)
        if len(members):
            at, dealt = columns[members], sections.together(members)
            adjusted[at] = np.maximum(np.maximum(_stepping_down(dealt), holm(found.p[at])), p[at])
            alike = 2 if counts[0, at[0]] == counts[1, at[0]] else 1
            by_deal = np.sqrt(ratio_of(dealt.critical(LEVEL, alike)))
            by_t = stats.t.isf(LEVEL / 2 / len(members), found.freedom[at])
            critical[at] = np.maximum(by_deal, by_t)
    return Family(found, p, adjusted, least, critical, counted, exact)
