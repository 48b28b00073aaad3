"""Tests of a family: against SciPy, the rates of error that they promise, what they can show."""

from itertools import combinations

import numpy as np
import pytest
from scipy import stats

from oresurvey.statistics.detectable import smallest_shown
from oresurvey.statistics.families import family_tests
from oresurvey.statistics.many_tests import holm
from oresurvey.statistics.permutation import Permutations
from oresurvey.statistics.welch import welch_t

FEW = Permutations(199)


def at_most(rate, trials):
    """Errors that a test of this rate exceeds once in a thousand times."""
    return stats.binom.ppf(0.999, trials, rate)


def normal(rng, sections, spread=1.0, values=5):
    return rng.normal(0, spread, (sections, values))


def test_t_of_welch_and_its_cautious_degrees_of_freedom():
    """{1, 2, 3}, {4, 5, 7, 12}: t and Welch's f by SciPy; the harmonic mean of f and 2."""
    first, second = np.array([1.0, 2, 3]), np.array([4.0, 5, 7, 12])
    welch = stats.ttest_ind(first, second, equal_var=False)
    found = welch_t(first, second)
    assert found.estimate / found.error == pytest.approx(welch.statistic)
    assert found.freedom == pytest.approx(2 / (1 / welch.df + 1 / 2))
    assert found.p == pytest.approx(2 * stats.t.sf(abs(welch.statistic), found.freedom))
    reach = stats.t.ppf(0.975, found.freedom) * found.error
    assert found.interval == pytest.approx((-5 - reach, -5 + reach))


def test_one_value_is_a_permutation_of_t():
    first, second = np.array([1.0, 2, 3]), np.array([4.0, 5, 7, 12])
    found = family_tests(first[:, None], second[:, None])
    assert found.exact.all() and found.permutations.tolist() == [35]
    assert found.smallest_p == pytest.approx(1 / 35)
    # The dealing says 1 / 35, the t of a spread that is not known says more: that counts.
    assert found.p == pytest.approx(welch_t(first, second).p) and found.p > 1 / 35
    scaled = family_tests(1e-6 * first[:, None], 1e-6 * second[:, None])
    assert scaled.p == pytest.approx(found.p) and found.p_family == pytest.approx(found.p)


def test_step_down_by_hand():
    """4 v 5: the largest |t| of all columns in each of the 126 deals, without those that won."""
    rng = np.random.default_rng(2)
    first, second = normal(rng, 4, 0.1, 3), normal(rng, 5, 0.1, 3)
    first += np.array([9, 1, 0.05])
    found = family_tests(first, second)
    rows = np.concatenate([first, second])

    def t_of(places):
        one = welch_t(rows[list(places)], np.delete(rows, places, axis=0))
        return np.abs(one.estimate / one.error)

    deals = np.array([t_of(places) for places in combinations(range(9), 4)])
    dealt, least = np.empty(3), 0.0
    order = np.argsort(-deals[0])
    for step, column in enumerate(order):
        largest = deals[:, order[step:]].max(axis=1)
        least = dealt[column] = max(least, np.mean(largest >= deals[0, column] - 1e-9))
    expected = np.maximum.reduce([dealt, holm(found.welch.p), found.p])
    assert found.p_family == pytest.approx(expected)


def test_names_and_order_of_sections_change_no_number():
    rng = np.random.default_rng(0)
    first, second = normal(rng, 9), normal(rng, 8)
    one = family_tests(first, second, FEW)
    other = family_tests(first[rng.permutation(9)], second[rng.permutation(8)], FEW)
    assert not one.exact.any() and (one.p_family == other.p_family).all()


def test_values_that_some_sections_lack():
    """Each value is tested among the sections that have it, by all ways of dealing these."""
    rng = np.random.default_rng(1)
    first, second = normal(rng, 5, 0.3), normal(rng, 4, 0.3)
    first[:, 0] += 9
    second[0, 1] = first[2:, 2] = np.nan
    first[1:, 3] = np.nan
    first[:, 4], second[:, 4] = 7.0, 7.0
    found = family_tests(first, second)
    assert found.permutations.tolist() == [126, 56, 15, 0, 0]
    assert np.isnan(found.p[3:]).all() and np.isinf(found.critical_t[3:]).all()
    for column in (1, 2):
        own = family_tests(*(s[np.isfinite(s[:, column])][:, [column]] for s in (first, second)))
        assert found.p[column] == pytest.approx(own.p[0])
    # Seven minerals that can show nothing would cost the first one nothing.
    assert found.p_family[0] < 0.02 and (found.p_family[:3] >= found.p[:3]).all()


