"""Comparison of deposits: Welch on logs against SciPy, zeros, Holm over everything printed."""

from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from oresurvey.compositions import aitchison_distance, closure, clr, comparison, holm, replace_zeros
from oresurvey.minerals import read_minerals
from oresurvey.modal import pixel_table

MINERALS = read_minerals(Path(__file__).parents[2] / "config" / "minerals.tsv")
# Ore pixels (chalcopyrite, pyrite, sphalerite) of the sections of two deposits.
A = np.array([[20, 50, 30], [25, 45, 30], [10, 60, 30], [15, 65, 20]])
B = np.array([[40, 30, 30], [35, 45, 20], [45, 35, 20]])
CODES = (1, 6, 8)


def pixels(**deposits):
    return pixel_table(
        [
            {
                "deposit": deposit, "section": f"{deposit}{k}", "field": f"{deposit}{k}x",
                "um_per_px": None,
                # Half as much background again: it takes no part.
                "class_pixels": {"0": 50} | {
                    str(c): int(n) for c, n in zip(CODES, section, strict=True)
                },
            }
            for deposit, sections in deposits.items()
            for k, section in enumerate(sections)
        ]
    )  # fmt: skip


def test_ratio_interval_and_p_are_welchs_on_logs():
    table = comparison(pixels(A=A, B=B), MINERALS).set_index("code")
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


def test_holm_is_over_all_pairs():
    table = comparison(pixels(A=A, B=B, C=A[::-1] + 5), MINERALS)
    assert len(table) == 3 * len(CODES)
    assert table["p_holm"].to_numpy() == pytest.approx(holm(table["p"].to_numpy()))
    assert table["p_holm"].min() == pytest.approx(9 * table["p"].min())


def test_zeros_are_replaced_by_the_limit_given():
    """A mineral that one deposit lacks: its ratio follows the limit, and nothing is infinite."""
    without = np.array([[50, 0, 50], [60, 0, 40], [40, 0, 60]])
    ratios = {}
    for limit in (1e-4, 1e-3):
        table = comparison(pixels(A=without, B=B), MINERALS, limit=limit).set_index("code")
        ratios[limit] = table.loc[6, "ratio"]
        assert ratios[limit] == pytest.approx(0.65 * limit / stats.gmean(B[:, 1] / 100))
    # Equal zeros on one side have no spread, so the interval is that of the other side.
    assert np.isfinite(table.loc[6, ["low_ratio", "high_ratio", "p"]].astype(float)).all()


def test_mineral_that_neither_has_is_not_compared():
    one = np.array([[50, 0, 50], [60, 0, 40]])
    assert comparison(pixels(A=one, B=one), MINERALS)["code"].tolist() == [1, 8]


def test_no_spread_is_no_test():
    """Two sections that are alike in either deposit: t has no value."""
    same = np.array([[50, 20, 30]] * 2)
    table = comparison(pixels(A=same, B=same), MINERALS)
    assert (table["ratio"] == 1).all() and table[["p", "p_holm"]].isna().all(axis=None)


@pytest.mark.parametrize("deposits", [{"A": A}, {"A": A, "B": np.array([[0, 0, 0]] * 2)}])
def test_nothing_to_compare_with(deposits):
    assert comparison(pixels(**deposits), MINERALS).empty


def test_clr_and_closure():
    """clr of (1, 2, 4): the geometric mean is 2."""
    assert clr([1, 2, 4]) == pytest.approx([-np.log(2), 0, np.log(2)])
    assert clr(closure([1, 2, 4])) == pytest.approx(clr([1, 2, 4]))


def test_no_zero_is_no_change():
    parts = np.array([[0.2, 0.3, 0.5]])
    assert replace_zeros(parts, 1e-4) == pytest.approx(parts)
    replaced = replace_zeros(np.array([[0.0, 0.5, 0.5], [0.0, 0.0, 1.0]]), 1e-3)
    assert replaced.sum(axis=1) == pytest.approx(1) and (replaced > 0).all()
