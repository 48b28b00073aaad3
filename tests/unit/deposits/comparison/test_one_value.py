"""Grain sizes and association between deposits: effects, p by permutation, what is not compared."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from section_tables import MINERALS, association_rows, modal_rows, size_rows

from oresurvey.deposits.comparison import associations as association_tests
from oresurvey.deposits.comparison import sizes as size_tests
from oresurvey.deposits.comparison.sections import section_shares
from oresurvey.deposits.standing import standings
from oresurvey.statistics.many_tests import benjamini_hochberg

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
    welch = stats.ttest_ind(*(np.log(SIZES[name]) for name in "AB"), equal_var=False)
    ends = np.exp(welch.confidence_interval(0.95))
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
    welch = stats.ttest_ind(CONTACTS["A"], CONTACTS["B"], equal_var=False)
    ends = tuple(welch.confidence_interval(0.95))
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
