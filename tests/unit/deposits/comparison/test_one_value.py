"""Grain sizes and association between deposits: effects, p by permutation, what is not compared."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from section_tables import MINERALS, association_rows, modal_rows, size_rows

from oresurvey.deposits.comparison import associations as association_tests
from oresurvey.deposits.comparison import sizes as size_tests
from oresurvey.deposits.comparison.sections import section_shares
from oresurvey.deposits.replicates import Replicates
from oresurvey.deposits.standing import standings
from oresurvey.statistics.many_tests import benjamini_hochberg
from oresurvey.statistics.welch import welch_t

SIZES = {"A": [100.0, 110, 120, 130, 140], "B": [200.0, 220, 250, 210, 230]}
ALIKE = SIZES | {"C": [105.0, 115, 125, 135, 128]}
CONTACTS = {"A": [10.0, 12, 0, 11, 9], "B": [30.0, 33, 35, 28, 31]}


def standing_of(deposits, selections=None):
    rows = modal_rows({name: np.ones((len(values), 3)) for name, values in deposits.items()})
    return standings(rows, {name: {"random"} for name in deposits} | (selections or {}))


def sizes_tested(deposits, rows=None, selections=None):
    rows = size_rows(deposits) if rows is None else rows
    return size_tests.size_tests(rows, MINERALS, standing_of(deposits, selections))


def association_tested(deposits, parts=None, supported=None, rows=None):
    """`parts`: ore of the sections of each deposit, to say which minerals it has."""
    rows = association_rows(deposits) if rows is None else rows
    modal = modal_rows(
        {name: (parts or {}).get(name, np.ones((len(v), 3))) for name, v in deposits.items()}
    )
    return association_tests.association_tests(
        rows, section_shares(modal), MINERALS, standing_of(deposits), supported
    )


def test_size_effect_is_the_ratio_of_geometric_means():
    table = sizes_tested(SIZES)
    assert table.columns.tolist() == size_tests.COLUMNS
    assert table["measure"].tolist() == ["d50", "p80"]
    row = table.iloc[0]
    means = [stats.gmean(SIZES[name]) for name in "AB"]
    assert (row["size_a_um"], row["size_b_um"]) == pytest.approx(tuple(means))
    assert row["effect"] == pytest.approx(means[0] / means[1])
    ends = np.exp(welch_t(*(np.log(SIZES[name]) for name in "AB")).interval)
    assert (row["effect_low"], row["effect_high"]) == pytest.approx(tuple(ends))
    # Nothing overlaps: the two most extreme of 252 ways.
    assert row["p"] == pytest.approx(2 / 252) == row["smallest_p"] and row["exact"]
    assert row["conclusion"] == "differ"


def test_false_discoveries_are_bounded_over_the_whole_table():
    table = sizes_tested(ALIKE)
    assert len(table) == 6
    assert table["p_bh"].to_numpy() == pytest.approx(benjamini_hochberg(table["p"]))
    alike = table[(table["deposit_a"] == "A") & (table["deposit_b"] == "C")]
    assert (alike["conclusion"] == "cannot reject").all()


def test_the_rows_of_a_pair_are_one_family_and_say_what_would_have_shown():
    table, alone = sizes_tested(ALIKE), sizes_tested(SIZES)
    own = table[(table["deposit_a"] == "A") & (table["deposit_b"] == "B")]
    assert own["p_family"].tolist() == alone["p_family"].tolist()
    assert (own["family"] == "sizes of A and B").all()
    # P80 is twice D50 in every section: together they are one test.
    assert own["p_family"].to_numpy() == pytest.approx(2 / 252)
    # A and C are alike within a few per cent, and far less than B against A would have shown.
    shown = table[(table["deposit_a"] == "A") & (table["deposit_b"] == "C")]["detectable"]
    assert (shown > 1.1).all() and (shown < 2).all()
    contacts = association_tested(CONTACTS)
    assert (contacts["family"] == "contacts of A and B").all()
    assert (contacts["detectable"] > 0).all() and (contacts["detectable"] < 23).all()


def test_a_mineral_of_few_sections_does_not_weaken_the_others():
    """Chalcopyrite in two sections of each can show nothing, and is no member of the family."""
    rows = pd.concat([size_rows(SIZES), size_rows({"A": [90.0, 95], "B": [300.0, 320]}, code=1)])
    table = sizes_tested(SIZES, rows)
    few = table[table["code"] == 1]
    assert few["conclusion"].str.startswith("cannot reject: with so few sections p is").all()
    assert few["smallest_p"].to_numpy() == pytest.approx(1 / 3)
    assert (table[table["code"] == 6]["p_family"] < 0.01).all()


def test_holes_are_dealt_where_they_are_the_replicates():
    """Eight sections of four holes in each: 4 v 4 holes, and the geometric means of the holes."""
    sizes = {"A": [1.0, 4, 9, 4, 5, 5, 7, 7], "B": [90.0, 40, 50, 60, 30, 30, 70, 20]}
    names = {(d, f"{d}{k}"): f"{d} hole {k // 2}" for d in "AB" for k in range(8)}
    replicates = Replicates(names, {"A": "hole", "B": "hole"}, {"A": 4, "B": 4})
    standing = standing_of(sizes)
    table = size_tests.size_tests(
        size_rows(sizes), MINERALS, standing, replicates=replicates
    )  # fmt: skip
    holes = {name: np.sqrt(np.array(v[::2]) * v[1::2]) for name, v in sizes.items()}
    means = sizes_tested({name: list(values) for name, values in holes.items()})
    assert (table[["sections_a", "sections_b"]] == 4).all(axis=None)
    assert table["smallest_p"].to_numpy() == pytest.approx(2 / 70)
    columns = ["effect", "effect_low", "effect_high", "p", "p_family", "detectable"]
    np.testing.assert_allclose(table[columns].astype(float), means[columns].astype(float))
    rows = association_rows({"A": [10.0, 20, 30, 30, 12, 12, 9, 9], "B": [50.0] * 4 + [70.0] * 4})
    modal = section_shares(modal_rows({name: np.ones((8, 3)) for name in sizes}), replicates)
    contacts = association_tests.association_tests(
        rows, modal, MINERALS, standing, replicates=replicates
    )
    assert (contacts[["sections_a", "sections_b"]] == 4).all(axis=None)
    assert contacts["permutations"].unique().tolist() == [70]


def test_sizes_without_a_scale_are_not_compared():
    rows = pd.concat([size_rows({"A": SIZES["A"]}), size_rows({"B": SIZES["B"]}, unit="px")])
    table = sizes_tested(SIZES, rows)
    assert not table["tested"].any() and table["effect"].isna().all()
    assert table["note"].str.contains("B: a field without um_per_px").all()
    assert table["size_a_um"].notna().all() and table["size_b_um"].isna().all()


@pytest.mark.parametrize(("frame_um", "compared"), [(1090.0, True), (1110.0, False)])
def test_sizes_that_are_at_least_are_compared_at_one_frame_only(frame_um, compared):
    rows = size_rows(SIZES)
    rows.loc[0, "d50_at_least"] = True
    rows.loc[rows["deposit"] == "B", "frame_um"] = frame_um
    table = sizes_tested(SIZES, rows).set_index("measure")
    d50, p80 = table.loc["d50"], table.loc["p80"]
    assert bool(d50["tested"]) == compared and p80["tested"]
    assert (d50["size_a_at_least"], d50["size_b_at_least"]) == (True, False)
    assert np.isfinite([d50["effect"], d50["p"]]).all() == compared
    why = 'A: not compared: D50 is "at least" in some section, and frames are from 1000 to 1110 µm'
    assert (why in d50["note"]) != compared


def test_lower_bounds_of_p80_are_said():
    rows = size_rows(SIZES)
    rows.loc[[0, 1], "p80_at_least"] = True
    table = sizes_tested(SIZES, rows).set_index("measure")
    assert 'A: P80 is "at least" in 2 of 5 sections' in table.loc["p80", "note"]
    assert table.loc["d50", "note"] == ""


def test_mineral_of_one_deposit_is_no_row():
    rows = pd.concat([size_rows({"A": SIZES["A"]}), size_rows({"B": SIZES["B"]}, code=8)])
    table = sizes_tested(SIZES, rows)
    assert table.empty and table.columns.tolist() == size_tests.COLUMNS


def test_deposits_without_a_valid_design_keep_their_effect_and_have_no_p():
    table = sizes_tested(SIZES, selections={"A": {"chosen"}})
    assert not table["tested"].any() and table[["p", "effect_low"]].isna().all(axis=None)
    assert table["effect"].notna().all() and table["note"].str.contains("A: fields were").all()


def test_association_effect_is_a_difference_and_no_contact_counts_as_zero():
    table = association_tested(CONTACTS)
    assert table.columns.tolist() == association_tests.COLUMNS
    assert table["mineral_b"].tolist() == ["BG", "Ccp"] and (table["mineral_a"] == "Py").all()
    row = table.iloc[1]
    assert (row["association_a_pct"], row["association_b_pct"]) == pytest.approx((8.4, 31.4))
    assert row["effect"] == pytest.approx(8.4 - 31.4) and row["sections_a"] == 5
    ends = welch_t(CONTACTS["A"], CONTACTS["B"]).interval
    assert (row["effect_low"], row["effect_high"]) == pytest.approx(ends)
    assert row["p"] == pytest.approx(2 / 252) and row["conclusion"] == "differ"


def test_partner_that_one_deposit_does_not_have_is_no_row():
    """Chalcopyrite is the first part: B has none, so all of pyrite's boundary is background's."""
    table = association_tested(CONTACTS, {"B": np.tile([0, 1, 1], (5, 1))})
    assert table["mineral_b"].tolist() == ["BG"]


def test_maps_that_cannot_name_the_same_minerals_are_remarked_on():
    supported = {"A": {0, 1, 6, 8}, "B": {0, 1, 6}}
    table = association_tested(CONTACTS, supported=supported)
    assert table["note"].str.contains("maps of one of them cannot name Sp").all()


def test_three_sections_cannot_reject():
    table = sizes_tested({name: values[:3] for name, values in SIZES.items()})
    assert table["p"].to_numpy() == pytest.approx(0.10)
    assert table["conclusion"].str.startswith("cannot reject: with so few sections").all()


def test_order_of_rows_changes_no_number():
    rows = size_rows(ALIKE)
    pd.testing.assert_frame_equal(
        sizes_tested(ALIKE, rows), sizes_tested(ALIKE, rows.sample(frac=1, random_state=0))
    )
    rows = association_rows(CONTACTS)
    pd.testing.assert_frame_equal(
        association_tested(CONTACTS, rows=rows),
        association_tested(CONTACTS, rows=rows.sample(frac=1, random_state=0)),
    )


def test_empty_tables():
    assert sizes_tested({"A": SIZES["A"]}).empty
    assert sizes_tested(SIZES, size_rows(SIZES)[:0]).empty
    assert association_tested(CONTACTS, rows=association_rows(CONTACTS)[:0]).empty
