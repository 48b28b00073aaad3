"""Calibration: errors by hand on tiny arrays; a temperature that is known is found again."""

import numpy as np
import pytest
from scipy.special import softmax

from oresurvey.statistics.calibration import (
    BOUNDS,
    ScoredPixels,
    calibration_error,
    classwise_error,
    fit_temperature,
    log_probabilities,
    negative_log_likelihood,
    reliability,
    top_label_error,
)
from oresurvey.training.cross_calibration import COLUMNS, HELD_OUT, calibration_of, halves

PIXELS = 20_000


def pixels_of(temperature, seed=0, labelled=(1, 1, 1, 1), fields=4, pixels=PIXELS):
    """Scores whose true probabilities are softmax(scores / temperature), and classes drawn so."""
    rng = np.random.default_rng(seed)
    scores = rng.normal(0, 3, (pixels, len(labelled))).astype(np.float32)
    scores[:, np.array(labelled) == 0] = -np.inf
    chances = softmax(scores / temperature, axis=1).cumsum(axis=1)
    truth = (rng.random((pixels, 1)) > chances).sum(axis=1)
    return ScoredPixels(scores[:, None], truth, np.arange(pixels) % fields)


def test_reliability_by_hand():
    """Bins are a fifteenth wide; the upper end belongs to a bin, the lower one to that below."""
    confidence = np.array([0.5, 0.52, 14 / 15, 0.95, 1.0, 1.0])
    right = np.array([True, False, True, True, True, False])
    table = reliability(confidence, right)
    assert table["bin"].tolist() == [8, 14, 15]
    assert table["pixels"].tolist() == [2, 1, 3]
    assert table["mean_confidence"].tolist() == pytest.approx([0.51, 14 / 15, 2.95 / 3])
    assert table["accuracy"].tolist() == pytest.approx([1 / 2, 1, 2 / 3])
    assert table["low"].tolist() == pytest.approx([7 / 15, 13 / 15, 14 / 15])
    # (2 * .01 + 1 * 1/15 + 3 * .95/3) / 6
    assert calibration_error(table) == pytest.approx((0.02 + 1 / 15 + 0.95) / 6)


def test_no_pixel_has_no_error():
    assert np.isnan(calibration_error(reliability(np.empty(0), np.empty(0, bool))))


PROBABILITIES = np.array([[0.8, 0.2], [0.8, 0.2], [0.4, 0.6], [0.4, 0.6]])
TRUTH = np.array([0, 1, 1, 1])


def test_top_label_error_by_hand():
    """Half of those at .8 are right, all of those at .6: (.3 + .4) / 2."""
    assert top_label_error(PROBABILITIES, TRUTH) == pytest.approx(0.35)


def test_classwise_error_by_hand():
    """Class 0 at .8 half the time, at .4 never: (.3 + .4) / 2; class 1 mirrors it."""
    everywhere = np.ones((4, 2), bool)
    assert classwise_error(PROBABILITIES, TRUTH, everywhere) == pytest.approx(0.35)


def test_classwise_error_leaves_out_what_annotations_do_not_name():
    """Class 2 is named in the last pixel only, where it is given .5 and is not there."""
    probabilities = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.5, 0.0, 0.5]])
    known = np.array([[1, 1, 0], [1, 1, 0], [1, 0, 1]], bool)
    # Class 0: one gap of .5 in three pixels; class 1: none; class 2: .5.
    expected = (0.5 / 3 + 0 + 0.5) / 3
    assert classwise_error(probabilities, np.array([0, 1, 0]), known) == pytest.approx(expected)


@pytest.mark.parametrize("labelled", [(1, 1, 1, 1), (1, 0, 1, 1)])
@pytest.mark.parametrize("temperature", [0.5, 1.0, 2.5])
def test_known_temperature_is_found_again(temperature, labelled):
    found = fit_temperature(pixels_of(temperature, labelled=labelled))
    assert found == pytest.approx(temperature, rel=0.03)


