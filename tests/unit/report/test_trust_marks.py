"""Trust marks: each level has its reason, and nothing is good by default."""

import numpy as np
import pandas as pd
import pytest

from oresurvey.report.data import SurveyData
from oresurvey.report.trust_marks import (
    BAD,
    CAUTION,
    GOOD,
    UNKNOWN,
    labels_mark,
    likeness_mark,
    scale_mark,
    scores_mark,
    sections_mark,
    selection_mark,
    sureness_mark,
    trust_marks,
)

NAN = float("nan")


@pytest.mark.parametrize(
    ("mark", "level", "words"),
    [
        (sections_mark(0, NAN, 2), BAD, "No photograph"),
        (sections_mark(1, NAN, 2), BAD, "no interval"),
        (sections_mark(5, NAN, 2), UNKNOWN, "could not be estimated"),
        (
            sections_mark(5, 12, 2),
            CAUTION,
            "±2 points for every ore mineral need about 12 sections",
        ),
        (sections_mark(5, 5, 2), GOOD, "Enough"),
        (likeness_mark("like", 0.4), GOOD, "p 0.4"),
        (likeness_mark("unlike", 0.012), BAD, "p 0.012"),
        (likeness_mark("too few fields", NAN), UNKNOWN, "too few fields"),
        (likeness_mark(None, None), UNKNOWN, "nothing to test"),
        (sureness_mark("as sure", 0.4), GOOD, "Nothing shows its confidence below"),
        (sureness_mark("less sure", 0.01), CAUTION, "is below"),
        (sureness_mark("not checked", NAN), UNKNOWN, "not checked"),
        (labels_mark({"difference"}), GOOD, "difference"),
        (labels_mark({"stratified points (Olofsson 2014)"}), GOOD, "stratified"),
        (labels_mark({"annotation"}), GOOD, "the annotation's"),
        (labels_mark({"label shift"}), CAUTION, "other deposits"),
        (labels_mark({"raw"}), BAD, "as counted"),
        (labels_mark(set()), UNKNOWN, "no shares"),
        (scale_mark(pd.Series([1.25, 1.0])), GOOD, "micrometres"),
        (scale_mark(pd.Series([1.25, np.nan, np.nan])), CAUTION, "2 of 3"),
        (scale_mark(pd.Series([np.nan])), BAD, "1 of 1"),
        (scale_mark(pd.Series([], dtype=float)), UNKNOWN, "No photograph"),
        (selection_mark({"systematic"}), GOOD, "systematic"),
        (selection_mark({"systematic", "chosen"}), BAD, "chosen"),
        (selection_mark({"random", ""}), UNKNOWN, "does not say"),
        (selection_mark(set()), UNKNOWN, "does not say"),
        (scores_mark(None, "A"), BAD, "not known"),
        (scores_mark({"deposits": {"B": {}}}, "A"), BAD, "not known"),
    ],
)
def test_level_and_reason(mark, level, words):
    assert mark.level == level
    assert words in mark.why


def test_scores_are_those_of_the_deposit():
    own = {"fields": 1, "overall_accuracy": 0.985, "mean_iou": 0.9}
    mark = scores_mark({"deposits": {"A": own}}, "A")
    assert (mark.level, mark.word) == (GOOD, "98.5 %")
    assert "On 1 labelled field unseen" in mark.why and "mean IoU 0.900" in mark.why


def test_levels_differ_without_colour():
    marks = [sections_mark(1, NAN, 2), sections_mark(5, 12, 2), sections_mark(5, 5, 2)]
    marks.append(sections_mark(5, NAN, 2))
    assert len({mark.symbol for mark in marks}) == 4


def test_a_deposit_whose_photographs_are_all_quarantined_has_marks_too():
    fields = pd.DataFrame(
        {"deposit": ["A", "B"], "section": ["s", "t"], "field": ["f", "g"], "um_per_px": 1.0}
    ).assign(status=["accepted", "quarantined"], selection=["systematic", "chosen"])
    modal = pd.DataFrame(
        [("deposit", "A", "ore", 40.0, 3.0, "raw"), ("deposit", "A", "ore", 0.0, 99.0, "raw")],
        columns=["level", "deposit", "basis", "pct", "sections_needed", "estimator"],
    )
    drift = pd.DataFrame(columns=["deposit", "verdict", "p_value", "sureness", "sureness_p_value"])
    found = trust_marks(SurveyData(fields, [], {"modal": modal}, drift, {}), 2)
    assert [mark.word for mark in found["A"]] == [
        *("1", "not known", "not known", "none", "yes", "systematic", "no")
    ]
    assert found["B"][0].why == "No photograph of it could be used."
    # The quarantined field's selection is no one's.
    assert found["B"][5].level == UNKNOWN
