"""Reliability of maps: counts by hand on a map of six pixels, and what follows from them."""

import numpy as np
import pytest

from oresurvey.statistics.calibration import calibration_error, reliability
from oresurvey.statistics.reliability import bins_of, counts_by_confidence, risk_coverage

CODES = (0, 1, 6)
TRUTH = np.array([[0, 0, 1], [6, 255, 1]], np.uint8)
BEST = np.array([[0, 1, 1], [6, 6, 0]], np.uint8)
CONFIDENCE = np.array([[255, 102, 255], [153, 255, 153]], np.uint8)
COUNTS = counts_by_confidence(TRUTH, BEST, CONFIDENCE, CODES)


def test_counts_by_hand():
    """At 1: two right; at .6: one right, one wrong; at .4: one wrong; void: none."""
    found = {
        (kind, step): COUNTS[kind, step] for kind, step in zip(*np.nonzero(COUNTS), strict=True)
    }
    assert found == {(0, 102): 1, (0, 153): 1, (1, 153): 1, (1, 255): 2}


def test_codes_that_are_not_asked_for_are_left_out():
    assert counts_by_confidence(TRUTH, BEST, CONFIDENCE, (0, 1)).sum() == 4


def test_calibration_error_by_hand():
    """.4 and never right, .6 and half, 1 and always: (.4 + 2 * .1 + 0) / 5."""
    table = bins_of(COUNTS)
    assert table["pixels"].tolist() == [1, 2, 2]
    assert table["accuracy"].tolist() == pytest.approx([0, 0.5, 1])
    assert calibration_error(table) == pytest.approx(0.12)


def test_bins_of_counts_are_those_of_single_pixels():
    """Every step alone in its pixel: the bins of whole steps end where those of numbers do."""
    steps = np.arange(256)
    counts = np.stack([steps % 3 == 0, steps % 3 != 0]).astype(np.int64)
    one, other = bins_of(counts), reliability(steps / 255, steps % 3 != 0)
    for column in one:
        assert one[column].tolist() == pytest.approx(other[column].tolist()), column
    assert one["pixels"].tolist() == [18] + [17] * 14


def test_risk_over_coverage_by_hand():
    table = risk_coverage(COUNTS)
    assert table["threshold"].tolist() == pytest.approx([0.4, 0.6, 1])
    assert table["pixels"].tolist() == [5, 4, 2]
    assert table["coverage"].tolist() == pytest.approx([1, 4 / 5, 2 / 5])
    assert table["risk"].tolist() == pytest.approx([2 / 5, 1 / 4, 0])


def test_nothing_annotated():
    nothing = np.zeros((2, 256), np.int64)
    assert risk_coverage(nothing).empty and bins_of(nothing).empty


def test_pixels_that_the_map_leaves_void_are_left_out():
    truth, best = np.array([[1, 1]], np.uint8), np.array([[1, 255]], np.uint8)
    counts = counts_by_confidence(truth, best, np.array([[200, 0]], np.uint8), (0, 1))
    assert counts.sum() == counts[1, 200] == 1
