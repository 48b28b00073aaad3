"""Engines: a model folder in, codes and confidence at the photograph's resolution out."""

import keras
import numpy as np
import pytest

from oresurvey.engines import Crop, TensorFlowEngine
from oresurvey.errors import ConfigurationError
from oresurvey.network import NetworkSettings, unet
from oresurvey.tables import write_json

CODES = (0, 1, 6)


def model_folder(folder, codes=CODES, input_scale=1.0):
    keras.utils.set_random_seed(0)
    folder.mkdir()
    unet(len(codes), NetworkSettings(2, 2)).save(folder / "model.keras")
    about = {"codes": codes, "input_scale": input_scale, "exposure": "none"}
    write_json(about, folder / "model.json")
    return folder


def window(height, width):
    return np.random.default_rng(0).integers(0, 256, (height, width, 3), np.uint8)


@pytest.mark.parametrize("missing", ["model.keras", "model.json"])
def test_folder_without_a_model(tmp_path, missing):
    folder = model_folder(tmp_path / "m")
    (folder / missing).unlink()
    with pytest.raises(ConfigurationError, match=r"model .*m: .*models\.NAME\.weights"):
        TensorFlowEngine.load(folder)


def test_scale_that_is_not_offered(tmp_path):
    with pytest.raises(ConfigurationError, match=r"input_scale: 0\.3"):
        TensorFlowEngine.load(model_folder(tmp_path / "m", input_scale=0.3))


@pytest.mark.parametrize(
    ("codes", "expected"),
    [(None, [1, 1, 1]), ([1], [1, 1, 0]), ([6, 9], [1, 0, 1]), ([], [1, 0, 0])],
)
def test_classes_that_may_be_named(tmp_path, codes, expected):
    engine = TensorFlowEngine.load(model_folder(tmp_path / "m"))
    assert engine.labelled(codes).tolist() == expected


@pytest.mark.parametrize(("input_scale", "factor", "halo"), [(1.0, 1, 10), (0.5, 2, 12)])
def test_one_pixel_more_of_halo_for_the_interpolation(tmp_path, input_scale, factor, halo):
    """A network of two levels looks 10 px far, on a grid of 2 px."""
    engine = TensorFlowEngine.load(model_folder(tmp_path / "m", input_scale=input_scale))
    assert (engine.factor, engine.align_px, engine.halo_px) == (factor, 2, halo)


@pytest.mark.parametrize("input_scale", [1.0, 0.5])
@pytest.mark.parametrize("labelled", [None, [1]])
def test_codes_and_confidence_are_those_of_the_probabilities(tmp_path, input_scale, labelled):
    engine = TensorFlowEngine.load(model_folder(tmp_path / "m", input_scale=input_scale))
    crop, known = Crop(2, 10, 4, 16), engine.labelled(labelled)
    found = engine.probabilities(window(12, 20), crop, known)
    assert found.shape == (8 * engine.factor, 12 * engine.factor, 3)
    np.testing.assert_allclose(found.sum(axis=-1), 1, atol=1e-5)
    assert (found[..., known == 0] == 0).all()
    codes, confidence = engine.classify(window(12, 20), crop, known)
    np.testing.assert_array_equal(codes, np.array(CODES, np.uint8)[found.argmax(axis=-1)])
    # Half a step of 1 / 255, and what float32 adds to it.
    assert np.abs(confidence / 255 - found.max(axis=-1)).max() <= 0.5 / 255 + 1e-6


def test_probabilities_are_those_of_the_network(tmp_path):
    folder = model_folder(tmp_path / "m")
    engine = TensorFlowEngine.load(folder)
    network = keras.models.load_model(folder / "model.keras", compile=False)
    expected = network.predict_on_batch(window(12, 20)[None].astype(np.float32) / 255)[0]
    found = engine.probabilities(window(12, 20), Crop(0, 12, 0, 20), engine.labelled())
    np.testing.assert_allclose(found, expected, atol=1e-6)
