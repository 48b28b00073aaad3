"""What would help most: a list of minerals, the fields to annotate, points."""

import pandas as pd
import pytest

from oresurvey.deposits.modal.suggestion import declaration
from oresurvey.report.data import SurveyData
from oresurvey.report.next_steps import fields_to_annotate, next_steps, steps_of_survey
from oresurvey.report.trust_marks import trust_marks


def fields(**sections):
    """Fields by section."""
    rows = [(section, name) for section, names in sections.items() for name in names.split()]
    return pd.DataFrame(rows, columns=["section", "field"])


def test_fields_are_those_least_sure_and_farthest_of_different_sections():
    of = fields(s="a b", t="c", u="d", v="e", w="f", x="g")
    confidence = dict(zip("abcdefg", [0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.96], strict=True))
    distance = dict(zip("abcdefg", [9, 8, 7, 6, 5, 4, 3], strict=True))
    # b is second, and of the same section as a.
    assert fields_to_annotate(of, confidence, distance) == list("acdef")
    # The farthest counts as much as the least sure.
    assert fields_to_annotate(of, confidence, distance | {"g": 99}) == list("acgde")
    assert fields_to_annotate(of, confidence | {"g": 0.1}, distance | {"g": 99})[0] == "g"


def test_two_sections_give_three_fields():
    of = fields(s="a b", t="c d")
    confidence = dict(zip("abcd", [0.5, 0.6, 0.8, 0.9], strict=True))
    assert fields_to_annotate(of, confidence, {}) == ["a", "c", "b"]
    assert fields_to_annotate(of[:0], confidence, {}) == []


def survey(known, drift_verdict="like"):
    rows = [(f"s{k}", f"f{k}", "accepted", None) for k in range(6)]
    table = pd.DataFrame(rows, columns=["section", "field", "status", "split"])
    table = table.assign(deposit="New", um_per_px=1.0, selection="systematic")
    modal = pd.DataFrame(
        [("deposit", "New", "ore", 60.0, 3.0, "raw", False)],
        columns=["level", "deposit", "basis", "pct", "sections_needed", "estimator", "validated"],
    )
    drift = pd.DataFrame(
        [("New", drift_verdict, 0.4, "as sure", 0.4)],
        columns=["deposit", "verdict", "p_value", "sureness", "sureness_p_value"],
    )
    may = pd.DataFrame(
        [("New", 1, "Ccp", known, True, True, known == "open")],
        columns=["deposit", "code", "mineral", "known", "may_occur", "searched", "suggested"],
    )
    confidence = {f"f{k}": 0.9 - k / 100 for k in range(6)}
    return SurveyData(
        table, [], {"modal": modal}, drift, {}, confidence=confidence, may_occur=may
    )  # fmt: skip


@pytest.mark.parametrize("known", ["open", "declared"])
def test_an_unlabelled_deposit(known):
    data = survey(known)
    (found,) = steps_of_survey(data, trust_marks(data, 2))
    assert found.fields == ("f5", "f4", "f3", "f2", "f1")
    assert found.unknown[-2:] == ("how good its maps are", "how far its shares are off")
    assert ("which minerals may occur" in found.unknown) == (known == "open")
    assert found.declare == (declaration(["Ccp"], "New") if known == "open" else "")


def test_what_is_no_ore_needs_no_annotation():
    data = survey("open", "no ore")
    assert data.refused == {"New"} and data.of_deposits("modal").empty
    assert next_steps(data, "New", trust_marks(data, 2)["New"]) is None


def test_the_line_can_be_copied():
    assert declaration(["Ccp", "Pn"], "A: b") == (
        "minerals: Ccp, Pn (column minerals of the sheet), or "
        'deposits: {"A: b": {minerals: [Ccp, Pn]}} (configuration)'
    )
