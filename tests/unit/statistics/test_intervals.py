"""Intervals over sections: by hand for two or three, and their coverage by simulation."""

import numpy as np
import pytest

from oresurvey.statistics.intervals import (
    Interval,
    for_skewed,
    log_t,
    logit_t,
    mean_share,
    satterthwaite,
    share_interval,
    share_limits,
    skewed_limit,
)

# Student's t at 97.5 % with 1 and 2 degrees of freedom, from printed tables.
T1, T2 = 12.7062, 4.3027


def test_logit_t_by_hand():
    """Shares .2 and .4: mean .3, s = .1 sqrt 2, so s / sqrt k = .1; p (1 - p) = .21."""
    reach = T1 * 0.1 / 0.21
    odds = 0.3 / 0.7 * np.exp([-reach, reach])
    found = logit_t(np.array([0.2, 0.4]))
    assert (found.low, found.high) == pytest.approx(tuple(odds / (1 + odds)), rel=1e-4)
    assert found.method == "logit-t, 2 sections"


def test_log_t_by_hand():
    """10, 20, 40: logs are ln 2 apart, so s = ln 2 and the geometric mean is 20."""
    factor = np.exp(T2 * np.log(2) / np.sqrt(3))
    found = log_t(np.array([10.0, 20.0, 40.0]))
    assert (found.low, found.high) == pytest.approx((20 / factor, 20 * factor), rel=1e-4)
    assert found.method == "log-t, 3 sections"


def test_log_t_uses_what_has_a_size():
    assert log_t(np.array([10.0, np.nan, 20.0, 0.0, 40.0])) == log_t(np.array([10.0, 20.0, 40.0]))


@pytest.mark.parametrize(
    ("interval", "values", "reason"),
    [
        (logit_t, [0.3], "one section"),
        (logit_t, [], "one section"),
        (logit_t, [0.0, 0.0], "share is 0 or 1 in every section"),
        (logit_t, [1.0, 1.0], "share is 0 or 1 in every section"),
        (log_t, [12.0], "one section"),
        (log_t, [], "no value"),
        (log_t, [np.nan, 0.0], "no value"),
    ],
)
def test_no_interval_says_why(interval, values, reason):
    found = interval(np.array(values))
    assert found.method == f"none: {reason}"
    assert np.isnan(found.low) and np.isnan(found.high)


def test_interval_stays_between_0_and_1():
    found = logit_t(np.array([0.0, 0.01, 0.9]))
    assert 0 < found.low < found.high < 1


def test_skewed_limit_by_hand():
    """1 %, 4 % and two zeros: q = 1/2, logs ln 4 apart, v = (ln 4)^2 / 2, t of one degree."""
    v = np.log(4) ** 2 / 2
    reach = T1 * np.sqrt(0.5 / 2 + v / 2 + v**2 / 2)
    expected = 0.5 * 0.02 * np.exp(v / 2 + reach)
    assert expected > 1 and skewed_limit(np.array([0, 0.01, 0.04, 0])) == 1
    few = np.array([0.0100, 0.0101])
    v = np.log(1.01) ** 2 / 2
    limit = np.sqrt(0.01 * 0.0101) * np.exp(v / 2 + T1 * np.sqrt(v / 2 + v**2 / 2))
    assert skewed_limit(few) == pytest.approx(limit, rel=1e-4)


def test_what_hardly_counts_does_not_widen_the_limit():
    """A hundredth of the mean and a millionth of it are the same to a mean."""
    rest = [0.01, 0.012, 0.011]
    assert skewed_limit(np.array([*rest, 1e-4])) == pytest.approx(
        skewed_limit(np.array([*rest, 1e-8])), rel=0.01
    )


@pytest.mark.parametrize(
    ("shares", "said"),
    [
        ([0.2, 0.21, 0.22], "logit-t and lognormal, 3 sections"),
        ([0, 0, 0, 0.1], "none: too few sections with it (1 of 4)"),
        ([0, 0, 0.1, 0.1], "none: too few sections with it (2 of 4)"),
        ([1, 1, 0.9], "none: too few sections with anything else (1 of 3)"),
        ([0.3], "none: one section"),
        ([0, 0], "none: share is 0 or 1 in every section"),
    ],
)
def test_which_interval_a_mean_share_has(shares, said):
    assert mean_share(np.array(shares)).method == said


def test_the_interval_of_what_is_left_mirrors():
    shares = np.array([0.001, 0.02, 0.06, 0.001])
    one, other = mean_share(shares), mean_share(1 - shares)
    assert (one.low, one.high) == pytest.approx((1 - other.high, 1 - other.low))


def _lognormal(rng, k):
    return np.minimum(0.01 * np.exp(rng.normal(0, 1.5, k) - 1.125), 1)


def _a_third(rng, k):
    return 0.005 * (rng.random(k) < 1 / 3)


@pytest.mark.parametrize(
    ("draw", "truth", "k", "least"),
    [
        (_lognormal, 0.01, 4, 0.89),
        (_lognormal, 0.01, 12, 0.90),
        (_a_third, 0.005 / 3, 12, 0.94),
    ],
)
def test_rare_and_skewed_minerals_are_covered_where_there_is_an_interval(draw, truth, k, least):
    """Logit-t covers .82 and .80 of the lognormal shares; benchmarks/bench_levels.py has more."""
    rng = np.random.default_rng(k)
    found = [mean_share(draw(rng, k)) for _ in range(500)]
    printed = [one for one in found if np.isfinite(one.low)]
    assert len(printed) > 300
    assert np.mean([one.low <= truth <= one.high for one in printed]) >= least


