"""Validation: whole fields, scored per deposit, among the classes that its annotation names."""

import keras
import numpy as np
import pytest

from oresurvey.network.labelled import labelled_vector
from oresurvey.network.receptive_field import halo_and_alignment
from oresurvey.network.unet import NetworkSettings, unet
from oresurvey.probability_maps.store import write_store
from oresurvey.training import validation
from oresurvey.training.sampler import PatchSource
from oresurvey.training.validation import code_positions, predict_positions, validate

CODES = (0, 1, 6)
RED = {0: 0, 1: 128, 6: 255}
VOID = 255


@pytest.fixture(scope="module")
def reader():
    """Names the class whose red is nearest: s_k = 2 r r_k - r_k^2, largest for the smallest gap."""
    image = keras.Input((None, None, 3))
    scores = keras.layers.Conv2D(3, 1, name="scores")
    network = keras.Model(image, keras.layers.Softmax()(scores(image)))
    red = np.array([0.0, 0.5, 1.0])
    kernel = np.zeros((1, 1, 3, 3))
    kernel[0, 0, 0] = 2 * red
    scores.set_weights([kernel, -(red**2)])
    return network


def field(folder, deposit, shown, annotated, labelled=CODES):
    """A field of one row repeated: the photograph shows one thing, the annotation says another."""
    image = np.zeros((5, len(shown), 3), np.uint8)
    image[..., 0] = [RED[code] for code in shown]
    write_store(folder, image, np.tile(np.array(annotated, np.uint8), (5, 1)), 1)
    return PatchSource(folder, deposit, labelled)


def test_positions_of_codes():
    table = code_positions(CODES)
    assert table[[0, 1, 6]].tolist() == [0, 1, 2]
    assert (np.delete(table, [0, 1, 6]) == VOID).all()


@pytest.mark.parametrize(
    ("labelled", "expected"), [((1, 6), [1, 1, 1]), ((0, 6), [1, 0, 1]), ((), [1, 0, 0])]
)
def test_background_is_always_labelled(tmp_path, labelled, expected):
    source = PatchSource(tmp_path, "A", labelled)
    assert labelled_vector(CODES, source.labelled_codes).tolist() == expected


def test_scores_are_per_deposit_and_their_mean(tmp_path, reader):
    sources = [
        field(tmp_path / "a", "A", [0, 1, 6, 6], [0, 1, 6, 6]),
        field(tmp_path / "b", "B", [0, 0, 1, 1, 1, 0], [0, 0, 0, 0, 1, 1]),
    ]
    scores = validate(reader, sources, CODES)
    assert scores["val_overall_accuracy_A"] == scores["val_mean_iou_A"] == 1
    # Of B: 0 is found in 2 of 5 pixels of the union, 1 in 1 of 4.
    assert scores["val_overall_accuracy_B"] == pytest.approx(3 / 6)
    assert scores["val_mean_iou_B"] == pytest.approx((2 / 5 + 1 / 4) / 2)
    assert scores["val_overall_accuracy"] == pytest.approx((1 + 3 / 6) / 2)
    assert scores["val_mean_iou"] == pytest.approx((1 + (2 / 5 + 1 / 4) / 2) / 2)
    pooled = [scores[f"val_iou_{code}"] for code in CODES]
    assert pooled == pytest.approx([3 / 6, 2 / 5, 1])


def test_fields_of_a_deposit_are_pooled(tmp_path, reader):
    sources = [
        field(tmp_path / "a", "A", [1], [0]),
        field(tmp_path / "b", "A", [0, 0, 0], [0, 0, 0]),
    ]
    assert validate(reader, sources, CODES)["val_overall_accuracy_A"] == 3 / 4


def test_void_and_codes_that_are_not_asked_for_count_nowhere(tmp_path, reader):
    source = field(tmp_path, "A", [0, 6, 6, 1], [0, VOID, 9, 0])
    assert validate(reader, [source], CODES)["val_overall_accuracy"] == 1 / 2


def test_only_labelled_classes_are_named(tmp_path, reader):
    """Where 6 is not annotated, the next best class is named: 1 is nearer to 6 than 0 is."""
    shown, annotated = [0, 6, 6], [0, 1, 0]
    scores = validate(reader, [field(tmp_path / "a", "A", shown, annotated, (0, 1))], CODES)
    assert scores["val_overall_accuracy"] == pytest.approx(2 / 3)
    assert np.isnan(scores["val_iou_6"])
    free = validate(reader, [field(tmp_path / "b", "A", shown, annotated)], CODES)
    assert free["val_overall_accuracy"] == pytest.approx(1 / 3)


@pytest.mark.parametrize(("height", "width"), [(75, 53), (30, 101)])
def test_tiles_are_the_whole_field(monkeypatch, height, width):
    keras.utils.set_random_seed(0)
    network = unet(3, NetworkSettings(3, 3))
    halo, align = halo_and_alignment(network)
    image = np.random.default_rng(0).integers(0, 256, (height, width, 3), np.uint8)
    everything = np.ones(3, np.float32)
    whole = predict_positions(network, image, everything[None], halo, align)
    assert len(np.unique(whole)) > 1
    monkeypatch.setattr(validation, "TILE_PX", 16)
    tiled = predict_positions(network, image, everything[None], halo, align)
    # Ties within rounding may fall either way; here there is none to speak of.
    assert (tiled != whole).mean() < 1e-3


def test_open_scores_choose_among_all_classes(tmp_path, reader):
    """As a deposit is mapped whose minerals nobody named: 6 is chosen where it is nearest."""
    source = field(tmp_path, "A", [0, 6, 6], [0, 1, 0], (0, 1))
    scores = validate(reader, [source], CODES)
    assert scores["val_overall_accuracy"] == pytest.approx(2 / 3)
    assert scores["val_open_overall_accuracy"] == pytest.approx(1 / 3)
    assert scores["val_open_overall_accuracy_A"] == pytest.approx(1 / 3)
