"""Tests of centres and of spread by permutation: known answers, and how often they err."""

import numpy as np
import pytest
from scipy import stats

from oresurvey.statistics.compositions import clr
from oresurvey.statistics.many_tests import holm
from oresurvey.statistics.permanova import (
    centres_differ,
    normal_p,
    permdisp,
    pseudo_f,
    smallest_distance,
)
from oresurvey.statistics.permutation import (
    Permutations,
    chance_of,
    every_deal,
    smallest_exact_p,
    smallest_p,
    ways_of_dealing,
)

THREE = [np.array([[1.0], [2], [3]]), np.array([[2.0], [4], [6]]), np.array([[7.0], [8], [12]])]
A = clr([[20, 50, 30], [25, 45, 30], [10, 60, 30], [15, 65, 20]])
B = clr([[40, 30, 30], [35, 45, 20], [45, 35, 20]])
C = clr([[30, 20, 50], [10, 40, 50], [25, 60, 15], [70, 20, 10], [33, 33, 34]])


def test_permanova_known_answer():
    """STATISTICS.md: {1,2,3 | 2,4,6 | 7,8,12}: F 9.75, R2 .7647.

    Means 2, 4, 9 of 5: between 3 (9 + 1 + 16) = 78, within 2 + 8 + 14 = 24; F = 39 / 4.
    """
    f, r2 = pseudo_f(THREE)
    assert f == pytest.approx(9.75) and r2 == pytest.approx(78 / 102)
    # Anderson (2001): one dimension and Euclidean distance is the F of Fisher.
    assert f == pytest.approx(stats.f_oneway(*(g[:, 0] for g in THREE)).statistic)
    found = centres_differ(THREE)
    assert found.exact and found.permutations == 1680 == ways_of_dealing([3, 3, 3])
    assert found.smallest_p == pytest.approx(6 / 1680) and found.effect == pytest.approx(r2)


def test_w_d_known_answer():
    """By hand, of two: |difference|^2 / (s1^2 / n1 + s2^2 / n2) = 4 / (1 / 3 + 4 / 3) = 2.4.

    In one dimension that is the square of the t of Welch, and the normal p is his. Of three,
    weights 3, .75, 3 / 7, it is the F of Welch's test of means (1951, Biometrika 38, 330-336).
    """
    assert centres_differ(THREE[:2]).statistic == pytest.approx(2.4)
    welch = stats.ttest_ind(THREE[0][:, 0], THREE[1][:, 0], equal_var=False)
    assert welch.statistic**2 == pytest.approx(2.4)
    assert normal_p(*THREE[:2]) == pytest.approx(welch.pvalue)
    w = np.array([3, 3 / 4, 3 / 7])
    middle = (w * [2, 4, 9]).sum() / w.sum()
    between = (w * (np.array([2, 4, 9]) - middle) ** 2).sum() / 2
    doubt = ((1 - w / w.sum()) ** 2 / 2).sum()
    assert centres_differ(THREE).statistic == pytest.approx(between / (1 + 2 / 8 * doubt))


def test_every_deal_is_there_once():
    dealt = every_deal([2, 1, 2])
    assert len(dealt) == len(np.unique(dealt, axis=0)) == ways_of_dealing([2, 1, 2]) == 30
    assert (np.sort(dealt, axis=1) == [0, 0, 1, 2, 2]).all()
    assert dealt[0].tolist() == [0, 0, 1, 2, 2]
    assert every_deal([3, 3])[-1].tolist() == [1, 1, 1, 0, 0, 0]


@pytest.mark.parametrize(("k", "expected"), [(3, 0.10), (4, 0.029), (5, 0.0079)])
def test_smallest_p(k, expected):
    """STATISTICS.md: 3 v 3 sections 0.10; 4 v 4 0.029; 5 v 5 0.0079."""
    assert smallest_p([k, k]) == pytest.approx(expected, rel=0.02)
    # And it is reached where nothing overlaps.
    apart = [np.arange(k)[:, None] + 0.0, np.arange(k)[:, None] + 100.0]
    assert centres_differ(apart).p == pytest.approx(smallest_p([k, k]))


def test_smallest_p_of_unequal_and_of_sampled():
    assert smallest_p([3, 4]) == pytest.approx(1 / 35)
    assert smallest_p([10, 10], Permutations(999)) == pytest.approx(1e-3)
    assert smallest_exact_p([10, 10]) == pytest.approx(2 / 184756)


def test_permanova_and_permdisp_agree_with_scikit_bio():
    """scikit-bio 0.7.4, permanova and permdisp(test="centroid") of Aitchison distances."""
    assert pseudo_f([A, B, C])[0] == pytest.approx(1.644428, abs=1e-6)
    assert pseudo_f([A, B])[0] == pytest.approx(10.009622, abs=1e-6)
    assert permdisp([A, B, C]).statistic == pytest.approx(4.267623, abs=1e-6)
    assert permdisp([A, B]).statistic == pytest.approx(1.446117, abs=1e-6)


