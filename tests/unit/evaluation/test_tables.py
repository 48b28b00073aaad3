"""Evaluation: which pixels, fields and classes each score is of."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from oresurvey.evaluation.scored_field import score_field
from oresurvey.evaluation.tables import (
    by_confidence,
    confusions,
    field_confusions,
    per_class,
    per_field,
    summary,
)
from oresurvey.statistics.reliability import bins_of, risk_coverage
from oresurvey.survey.mineral_codes import UNIDENTIFIED
from oresurvey.survey.minerals import read_minerals

MINERALS = read_minerals(Path(__file__).parents[3] / "config" / "minerals.tsv")
CODES = (0, 1, 6)
VOID = 255


def scored(truth, found, deposit="A", field="f", split="validation", boundary_px=1, sure=None):
    place = {"deposit": deposit, "section": f"{field}-s", "field": field, "split": split}
    truth, found = (rows(line) for line in (truth, found))
    return score_field(place, truth, found, CODES, boundary_px, sure and tuple(map(rows, sure)))


def rows(line):
    """Three rows alike."""
    return np.tile(np.array(line, np.uint8), (3, 1))


# Annotated 000 111 and a void pixel; one pixel wrong, at the boundary.
AT_BOUNDARY = ([0, 0, 0, 1, 1, 1, VOID], [0, 0, 1, 1, 1, 1, 6])
# The same annotation; one pixel wrong, away from the boundary.
INSIDE = ([0, 0, 0, 1, 1, 1, VOID], [6, 0, 0, 1, 1, 1, 6])


@pytest.mark.parametrize(
    ("maps", "everywhere", "inside", "band"),
    [(AT_BOUNDARY, 5 / 6, 1, 1 / 2), (INSIDE, 5 / 6, 3 / 4, 1)],
)
def test_boundary_band_is_left_out_of_the_second_set_only(maps, everywhere, inside, band):
    found = summary([scored(*maps)])
    assert found["overall_accuracy"] == pytest.approx(everywhere, abs=1e-6)
    assert found["overall_accuracy_inside"] == pytest.approx(inside, abs=1e-6)
    assert found["overall_accuracy_band"] == pytest.approx(band, abs=1e-6)
    # Three rows of six annotated pixels.
    assert found["pixels"] == 18


def test_all_wrong_with_void_pixels():
    """STATISTICS.md: accuracy 0."""
    found = summary([scored([0, 1, VOID], [1, 0, 1])])
    assert found["overall_accuracy"] == found["mean_iou"] == found["pooled_iou"] == 0


def test_no_pixel_outside_the_band_is_no_score():
    """JSON has no NaN: a score that does not exist is null."""
    found = summary([scored([0, 1], [0, 1], boundary_px=3)])
    assert found["overall_accuracy"] == 1
    assert found["overall_accuracy_inside"] is None
    json.dumps(found, allow_nan=False)


def test_test_fields_are_what_counts_where_there_are_any():
    good, bad = scored([0, 1], [0, 1], field="t", split="test"), scored([0, 1], [1, 0], field="v")
    found = summary([bad, good])
    assert (found["split"], found["overall_accuracy"], found["fields"]) == ("test", 1, 1)
    assert found["splits"]["validation"]["overall_accuracy"] == 0
    assert summary([bad])["split"] == "validation"


def test_deposits_are_scored_apart_and_pooled():
    fields = [
        scored([0, 1], [0, 1], deposit="A", field="a"),
        scored([0, 1, 1, 1, 1, 1], [1, 1, 1, 1, 0, 0], deposit="B", field="b"),
    ]
    found = summary(fields)
    assert found["deposits"]["A"]["overall_accuracy"] == 1
    assert found["deposits"]["B"]["overall_accuracy"] == 0.5
    # Pooled over pixels: 2 + 3 of 2 + 6.
    assert found["overall_accuracy"] == 5 / 8


def test_share_that_is_predicted_as_an_unlabelled_mineral():
    """Pyrite is annotated nowhere in the group: one of six pixels is named so."""
    found = summary([scored(*INSIDE)])
    assert found["predicted_unlabelled_pct"] == pytest.approx(100 / 6, abs=1e-4)


def test_per_class_rows():
    fields = [
        scored([0, 1, 1, 1], [0, 1, 1, 0], field="a"),
        scored([0, 0, 0, 0], [0, 0, 1, 0], field="b"),
        scored([6, 6, 6, 6], [6, 6, 6, 6], deposit="B", field="c"),
    ]
    table = per_class(fields, CODES, MINERALS).set_index(["deposit", "code"])
    # Classes without an annotated pixel in a group have no row there.
    assert sorted(table.index) == [("A", 0), ("A", 1), ("B", 6), ("all", 0), ("all", 1), ("all", 6)]
    ccp = table.loc[("A", 1)]
    assert (ccp["mineral"], ccp["fields"], ccp["pixels"]) == ("Ccp", 1, 9)
    # Field a: 2 of 3; field b has none annotated and is left out, its false alarm counts pooled.
    assert ccp["iou_field_mean"] == pytest.approx(2 / 3)
    assert ccp["iou_pooled"] == pytest.approx(2 / 4)
    assert ccp["area_bias_pct"] == pytest.approx(0)
    assert np.isnan(ccp["area_bias_low_pct"])
    # Without the band at the boundary of a, the missed pixel at its far end stays.
    assert ccp["recall_inside"] == pytest.approx(1 / 2)


def test_per_field_rows():
    table = per_field([scored([0, 1], [0, 1], field="a"), scored([0, 1], [1, 0], field="b")])
    assert table[["field", "overall_accuracy"]].to_numpy().tolist() == [["a", 1], ["b", 0]]


def test_confusions_close():
    """Rows of "all" are the sum of the deposits; every annotated pixel is in one of them."""
    fields = [scored(*AT_BOUNDARY), scored(*INSIDE, deposit="B", field="g")]
    table = confusions(fields, CODES)
    assert table.groupby("deposit")["pixels"].sum().to_dict() == {"A": 18, "B": 18, "all": 36}
    assert (table["true_code"] != 6).all()


U = UNIDENTIFIED
# Four of six pixels right, one wrong, one that was right until it was left unidentified.
PARTLY = ([0, 0, 0, 0, 1, 1, VOID], [0, 0, 1, U, 1, 1, U])


def test_unidentified_pixels_count_as_wrong_and_are_left_out_of_the_second_set():
    found = summary([scored(*PARTLY)])
    assert found["coverage"] == pytest.approx(5 / 6, abs=1e-6)
    assert found["overall_accuracy"] == pytest.approx(4 / 6, abs=1e-6)
    assert found["overall_accuracy_identified"] == pytest.approx(4 / 5, abs=1e-6)
    # Background: 2 of 4 annotated, or of 3 identified; chalcopyrite: 2 of the 3 found.
    assert found["mean_iou"] == pytest.approx((2 / 4 + 2 / 3) / 2, abs=1e-6)
    assert found["mean_iou_identified"] == pytest.approx((2 / 3 + 2 / 3) / 2, abs=1e-6)
    assert found["pixels"] == 18
    # It is no mineral that the annotation does not distinguish.
    assert found["predicted_unlabelled_pct"] == 0


def test_all_identified_changes_no_score_and_no_table():
    found = summary([scored(*AT_BOUNDARY)])
    assert found["coverage"] == 1
    for key in ("overall_accuracy", "mean_iou", "pooled_iou"):
        assert found[f"{key}_identified"] == found[key]
    assert not [c for c in per_field([scored(*AT_BOUNDARY)]) if "ident" in c or c == "coverage"]


def test_confusion_of_every_field():
    """Three rows alike; void is in neither column, unidentified is predicted only."""
    fields = [scored(*PARTLY, field="g"), scored(*INSIDE, deposit="B", field="f", split="test")]
    table = field_confusions(fields, CODES)
    assert list(table)[:4] == ["deposit", "section", "field", "split"]
    of_f = table[table["field"] == "f"]
    assert of_f.iloc[:, 4:].to_numpy().tolist() == [[0, 0, 6], [0, 6, 3], [1, 1, 9]]
    assert of_f.iloc[0, :4].tolist() == ["B", "f-s", "f", "test"]
    assert table["field"].tolist() == sorted(table["field"])
    assert set(table["predicted_code"]) == {0, 1, 6, U} and VOID not in set(table["true_code"])
    assert table.groupby("field")["pixels"].sum().to_dict() == {"f": 18, "g": 18}
    pd.testing.assert_frame_equal(table, field_confusions(fields[::-1], CODES))


def test_nothing_identified():
    found = summary([scored([0, 1], [U, U])])
    assert found["coverage"] == found["overall_accuracy"] == found["mean_iou"] == 0
    assert found["overall_accuracy_identified"] is None
    json.dumps(found, allow_nan=False)


def test_unidentified_pixels_in_the_tables():
    fields = [scored(*PARTLY), scored(*INSIDE, field="g")]
    table = per_class(fields, CODES, MINERALS)
    assert U not in set(table["code"])
    assert table.set_index(["deposit", "code"]).loc[("A", 0), "recall"] == pytest.approx(4 / 7)
    table = confusions(fields, CODES)
    of_a = table[(table["deposit"] == "A") & (table["predicted_code"] == U)]
    assert of_a[["true_code", "pixels"]].to_numpy().tolist() == [[0, 3]]
    assert per_field(fields)["coverage"].tolist() == pytest.approx([5 / 6, 1], abs=1e-6)


def test_calibration_is_of_the_most_probable_classes_whatever_the_threshold():
    """Right at .8 in three of four pixels, so the error is .05, with and without a threshold."""
    truth, best, confidence = [0, 0, 1, 1], [0, 0, 1, 0], [204] * 4
    for found in (best, [U] * 4):
        one = scored(truth, found, sure=(best, confidence))
        assert summary([one])["calibration_error"] == pytest.approx(0.05)
    assert summary([scored(truth, best)])["calibration_error"] is None


def test_confidence_by_deposit_and_split():
    right = scored([0], [0], deposit="A", sure=([0], [255]))
    wrong = scored([0], [1], deposit="B", sure=([1], [255]), split="test")
    table = by_confidence([right, wrong], risk_coverage)
    groups = table[["deposit", "split", "risk"]].to_numpy().tolist()
    assert groups == [
        ["all", "test", 1], ["B", "test", 1], ["all", "validation", 0], ["A", "validation", 0],
    ]  # fmt: skip
    assert by_confidence([right, wrong], bins_of)["accuracy"].tolist() == [1, 1, 0, 0][::-1]
