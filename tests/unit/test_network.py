"""The network: size and shape as the paper describes them; unlabelled classes are folded."""

import keras
import numpy as np
import pytest

from oresurvey.errors import ConfigurationError
from oresurvey.network import AmongLabelled, NetworkSettings, training_model, unet


def block_parameters(inputs: int, filters: int) -> int:
    """ConvRes: 1x1 shortcut, two 3x3 convolutions, two normalisations of four numbers a filter."""
    convolutions = (inputs + 9 * inputs + 9 * filters) * filters + 3 * filters
    return convolutions + 2 * 4 * filters


def network_parameters(classes: int, filters: int, levels: int) -> int:
    total, inputs = 0, 3
    for level in range(levels):
        total += block_parameters(inputs, filters * 2**level)
        inputs = filters * 2**level
    for level in reversed(range(levels - 1)):
        n = filters * 2**level
        # 2x2 transposed convolution, then a block on its output joined with the skip.
        total += 4 * (2 * n) * n + n + block_parameters(2 * n, n)
    return total + filters * classes + classes


@pytest.mark.parametrize(
    ("classes", "filters", "levels"), [(13, 8, 5), (4, 2, 2), (3, 4, 3), (5, 2, 1)]
)
def test_number_of_parameters(classes, filters, levels):
    network = unet(classes, NetworkSettings(filters, levels))
    assert network.count_params() == network_parameters(classes, filters, levels)


def test_the_papers_network_is_the_default():
    """Khvostikov et al. (2021), figure 1: five levels; n = 8 doubles to 128 at the bottom."""
    settings = NetworkSettings()
    assert (settings.filters, settings.levels, settings.align_px) == (8, 5, 16)
    network = unet(4)
    assert network.get_layer("down4_conv2").filters == 128
    assert sum(isinstance(layer, keras.layers.MaxPooling2D) for layer in network.layers) == 4


@pytest.mark.parametrize(("height", "width"), [(16, 16), (16, 48), (32, 16)])
def test_any_size_on_the_grid(height, width):
    network = unet(4, NetworkSettings(2, 5))
    image = np.random.default_rng(0).random((2, height, width, 3)).astype(np.float32)
    found = network.predict_on_batch(image)
    assert found.shape == (2, height, width, 4)
    assert found.dtype == np.float32 and found.min() >= 0
    np.testing.assert_allclose(found.sum(axis=-1), 1, atol=1e-6)


@pytest.mark.parametrize(
    ("unlabelled", "labelled", "expected"),
    [
        ("fold", [1, 1, 1], [0.1, 0.2, 0.7]),
        ("fold", [1, 1, 0], [0.8, 0.2, 0.0]),
        ("fold", [1, 0, 0], [1.0, 0.0, 0.0]),
        ("leave_out", [1, 1, 1], [0.1, 0.2, 0.7]),
        ("leave_out", [1, 1, 0], [0.1 / 0.3, 0.2 / 0.3, 0.0]),
        ("leave_out", [1, 0, 1], [0.125, 0.0, 0.875]),
    ],
)
def test_unlabelled_classes_are_no_evidence(unlabelled, labelled, expected):
    """Folded into the background, or left out of the comparison."""
    probabilities = np.array([[[[0.1, 0.2, 0.7]]]], np.float32)
    found = AmongLabelled(unlabelled)(probabilities, np.array([labelled], np.float32))
    np.testing.assert_allclose(keras.ops.convert_to_numpy(found)[0, 0, 0], expected, atol=1e-7)


def test_unknown_way_with_unlabelled_classes():
    with pytest.raises(ConfigurationError, match=r"train\.unlabelled: 'ignore' is not offered"):
        AmongLabelled("ignore")


def test_every_image_of_a_batch_has_its_own_labelled_classes():
    network = unet(3, NetworkSettings(2, 2))
    image = np.random.default_rng(0).random((1, 4, 6, 3)).astype(np.float32)
    plain = network.predict_on_batch(image)[0]
    labelled = np.array([[1, 1, 1], [1, 0, 1]], np.float32)
    folded = training_model(network, "fold").predict_on_batch(
        [np.repeat(image, 2, axis=0), labelled]
    )
    np.testing.assert_allclose(folded[0], plain, atol=1e-6)
    np.testing.assert_allclose(folded[1, ..., 0], plain[..., 0] + plain[..., 1], atol=1e-6)
    np.testing.assert_allclose(folded.sum(axis=-1), 1, atol=1e-6)


@pytest.mark.parametrize("wrapped", [False, True])
def test_saved_and_read_again(tmp_path, wrapped):
    network = unet(3, NetworkSettings(2, 2))
    model = training_model(network) if wrapped else network
    image = np.random.default_rng(0).random((1, 8, 4, 3)).astype(np.float32)
    inputs = [image, np.array([[1, 0, 1]], np.float32)] if wrapped else image
    model.save(tmp_path / "model.keras")
    again = keras.models.load_model(tmp_path / "model.keras")
    np.testing.assert_array_equal(again.predict_on_batch(inputs), model.predict_on_batch(inputs))
