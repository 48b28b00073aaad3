"""Trust marks: each level has its reason, and nothing is good by default."""

import numpy as np
import pandas as pd
import pytest

from oresurvey.report.data import SurveyData
from oresurvey.report.trust.mark import BAD, CAUTION, GOOD, UNKNOWN, Mark, Marks
from oresurvey.report.trust.marks import trust_marks
from oresurvey.report.trust.questions import (
    labels_mark,
    likeness_mark,
    minerals_mark,
    scale_mark,
    scores_mark,
    sections_mark,
    selection_mark,
    sureness_mark,
)

NAN = float("nan")
NONE = pd.DataFrame(columns=["deposit", "split", "code", "mineral", "iou_pooled", "pixels"])


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
        (sections_mark(3, 69331, 2), CAUTION, "need more than 100 sections. These differ much"),
        (sections_mark(5, 5, 2), GOOD, "Enough"),
        (likeness_mark("like", 0.4), UNKNOWN, "p 0.4). That is no proof"),
        (likeness_mark("no ore", 0.4), BAD, "no ore that the model knows"),
        (likeness_mark("unlike", 0.012), BAD, "p 0.012"),
        (likeness_mark("too few fields", NAN), UNKNOWN, "too few fields"),
        (likeness_mark(None, None), UNKNOWN, "nothing to test"),
        (sureness_mark("as sure", 0.4), UNKNOWN, "p 0.4). That is no proof"),
        (sureness_mark("less sure", 0.01), BAD, "is below"),
        (sureness_mark("not checked", NAN), UNKNOWN, "not checked"),
        (labels_mark({"difference"}, True), GOOD, "difference"),
        (labels_mark({"stratified points (Olofsson 2014)"}, True), GOOD, "stratified"),
        (labels_mark({"annotation"}, True), GOOD, "the annotation's"),
        (labels_mark({"label shift"}, True), GOOD, "Its own labels"),
        (labels_mark({"label shift"}, False), CAUTION, "other deposits"),
        (labels_mark({"raw"}, False), BAD, "as counted"),
        (labels_mark(set(), True), UNKNOWN, "no shares"),
        (scale_mark(pd.Series([1.25, 1.0])), GOOD, "micrometres"),
        (scale_mark(pd.Series([1.25, np.nan, np.nan])), CAUTION, "2 of 3"),
        (scale_mark(pd.Series([np.nan])), BAD, "1 of 1"),
        (scale_mark(pd.Series([], dtype=float)), UNKNOWN, "No photograph"),
        (selection_mark({"systematic"}), GOOD, "systematic"),
        (selection_mark({"systematic", "chosen"}), BAD, "chosen"),
        (selection_mark({"random", ""}), UNKNOWN, "does not say"),
        (selection_mark(set()), UNKNOWN, "does not say"),
        (scores_mark(None, NONE, "A"), BAD, "not known"),
        (scores_mark({"deposits": {"B": {}}}, NONE, "A"), BAD, "not known"),
    ],
)
def test_level_and_reason(mark, level, words):
    assert mark.level == level
    assert words in mark.why


def scored(*rows):
    """Mark of deposit A by rows of code, mineral, IoU and pixels."""
    own = {"fields": 1, "overall_accuracy": 0.985, "mean_iou": 0.9}
    table = pd.DataFrame(rows, columns=["code", "mineral", "iou_pooled", "pixels"])
    table = pd.concat([table.assign(deposit=name, split="test") for name in ("A", "all")])
    return scores_mark({"deposits": {"A": own}, "split": "test"}, table, "A")


def test_scores_go_by_the_worst_mineral_of_the_deposit():
    """The background is none, and an IoU of a few pixels says nothing."""
    good = (6, "Py", 0.98, 90_000)
    mark = scored((0, "BG", 0.2, 90_000), good, (1, "Ccp", 0.72, 20_000), (2, "Gn", 0.1, 9_000))
    assert (mark.level, mark.word) == (GOOD, "Ccp 0.72")
    assert (
        "On 1 labelled field unseen" in mark.why
        and "mean IoU 0.900 with the background" in mark.why
    )
    assert mark.why.endswith("its worst mineral, Ccp, has an IoU of 0.72.")
    assert scored(good, (1, "Ccp", 0.69, 20_000)).level == CAUTION
    assert scored(good, (1, "Ccp", 0.49, 20_000)).level == BAD
    assert scored((6, "Py", 0.98, 5_000)).level == CAUTION


def may_occur(known, *rows):
    """Rows of mineral, may_occur and searched."""
    table = pd.DataFrame(rows, columns=["mineral", "may_occur", "searched"])
    return table.assign(deposit="A", code=range(len(rows)), known=known, suggested=known == "open")


def test_minerals_are_known_declared_or_open():
    mark = minerals_mark(may_occur("declared", ("Ccp", True, True), ("Py", False, False)), "A")
    assert mark.level == GOOD and mark.why.endswith("the model knows them: Ccp.")
    mark = minerals_mark(may_occur("declared", ("Ccp", True, True), ("Au", True, False)), "A")
    assert mark.level == CAUTION
    assert mark.why.endswith("Not searched, since the model does not know them: Au.")
    mark = minerals_mark(may_occur("annotated", ("Ccp", True, True), ("Pn", False, False)), "A")
    assert mark.level == GOOD and mark.why.endswith("trained the model: Ccp.")
    mark = minerals_mark(may_occur("open", ("Ccp", True, True), ("Pn", True, True)), "A")
    assert mark.level == BAD and "minerals: Ccp, Pn (column minerals of the sheet)" in mark.why
    assert minerals_mark(may_occur("open"), "A").level == UNKNOWN


