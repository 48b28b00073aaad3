"""Scores of class maps: the known answers of STATISTICS.md and small matrices by hand."""

import numpy as np
import pytest
from scipy import stats

from oresurvey.statistics.scores import (
    area_bias_interval,
    boundary_band,
    confusion,
    confusion_table,
    mean_of_fields,
    panoptic_quality,
    scores_of_confusion,
)

VOID = 255


def counts_of(intersection, union):
    """Confusion matrix of one class against the rest, its misses all false alarms."""
    return np.array([[1, union - intersection], [0, intersection]])


def test_iou_per_field_and_pooled():
    """STATISTICS.md: I = (10, 1000), U = (100, 1100): per field .5045, pooled .8417."""
    fields = [counts_of(10, 100), counts_of(1000, 1100)]
    ious = [scores_of_confusion(counts)["iou"][1] for counts in fields]
    assert mean_of_fields(np.array(ious)) == pytest.approx((10 / 100 + 1000 / 1100) / 2)
    assert mean_of_fields(np.array(ious)) == pytest.approx(0.5045, abs=5e-5)
    assert scores_of_confusion(sum(fields))["iou"][1] == pytest.approx(1010 / 1200)
    assert scores_of_confusion(sum(fields))["iou"][1] == pytest.approx(0.8417, abs=5e-5)


def test_mean_of_fields_leaves_out_fields_without_the_class():
    assert mean_of_fields(np.array([0.2, np.nan, 0.6])) == pytest.approx(0.4)
    assert np.isnan(mean_of_fields(np.array([np.nan, np.nan])))


def test_pooled_iou_of_the_papers_accuracy():
    """STATISTICS.md: pooled IoU .805 = .892 / (2 - .892)."""
    scores = scores_of_confusion(np.array([[446, 54], [54, 446]]))
    assert scores["overall_accuracy"] == pytest.approx(0.892)
    assert scores["pooled_iou"] == pytest.approx(0.805, abs=5e-4)


def test_pooled_iou_is_intersections_over_unions():
    counts = np.random.default_rng(0).integers(0, 50, (4, 4))
    hit = np.diag(counts)
    unions = counts.sum(axis=0) + counts.sum(axis=1) - hit
    assert scores_of_confusion(counts)["pooled_iou"] == pytest.approx(hit.sum() / unions.sum())


def test_panoptic_quality():
    """STATISTICS.md: TP IoUs .8 and .6, one FP, one FN: PQ .4667."""
    assert panoptic_quality(np.array([0.8, 0.6]), 1, 1) == pytest.approx(1.4 / 3)
    assert panoptic_quality(np.array([0.8, 0.6]), 1, 1) == pytest.approx(0.4667, abs=5e-5)


def test_all_wrong_with_void_pixels_has_accuracy_zero():
    """STATISTICS.md: what is predicted at void pixels rescues nothing."""
    truth = np.array([[0, 1, VOID], [6, VOID, 1]], np.uint8)
    found = np.array([[1, 6, 0], [0, 1, 0]], np.uint8)
    scores = scores_of_confusion(confusion(truth, found, (0, 1, 6)))
    assert scores["overall_accuracy"] == scores["mean_iou"] == scores["pooled_iou"] == 0


def test_confusion_rows_are_annotated_columns_predicted():
    truth = np.array([[0, 0, 6, 6, 6, VOID]], np.uint8)
    found = np.array([[0, 6, 6, 6, 1, 1]], np.uint8)
    assert confusion(truth, found, (0, 1, 6)).tolist() == [[1, 0, 1], [0, 0, 0], [0, 1, 2]]
    only = np.array([[True, True, False, False, True, True]])
    assert confusion(truth, found, (0, 1, 6), only).tolist() == [[1, 0, 1], [0, 0, 0], [0, 1, 0]]


