"""What would help most: a list of minerals, the fields to annotate, points."""

import pandas as pd
import pytest

from oresurvey.deposits.modal.suggestion import declaration
from oresurvey.report.data import SurveyData
from oresurvey.report.next_steps import next_steps, steps_of_survey
from oresurvey.report.trust.marks import trust_marks
from oresurvey.suggestions.fields import MappedField, suggested_fields


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
    mapped = [
        MappedField("New", f"s{k}", name, False, {1: 10**6}, sure)
        for k, (name, sure) in enumerate(confidence.items())
    ]
    return SurveyData(
        table, [], {"modal": modal}, drift, {}, confidence=confidence, may_occur=may, mapped=mapped
    )  # fmt: skip


@pytest.mark.parametrize("known", ["open", "declared"])
def test_an_unlabelled_deposit(known):
    data = survey(known)
    (found,) = steps_of_survey(data, trust_marks(data, 2))
    assert [name for name, _ in found.fields] == ["f5", "f4", "f3", "f2", "f1"]
    assert found.fields[0][1].startswith("mean confidence 0.85, of the middle field 0.88; less")
    # The command has the same list.
    same = [
        (one.field.field, "; ".join(one.reasons))
        for one in suggested_fields(data.mapped, 5, {1: "Ccp"})
    ]
    assert list(found.fields) == same
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