def test_how_sections_were_selected_and_what_is_counted():
    assert selection_mark({"random"}, {"chosen"}).level == BAD
    unsaid = selection_mark({"random"}, {""})
    assert unsaid.level == GOOD and "How its sections were selected" in unsaid.why
    assert "its sections" not in selection_mark({"random"}, {"random"}).why
    mark = sections_mark(2, 9, 2, "hole")
    assert mark.word == "2 holes" and mark.why.endswith("need about 9 holes.")


def marks_of(**changed):
    found = {
        "sections": sections_mark(5, 5, 2),
        "minerals": Mark("", GOOD, "declared", "declared"),
        "likeness": likeness_mark("like", 0.4),
        "sureness": sureness_mark("as sure", 0.4),
        "labels": labels_mark({"raw"}, False),
        "scale": scale_mark(pd.Series([1.0])),
        "selection": selection_mark({"systematic"}),
        "scores": scores_mark(None, NONE, "A"),
    }
    return Marks(**found | changed)


def test_without_labels_of_its_own_a_deposit_is_never_good():
    """Whatever else is good of it; and what is bad shows."""
    overall = marks_of().overall
    assert overall.level == CAUTION and "no labelled field of it" in overall.why
    assert marks_of(labels=labels_mark({"difference"}, True)).overall.level == CAUTION
    unlike = marks_of(likeness=likeness_mark("unlike", 0.01)).overall
    assert unlike.level == BAD and "farther from the training" in unlike.why
    open_ = Mark("", BAD, "open", "open; write minerals: Ccp")
    both = marks_of(minerals=open_, likeness=likeness_mark("unlike", 0.01)).overall
    assert both.why.startswith("Not declared") and both.why.endswith("model does not know.")
    refused = marks_of(likeness=likeness_mark("no ore", 0.4)).overall
    assert (refused.level, refused.word) == (BAD, "no ore")


def test_scores_of_its_own_go_before_likeness():
    good, bad = scored((6, "Py", 0.98, 90_000)), scored((6, "Py", 0.4, 90_000))
    own = labels_mark({"difference"}, True)
    unlike = likeness_mark("unlike", 0.01)
    assert marks_of(scores=good, labels=own, likeness=unlike).overall.level == GOOD
    assert marks_of(scores=good).overall.level == CAUTION
    assert marks_of(scores=bad, labels=own).overall.level == BAD
    annotated = labels_mark({"annotation"}, True)
    assert marks_of(scores=bad, labels=annotated).overall.level == GOOD


def test_nothing_that_labels_did_not_measure_is_good():
    """Of a deposit under a name that no training knows, with none of its own labels."""
    marks = marks_of(minerals=minerals_mark(may_occur("open", ("Ccp", True, True)), "A"))
    measured = {"sections", "scale", "selection"}
    for name in ("minerals", "likeness", "sureness", "labels", "scores", "overall"):
        assert getattr(marks, name).level != GOOD and name not in measured


def test_every_mark_of_all_has_a_reason_that_ends_a_sentence():
    unlike, less = likeness_mark("unlike", 0.01), sureness_mark("less sure", 0.01)
    open_ = minerals_mark(may_occur("open", ("Ccp", True, True)), "A")
    part = minerals_mark(may_occur("declared", ("Ccp", True, True), ("Au", True, False)), "A")
    own, few = labels_mark({"difference"}, True), scored((6, "Py", 0.98, 5_000))
    for changed in (
        *({}, {"likeness": unlike}, {"sureness": less}, {"minerals": open_}, {"minerals": part}),
        *({"scores": few}, {"scores": few, "labels": own}, {"labels": own}),
        {"minerals": open_, "likeness": unlike, "sureness": less},
        {"labels": labels_mark({"annotation"}, True)},
        {"labels": labels_mark({"label shift"}, False), "scores": scored((6, "Py", 0.98, 90_000))},
        {"scores": scored((6, "Py", 0.98, 90_000)), "labels": own},
        {"scores": scored((6, "Py", 0.3, 90_000))},
        {"likeness": likeness_mark("no ore", 0.4)},
        {"sections": sections_mark(0, NAN, 2)},
    ):
        brief = marks_of(**changed).overall.brief
        assert brief and brief[0].islower() and not brief.endswith((".", "; ")), changed


def test_nothing_mapped_is_not_known():
    assert marks_of(sections=sections_mark(0, NAN, 2)).overall.level == UNKNOWN


def test_levels_differ_without_colour():
    marks = [sections_mark(1, NAN, 2), sections_mark(5, 12, 2), sections_mark(5, 5, 2)]
    marks.append(sections_mark(5, NAN, 2))
    assert len({mark.symbol for mark in marks}) == 4


def test_a_deposit_whose_photographs_are_all_quarantined_has_marks_too():
    fields = pd.DataFrame(
        {"deposit": ["A", "B"], "section": ["s", "t"], "field": ["f", "g"], "um_per_px": 1.0}
    ).assign(status=["accepted", "quarantined"], selection=["systematic", "chosen"])
    modal = pd.DataFrame(
        [
            ("deposit", "A", "ore", 40.0, 3.0, "raw", False),
            ("deposit", "A", "ore", 0.0, 99.0, "raw", False),
        ],
        columns=["level", "deposit", "basis", "pct", "sections_needed", "estimator", "validated"],
    )
    drift = pd.DataFrame(columns=["deposit", "verdict", "p_value", "sureness", "sureness_p_value"])
    found = trust_marks(SurveyData(fields, [], {"modal": modal}, drift, {}), 2)
    assert [mark.word for mark in found["A"].every] == [
        *("1", "no field", "not known", "not known", "none", "yes", "systematic", "no")
    ]
    assert found["B"].sections.why == "No photograph of it could be used."
    # The quarantined field's selection is no one's.
    assert found["B"].selection.level == UNKNOWN
