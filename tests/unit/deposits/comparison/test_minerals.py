"""Comparison of deposits, mineral by mineral: Welch on logs against SciPy, zeros, Holm, notes."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from section_tables import CODES, MINERALS, modal_rows

from oresurvey.deposits.comparison.minerals import COLUMNS, compare_minerals
from oresurvey.deposits.comparison.sections import detection_limits, section_shares
from oresurvey.deposits.standing import standings
from oresurvey.statistics.compositions import aitchison_distance
from oresurvey.statistics.many_tests import holm

A = np.array([[20, 50, 30], [25, 45, 30], [10, 60, 30], [15, 65, 20]])
B = np.array([[40, 30, 30], [35, 45, 20], [45, 35, 20]])
WITHOUT_PYRITE = np.array([[50, 0, 50], [60, 0, 40], [40, 0, 60]])
CONTRACT = [
    *("deposit_a", "deposit_b", "code", "mineral", "basis", "pct_a", "pct_b", "difference_pct"),
    *("ratio", "low_ratio", "high_ratio", "p", "p_holm", "sections_a", "sections_b"),
    *("aitchison_distance", "note"),
]


def compared(deposits, supported=None, limit_pct=0.01, selections=None, drift=None, rows=None):
    modal = modal_rows(deposits) if rows is None else rows
    systematic = {name: {"systematic"} for name in deposits}
    standing = standings(modal, systematic | (selections or {}), drift)
    limits = detection_limits(modal, limit_pct)
    return compare_minerals(section_shares(modal), MINERALS, standing, limits, supported)


def test_contract_columns_come_first():
    assert COLUMNS[: len(CONTRACT)] == CONTRACT
    assert compared({"A": A, "B": B}).columns.tolist() == COLUMNS


def test_ratio_interval_and_p_are_welchs_on_logs():
    table = compared({"A": A, "B": B}).set_index("code")
    assert table.index.tolist() == list(CODES)
    a, b = A / 100, B / 100
    for k, code in enumerate(CODES):
        welch = stats.ttest_ind(np.log(a[:, k]), np.log(b[:, k]), equal_var=False)
        row = table.loc[code]
        assert row["ratio"] == pytest.approx(stats.gmean(a[:, k]) / stats.gmean(b[:, k]))
        assert row["p"] == pytest.approx(welch.pvalue)
        ends = np.exp(welch.confidence_interval(0.95))
        assert (row["low_ratio"], row["high_ratio"]) == pytest.approx(tuple(ends))
        assert (row["pct_a"], row["pct_b"]) == pytest.approx((A[:, k].mean(), B[:, k].mean()))
        assert row["difference_pct"] == pytest.approx(A[:, k].mean() - B[:, k].mean())
    means = [stats.gmean(side, axis=0) for side in (a, b)]
    assert table["aitchison_distance"].to_numpy() == pytest.approx(aitchison_distance(*means))
    assert (table["sections_a"] == 4).all() and (table["sections_b"] == 3).all()
    assert table["tested"].all() and (table["smallest_p"] == 1 / 35).all()
    assert (table["note"] == "").all() and (table["lod_sensitivity"] == "holds").all()


def test_holm_is_over_all_pairs():
    table = compared({"A": A, "B": B, "C": A[::-1] + 5})
    assert len(table) == 3 * len(CODES)
    assert table["p_holm"].to_numpy() == pytest.approx(holm(table["p"].to_numpy()))
    assert table["p_holm"].min() == pytest.approx(9 * table["p"].min())


def test_zeros_are_replaced_by_the_limit_given():
    """A mineral that one deposit lacks: its ratio follows the limit, and nothing is infinite."""
    for pct in (0.01, 0.1):
        table = compared({"A": WITHOUT_PYRITE, "B": B}, limit_pct=pct).set_index("code")
        row = table.loc[6]
        assert row["ratio"] == pytest.approx(0.65 * pct / 100 / stats.gmean(B[:, 1] / 100))
        # Equal zeros on one side have no spread, so the interval is that of the other side.
        assert np.isfinite(row[["low_ratio", "high_ratio", "p"]].astype(float)).all()
        assert (row["zeros_a"], row["zeros_b"]) == (3, 0)
        assert "A: below the detection limit in every section" in row["note"]


def test_a_conclusion_that_hangs_on_the_detection_limit_is_marked():
    """Traces of pyrite in A and in half of B: the smaller the limit, the wider the zeros of B."""
    a = [[50, 0.1, 50], [50, 0.13, 50], [50, 0.08, 50], [50, 0.1, 50]]
    b = [[50, 0, 50], [50, 0, 50], [50, 0.04, 50], [50, 0.04, 50]]
    table = compared({"A": a, "B": b}).set_index("code")
    for name, pct in (("half", 0.005), ("double", 0.02)):
        other = compared({"A": a, "B": b}, limit_pct=pct).set_index("code")
        assert table[f"p_holm_{name}_lod"].to_numpy() == pytest.approx(other["p_holm"].to_numpy())
    row = table.loc[6]
    assert row["p_holm_half_lod"] > 0.05 > row["p_holm"] > row["p_holm_double_lod"]
    assert row["lod_sensitivity"] == "flips at half the limit" and row["conclusion"] == "differ"
    assert table.loc[1, "lod_sensitivity"] == "holds"


def test_the_detection_limit_of_the_mineral_is_used_where_there_is_one():
    rows = modal_rows({"A": WITHOUT_PYRITE, "B": B})
    rows["lod_pct"] = np.where(rows["code"] == 6, 0.2, np.nan)
    limits = detection_limits(rows, 0.01)
    assert limits.to_dict() == pytest.approx({1: 1e-4, 6: 2e-3, 8: 1e-4})
    table = compared({"A": WITHOUT_PYRITE, "B": B}, rows=rows).set_index("code")
    assert table.loc[6, "ratio"] == pytest.approx(0.65 * 0.002 / stats.gmean(B[:, 1] / 100))


def test_mineral_that_neither_has_is_not_compared():
    one = np.array([[50, 0, 50], [60, 0, 40]])
    assert compared({"A": one, "B": one})["code"].tolist() == [1, 8]


def test_mineral_below_the_limit_everywhere_is_left_out_by_name():
    one = np.array([[50, 0.001, 50], [60, 0, 40]])
    table = compared({"A": one, "B": one})
    assert table["code"].tolist() == [1, 8]
    assert table["note"].str.contains("left out: Py (below the detection", regex=False).all()


def test_minerals_that_one_side_cannot_name_are_left_out_by_name():
    table = compared({"A": A, "B": B}, {"A": {1, 6, 8}, "B": {1, 6}})
    assert set(table["code"]) == {1, 6}
    assert table["note"].str.contains("Sp (maps of B cannot name it)", regex=False).all()


def test_no_spread_is_no_test():
    """Two sections that are alike in either deposit: t has no value."""
    same = np.array([[50, 20, 30]] * 2)
    table = compared({"A": same, "B": same})
    assert (table["ratio"] == 1).all() and table[["p", "p_holm"]].isna().all(axis=None)
    assert not table["tested"].any() and table["note"].str.contains("no spread").all()


@pytest.mark.parametrize(
    ("selections", "drift", "words"),
    [
        ({"A": {"systematic", "chosen"}}, None, "A: fields were chosen"),
        (
            {},
            pd.DataFrame({"deposit": ["A", "B"], "verdict": ["unlike", "like"]}),
            "A: unlike the training data",
        ),
    ],
)
def test_deposits_that_may_not_be_tested_are_shown(selections, drift, words):
    table = compared({"A": A, "B": B, "C": B[::-1]}, selections=selections, drift=drift)
    barred = table[(table["deposit_a"] == "A") | (table["deposit_b"] == "A")]
    assert barred["note"].str.contains(words).all() and not barred["tested"].any()
    assert barred[["p", "p_holm", "low_ratio", "high_ratio"]].isna().all(axis=None)
    assert barred["ratio"].notna().all() and (barred["conclusion"] == "").all()
    free = table.drop(barred.index)
    assert free["tested"].all() and free["p"].notna().all()


def test_single_sections_are_shown_without_a_test():
    table = compared({"A": A, "B": B[:1]})
    assert table["p"].isna().all() and table["note"].str.contains("B: one section").all()


@pytest.mark.parametrize("deposits", [{"A": A}, {"A": A, "B": np.array([[0, 0, 0]] * 2)}, {}])
def test_nothing_to_compare_with(deposits):
    table = compared(deposits)
    assert table.empty and table.columns.tolist() == COLUMNS


def test_order_of_rows_changes_no_number():
    rows = modal_rows({"A": A, "B": B})
    mixed = rows.sample(frac=1, random_state=0)
    pd.testing.assert_frame_equal(
        compared({"A": A, "B": B}, rows=rows), compared({"A": A, "B": B}, rows=mixed)
    )


def test_tells_apart_what_differs_and_not_what_does_not():
    def p_of(seed, factor):
        rng = np.random.default_rng(seed)
        two = {name: rng.dirichlet([40, 30 * f, 20], 6) for name, f in (("A", 1), ("B", factor))}
        return compared(two).set_index("code").loc[6]

    assert p_of(0, 3.0)["p_holm"] < 0.01 and p_of(0, 3.0)["ratio"] < 1
    p = np.array([p_of(seed, 1.0)["p"] for seed in range(30)])
    assert (p < 0.05).sum() <= stats.binom.ppf(0.999, 30, 0.05)
