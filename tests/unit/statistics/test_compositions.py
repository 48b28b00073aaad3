"""Compositions: log-ratios, centres, zeros, and the minerals that all maps can name."""

import numpy as np
import pytest
from section_tables import MINERALS, modal_rows

from oresurvey.deposits.comparison.sections import detection_limits, section_shares, sub_composition
from oresurvey.statistics.compositions import (
    aitchison_distance,
    centre,
    closure,
    clr,
    replace_zeros,
)


def test_aitchison_distance():
    """STATISTICS.md: d_A((1,1,1), (1,2,4)) = sqrt 2 ln 2 = 0.98026."""
    assert aitchison_distance([1, 1, 1], [1, 2, 4]) == pytest.approx(np.sqrt(2) * np.log(2))
    assert aitchison_distance([1, 1, 1], [1, 2, 4]) == pytest.approx(0.98026, abs=5e-6)


def test_clr_and_closure():
    """clr of (1, 2, 4): the geometric mean is 2."""
    assert clr([1, 2, 4]) == pytest.approx([-np.log(2), 0, np.log(2)])
    assert clr(closure([1, 2, 4])) == pytest.approx(clr([1, 2, 4]))


def test_centre_is_the_closed_geometric_mean():
    """Of (1, 4) and (4, 1), as shares: equal parts."""
    assert centre([[0.2, 0.8], [0.8, 0.2]]) == pytest.approx([0.5, 0.5])
    assert centre([[0.2, 0.8], [0.2, 0.8]]) == pytest.approx([0.2, 0.8])


def test_no_zero_is_no_change():
    parts = np.array([[0.2, 0.3, 0.5]])
    assert replace_zeros(parts, 1e-4) == pytest.approx(parts)
    replaced = replace_zeros(np.array([[0.0, 0.5, 0.5], [0.0, 0.0, 1.0]]), 1e-3)
    assert replaced.sum(axis=1) == pytest.approx(1) and (replaced > 0).all()


def test_zeros_become_a_share_of_the_detection_limit():
    """STATISTICS.md: 0.65 LoD; the others keep their ratios."""
    found = replace_zeros(np.array([[0.0, 0.25, 0.75]]), 0.01)
    assert found[0] == pytest.approx([0.0065, 0.25 * 0.9935, 0.75 * 0.9935])


def test_each_mineral_has_its_own_limit():
    """Zeros become .65 of .01 and of .02; the third part takes what is left."""
    found = replace_zeros(np.array([[0.0, 0.0, 1.0]]), np.array([0.01, 0.02, 0.001]))
    assert found[0] == pytest.approx([0.0065, 0.013, 0.9805])


def test_a_limit_above_all_parts_is_no_division_by_zero():
    """Three parts: a limit above 1/6 is taken as 1/6."""
    found = replace_zeros(np.array([[0.3, 0.3, 0.4], [0.1, 0.45, 0.45]]), 0.9)
    assert found[0] == pytest.approx([0.3, 0.3, 0.4])
    assert found[1] == pytest.approx([0.65 / 6, *[(1 - 0.65 / 6) / 2] * 2])


def sub_of(deposits, supported=None):
    rows = modal_rows(deposits)
    shares = section_shares(rows)
    return sub_composition(shares, deposits, MINERALS, detection_limits(rows, 0.01), supported)


def test_sub_composition_is_closed_and_names_what_it_leaves_out():
    sub = sub_of({"A": [[20, 30, 50]], "B": [[10, 10, 80]]}, {"A": {0, 1, 6, 8}, "B": {0, 1, 6}})
    assert sub.codes == [1, 6]
    assert sub.shares.to_numpy() == pytest.approx(np.array([[0.4, 0.6], [0.5, 0.5]]))
    assert sub.left_out == ("Sp (maps of B cannot name it)",)


def test_sections_without_ore_or_without_these_minerals_are_no_rows():
    sub = sub_of(
        {"A": [[0, 0, 0], [20, 30, 50], [0, 0, 5]], "B": [[1, 1, 0]]},
        {"A": {1, 6, 8}, "B": {1, 6}},
    )
    assert sub.shares.index.tolist() == [("A", "A1"), ("B", "B0")]
    assert len(sub.sections_of("A")) == 1 and len(sub.sections_of("C")) == 0


def test_nothing_in_common():
    sub = sub_of({"A": [[1, 0, 0]], "B": [[0, 1, 0]]}, {"A": {1}, "B": {6}})
    assert sub.codes == [] and sub.positive().empty and sub.log_ratios(2).empty


def test_log_ratios_follow_the_factor_of_the_limits():
    sub = sub_of({"A": [[0, 50, 50], [10, 45, 45]]})
    for factor in (0.5, 1.0, 2.0):
        assert sub.positive(factor).iloc[0, 0] == pytest.approx(0.65 * factor * 1e-4)
    assert sub.log_ratios().to_numpy() == pytest.approx(clr(sub.positive().to_numpy()))


def test_limits_are_the_largest_of_all_deposits_and_never_zero():
    """One limit a mineral: zeros of different size would be a difference by themselves."""
    rows = modal_rows({"A": [[1, 1, 1]], "B": [[1, 1, 1]]})
    rows["lod_pct"] = np.where(rows["deposit"] == "A", 0.3, 0.1)
    rows.loc[rows["code"] == 8, "lod_pct"] = 0.0
    assert detection_limits(rows, 0.01).to_dict() == pytest.approx({1: 3e-3, 6: 3e-3, 8: 1e-4})