def covered(interval, k, trials):
    """How often the interval holds the mean of Beta(1.5, 13.5)."""
    sections = np.random.default_rng(k).beta(1.5, 13.5, (trials, k))
    return np.mean([low <= 1.5 / 15 <= high for low, high in map(interval, sections)])


@pytest.mark.parametrize(("k", "expected"), [(3, 0.95), (5, 0.94), (10, 0.94), (30, 0.95)])
def test_logit_t_covers_as_published(k, expected):
    """STATISTICS.md: Beta(1.5, 13.5) sections, nominal 95 %."""

    def ends(sections):
        found = logit_t(sections)
        return found.low, found.high

    # Half a unit of the last printed digit and three standard errors of a share of 1500 trials.
    margin = 0.005 + 3 * np.sqrt(0.05 * 0.95 / 1500)
    assert covered(ends, k, 1500) == pytest.approx(expected, abs=margin)


@pytest.mark.parametrize(("k", "expected"), [(3, 0.71), (10, 0.88)])
def test_bootstrap_by_section_does_not(k, expected):
    """STATISTICS.md: why the intervals are not taken from a bootstrap."""
    rng = np.random.default_rng(0)

    def ends(sections):
        return np.quantile(rng.choice(sections, (400, k)).mean(axis=1), [0.025, 0.975])

    margin = 0.005 + 3 * np.sqrt(expected * (1 - expected) / 1500)
    assert covered(ends, k, 1500) == pytest.approx(expected, abs=margin)


def test_satterthwaite_by_hand():
    """Variances 1 and 3 with 2 and 6 df: 16 / (1 / 2 + 9 / 6) = 8; equal ones add their df up."""
    assert satterthwaite([(1.0, 2), (3.0, 6)]) == (4.0, 8.0)
    assert satterthwaite([(2.0, 5), (2.0, 5)]) == (4.0, 10.0)
    assert satterthwaite([(1.0, 2), (3.0, 6)], largest=3) == (4.0, 3.0)
    assert satterthwaite([(0.0, 2)]) == (0.0, np.inf)


def test_limits_of_a_corrected_share():
    """p = .2, SE = .05, 2 df: reach .2151; plain .2 - .2151 < 0, so 0; logit from odds .25."""
    low, high = share_limits(0.2, 0.05**2, 2)
    odds = 0.25 * np.exp(T2 * 0.05 / 0.16 * np.array([-1, 1]))
    logit = odds / (1 + odds)
    assert (low, high) == pytest.approx((0.7 * 0 + 0.3 * logit[0], logit[1]), rel=1e-4)
    # Above one half the logit's lower limit is the lower of the two: it counts by itself.
    low, _ = share_limits(0.8, 0.01**2, 2)
    odds = 4 * np.exp(-T2 * 0.01 / 0.16)
    assert low == pytest.approx(odds / (1 + odds), rel=1e-4)


def test_limits_within_an_error_of_nothing_are_plain():
    low, high = share_limits(np.array([-0.01, 0.02, 0.99]), np.full(3, 0.03**2), np.full(3, 2))
    assert low == pytest.approx([0, 0, 0.99 - T2 * 0.03], abs=1e-5)
    assert high == pytest.approx([-0.01 + T2 * 0.03, 0.02 + T2 * 0.03, 1], abs=1e-5)


def test_interval_of_a_corrected_share():
    found = share_interval(0.2, [(0.03**2, 2), (0.04**2, 2)])
    # 25^2 / (81 / 2 + 256 / 2) = 3.7 degrees of freedom.
    assert found.method == "logit-t, Satterthwaite df 3.7"
    assert 0 < found.low < 0.2 < found.high < 1
    assert share_interval(0.2, [(0.0, 2), (1e-30, 3)]).method == "none: the same in every section"
    assert share_interval(0.2, [(np.nan, 0)]).method == "none: too few sections for a variance"


def test_an_interval_as_cells_of_a_table():
    assert Interval(0.1, 0.25, "logit-t, 3 sections").in_pct("corrected_") == {
        "corrected_low_pct": 10, "corrected_high_pct": 25,
        "corrected_interval": "logit-t, 3 sections",
    }  # fmt: skip


GOLD = np.array([0.0, 0.0002, 0.001, 0.03, 0.0004, 0.0001])


def test_a_corrected_share_of_a_skewed_mineral_reaches_as_far_as_its_sections_do():
    own, seen = Interval(0.002, 0.008, "logit-t"), mean_share(GOLD)
    found = for_skewed(0.004, own, GOLD)
    assert found.low == own.low and found.method == "logit-t, and lognormal"
    assert found.high == pytest.approx(0.004 * seen.high / GOLD.mean())
    mirrored = for_skewed(0.996, Interval(0.992, 0.998, "logit-t"), 1 - GOLD)
    assert mirrored.high == 0.998 and mirrored.low == pytest.approx(1 - found.high)


def test_a_corrected_share_of_a_mineral_in_two_sections_has_no_interval():
    own = Interval(0.002, 0.008, "logit-t")
    found = for_skewed(0.004, own, np.array([0.0, 0.0, 0.01, 0.02]))
    assert np.isnan(found.low) and "too few sections with it (2 of 4)" in found.method


@pytest.mark.parametrize("sections", [[0.1, 0.1, 0.1], [0.2], [0.11, 0.1, 0.12, 0.09]])
def test_other_intervals_stay(sections):
    own = Interval(0.01, 0.9, "logit-t")
    assert for_skewed(0.1, own, np.array(sections)) == own
