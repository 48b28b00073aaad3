"""Not searched is not 0: counted shares of what maps cannot name are empty, and say so."""

import numpy as np
import pandas as pd
import pytest

from oresurvey.deposits.modal.searched import bound_absent, mark_searched
from oresurvey.network.naming import ANNOTATED, DECLARED, OPEN, Naming
from oresurvey.survey.mineral_codes import UNIDENTIFIED

SHARES = ["pct", "low_pct", "high_pct", "area_mm2", "mass_pct", "corrected_pct"]


def table(estimator):
    rows = [("A", 6, 60.0), ("A", 5, 0.0), ("A", UNIDENTIFIED, 2.0), ("B", 5, 40.0)]
    found = pd.DataFrame(rows, columns=["deposit", "code", "pct"])
    ends = dict.fromkeys(SHARES[1:], found["pct"])
    ends |= {"corrected_low_pct": 0.0, "corrected_high_pct": 9.0}
    return found.assign(**ends, interval="logit-t", corrected_interval="t", estimator=estimator)


def test_maps_find_nothing_that_they_cannot_name():
    found = mark_searched(table("label shift"), {"A": {0, 6}, "B": {0, 5}})
    assert found["searched"].tolist() == [True, False, True, True]
    assert found.loc[1, SHARES].isna().all() and found.loc[1, "interval"] == "none: not searched"
    assert found.loc[[0, 2, 3], SHARES].notna().all(axis=None)


def test_what_labels_of_the_deposit_found_stays():
    given = table("difference").assign(validated=True)
    given.loc[1, "corrected_pct"] = 3.0
    found = mark_searched(given, {"A": {0, 6}, "B": {0, 5}})
    assert np.isnan(found.loc[1, "pct"]) and found.loc[1, "corrected_pct"] == 3.0
    assert found["validated"].all()


def test_what_neither_maps_nor_labels_found_is_not_known_to_be_0():
    """The sections without labels were searched by maps alone, which cannot name it."""
    given = table("difference").assign(validated=True)
    found = mark_searched(given, {"A": {0, 6}, "B": {0, 5}})
    assert found.loc[1, SHARES].isna().all()
    assert found.loc[1, "corrected_interval"] == "none: not searched"
    assert found["validated"].tolist() == [True, False, True, True]


def test_what_the_annotation_of_some_sections_found_by_label_shift_is_a_lower_bound():
    """The other sections count as free of it, and their maps cannot name it."""
    given = table("label shift").assign(validated=True)
    given.loc[1, "corrected_pct"] = 3.0
    found = mark_searched(given, {"A": {0, 6}, "B": {0, 5}})
    assert found.loc[1, "corrected_pct"] == 3.0 and np.isnan(found.loc[1, "corrected_high_pct"])
    assert found.loc[1, "corrected_interval"].startswith("none: at least this")


def test_an_annotation_may_name_everything():
    found = table("annotation").assign(corrected_interval=np.nan)
    assert mark_searched(found, None)["searched"].all()


def test_how_the_minerals_of_a_deposit_are_known():
    about = {"codes": [0, 5, 6], "labelled": {"A": [0, 6]}}
    naming = Naming(declared={"B": [5]})
    assert [naming.how_known(one, about) for one in "ABC"] == [ANNOTATED, DECLARED, OPEN]
    # A list counts for nothing where maps may name all that the model knows.
    every = Naming(only_labelled=False, declared={"B": [5]})
    assert {every.how_known(one, about) for one in "ABC"} == {OPEN}


def test_what_was_searched_and_not_found_has_bounds():
    """Four sections and 2 cm2: 1 - .05^(1/4) of the sections, and 3 grains in 2 cm2."""
    table = pd.DataFrame(
        {
            "level": "deposit", "deposit": list("AAABB"), "basis": "total",
            "code": [0, 6, 8, 6, 8], "pixels": [150, 50, 0, 50, 0], "replicates": 4,
            "area_mm2": [150.0, 50.0, 0.0, np.nan, np.nan],
            "searched": [True, True, True, True, False],
        }
    )  # fmt: skip
    found = bound_absent(table).set_index(["deposit", "code"])
    at = found.loc[("A", 8)]
    assert at["absent_sections_below_pct"] == pytest.approx(52.7, abs=0.05)
    assert at["absent_grains_below_per_cm2"] == pytest.approx(2.9957 / 2, rel=1e-4)
    rest = found.drop(index=("A", 8))[["absent_sections_below_pct", "absent_grains_below_per_cm2"]]
    assert rest.isna().all(axis=None)


def test_where_every_mineral_is_found_nothing_is_bounded():
    """As in most surveys: no row is left, and names do not become numbers by that."""
    table = pd.DataFrame(
        {
            "level": "deposit", "deposit": list("AAB"), "basis": "total", "code": [0, 6, 6],
            "pixels": [150, 50, 50], "replicates": 4, "area_mm2": [150.0, 50.0, 50.0],
            "searched": True,
        }
    )  # fmt: skip
    found = bound_absent(table)
    assert found["absent_sections_below_pct"].isna().all()
    assert found["absent_grains_below_per_cm2"].isna().all()
