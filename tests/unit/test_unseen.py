"""Minerals never seen: groups, counts, AUROC by its definition, the threshold's meaning."""

import numpy as np
import pytest

from oresurvey.minerals import VOID
from oresurvey.unseen import ConfidenceCounts, auroc, group_of, unseen_row

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
