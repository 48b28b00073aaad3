"""Distances and tests between deposits as wholes: what is tested, what is said."""

import numpy as np
import pandas as pd
import pytest
from invented_deposits import FAR, NEAR, world
from section_tables import MINERALS, modal_rows

from oresurvey.deposits.comparison.clusters import DEPOSITS, SECTIONS, clusters
from oresurvey.deposits.comparison.deposits import (
    DISTANCE_COLUMNS,
    NO_SPREAD_TEST,
    SPREAD_DIFFERS,
    TEST_COLUMNS,
    deposit_distances,
    deposit_tests,
)
from oresurvey.statistics.compositions import aitchison_distance
from oresurvey.statistics.many_tests import holm
from oresurvey.statistics.permanova import centres_differ, pseudo_f


def table_of(deposits, **options):
    return deposit_tests(*world(deposits, **options), MINERALS)


def pair(table, a, b):
    found = table[(table["deposit_a"] == a) & (table["deposit_b"] == b)]
    assert len(found) == 1
    return found.iloc[0]


def test_distance_of_centres():
    """STATISTICS.md: d_A((1,1,1), (1,2,4)) = sqrt 2 ln 2; centres are geometric means."""
    table = deposit_distances(
        *world({"A": [[1, 1, 1]], "B": [[1, 1, 4], [1, 4, 4]], "C": [[1, 2, 4]]}), MINERALS
    ).set_index(["deposit_a", "deposit_b"])
    expected = aitchison_distance([1, 1, 1], [1, 2, 4])
    assert table["aitchison_distance"].to_numpy() == pytest.approx([expected, expected, 0])
    assert table.loc[("A", "B"), "sections_b"] == 2
    # Nothing is below the detection limit.
    assert table["distance_half_lod"].to_numpy() == pytest.approx([expected, expected, 0])


def test_tests_are_of_centres_of_log_ratios_with_holm_over_pairs():
    sub, standing = world(FAR)
    table = deposit_tests(sub, standing, MINERALS)
    assert table.columns.tolist() == TEST_COLUMNS
    assert table["scope"].tolist() == ["all"] + 6 * ["pair"] and table["tested"].all()
    groups = [sub.log_ratios().loc[[name]].to_numpy() for name in "ABCD"]
    whole = centres_differ(groups)
    assert table.loc[0, ["w_d", "p"]].tolist() == [whole.statistic, whole.p]
    assert table.loc[0, ["pseudo_f", "r2"]].tolist() == list(pseudo_f(groups))
    pairs = table[table["scope"] == "pair"]
    assert pairs["p_holm"].to_numpy() == pytest.approx(holm(pairs["p"]))
    assert table.loc[0, "p_holm"] == table.loc[0, "p"]
    assert pair(table, "A", "D")["p"] == centres_differ([groups[0], groups[3]]).p
    # 5 v 5: 2 of 252 ways, in a family of six.
    assert (pairs["smallest_p"] == 2 / 252).all() and (pairs["exact"] == True).all()  # noqa: E712
    assert pairs["smallest_p_holm"].to_numpy() == pytest.approx(6 * 2 / 252)
    assert pair(table, "A", "D")["conclusion"] == "differ"
    assert pair(table, "A", "B")["conclusion"] == "cannot reject"


def test_three_sections_can_reject_nothing_and_say_so():
    three = {name: FAR[name][:3] for name in "AD"}
    row = pair(table_of(three), "A", "D")
    assert row["p"] == pytest.approx(0.10)
    assert row["conclusion"] == "cannot reject: with so few sections p is never below 0.1"


def test_two_sections_have_no_test_of_spread():
    row = pair(table_of({"A": FAR["A"], "D": FAR["D"][:2]}), "A", "D")
    assert row["tested"] and np.isnan(row["dispersion_p"]) and NO_SPREAD_TEST in row["note"]


def test_unequal_spread_is_said():
    rng = np.random.default_rng(1)
    wide = {"A": rng.dirichlet([400, 300, 200], 8), "B": rng.dirichlet([4, 3, 2], 8)}
    row = pair(table_of(wide), "A", "B")
    assert row["dispersion_p"] < 0.05 and SPREAD_DIFFERS in row["note"]
    assert row["dispersion_ratio"] > 2


def test_deposits_without_a_valid_design_are_shown_and_not_tested():
    deposits = FAR | {"E": FAR["A"][:1]}
    drift = pd.DataFrame({"deposit": list("ABCDE"), "verdict": ["like"] * 3 + ["unlike", "like"]})
    table = table_of(deposits, selections={"C": {"chosen"}}, drift=drift)
    assert table.loc[0, "deposits"] == "A, B" and table.loc[0, "tested"]
    assert "kept out of this test: C, D, E" in table.loc[0, "note"]
    assert table["tested"].sum() == 2
    for name, words in (("C", "chosen"), ("D", "unlike"), ("E", "one section")):
        row = pair(table, "A", name)
        assert words in row["note"] and np.isnan(row["p"]) and np.isnan(row["pseudo_f"])
        assert row["aitchison_distance"] > 0 and row["conclusion"] == ""
    # Holm counts what was tested: one pair.
    assert pair(table, "A", "B")["p_holm"] == pair(table, "A", "B")["p"]


def test_same_numbers_whatever_the_order_and_the_names_of_sections():
    rows = modal_rows(FAR)
    renamed = rows.assign(section=rows["section"].map(lambda name: name[0] + str(9 - int(name[1]))))
    one = table_of(FAR, rows=rows)
    for other in (rows.sample(frac=1, random_state=0), renamed):
        pd.testing.assert_frame_equal(one, table_of(FAR, rows=other))


@pytest.mark.parametrize(
    ("deposits", "supported"),
    [
        ({}, None),
        ({"A": NEAR["A"]}, None),
        ({"A": NEAR["A"], "B": [[0, 0, 0]] * 3}, None),
        (NEAR, {"A": {1}, "B": {1, 6, 8}, "C": {1, 6}}),
        ({"A": [[1, 2, 3]] * 3, "B": [[1, 2, 3]] * 3}, None),
    ],
)
def test_nothing_to_test(deposits, supported):
    sub, standing = world(deposits, supported)
    table = deposit_tests(sub, standing, MINERALS)
    assert not table["tested"].any() and table["p"].isna().all()
    assert (table["note"] != "").all()
    assert deposit_distances(sub, standing, MINERALS).columns.tolist() == DISTANCE_COLUMNS
    clusters(sub)


def test_wards_tree():
    """Of three centres on a line at 0, 1 and 10: first 0 and 1 at 1, then 10 with their mean.

    Ward (1963) as in SciPy: sqrt(2 * 2 * 1 / 3) * (10 - 0.5).
    """
    line = np.exp(np.array([0, 1, 10]) / np.sqrt(2))
    # clr of (x, 1 / x): distances along it are sqrt(2) |ln x - ln y|, here halved by the 1 / 2.
    points = {name: [[np.sqrt(x), 1 / np.sqrt(x), 0]] for name, x in zip("ABC", line, strict=True)}
    sub, _ = world(points)
    tree = clusters(sub)
    of_deposits = tree[tree["scope"] == DEPOSITS]
    unions = of_deposits[of_deposits["left"].notna()]
    scale = aitchison_distance(points["A"][0][:2], points["B"][0][:2])
    assert unions["height"].to_numpy() / scale == pytest.approx([1, np.sqrt(4 / 3) * 9.5])
    assert unions["leaves"].tolist() == [2, 3]
    assert of_deposits["deposit"].dropna().tolist() == ["A", "B", "C"]
    assert (tree["scope"] == SECTIONS).sum() == 5