@pytest.mark.parametrize("sizes", [(4, 3), (7, 8)])
def test_chance_agrees_with_scipy(sizes):
    rng = np.random.default_rng(0)
    groups = [rng.normal(k, 1, (size, 1)) for k, size in enumerate(sizes)]

    def apart(first, second):
        return np.abs(first.mean(axis=-2) - second.mean(axis=-2))[..., 0]

    p, number, exact = chance_of(groups, apart, Permutations(5000))
    other = stats.permutation_test(
        [group[:, 0] for group in groups], lambda a, b, axis: np.abs(a.mean(axis) - b.mean(axis)),
        vectorized=True, alternative="greater", n_resamples=5000, rng=1,
    )  # fmt: skip
    assert exact == (sum(sizes) == 7) and number == len(other.null_distribution)
    assert p == pytest.approx(other.pvalue, abs=0 if exact else 4 * np.sqrt(2 * p / 5000))


def test_order_of_sections_changes_no_number():
    rng = np.random.default_rng(0)
    groups = [rng.normal(size=(9, 3)), rng.normal(size=(8, 3))]
    mixed = [group[rng.permutation(len(group))] for group in groups]
    for test in (centres_differ, permdisp):
        one, other = test(groups), test(mixed)
        assert not one.exact and one.p == other.p
        assert one.statistic == pytest.approx(other.statistic)


def test_nothing_varies():
    same = np.ones((3, 2))
    assert np.isnan(centres_differ([same, same]).p) and np.isnan(permdisp([same, same]).p)
    # Only between the groups: the most extreme way there is.
    found = centres_differ([same, same + 1])
    assert found.statistic > 1e9 and found.p == pytest.approx(0.10)
    assert pseudo_f([same, same + 1]) == (np.inf, 1.0)
    assert np.isnan(centres_differ([same[:1], same + 1]).p)


def test_spread_of_two_sections_is_not_tested():
    assert np.isnan(permdisp([A[:2], B]).p)


def errors_within(count, n, rate, chance=1e-4):
    """Whether so many errors of n are what a test of this rate makes, but for this chance."""
    low, high = stats.binom.ppf([chance / 2, 1 - chance / 2], n, rate)
    return low <= count <= high


def sections(rng, k, centre=(0.0, 0.0, 0.0), spread=0.5):
    """Compositions of k sections: log-normal about a centre."""
    return clr(np.exp(rng.normal(centre, spread, (k, 3))))


@pytest.mark.parametrize(
    ("numbers", "spreads"), [((5, 5), (0.5, 0.5)), ((4, 12), (0.9, 0.3)), ((3, 9), (0.3, 0.9))]
)
def test_centres_err_at_their_nominal_rate_whatever_the_spreads(numbers, spreads):
    """One centre. At 4 v 12 of spread .9 and .3, PERMANOVA errs in .4."""
    rng = np.random.default_rng(1)
    p = [
        centres_differ(
            [sections(rng, k, spread=spread) for k, spread in zip(numbers, spreads, strict=True)],
            Permutations(199),
        ).p
        for _ in range(200)
    ]
    assert sum(np.array(p) < 0.05) <= stats.binom.ppf(0.999, 200, 0.06)


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
        p = [centres_differ([groups[i], groups[j]]).p for i, j in ((0, 1), (0, 2), (1, 2))]
        errors += holm(p).min() < 0.05
    assert errors <= stats.binom.ppf(0.9999, 150, 0.05)


def test_what_differs_is_found():
    """Centres three spreads apart, 6 v 6: a t-test of that one coordinate has a power of .99."""
    rng = np.random.default_rng(4)
    p = [centres_differ([sections(rng, 6), sections(rng, 6, (1.5, 0, 0))]).p for _ in range(40)]
    assert sum(np.array(p) < 0.05) >= stats.binom.ppf(0.0001, 40, 0.95)


def test_a_distance_that_would_have_shown_does():
    """6 v 6 of one population: surveys with that distance, in any direction, mostly differ."""
    rng = np.random.default_rng(6)
    few = Permutations(199)
    shown = []
    for _ in range(60):
        least = smallest_distance(sections(rng, 6), sections(rng, 6), permutations=few)
        away = clr(np.exp(rng.normal(size=3)))
        moved = sections(rng, 6) + least * away / np.linalg.norm(away)
        shown.append(centres_differ([moved, sections(rng, 6)], few).p < 0.05)
    low, high = stats.binom.ppf([0.001, 0.999], 60, 0.8) / 60
    assert low <= np.mean(shown) <= min(high + 0.05, 0.99)


def test_a_distance_that_nothing_shows():
    rng = np.random.default_rng(7)
    three = sections(rng, 3), sections(rng, 3)
    assert smallest_distance(*three) == np.inf
    four = sections(rng, 4), sections(rng, 4)
    # In a family of two pairs 4 v 4 sections show nothing: 2 x .029.
    assert np.isfinite(smallest_distance(*four)) and smallest_distance(*four, 0.025) == np.inf
    same = np.ones((3, 2))
    assert np.isnan(smallest_distance(same, same))
