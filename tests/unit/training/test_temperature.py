"""Temperature of a network: folded once, it changes no class and calibrates unseen fields."""

import json

import keras
import numpy as np
import pandas as pd
import pytest
from scipy.special import softmax

from oresurvey.inference.rise import rise
from oresurvey.network.unet import NetworkSettings, unet
from oresurvey.probability_maps.index import build_index, save_index
from oresurvey.probability_maps.store import write_store
from oresurvey.statistics.calibration import ERRORS, log_probabilities
from oresurvey.survey.settings.training import Training
from oresurvey.training import validation
from oresurvey.training.calibrated_model import write_calibrated
from oresurvey.training.sampler import PatchSource
from oresurvey.training.temperature import calibrate, fold_temperature, scored_pixels
from oresurvey.training.train import train
from oresurvey.training.validation import code_positions

CODES = (0, 1, 6)
GREY = np.array([60, 110, 160])
NOISE = 40
"""Standard deviation of the grey of a pixel: more than half the gap, so classes overlap."""


def field(folder, seed, labelled=CODES):
    """Blocks of three classes that one pixel's grey cannot tell apart for sure; a rim of void."""
    rng = np.random.default_rng(seed)
    position = np.kron(rng.integers(0, 3, (6, 7)), np.ones((8, 8), np.uint8))
    grey = GREY[position] + rng.normal(0, NOISE, position.shape)
    image = np.repeat(np.clip(grey, 0, 255).astype(np.uint8)[..., None], 3, axis=2)
    mask = np.array(CODES, np.uint8)[position]
    mask[:2] = 255
    stored = write_store(folder, image, mask, 1)
    save_index(build_index(stored, 16, CODES), folder)
    return PatchSource(folder, "A", labelled)


@pytest.fixture(scope="module")
def network():
    keras.utils.set_random_seed(0)
    return unet(3, NetworkSettings(2, 2))


@pytest.mark.parametrize("temperature", [0.4, 3.0])
def test_folded_temperature_is_a_softmax_of_scores_over_it(network, temperature):
    other = keras.models.clone_model(network)
    other.set_weights(network.get_weights())
    fold_temperature(other, temperature)
    image = np.random.default_rng(0).random((1, 32, 32, 3), np.float32)
    before, after = (one.predict_on_batch(image)[0] for one in (network, other))
    # Softmax(z / T), from probabilities: log p is z but for a constant.
    expected = softmax(np.log(before) / temperature, axis=-1)
    assert after == pytest.approx(expected, abs=1e-6)
    assert (before.argmax(axis=-1) == after.argmax(axis=-1)).all()
    assert np.abs(after - before).max() > 0.01


def test_pixels_that_are_scored(network, tmp_path):
    """As many of every field, none of them void, classes that are not named at -inf."""
    sources = [field(tmp_path / "a", 1), field(tmp_path / "b", 2, labelled=(0, 6))]
    everything = scored_pixels(network, sources, CODES, np.random.default_rng(0))
    masks = [np.load(source.folder / "mask.npy") for source in sources]
    pairs = zip(masks, sources, strict=True)
    counts = [np.isin(mask, source.labelled_codes).sum() for mask, source in pairs]
    assert np.bincount(everything.field).tolist() == counts
    assert counts[0] == masks[0][2:].size
    of_b = everything.of_fields([1])
    assert (of_b.scores[..., 1] == -np.inf).all() and set(of_b.truth) == {0, 2}
    assert np.isfinite(everything.of_fields([0]).scores).all()
    # In one tile pixels come row by row, and so do the scores.
    image = np.load(sources[0].folder / "image.npy")[None].astype(np.float32) / 255
    chances = network.predict_on_batch(image)[0, 2:].reshape(-1, 3)
    found = softmax(everything.of_fields([0]).scores[:, 0], axis=1)
    assert found == pytest.approx(chances, abs=1e-6)


@pytest.mark.parametrize("factor", [2, 4])
def test_pixels_of_a_lower_scale_are_those_of_the_map(monkeypatch, network, tmp_path, factor):
    """As interpolation has them at the photograph's pixel that the mask was sampled from."""
    monkeypatch.setattr(validation, "TILE_PX", 16)
    source = field(tmp_path, 1)
    found = scored_pixels(network, [source], CODES, np.random.default_rng(0), factor)
    image = np.load(source.folder / "image.npy")[None].astype(np.float32) / 255
    chances = network.predict_on_batch(image)[0]
    height, width = chances.shape[:2]
    positions, confidence = rise(chances, slice(0, height), slice(0, width), factor)
    sampled = np.s_[factor // 2 :: factor, factor // 2 :: factor]
    expected = np.stack([positions[sampled], confidence[sampled]], axis=-1)[2:].reshape(-1, 2)
    mine = np.exp(log_probabilities(found))
    mine = np.stack([mine.argmax(axis=1), np.round(255 * mine.max(axis=1))], axis=1)
    truth = code_positions(CODES)[np.load(source.folder / "mask.npy")[2:].ravel()]
    assert len(truth) == len(found.truth)
    # Tile by tile, so in another order.
    rows = [
        np.column_stack([t, m]).astype(int) for t, m in ((found.truth, mine), (truth, expected))
    ]
    one, other = (part[np.lexsort(part.T)] for part in rows)
    assert (one[:, :2] == other[:, :2]).mean() > 0.999
    assert np.abs(one[:, 2] - other[:, 2]).max() <= 1


def test_a_source_of_weights_is_left_as_it_is(network, tmp_path):
    network.save(tmp_path / "raw.keras")
    sources = [field(tmp_path / str(seed), seed) for seed in (1, 2)]
    found = [
        calibrate(tmp_path / "raw.keras", tmp_path / name, sources, CODES, seed=1)
        for name in ("once.keras", "twice.keras")
    ]
    assert found[0].temperature == found[1].temperature != 1
    once, twice = (
        keras.models.load_model(tmp_path / name, compile=False).get_weights()
        for name in ("once.keras", "twice.keras")
    )
    assert all(np.array_equal(a, b) for a, b in zip(once, twice, strict=True))


def test_a_trained_network_is_calibrated_on_fields_not_used_to_fit(tmp_path):
    """Trained with the paper's loss, which does not ask for honest probabilities."""
    training = [field(tmp_path / f"t{seed}", seed) for seed in range(2)]
    held_back = [field(tmp_path / f"v{seed}", 10 + seed) for seed in range(6)]
    settings = Training(
        filters=4, patch_px=16, batch=8, steps_per_epoch=60, epochs=2, workers=1,
        learning_rate=0.02, deterministic=True,
    ).changed(levels=1)  # fmt: skip
    train(training, held_back, CODES, settings, tmp_path / "model")
    write_calibrated(tmp_path / "model", training, held_back, settings.seed)
    errors = pd.read_csv(tmp_path / "model" / "calibration.csv").set_index("measured_on")
    held_out = errors.loc["both halves"]
    about = json.loads((tmp_path / "model" / "model.json").read_text())
    assert about["temperature"] == errors.loc["all", "temperature"] > 1.2
    for error in ERRORS:
        assert held_out[f"{error}_after"] < held_out[f"{error}_before"]
    assert held_out["top_label_error_after"] < 0.5 * held_out["top_label_error_before"]
    # The saved network is the calibrated one: fitted again, nothing is left to do.
    again = calibrate(
        tmp_path / "model" / "model.keras", tmp_path / "again.keras", held_back, CODES, seed=1
    )
    assert again.temperature == pytest.approx(1, abs=0.02)