def test_equal_values_raise_the_smallest_p():
    """One of eight sections has the mineral: every deal is as extreme as any other."""
    found = family_tests(np.array([[1.0], [0], [0], [0]]), np.zeros((4, 1)))
    assert found.smallest_p == pytest.approx(1) and found.p == pytest.approx(1)
    # Two of one side: 2 x 15 of the 70 deals have both on one side.
    found = family_tests(np.array([[1.0], [1], [0], [0]]), np.zeros((4, 1)))
    assert found.smallest_p == pytest.approx(30 / 70)


@pytest.mark.parametrize(
    ("numbers", "spreads"),
    [((4, 4), (1, 1)), ((4, 12), (1, 1)), ((6, 6), (3, 1)), ((4, 12), (3, 1)), ((3, 12), (1, 3))],
)
def test_any_error_in_a_family_is_rare(numbers, spreads):
    """Seven values, no difference: nominal .05; .065 is let pass where spreads are 3 to 1.

    By dealing alone, 4 of spread 3 against 12 of spread 1 err in .25; by Welch and Holm 4 against
    12 of one spread in .08.
    """
    rng = np.random.default_rng(4)
    errors = 0
    for _ in range(100):
        sides = (normal(rng, k, s, 7) for k, s in zip(numbers, spreads, strict=True))
        errors += np.nanmin(family_tests(*sides, FEW).p_family) < 0.05
    assert errors <= at_most(0.065 if len(set(spreads)) > 1 else 0.05, 100)


def test_zeros_err_no_more_than_others():
    """3 against 12 sections, most of them without the mineral: Welch and Holm err in .27."""
    rng = np.random.default_rng(5)
    errors = 0
    for _ in range(100):
        sides = [np.where(rng.random((k, 7)) < 0.6, -9, normal(rng, k, 1, 7)) for k in (3, 12)]
        errors += np.nanmin(family_tests(*sides, FEW).p_family, initial=1) < 0.05
    assert errors <= at_most(0.05, 100)


def test_what_a_design_shows_with_power():
    """Surveys that truly differ by what another survey said would show: .8 of them differ."""
    rng = np.random.default_rng(6)
    shown = []
    for _ in range(100):
        found = family_tests(normal(rng, 6), normal(rng, 7), FEW)
        bound = smallest_shown(found.critical_t, found.welch.error, found.welch.freedom)
        first = normal(rng, 6)
        first[:, 0] += bound[0]
        shown.append(family_tests(first, normal(rng, 7), FEW).p_family[0] < 0.05)
    low, high = stats.binom.ppf([0.001, 0.999], 100, 0.8) / 100
    assert low - 0.05 <= np.mean(shown) <= high + 0.05


def test_smallest_shown_is_the_textbooks_where_the_error_is_known():
    """(z_.975 + z_.8) = 2.80 errors; more where the error is only estimated."""
    assert smallest_shown(1.959964, 1.0, 1e9) == pytest.approx(2.8016, rel=2e-3)
    assert smallest_shown(1.959964, 3.0, 1e9) == pytest.approx(3 * 2.8016, rel=2e-3)
    assert smallest_shown(1.96, 1.0, 4) > 3.2
    found = smallest_shown(np.array([np.inf, 2, 2]), np.array([1, np.nan, 0]), np.full(3, 5.0))
    assert found[0] == np.inf and np.isnan(found[1:]).all()
    # Two sections on a side: their error says too little of the next survey's.
    assert np.isnan(smallest_shown(2.0, 1.0, 1.9)) and smallest_shown(2.0, 1.0, 2.0) > 2.8


def test_three_sections_show_nothing_and_four_do():
    rng = np.random.default_rng(7)
    few = family_tests(normal(rng, 3), normal(rng, 3))
    assert np.isinf(few.critical_t).all() and (few.p_family >= 0.1).all()
    four = family_tests(normal(rng, 4), normal(rng, 4))
    assert np.isfinite(four.critical_t).all()
    # A t just above the critical one differs, one just below does not.
    first, second = normal(rng, 6), normal(rng, 6)
    found = family_tests(first, second)
    for factor, differs in ((1.02, True), (0.7, False)):
        moved = first.copy()
        moved[:, 0] += factor * found.critical_t[0] * found.welch.error[0] - found.welch.estimate[0]
        assert (family_tests(moved, second).p_family[0] < 0.05) == differs
