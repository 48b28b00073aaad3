"""PERMANOVA, PERMDISP and permutation of t: known answers, and how often they err."""

import numpy as np
import pytest
from scipy import stats

from oresurvey.statistics.compositions import clr
from oresurvey.statistics.many_tests import holm
from oresurvey.statistics.permanova import permanova, permdisp
from oresurvey.statistics.permutation import (
    Permutations,
    smallest_exact_p,
    smallest_p,
    ways_of_dealing,
    welch_permutation,
)

THREE = [np.array([[1.0], [2], [3]]), np.array([[2.0], [4], [6]]), np.array([[7.0], [8], [12]])]
A = clr([[20, 50, 30], [25, 45, 30], [10, 60, 30], [15, 65, 20]])
B = clr([[40, 30, 30], [35, 45, 20], [45, 35, 20]])
C = clr([[30, 20, 50], [10, 40, 50], [25, 60, 15], [70, 20, 10], [33, 33, 34]])


def test_permanova_known_answer():
    """STATISTICS.md: {1,2,3 | 2,4,6 | 7,8,12}: F 9.75, R2 .7647.

    Means 2, 4, 9 of 5: between 3 (9 + 1 + 16) = 78, within 2 + 8 + 14 = 24; F = 39 / 4.
    """
    found = permanova(THREE)
    assert found.statistic == pytest.approx(9.75) and found.effect == pytest.approx(78 / 102)
    # Anderson (2001): one dimension and Euclidean distance is the F of Fisher.
    assert found.statistic == pytest.approx(stats.f_oneway(*(g[:, 0] for g in THREE)).statistic)
    assert found.exact and found.permutations == 1680 == ways_of_dealing([3, 3, 3])
    assert found.smallest_p == pytest.approx(6 / 1680)


@pytest.mark.parametrize(("k", "expected"), [(3, 0.10), (4, 0.029), (5, 0.0079)])
def test_smallest_p(k, expected):
    """STATISTICS.md: 3 v 3 sections 0.10; 4 v 4 0.029; 5 v 5 0.0079."""
    assert smallest_p([k, k]) == pytest.approx(expected, rel=0.02)
    # And it is reached where nothing overlaps.
    apart = [np.arange(k)[:, None] + 0.0, np.arange(k)[:, None] + 100.0]
    assert permanova(apart).p == pytest.approx(smallest_p([k, k]))
    assert welch_permutation(*(g[:, 0] for g in apart)).p == pytest.approx(smallest_p([k, k]))


def test_smallest_p_of_unequal_and_of_sampled():
    assert smallest_p([3, 4]) == pytest.approx(1 / 35)
    assert smallest_p([10, 10], Permutations(999)) == pytest.approx(1e-3)
    assert smallest_exact_p([10, 10]) == pytest.approx(2 / 184756)


def test_permanova_and_permdisp_agree_with_scikit_bio():
    """scikit-bio 0.7.4, permanova and permdisp(test="centroid") of Aitchison distances."""
    assert permanova([A, B, C]).statistic == pytest.approx(1.644428, abs=1e-6)
    assert permanova([A, B]).statistic == pytest.approx(10.009622, abs=1e-6)
    assert permdisp([A, B, C]).statistic == pytest.approx(4.267623, abs=1e-6)
    assert permdisp([A, B]).statistic == pytest.approx(1.446117, abs=1e-6)
    # Its p of A v B from 9999 of the 35 ways: .0256 (chance has a standard error of .0016).
    assert permanova([A, B]).p == pytest.approx(0.0256, abs=4 * 0.0016)
    # And of A v B v C: .2202, of this one's 9999: standard error .0042 each.
    assert permanova([A, B, C]).p == pytest.approx(0.2202, abs=4 * 0.0042 * np.sqrt(2))


def test_order_of_sections_changes_no_number():
    rng = np.random.default_rng(0)
    groups = [rng.normal(size=(9, 3)), rng.normal(size=(8, 3))]
    mixed = [group[rng.permutation(len(group))] for group in groups]
    for test in (permanova, permdisp):
        one, other = test(groups), test(mixed)
        assert not one.exact and one.p == other.p
        assert one.statistic == pytest.approx(other.statistic)


