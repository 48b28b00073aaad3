"""Engines: a model folder in, classes out; OpenVINO and TensorFlow agree."""

import keras
import numpy as np
import pytest
from random_networks import Picture, openvino, random_network

from oresurvey.errors import ConfigurationError
from oresurvey.files.tables import write_json
from oresurvey.inference import engines
from oresurvey.inference.engines import choose_engine, load_engine
from oresurvey.inference.field import predict_bands
from oresurvey.inference.openvino_engine import (
    OpenVinoEngine,
    converted_network,
    load_keras,
    read_converted,
    save_converted,
)
from oresurvey.inference.tensorflow_engine import TensorFlowEngine
from oresurvey.network.unet import NetworkSettings, unet

CODES = (0, 1, 6)
BOTH = pytest.mark.parametrize("engine", ["tensorflow", "openvino"])


def model_folder(folder, codes=CODES, input_scale=1.0):
    keras.utils.set_random_seed(0)
    folder.mkdir()
    unet(len(codes), NetworkSettings(2, 2)).save(folder / "model.keras")
    about = {"codes": codes, "input_scale": input_scale, "exposure": "none"}
    write_json(about, folder / "model.json")
    return folder


def window(height, width, seed=0):
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)


@pytest.mark.parametrize("missing", ["model.keras", "model.json"])
def test_folder_without_a_model(tmp_path, missing):
    folder = model_folder(tmp_path / "m")
    (folder / missing).unlink()
    with pytest.raises(ConfigurationError, match=r"model .*m: .*models\.NAME\.weights"):
        load_engine(folder)


@BOTH
def test_scale_that_is_not_offered(tmp_path, engine):
    with pytest.raises(ConfigurationError, match=r"input_scale: 0\.3"):
        load_engine(model_folder(tmp_path / "m", input_scale=0.3), engine=engine)


@pytest.mark.parametrize(
    ("codes", "expected"),
    [(None, [1, 1, 1]), ([1], [1, 1, 0]), ([6, 9], [1, 0, 1]), ([], [1, 0, 0])],
)
def test_classes_that_may_be_named(tmp_path, codes, expected):
    engine = load_engine(model_folder(tmp_path / "m"))
    assert engine.labelled(codes).tolist() == expected


@BOTH
@pytest.mark.parametrize(("input_scale", "factor", "halo"), [(1.0, 1, 10), (0.5, 2, 12)])
def test_one_pixel_more_of_halo_for_the_interpolation(tmp_path, input_scale, factor, halo, engine):
    """A network of two levels looks 10 px far, on a grid of 2 px."""
    found = load_engine(model_folder(tmp_path / "m", input_scale=input_scale), engine=engine)
    assert (found.factor, found.align_px, found.halo_px) == (factor, 2, halo)


@BOTH
@pytest.mark.parametrize("labelled", [None, [1]])
def test_codes_and_confidence_are_those_of_the_probabilities(tmp_path, labelled, engine):
    engine = load_engine(model_folder(tmp_path / "m"), engine=engine)
    known = engine.labelled(labelled)
    found, _ = engine.probabilities(window(12, 20), known)
    assert found.shape == (12, 20, 3)
    np.testing.assert_allclose(found.sum(axis=-1), 1, atol=1e-5)
    assert (found[..., known == 0] == 0).all()
    best, confidence, _ = engine.decide(window(12, 20), known)
    np.testing.assert_array_equal(best, found.argmax(axis=-1))
    # Half a step of 1 / 255, and what float32 adds to it.
    assert np.abs(confidence / 255 - found.max(axis=-1)).max() <= 0.5 / 255 + 1e-6


@BOTH
def test_probabilities_are_those_of_the_network(tmp_path, engine):
    folder = model_folder(tmp_path / "m")
    found = load_engine(folder, engine=engine)
    network = load_keras(folder)
    expected = network.predict_on_batch(window(12, 20)[None].astype(np.float32) / 255)[0]
    probabilities, _ = found.probabilities(window(12, 20), found.labelled())
    np.testing.assert_allclose(probabilities, expected, atol=1e-6)


def test_engines_agree_on_the_papers_network():
    """Logits and features within 1e-3, classes in 99.99 % of the pixels."""
    network = random_network(levels=5, filters=8)
    reference, compiled = TensorFlowEngine(network, range(4)), openvino(network, range(4))
    pixels = Picture(640, 480).pixels
    known = reference.labelled()
    (one, features), (other, features_again) = (
        engine.probabilities(pixels, known) for engine in (reference, compiled)
    )
    assert features.shape == (480 / 16, 640 / 16, 8)
    np.testing.assert_allclose(features_again, features, rtol=1e-3, atol=1e-4)
    # Logits are known up to a constant: compare them against that of the background.
    seen = (one > 1e-6).all(axis=-1) & (other > 1e-6).all(axis=-1)
    assert seen.mean() > 0.9
    logits, others = (np.log(part[seen] / part[seen][:, :1]) for part in (one, other))
    assert np.abs(logits - others).max() < 1e-3
    (classes, sure, features), (again, sure_again, features_again) = (
        e.decide(pixels, known) for e in (reference, compiled)
    )
    np.testing.assert_allclose(features_again, features, rtol=1e-3, atol=1e-4)
    assert len(np.unique(classes)) > 1
    assert (classes == again).mean() >= 0.9999
    assert np.abs(sure.astype(int) - sure_again).max() <= 1


