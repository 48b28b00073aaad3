"""Stratified points: the example of Olofsson et al. (2014), and shares within the ore."""

import numpy as np
import pandas as pd
import pytest

from oresurvey.deposits.modal.points import (
    Points,
    degrees_of_freedom,
    points_of,
    shares_of_points,
    stratified_mean,
    with_doubt,
)

# Their table 8: rows are the strata (deforestation, forest gain, stable forest, stable non-forest).
COUNTS = np.array([[66, 0, 5, 4], [0, 55, 8, 12], [1, 0, 153, 11], [2, 1, 9, 313]])
PIXELS = np.array([200_000, 150_000, 3_200_000, 6_450_000])
HECTARES = 0.09 * PIXELS.sum()


def test_area_of_olofsson():
    """STATISTICS.md, their table 8: deforestation 21 158 +- 6 158 ha (1.96 standard errors)."""
    share, variance = stratified_mean(COUNTS, PIXELS, np.eye(4))
    assert HECTARES * share[0] == pytest.approx(21_158, abs=0.5)
    assert HECTARES * 1.96 * np.sqrt(variance[0]) == pytest.approx(6_158, abs=0.5)


def test_overall_accuracy_of_olofsson():
    """STATISTICS.md: .947 +- .018."""
    right = np.diag(COUNTS)
    counts = np.column_stack((right, COUNTS.sum(axis=1) - right))
    share, variance = stratified_mean(counts, PIXELS, np.array([[1.0], [0.0]]))
    assert share[0] == pytest.approx(0.947, abs=5e-4)
    assert 1.96 * np.sqrt(variance[0]) == pytest.approx(0.018, abs=5e-4)


def test_shares_within_the_ore():
    """Two strata of equal area. Total: (.5, .3, .2); of the ore .3 : .2."""
    counts = 1000 * np.array([[8, 1, 1], [2, 5, 3]])
    points = Points((0, 1, 6), counts, np.array([100.0, 100.0]))
    total, _ = shares_of_points(points, {0, 1, 6})
    assert total == pytest.approx([0.5, 0.3, 0.2])
    ore, variance = shares_of_points(points, {1, 6})
    assert np.isnan(ore[0]) and np.isnan(variance[0])
    assert ore[1:] == pytest.approx([0.6, 0.4])
    # Of two shares that add up to 1, both are as uncertain; so many points leave no room for doubt.
    assert variance[1] == pytest.approx(variance[2], rel=1e-3)
    # Residuals y - .6 x of a point are .4, -.6 or 0: mean -.02 and .02 in the two strata.
    spread = (0.1 * 0.16 + 0.1 * 0.36 - 0.02**2) + (0.5 * 0.16 + 0.3 * 0.36 - 0.02**2)
    assert variance[1] == pytest.approx(0.25 * spread / 10_000 / 0.5**2, rel=1e-3)


def test_no_ore_among_the_points_is_no_share():
    shares, _ = shares_of_points(Points((0, 1), np.array([[4, 0]]), np.array([9.0])), {1})
    assert np.isnan(shares).all()


def test_points_that_are_all_alike_are_not_certain():
    """Ten of ten vary by nothing in the formula; half a point either way: p = .5 / 11 of 11."""
    counts = np.array([[10, 0], [0, 10]])
    _, plain = stratified_mean(counts, np.array([1.0, 1.0]), np.eye(2))
    assert plain.tolist() == [0, 0]
    assert with_doubt(counts, 1).tolist() == [[10.5, 0.5], [0.5, 10.5]]
    _, variance = shares_of_points(Points((0, 1), counts, np.array([1.0, 1.0])), {0, 1})
    p = 0.5 / 11
    assert variance[1] == pytest.approx(2 * 0.5**2 * p * (1 - p) / 10)


def test_a_stratum_of_one_point_and_one_without():
    """The single point has the largest variance of a yes or no, 1/4; no point is no area."""
    share, variance = stratified_mean(np.array([[1, 0], [0, 0]]), np.array([5.0, 5.0]), np.eye(2))
    assert share.tolist() == [1, 0]
    assert variance == pytest.approx([0.25, 0.25])


def test_counting_an_audit_in_any_order():
    audit = pd.DataFrame(
        {"stratum": [7, 3, 3, 3], "stratum_px": [50, 20, 20, 20], "true_code": [6, 0, 6, 0]}
    )
    for table in (audit, audit[::-1]):
        points = points_of(table, {1})
        assert points.codes == (0, 1, 6)
        assert points.counts.tolist() == [[2, 0, 1], [0, 0, 1]]
        assert points.stratum_px.tolist() == [20, 50]
        assert degrees_of_freedom(points) == 2