@pytest.mark.parametrize(
    ("found", "said"), [(np.zeros((1, 3)), r"\(1, 3\)"), (np.full((1, 2), 9), "does not name")]
)
def test_maps_that_cannot_be_compared(found, said):
    with pytest.raises(ValueError, match=said):
        confusion(np.zeros((1, 2), np.uint8), found.astype(np.uint8), (0, 1))


def test_scores_by_hand():
    """Classes 0 and 1 annotated, class 2 predicted only."""
    scores = scores_of_confusion(np.array([[6, 2, 0], [1, 3, 4], [0, 0, 0]]))
    assert scores["overall_accuracy"] == pytest.approx(9 / 16)
    np.testing.assert_allclose(scores["iou"], [6 / 9, 3 / 10, np.nan])
    np.testing.assert_allclose(scores["precision"], [6 / 7, 3 / 5, np.nan])
    np.testing.assert_allclose(scores["recall"], [6 / 8, 3 / 8, np.nan])
    np.testing.assert_allclose(scores["area_bias_pct"], [-100 / 8, -300 / 8, np.nan])
    assert scores["mean_iou"] == pytest.approx((6 / 9 + 3 / 10) / 2)


def test_no_annotated_pixel_has_no_score():
    scores = scores_of_confusion(np.zeros((2, 2), int))
    assert all(np.isnan(scores[key]) for key in ("overall_accuracy", "mean_iou", "pooled_iou"))


@pytest.mark.parametrize(
    ("truth", "width_px", "expected"),
    [
        ([0, 0, 0, 1, 1, 1], 0, "------"),
        ([0, 0, 0, 1, 1, 1], 1, "--##--"),
        ([0, 0, 0, 1, 1, 1], 2, "-####-"),
        # Void is no class: it makes no boundary and is never in the band.
        ([0, 0, VOID, 0, 0, 0], 1, "------"),
        ([0, 0, VOID, 1, 1, 1], 1, "------"),
        ([0, 0, VOID, 1, 1, 1], 2, "-#-#--"),
        # A class between a lower and a higher one is in the band on both sides.
        ([0, 0, 1, 1, 1, 6], 1, "-##-##"),
    ],
)
def test_boundary_band(truth, width_px, expected):
    rows = np.tile(np.array(truth, np.uint8), (3, 1))
    for turned in (rows, rows.T):
        band = boundary_band(turned, width_px)
        line = band[0] if turned is rows else band[:, 0]
        assert "".join("-#"[int(inside)] for inside in line) == expected


def test_area_bias_interval_is_the_ratio_estimators():
    """Cochran (1977) 6.4: true 10, 20, 30; found 12, 20, 34; bias 6 / 60."""
    true, found = np.array([10, 20, 30]), np.array([12, 20, 34])
    both = np.minimum(true, found)
    confusions = np.zeros((3, 2, 2), int)
    confusions[:, 1, 1], confusions[:, 0, 1] = both, found - both
    residual = (found - true) - 0.1 * true
    error = np.sqrt((residual**2).sum() / 2 / 3) / 20
    reach = stats.t.ppf(0.975, 2) * error
    expected = (100 * (0.1 - reach), 100 * (0.1 + reach))
    assert area_bias_interval(confusions, 1) == pytest.approx(expected)


@pytest.mark.parametrize("with_class", [0, 1, 2])
def test_too_few_fields_for_an_area_bias_interval(with_class):
    confusions = np.zeros((4, 2, 2), int)
    confusions[:with_class, 1, 1] = 5
    assert np.isnan(area_bias_interval(confusions, 1)).all()


def test_confusion_table_names_codes():
    table = confusion_table(np.array([[3, 0], [1, 2]]), (0, 6))
    assert table.to_numpy().tolist() == [[0, 0, 3], [6, 0, 1], [6, 6, 2]]


def test_pixels_that_the_map_leaves_void_count_nowhere():
    truth = np.array([[0, 1, 1, 255]], np.uint8)
    found = np.array([[0, 255, 1, 255]], np.uint8)
    assert confusion(truth, found, (0, 1)).tolist() == [[1, 0], [0, 1]]
