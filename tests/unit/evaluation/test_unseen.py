"""Minerals never seen: groups, counts, AUROC by its definition, the threshold's meaning."""

import numpy as np
import pandas as pd
import pytest

from oresurvey.evaluation.unseen import (
    ConfidenceCounts,
    auroc,
    auroc_of_fields,
    fields_row,
    group_of,
    unseen_row,
)
from oresurvey.survey.mineral_codes import VOID

KNOWN = frozenset({0, 1, 6})


@pytest.mark.parametrize(
    ("code", "own", "expected"),
    [(0, True, None), (1, True, "own"), (1, False, "known elsewhere"), (5, False, "never seen")],
)
def test_groups(code, own, expected):
    assert group_of(code, own, KNOWN) == expected


def test_auroc_is_the_share_of_pairs():
    rng = np.random.default_rng(0)
    high, low = rng.integers(100, 256, 300), rng.integers(0, 200, 200)
    pairs = (high[:, None] > low) + 0.5 * (high[:, None] == low)
    found = auroc(*(np.bincount(values, minlength=256) for values in (high, low)))
    assert found == pytest.approx(pairs.mean())
    assert np.isnan(auroc(np.zeros(256, int), np.ones(256, int)))


def test_pixels_are_counted_once_and_void_never():
    counts = ConfidenceCounts()
    truth = np.array([[0, 1, 1, 6, 5, VOID]], np.uint8)
    confidence = np.array([[9, 250, 251, 252, 40, 7]], np.uint8)
    counts.add(truth, confidence, False, KNOWN, (0, 1, 5, 6))
    assert counts.steps["own"].sum() == 0
    assert np.flatnonzero(counts.steps["known elsewhere"]).tolist() == [250, 251, 252]
    assert np.flatnonzero(counts.steps["never seen"]).tolist() == [40]


def test_threshold_leaves_out_a_twentieth_of_the_known():
    """Known pixels: one at each of 100 steps from 100 on; 95 at 104: four are below 5 %."""
    counts = ConfidenceCounts()
    counts.steps["own"][100:200] = 1
    counts.steps["never seen"][90:110] = 1
    row = unseen_row(counts)
    assert row["threshold"] * 255 == pytest.approx(105)
    assert row["unidentified_pct_own"] == 5
    assert row["unidentified_pct_never_seen"] == 75
    assert row["pixels_never_seen"] == 20
    assert np.isnan(row["auroc_known_elsewhere"])


def test_auroc_of_fields_is_the_share_of_pairs():
    """(2, 2) counts half; (2, 1), (3, 1) and (3, 2) count whole."""
    assert auroc_of_fields(np.array([2.0, 3.0]), np.array([1.0, 2.0])) == 3.5 / 4
    assert np.isnan(auroc_of_fields(np.empty(0), np.array([1.0])))


def test_fields_of_another_deposit():
    """By features all but one pair is right; by confidence none is."""
    own = [(True, distance, 0.9) for distance in (4.0, 5.0, 6.0, 9.0)]
    other = [(False, distance, 0.95) for distance in (8.0, 10.0, 11.0)]
    fields = pd.DataFrame([*own, *other], columns=["own", "feature_distance", "mean_confidence"])
    row = fields_row(fields)
    assert row["auroc_fields_features"] == pytest.approx(11 / 12)
    assert row["auroc_fields_confidence"] == 0
    # 8 < 9 alone is out of order: two of the 35 ways to choose three ranks of seven are as high.
    assert (row["verdict"], row["sureness"]) == ("like", "as sure")
    assert (row["fields_own"], row["fields_elsewhere"]) == (4, 3)


def test_fields_without_distances():
    fields = pd.DataFrame([(True, None, 0.9), (False, None, 0.8)],
                          columns=["own", "feature_distance", "mean_confidence"])  # fmt: skip
    row = fields_row(fields)
    assert np.isnan(row["auroc_fields_features"]) and row["auroc_fields_confidence"] == 1
    assert (row["verdict"], row["sureness"]) == ("not checked", "too few fields")
