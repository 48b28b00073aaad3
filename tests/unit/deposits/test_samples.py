"""Samples: what somebody chose has no interval, and intervals name what they count."""

import numpy as np
import pandas as pd
import pytest

from oresurvey.deposits.samples import (
    CHOSEN_FIELDS,
    CHOSEN_SECTIONS,
    Samples,
    samples_in,
    samples_of,
)

ENTRIES = [
    {"deposit": deposit, "section": f"{deposit}{k}", "field": f"{deposit}{k}f", "selection": how}
    for deposit, how in (("A", "random"), ("B", "chosen"), ("C", None))
    for k in range(2)
]
TABLE = pd.DataFrame(
    {
        "level": ["deposit", "section"] * 3,
        "deposit": list("AABBCC"),
        "pct": 10.0,
        "low_pct": 5.0,
        "high_pct": 15.0,
        "d50_low_um": 1.0,
        "below_lod": False,
        "sections_needed": 7.0,
        "interval": ["logit-t, 2 sections", "none: one section is no sample"] * 3,
    }
)


def test_chosen_fields_have_no_interval_and_the_reason():
    found = samples_of(ENTRIES, {}).said_in(TABLE).set_index(["deposit", "level"])
    for deposit in "AC":
        assert found.loc[(deposit, "deposit"), "interval"] == "logit-t, 2 sections"
        assert found.loc[(deposit, "deposit"), "low_pct"] == 5
    chosen = found.loc[("B", "deposit")]
    assert chosen[["low_pct", "high_pct", "d50_low_um", "sections_needed"]].isna().all()
    assert chosen["interval"] == f"none: {CHOSEN_FIELDS}"
    assert (chosen["pct"], chosen["below_lod"]) == (10, False)
    assert found.loc[("B", "section"), "interval"] == "none: one section is no sample"


def test_one_chosen_section_takes_the_interval_of_its_deposit():
    samples = samples_of(ENTRIES, {"section_selection": {"A0": "random", "A1": "chosen"}})
    assert samples.sections == {"A": {"random", "chosen"}, "B": {""}, "C": {""}}
    found = samples.said_in(TABLE.iloc[:1])
    assert found["interval"].item() == f"none: {CHOSEN_SECTIONS}" and found["low_pct"].isna().all()


def test_a_reason_that_was_there_already_stays():
    table = TABLE.iloc[2:3].assign(interval="none: one section", low_pct=np.nan, high_pct=np.nan)
    assert samples_of(ENTRIES, {}).said_in(table)["interval"].item() == "none: one section"


@pytest.mark.parametrize(
    ("said", "counts"),
    [
        ("logit-t, 2 sections", "logit-t, 2 holes"),
        ("none: one section", "none: one hole"),
        ("none: one of 2 sections decides", "none: one of 2 holes decides"),
        (
            "none: a section holds only grains cut by the frame",
            "none: a section holds only grains cut by the frame",
        ),
    ],
)
def test_an_interval_over_holes_counts_holes(said, counts):
    samples = samples_of(ENTRIES, {"hole": {"A0": "x", "A1": "y"}})
    found = samples.said_in(TABLE.iloc[:2].assign(interval=[said, said]))
    assert found["interval"].tolist() == [counts, said]


def test_a_table_without_levels_is_of_deposits():
    found = Samples({"B": {"chosen"}}).said_in(TABLE.drop(columns="level"))
    assert found.loc[found["deposit"] == "B", "low_pct"].isna().all()


def test_samples_are_read_back_from_the_modal_table():
    """A table made of modal.csv withholds and counts what that did."""
    found = samples_of(ENTRIES, {"hole": {"A0": "x", "A1": "y"}}).said_in(TABLE)
    back = samples_in(found.assign(replicate=["hole", None, *["section", None] * 2]))
    assert back.why_no_interval("B") == CHOSEN_FIELDS and not back.why_no_interval("A")
    assert back.said_in(TABLE)["interval"].tolist() == found["interval"].tolist()