def test_likelihood_by_hand():
    """Scores log 1, log 3 at T = 1: -log .25 and -log .75; a class not named takes no part."""
    scores = np.log([[1.0, 3.0, 1.0]] * 2).astype(np.float32)
    scores[:, 2] = -np.inf
    pixels = ScoredPixels(scores[:, None], np.array([0, 1]), np.zeros(2, int))
    expected = -(np.log(0.25) + np.log(0.75)) / 2
    assert negative_log_likelihood(pixels, 1.0) == pytest.approx(expected)


def test_temperature_stays_in_bounds_without_a_single_error():
    scores = np.array([[0.3, 0.0], [0.0, 0.3]], np.float32)
    certain = ScoredPixels(scores[:, None], np.array([0, 1]), np.zeros(2, int))
    assert fit_temperature(certain) == pytest.approx(BOUNDS[0], rel=0.01)


def test_without_pixels_nothing_changes():
    nothing = ScoredPixels(np.empty((0, 1, 3), np.float32), np.empty(0, int), np.empty(0, int))
    found = calibration_of(nothing, [("A", "a")], np.random.default_rng(0))
    assert found.temperature == 1 and found.errors.empty and found.bins.empty


@pytest.mark.parametrize("temperature", [0.5, 2.5])
def test_errors_fall_on_fields_that_the_temperature_was_not_fitted_on(temperature):
    pixels = pixels_of(temperature)
    fields = [("A", "a"), ("A", "b"), ("B", "c"), ("B", "d")]
    found = calibration_of(pixels, fields, np.random.default_rng(0))
    assert found.familiarity[["deposit", "field"]].to_numpy().tolist() == [list(f) for f in fields]
    sure = np.exp(log_probabilities(pixels, found.temperature).max(axis=1))
    np.testing.assert_allclose(
        found.familiarity["mean_confidence"], [sure[pixels.field == k].mean() for k in range(4)]
    )
    assert found.temperature == pytest.approx(temperature, rel=0.03)
    errors = found.errors.set_index("measured_on")
    assert list(found.errors.columns) == list(COLUMNS)
    for half in ("half 1", "half 2", HELD_OUT):
        row = errors.loc[half]
        assert row["fitted_on"] != half
        assert row["nll_after"] < row["nll_before"]
        # Sampling alone leaves some error: |gap| of a bin of n pixels is about .4 / sqrt(n).
        assert row["top_label_error_after"] < 0.02 < row["top_label_error_before"]
        assert row["classwise_error_after"] < row["classwise_error_before"]
    assert errors.loc["half 1", "pixels"] + errors.loc["half 2", "pixels"] == PIXELS
    before, after = (found.bins[found.bins["calibrated"] == word] for word in ("no", "yes"))
    assert calibration_error(before) == errors.loc[HELD_OUT, "top_label_error_before"]
    assert calibration_error(after) == errors.loc[HELD_OUT, "top_label_error_after"]


def test_one_field_has_no_half_to_hold_out():
    found = calibration_of(pixels_of(2.0, fields=1), [("A", "a")], np.random.default_rng(0))
    assert found.errors["measured_on"].tolist() == ["all"]
    assert set(found.bins["calibrated"]) == {"no", "yes"}


def test_halves_are_even_within_deposits():
    deposits = ["A", "B", "A", "A", "B", "C", "A"]
    half = halves(deposits, np.random.default_rng(3))
    assert sorted(np.bincount(half)) == [3, 4]
    for deposit, most in (("A", 2), ("B", 1), ("C", 1)):
        counts = np.bincount(half[np.array(deposits) == deposit], minlength=2)
        assert counts.max() <= most


def test_log_probabilities_of_a_temperature():
    """Of one pixel, and of the mean of two with weights 3/4 and 1/4."""
    scores = np.array([[[1.0, 2.0, -np.inf], [3.0, 0.0, -np.inf]]], np.float32)
    nowhere = (np.zeros(1, int), np.zeros(1, int))
    one, other = (softmax(scores[:, k] / 2, axis=1) for k in (0, 1))
    found = log_probabilities(ScoredPixels(scores[:, :1], *nowhere), 2.0)
    assert np.exp(found) == pytest.approx(one)
    found = log_probabilities(ScoredPixels(scores, *nowhere, (0.75, 0.25)), 2.0)
    assert np.exp(found) == pytest.approx(0.75 * one + 0.25 * other)