def test_nothing_varies():
    same = np.ones((3, 2))
    assert np.isnan(permanova([same, same]).p) and np.isnan(permdisp([same, same]).p)
    assert np.isnan(welch_permutation([5, 5], [5, 5, 5]).p)
    # Only between the groups: the most extreme way there is.
    assert permanova([same, same + 1]).statistic == np.inf
    found = welch_permutation([0, 0, 0], [1, 1, 1])
    assert found.statistic == np.inf and found.p == pytest.approx(0.10)
    assert np.isnan(welch_permutation([1.0], [2.0, 3.0]).p)


def test_spread_of_two_sections_is_not_tested():
    assert np.isnan(permdisp([A[:2], B]).p)


def test_t_is_welchs_and_p_counts_all_ways():
    first, second = np.array([1.0, 2, 3]), np.array([4.0, 5, 7, 12])
    found = welch_permutation(first, second)
    welch = stats.ttest_ind(first, second, equal_var=False)
    assert found.statistic == pytest.approx(abs(welch.statistic))
    assert found.effect == pytest.approx(2 - 7)
    assert found.p == pytest.approx(1 / 35) and found.exact
    assert welch_permutation(1e-6 * first, 1e-6 * second).p == found.p


def errors_within(count, n, rate, chance=1e-4):
    """Whether so many errors of n are what a test of this rate makes, but for this chance."""
    low, high = stats.binom.ppf([chance / 2, 1 - chance / 2], n, rate)
    return low <= count <= high


def sections(rng, k, centre=(0.0, 0.0, 0.0), spread=0.5):
    """Compositions of k sections: log-normal about a centre."""
    return clr(np.exp(rng.normal(centre, spread, (k, 3))))


def test_permanova_errs_at_its_nominal_rate():
    """5 v 5 sections of one population: the 12 most extreme of 252 ways have p <= .05."""
    rng = np.random.default_rng(1)
    p = [permanova([sections(rng, 5), sections(rng, 5)]).p for _ in range(250)]
    assert errors_within(sum(np.array(p) <= 0.05), 250, 12 / 252)


def test_permdisp_errs_near_its_nominal_rate():
    """Approximate, since residuals are dealt: up to .09 is let pass. The centres differ."""
    rng = np.random.default_rng(2)
    p = [permdisp([sections(rng, 5), sections(rng, 5, (1, 0, 0))]).p for _ in range(150)]
    assert sum(np.array(p) <= 0.05) <= stats.binom.ppf(0.9999, 150, 0.09)


def test_holm_bounds_the_errors_of_a_family_of_pairs():
    """Three deposits of one population, 5 sections each: any error at all in at most 5 %."""
    rng = np.random.default_rng(3)
    errors = 0
    for _ in range(150):
        groups = [sections(rng, 5) for _ in range(3)]
        p = [permanova([groups[i], groups[j]]).p for i, j in ((0, 1), (0, 2), (1, 2))]
        errors += holm(p).min() < 0.05
    assert errors <= stats.binom.ppf(0.9999, 150, 0.05)


def test_what_differs_is_found():
    """Centres three spreads apart, 6 v 6: a t-test of that one coordinate has a power of .99."""
    rng = np.random.default_rng(4)
    p = [permanova([sections(rng, 6), sections(rng, 6, (1.5, 0, 0))]).p for _ in range(40)]
    assert sum(np.array(p) < 0.05) >= stats.binom.ppf(0.0001, 40, 0.95)


def test_t_keeps_its_level_when_spreads_and_numbers_differ():
    """4 sections of spread 3 against 8 of spread 1, one mean: near its level, .08 is let pass."""
    rng = np.random.default_rng(5)
    p = [welch_permutation(rng.normal(0, 3, 4), rng.normal(0, 1, 8)).p for _ in range(200)]
    assert sum(np.array(p) <= 0.05) <= stats.binom.ppf(0.9999, 200, 0.08)
