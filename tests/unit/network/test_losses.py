"""Losses: each term by hand on two or three pixels; void pixels take no part in any of them."""

import keras
import numpy as np
import pytest

from oresurvey.errors import ConfigurationError
from oresurvey.network.losses import TERMS, SumOfLosses

VOID = 255
# Two pixels of class 0 and one of class 1, then a void pixel where the network is sure and wrong.
TRUTH = np.array([[[0, 0, 1, VOID]]], np.uint8)
FOUND = np.array([[[[0.8, 0.2], [0.6, 0.4], [0.5, 0.5], [0.0, 1.0]]]], np.float32)

# Shared and summed probabilities of each class over the three annotated pixels.
SHARED = np.array([0.8 + 0.6, 0.5])
SUMMED = np.array([2 + 0.8 + 0.6 + 0.5, 1 + 0.2 + 0.4 + 0.5])
IOU = 1 - SHARED / (SUMMED - SHARED)
DICE = 1 - 2 * SHARED / SUMMED
LOGS = -np.log([0.8, 0.6, 0.5])
FOCAL = np.array([0.2, 0.4, 0.5]) ** 2 * LOGS


def loss(terms, truth=TRUTH, found=FOUND, class_weights=None):
    return float(SumOfLosses(terms, class_weights)(truth, found))


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        ("iou", IOU.mean()),
        ("dice", DICE.mean()),
        ("cross_entropy", LOGS.mean()),
        ("focal", FOCAL.mean()),
    ],
)
def test_term(term, expected):
    assert loss({term: 1.0}) == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        ("iou", (IOU * [1, 3]).sum() / 4),
        ("dice", (DICE * [1, 3]).sum() / 4),
        ("cross_entropy", (LOGS * [1, 1, 3]).sum() / 5),
        ("focal", (FOCAL * [1, 1, 3]).sum() / 5),
    ],
)
def test_class_weights(term, expected):
    assert loss({term: 1.0}, class_weights=[1, 3]) == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("term", sorted(TERMS))
def test_void_takes_no_part(term):
    """Whatever is predicted at a void pixel, the loss is that of the pixels before it."""
    other = FOUND.copy()
    other[0, 0, 3] = [0.9, 0.1]
    expected = loss({term: 1.0}, TRUTH[:, :, :3], FOUND[:, :, :3])
    assert loss({term: 1.0}) == pytest.approx(expected, rel=1e-6)
    assert loss({term: 1.0}, found=other) == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("term", sorted(TERMS))
def test_nothing_annotated_is_no_loss(term):
    assert loss({term: 1.0}, np.full_like(TRUTH, VOID)) == 0


@pytest.mark.parametrize("term", sorted(TERMS))
def test_perfect_is_zero_and_all_wrong_is_most(term):
    right = np.array([[[[1, 0], [1, 0], [0, 1], [0, 1]]]], np.float32)
    assert loss({term: 1.0}, found=right) == pytest.approx(0, abs=1e-6)
    # The likelihood of an impossible class is cut at 1e-7.
    worst = -np.log(1e-7) if term in ("cross_entropy", "focal") else 1
    assert loss({term: 1.0}, found=right[..., ::-1]) == pytest.approx(worst, rel=1e-5)


@pytest.mark.parametrize("term", ["iou", "dice"])
def test_absent_class_is_not_in_the_mean(term):
    """A third class that no pixel is annotated as changes nothing, though it is predicted a bit."""
    third = np.concatenate([FOUND * [0.9], np.full((1, 1, 4, 1), 0.1)], axis=-1)
    shared = 0.9 * SHARED
    summed = np.array([2 + 0.9 * 1.9, 1 + 0.9 * 1.1])
    scores = {"iou": 1 - shared / (summed - shared), "dice": 1 - 2 * shared / summed}
    expected = scores[term].mean()
    assert loss({term: 1.0}, found=third.astype(np.float32)) == pytest.approx(expected, rel=1e-5)


def test_overlap_is_pooled_over_the_batch():
    """Two images of one pixel give the loss of one image of two pixels, not a mean over images."""
    apart = loss(
        {"iou": 1.0}, TRUTH[:, :, :2].reshape(2, 1, 1), FOUND[:, :, :2].reshape(2, 1, 1, 2)
    )
    assert apart == pytest.approx(1 - 1.4 / 2, rel=1e-5)


def test_sum_of_terms():
    expected = 0.7 * IOU.mean() + 2 * LOGS.mean()
    assert loss({"iou": 0.7, "cross_entropy": 2.0}) == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize(("terms", "said"), [({"iuo": 1.0}, "iuo"), ({}, "nothing")])
def test_unknown_name_or_none(terms, said):
    with pytest.raises(ConfigurationError, match=f"loss: .*{said}.*use one or more of iou, dice"):
        SumOfLosses(terms)


def test_saved_and_read_again():
    """A checkpoint holds the loss: a resumed training must go on with the same."""
    first = SumOfLosses({"iou": 1.0, "focal": 0.5}, [1, 2])
    again = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(first))
    assert float(again(TRUTH, FOUND)) == float(first(TRUTH, FOUND))