@pytest.mark.parametrize("input_scale", [1, 0.25])
def test_the_number_of_threads_changes_no_byte(input_scale):
    network, picture = random_network(levels=5, filters=8), Picture(700, 900)
    found = [
        [
            (band.codes.tobytes(), band.confidence.tobytes())
            for band in predict_bands(picture, openvino(network, range(4), input_scale, n), 256)
        ]
        for n in (1, 2, 3)
    ]
    assert found[0] == found[1] == found[2]


def test_a_converted_network_is_kept_on_disk(tmp_path):
    folder = model_folder(tmp_path / "m")
    save_converted(converted_network(load_keras(folder)), tmp_path / "openvino")
    assert sorted(path.name for path in (tmp_path / "openvino").iterdir()) == [
        "network.bin",
        "network.xml",
    ]
    read, fresh = (
        load_engine(folder, engine="openvino", converted=converted)
        for converted in (tmp_path / "openvino", None)
    )
    for one, other in zip(
        read.decide(window(16, 24), read.labelled()),
        fresh.decide(window(16, 24), fresh.labelled()),
        strict=True,
    ):
        np.testing.assert_array_equal(one, other)


def test_without_openvino_tensorflow_predicts(tmp_path, monkeypatch):
    monkeypatch.setattr(engines.importlib.util, "find_spec", lambda name: None)
    assert isinstance(load_engine(model_folder(tmp_path / "m")), TensorFlowEngine)
    with pytest.raises(ConfigurationError, match="OpenVINO is not installed"):
        choose_engine("openvino", "float32")


def test_on_a_gpu_tensorflow_predicts(monkeypatch):
    assert choose_engine("auto", "float32") == "openvino"
    monkeypatch.setattr(engines, "_gpu_present", lambda: True)
    assert choose_engine("auto", "float32") == "tensorflow"
    assert choose_engine("openvino", "bfloat16") == "openvino"


def test_bfloat16_is_never_given_up_silently(tmp_path, monkeypatch):
    with pytest.raises(ConfigurationError, match=r"precision: bfloat16 .* use float32"):
        choose_engine("tensorflow", "bfloat16")
    network = read_network(tmp_path)

    class Old:
        def get_property(self, *_):
            return ["FP32"]

    monkeypatch.setattr("oresurvey.inference.openvino_engine.ov.Core", Old)
    with pytest.raises(ConfigurationError, match="no bfloat16 arithmetic"):
        OpenVinoEngine(network, CODES, precision="bfloat16")


def read_network(tmp_path):
    save_converted(converted_network(unet(3, NetworkSettings(2, 2))), tmp_path / "openvino")
    return read_converted(tmp_path / "openvino")


@BOTH
@pytest.mark.parametrize("levels", [1, 2, 3])
def test_features_are_those_that_enter_the_scores(tmp_path, engine, levels):
    """At every row and column of the network's grid of 2 ** (levels - 1) px."""
    keras.utils.set_random_seed(0)
    network = unet(len(CODES), NetworkSettings(2, levels))
    last = keras.Model(network.input, network.get_layer("scores").input)
    seen = window(24, 40)
    expected = last.predict_on_batch(seen[None].astype(np.float32) / 255)[0]
    step = 2 ** (levels - 1)
    make = {"tensorflow": TensorFlowEngine, "openvino": openvino}[engine]
    loaded = make(network, CODES)
    for look in (loaded.probabilities, loaded.decide):
        found = look(seen, loaded.labelled())[-1]
        np.testing.assert_allclose(found, expected[::step, ::step], rtol=1e-3, atol=1e-5)


@BOTH
def test_a_network_of_another_make_has_no_features(engine):
    image = keras.Input((None, None, 3))
    scores = keras.layers.Conv2D(3, 1, name="last")(image)
    network = keras.Model(image, keras.layers.Softmax()(scores))
    make = {"tensorflow": TensorFlowEngine, "openvino": openvino}[engine]
    loaded = make(network, CODES)
    found, features = loaded.probabilities(window(8, 8), loaded.labelled())
    assert found.shape == (8, 8, 3) and features is None
    best, _, features = loaded.decide(window(8, 8), loaded.labelled())
    assert features is None and (best == found.argmax(axis=-1)).all()


@BOTH
def test_flips_average_the_mirror_images(tmp_path, engine):
    """By the definition; and a mirrored window then has the mirrored probabilities."""
    loaded = load_engine(model_folder(tmp_path / "m"), engine=engine)
    averaging = load_engine(tmp_path / "m", engine=engine, flips=True)
    seen, known = window(12, 20), loaded.labelled([1])
    turned = [(seen[::a, ::b], a, b) for a in (1, -1) for b in (1, -1)]
    expected = np.mean(
        [loaded.probabilities(np.ascontiguousarray(w), known)[0][::a, ::b] for w, a, b in turned],
        axis=0,
    )
    found, features = averaging.probabilities(seen, known)
    np.testing.assert_allclose(found, expected, atol=1e-6)
    plain, features_of_one = loaded.probabilities(seen, known)
    assert np.abs(found - plain).max() > 1e-4
    np.testing.assert_array_equal(features, features_of_one)
    mirrored, _ = averaging.probabilities(np.ascontiguousarray(seen[:, ::-1]), known)
    np.testing.assert_allclose(mirrored[:, ::-1], found, atol=1e-6)
    best, confidence, _ = averaging.decide(seen, known)
    assert np.array_equal(best, found.argmax(axis=-1))
    np.testing.assert_allclose(confidence, found.max(axis=-1) * 255, atol=0.51)
