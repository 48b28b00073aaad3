"""Comparison of deposits, mineral by mineral: by hand and against SciPy; zeros, bounds, notes."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from section_tables import CODES, MINERALS, modal_rows

from oresurvey.deposits.comparison.bounds import AT_LEAST, AT_MOST
from oresurvey.deposits.comparison.minerals import COLUMNS, compare_minerals
from oresurvey.deposits.comparison.sections import detection_limits, section_shares
from oresurvey.deposits.standing import standings
from oresurvey.statistics.compositions import aitchison_distance
from oresurvey.statistics.many_tests import holm
from oresurvey.statistics.welch import welch_t

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


def test_ratio_and_interval_are_welchs_on_logs():
    table = compared({"A": A, "B": B}).set_index("code")
    assert table.index.tolist() == list(CODES)
    a, b = A / 100, B / 100
    for k, code in enumerate(CODES):
        row = table.loc[code]
        assert row["ratio"] == pytest.approx(stats.gmean(a[:, k]) / stats.gmean(b[:, k]))
        ends = np.exp(welch_t(np.log(a[:, k]), np.log(b[:, k])).interval)
        assert (row["low_ratio"], row["high_ratio"]) == pytest.approx(tuple(ends))
        assert row["ratio"] == row["ratio_half_lod"] == row["ratio_double_lod"]
        assert (row["pct_a"], row["pct_b"]) == pytest.approx((A[:, k].mean(), B[:, k].mean()))
        assert row["difference_pct"] == pytest.approx(A[:, k].mean() - B[:, k].mean())
    means = [stats.gmean(side, axis=0) for side in (a, b)]
    assert table["aitchison_distance"].to_numpy() == pytest.approx(aitchison_distance(*means))
    assert (table["sections_a"] == 4).all() and (table["sections_b"] == 3).all()
    assert table["tested"].all() and (table["smallest_p"] == 1 / 35).all()
    assert table["exact"].all() and (table["permutations"] == 35).all()
    assert (table["family"] == "minerals of A and B").all()
    assert (table["note"] == "").all() and (table["lod_sensitivity"] == "holds").all()


def size_of_t(a, b):
    return abs(a.mean() - b.mean()) / np.sqrt(sum(x.var(ddof=1) / len(x) for x in (a, b)) + 1e-99)


def test_p_is_by_permutation_and_by_t_whichever_is_larger():
    """Pyrite: no deal parts it as well, 1 of 35. Chalcopyrite: t says less than dealing does."""
    table = compared({"A": A, "B": B}).set_index("code")
    for k, code in enumerate(CODES):
        a, b = np.log(A[:, k]), np.log(B[:, k])
        dealt = stats.permutation_test((a, b), size_of_t, alternative="greater").pvalue
        assert table.loc[code, "p"] == pytest.approx(max(dealt, float(welch_t(a, b).p)))
    assert (table["p_family"] >= table["p"]).all()


def test_sections_are_what_a_pair_of_deposits_is_tested_by_and_other_pairs_change_nothing():
    two, three = compared({"A": A, "B": B}), compared({"A": A, "B": B, "C": A[::-1] + 5})
    own = three[(three["deposit_a"] == "A") & (three["deposit_b"] == "B")]
    assert own["p_family"].to_numpy() == pytest.approx(two["p_family"].to_numpy())
    assert own["conclusion"].tolist() == two["conclusion"].tolist()


def test_never_differ_where_no_data_could():
    """Two or three sections on both sides, as far apart as one likes: at best p is .33 or .10."""
    for k in (2, 3):
        apart = np.column_stack([np.linspace(1, 1.1, k), np.full(k, 50), np.linspace(40, 41, k)])
        table = compared({"A": apart, "B": apart * [1000, 1, 1]})
        smallest = 2 / (6 if k == 2 else 20)
        assert table["smallest_p"].to_numpy() == pytest.approx(smallest)
        words = f"cannot reject: with so few sections p is never below {smallest:.2g}"
        assert (table["conclusion"] == words).all() and table["detectable"].isna().all()


def test_four_sections_can_differ_in_one_of_seven_minerals():
    """By Holm they never could: 7 x .029. Four times as much galena, and the rest is alike."""
    rng = np.random.default_rng(3)
    codes = (1, 2, 6, 8, 9, 11, 14)
    parts = np.exp(rng.normal(0, 0.1, (8, 7))) * [9, 2, 80, 9, 5, 3, 3]
    parts[:4, 1] *= 4
    rows = modal_rows({"A": parts[:4], "B": parts[4:]}, codes)
    table = compared({"A": A, "B": B}, rows=rows).set_index("code")
    assert table.loc[2, "conclusion"] == "differ" and 3 < table.loc[2, "ratio"] < 5
    assert (table.drop(2)["conclusion"] == "cannot reject").all()
    assert table.loc[2, "p_family"] == pytest.approx(2 / 70)
    assert table.loc[2, "p_holm"] == pytest.approx(7 * 2 / 70)


def test_holm_is_over_all_pairs():
    table = compared({"A": A, "B": B, "C": A[::-1] + 5})
    assert len(table) == 3 * len(CODES)
    assert table["p_holm"].to_numpy() == pytest.approx(holm(table["p"].to_numpy()))
    assert table["p_holm"].min() == pytest.approx(9 * table["p"].min())


def test_a_deposit_that_lacks_a_mineral_has_a_bound_and_no_ratio():
    """By hand: the lower 97.5 % limit of B over the limit, in which 3 sections stand for .547 s."""
    logs = np.log(B[:, 1] / 100)
    spread = logs.std(ddof=1)
    low = logs.mean() - stats.t.ppf(0.975, 2) * spread / np.sqrt(3)
    for pct in (0.01, 0.1):
        least = np.exp(low - 0.5473 * spread) / (pct / 100)
        row = compared({"A": WITHOUT_PYRITE, "B": B}, limit_pct=pct).set_index("code").loc[6]
        assert np.isnan([row["ratio"], row["low_ratio"], row["detectable"]]).all()
        assert row["ratio_kind"] == AT_MOST
        assert row["high_ratio"] == pytest.approx(1 / least, rel=1e-3)
        other = compared({"A": B, "B": WITHOUT_PYRITE}, limit_pct=pct).set_index("code").loc[6]
        assert other["ratio_kind"] == AT_LEAST and np.isnan(other["high_ratio"])
        assert other["low_ratio"] == pytest.approx(least, rel=1e-3)
        assert np.isfinite(row["p"]) and (row["zeros_a"], row["zeros_b"]) == (3, 0)
        assert "A: below the detection limit in every section" in row["note"]


def test_a_conclusion_that_hangs_on_the_detection_limit_is_marked():
    """Traces of pyrite in A and in half of B: the smaller the limit, the wider the zeros of B."""
    a = [[50, 0.1, 50], [50, 0.13, 50], [50, 0.08, 50], [50, 0.1, 50]]
    b = [[50, 0, 50], [50, 0, 50], [50, 0.04, 50], [50, 0.04, 50]]
    table = compared({"A": a, "B": b}).set_index("code")
    for name, pct in (("half", 0.005), ("double", 0.02)):
        other = compared({"A": a, "B": b}, limit_pct=pct).set_index("code")
        for column in ("p_holm", "ratio"):
            at = f"{column}_{name}_lod"
            assert table[at].to_numpy() == pytest.approx(other[column].to_numpy())
    row = table.loc[6]
    ratios = row[["ratio_half_lod", "ratio", "ratio_double_lod"]].to_numpy(float)
    assert ratios == pytest.approx(stats.gmean([0.1, 0.13, 0.08, 0.1]) / np.sqrt(
        0.04 * 0.65 * np.array([0.005, 0.01, 0.02])), rel=2e-3)  # fmt: skip
    assert row["lod_sensitivity"] == (
        f"flips at half the limit; the ratio hangs on the limit: "
        f"{ratios.min():.2g} to {ratios.max():.2g}"
    )
    assert table.loc[1, "lod_sensitivity"] == "holds"


def test_mean_shares_that_say_the_opposite_are_remarked_on():
    """B has much pyrite in one section and little in five: less in the middle, more on average."""
    rest = np.linspace(30, 31, 6)
    a = np.column_stack([rest, np.linspace(5, 5.2, 6), rest])
    b = np.column_stack([rest, [1, 1.1, 1.05, 1.2, 1.15, 60], rest])
    row = compared({"A": a, "B": b}).set_index("code").loc[6]
    assert row["ratio"] > 1 and row["difference_pct"] < 0
    assert "opposite" in row["note"]


def test_the_detection_limit_of_the_mineral_is_used_where_there_is_one():
    rows = modal_rows({"A": WITHOUT_PYRITE, "B": B})
    rows["lod_pct"] = np.where(rows["code"] == 6, 0.2, np.nan)
    limits = detection_limits(rows, 0.01)
    assert limits.to_dict() == pytest.approx({1: 1e-4, 6: 2e-3, 8: 1e-4})
    table = compared({"A": WITHOUT_PYRITE, "B": B}, rows=rows).set_index("code")
    plain = compared({"A": WITHOUT_PYRITE, "B": B}).set_index("code")
    assert table.loc[6, "high_ratio"] == pytest.approx(20 * plain.loc[6, "high_ratio"])


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
    assert (barred["family"].isna() | (barred["family"] == "")).all()
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
    def row_of(seed, factor):
        rng = np.random.default_rng(seed)
        two = {name: rng.dirichlet([40, 30 * f, 20], 6) for name, f in (("A", 1), ("B", factor))}
        return compared(two).set_index("code").loc[6]

    assert row_of(0, 3.0)["conclusion"] == "differ" and row_of(0, 3.0)["ratio"] < 1
    assert row_of(0, 1.0)["conclusion"] == "cannot reject"
