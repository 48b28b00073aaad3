"""Warnings of the report: what a reader has to know before the numbers."""

import pandas as pd

from oresurvey.catalog.remarks import numbered_from_one
from oresurvey.report.warnings import warnings_of

FIELDS = pd.DataFrame(
    {"um_per_px": 1.0, "status": "accepted", "section": ["s", "s"], "field": ["f", "g"]}
).assign(deposit="A", warnings=[None, "a bar"])
DRIFT = pd.DataFrame(columns=["deposit", "verdict", "p_value", "sureness", "sureness_p_value"])


def warned(*rows, fields=FIELDS) -> list[str]:
    columns = ["level", "deposit", "code", "pct", "sections", "estimator"]
    modal = pd.DataFrame(rows, columns=columns)
    return warnings_of(fields, {"labelled": {"A": [0]}}, None, modal, DRIFT)


def test_every_deposit_says_how_its_shares_came_about_unless_labels_of_its_own_correct_them():
    found = warned(
        ("deposit", "A", 6, 10.0, 3, "difference"),
        ("deposit", "C", 6, 10.0, 3, "raw"),
        ("deposit", "B", 6, 10.0, 3, "raw"),
        ("deposit", "B", 8, 10.0, 3, "raw"),
        ("deposit", "D", 6, 10.0, 3, "label shift"),
        ("section", "A", 6, 10.0, 1, None),
    )
    assert [text.split(".")[0] for text in found] == [
        "Shares as counted, with what the model confuses in them: B, C",
        "Shares of D are corrected by what the model confuses on labelled fields, taken to be the "
        "same there",
    ]


def test_nothing_is_said_where_nothing_is_wrong():
    assert warned(("deposit", "A", 6, 10.0, 3, "stratified points (Olofsson 2014)")) == []


def test_masks_as_a_labelling_program_wrote_them_spoil_the_scores():
    doubtful = numbered_from_one(FIELDS.assign(status="accepted"), {"f": {1: 9, 2: 9}, "g": {1: 9}})
    [text] = warned(fields=FIELDS.assign(warnings=[doubtful["f"][0], "a bar"]))
    assert text.startswith("Masks that seem to be as a labelling program wrote them: f (see the")
    many = pd.concat([FIELDS] * 4).assign(warnings=doubtful["f"][0])
    assert "f, g, f, g, f and 3 more (see" in warned(fields=many)[0]
