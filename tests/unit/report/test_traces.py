"""Traces: what is next to nothing once corrected says nothing of grains on a page."""

import pandas as pd

from oresurvey.report.tables import shown_table
from oresurvey.report.traces import left_out_words, traces_of, without_traces

MODAL = pd.DataFrame(
    [
        # Counted as much as others count, and nearly all of it taken off by the labels.
        ("deposit", "A", "ore", "Td", 0.9, 0.007),
        ("deposit", "A", "ore", "Ccp", 99.1, 99.993),
        ("deposit", "A", "total", "Td", 0.5, 0.003),
        ("deposit", "B", "ore", "Td", 1.1, 1.1),
        ("deposit", "B", "ore", "Gn", 0.0, 0.0),
        ("section", "B", "ore", "Ccp", 0.01, 0.01),
    ],
    columns=["level", "deposit", "basis", "mineral", "pct", "best_pct"],
)
TRACES = {("A", "Td"): 0.007}


def test_a_trace_is_one_by_its_best_share_and_there_by_its_map():
    assert traces_of(MODAL) == TRACES
    assert traces_of(pd.DataFrame(columns=["deposit", "pct"])) == {}


def test_sizes_and_contacts_of_a_trace_are_left_out_and_named():
    rows = pd.DataFrame({"deposit": ["A", "A", "B"], "mineral": ["Td", "Ccp", "Td"], "grains": 12})
    kept, lacking = without_traces("grain_size", rows, TRACES)
    assert kept["mineral"].tolist() == ["Ccp", "Td"] and lacking == [("A", "Td")]
    contacts = pd.DataFrame({"deposit": ["A"], "mineral_a": ["Ccp"], "mineral_b": ["Td"]})
    assert without_traces("association", contacts, TRACES)[0].empty
    tests = pd.DataFrame({"deposit_a": ["A"], "deposit_b": ["B"], "mineral": ["Td"]})
    assert without_traces("size_tests", tests, TRACES)[0].empty
    words = left_out_words(lacking, TRACES)
    assert words == ("Left out, as their best share of the ore is below 0.1 %: Td of A (0.007 %).")
    shown = shown_table("grain_size", rows, TRACES)
    assert shown["traces"] == words and len(shown["rows"]) == 2
    assert shown_table("grain_size", rows)["traces"] == ""


def test_ratios_and_groups_with_a_trace_say_so():
    pairs = pd.DataFrame(
        {"deposit_a": "A", "deposit_b": "B", "mineral": ["Td", "Ccp"], "p_family": 0.001}
    ).assign(ratio=154.7, conclusion="differ")
    rows = shown_table("comparison", pairs, TRACES)["rows"]
    assert [row[2]["marks"] for row in rows] == [("a trace at A",), ()]
    groups = pd.DataFrame(
        {"deposit": ["A", "A", "B"], "combination": ["Ccp+Td", "Ccp", "Ccp+Td"], "area_pct": 90.0}
    )
    rows = shown_table("textures", groups, TRACES)["rows"]
    assert [row[1]["marks"] for row in rows] == [("Td: a trace",), (), ()]


def test_penalty_elements_are_marked():
    rows = pd.DataFrame({"deposit": "A", "element": ["Cu", "As"], "ore_mass_pct": [20.0, 0.3]})
    shown = shown_table("assay", rows)["rows"]
    assert [row[1]["marks"] for row in shown] == [(), ("often penalised",)]


def test_shares_themselves_are_never_left_out():
    assert len(without_traces("modal", MODAL, TRACES)[0]) == len(MODAL)
