"""Standing of deposits: who may be tested, and what is said of the others."""

import pandas as pd
import pytest
from section_tables import modal_rows

from oresurvey.deposits.replicates import Replicates
from oresurvey.deposits.standing import (
    UNKNOWN_SECTIONS,
    UNKNOWN_SELECTION,
    UNKNOWN_SPECIMENS,
    note_of,
    standing_table,
    standings,
)

PARTS = [[1, 2, 3], [2, 2, 3]]
ROWS = modal_rows({"A": PARTS, "B": PARTS, "C": PARTS[:1]})
SAMPLED = {"A": {"systematic"}, "B": {"random"}, "C": {"systematic"}}


def test_what_is_no_ore_is_not_even_shown_beside_the_others():
    drift = pd.DataFrame({"deposit": ["A", "B"], "verdict": ["like", "no ore"]})
    found = standings(ROWS, SAMPLED, drift)
    assert found["A"].compared and not found["B"].compared and not found["B"].tested
    assert found["B"].reasons == ("its colours are those of no ore that the model knows",)
    assert found["B"].remarks == ()


def test_what_keeps_a_deposit_out_of_tests():
    drift = pd.DataFrame({"deposit": ["A", "B"], "verdict": ["like", "unlike"]})
    found = standings(ROWS, SAMPLED, drift)
    assert found["A"].tested and found["A"].remarks == ()
    assert found["B"].reasons == ("unlike the training data",)
    assert found["C"].reasons == ("one section",)
    chosen = standings(ROWS, SAMPLED | {"A": {"random", "chosen"}})["A"]
    assert chosen.reasons == ("fields were chosen, not sampled",)


@pytest.mark.parametrize("selected", [{None}, {"systematic", None}, set()])
def test_a_sheet_that_does_not_say_how_fields_were_selected(selected):
    found = standings(ROWS, SAMPLED | {"A": selected})["A"]
    assert found.tested and found.remarks == (UNKNOWN_SELECTION,)


def test_every_field_its_own_section_is_mentioned():
    own = modal_rows({"A": PARTS, "C": PARTS[:1]}, field="{section}")
    found = standings(own, SAMPLED)
    assert found["A"].remarks == (UNKNOWN_SPECIMENS,) and found["C"].remarks == ()


def test_likeness_that_could_not_be_checked_is_mentioned():
    drift = pd.DataFrame({"deposit": ["A"], "verdict": ["too few fields"]})
    found = standings(ROWS, SAMPLED, drift)
    assert found["A"].tested
    assert found["A"].remarks == ("likeness to the training data: too few fields",)


def test_note_says_once_what_holds_of_both():
    found = standings(ROWS, {"C": {"chosen"}})
    pair = (found["A"], found["B"])
    assert note_of(pair, ["Sp (why)"], "more") == (
        f"more; left out: Sp (why); A, B: {UNKNOWN_SELECTION}"
    )
    assert note_of((found["A"], found["C"])).startswith(
        "shown without a test: C: fields were chosen, not sampled, one section"
    )


def test_table_of_standings():
    table = standing_table(standings(ROWS, SAMPLED))
    assert table["deposit"].tolist() == ["A", "B", "C"]
    assert table["sections"].tolist() == [2, 2, 1]
    assert table["tested"].tolist() == [True, True, False]
    assert standing_table({}).empty


def test_how_sections_were_selected():
    asked = {"A": {"random"}, "B": {"random", ""}, "C": {"chosen"}}
    found = standings(ROWS, SAMPLED, None, asked)
    assert found["A"].remarks == () and found["B"].remarks == (UNKNOWN_SECTIONS,)
    assert found["C"].reasons == ("sections were chosen, not sampled", "one section")


def test_what_the_sample_is_made_of():
    one_place = Replicates({("A", "A1"): "A0"}, {"A": "place"}, {"A": 1}, {"B": "DH-1"})
    found = standings(ROWS, SAMPLED, replicates=one_place)
    assert found["A"].reasons == ("one place",) and found["A"].replicates == 1
    assert found["A"].remarks == ("its sample: 1 place of 2 sections",)
    assert found["B"].remarks == ("all its sections are of one hole (DH-1), and speak of that",)
    table = standing_table(found).set_index("deposit")
    assert table.loc["A", ["replicate", "replicates"]].tolist() == ["place", 1]
