"""The network: size and shape as the paper describes them; unlabelled classes are folded."""

import keras
import numpy as np
import pytest

from oresurvey.errors import ConfigurationError
from oresurvey.network.receptive_field import halo_and_alignment
from oresurvey.network.unet import (
    SCORES,
    AmongLabelled,
    NetworkSettings,
    joined,
    sampled_features,
    training_model,
    unet,
)


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
    ("unlabelled", "labelled", "position", "expected"),
    [
        ("fold", [1, 1, 1], 0, [0.1, 0.2, 0.7]),
        ("fold", [1, 1, 0], 0, [0.8, 0.2, 0.0]),
        ("fold", [1, 0, 0], 0, [1.0, 0.0, 0.0]),
        ("leave_out", [1, 1, 1], 0, [0.1, 0.2, 0.7]),
        ("leave_out", [1, 1, 0], 0, [0.1 / 0.3, 0.2 / 0.3, 0.0]),
        ("leave_out", [1, 0, 1], 0, [0.125, 0.0, 0.875]),
        ("open", [1, 1, 1], 0, [0.1, 0.2, 0.7]),
        ("open", [1, 1, 0], 0, [0.1 + 0.25 * 0.7, 0.2, 0.75 * 0.7]),
        ("open", [1, 1, 0], 1, [0.1, 0.2, 0.7]),
        ("open", [1, 1, 0], 255, [0.1, 0.2, 0.7]),
    ],
)
def test_what_an_annotation_says_of_unlabelled_classes(unlabelled, labelled, position, expected):
    """Nothing, nothing in the background, or that few of them are there."""
    probabilities = np.array([[[[0.1, 0.2, 0.7]]]], np.float32)
    annotation = np.full((1, 1, 1), position, np.uint8)
    restrict = AmongLabelled(unlabelled, hidden=0.25)
    found = restrict(probabilities, np.array([labelled], np.float32), annotation)
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
        [np.repeat(image, 2, axis=0), labelled, np.zeros((2, 4, 6), np.uint8)]
    )
    np.testing.assert_allclose(folded[0], plain, atol=1e-6)
    np.testing.assert_allclose(folded[1, ..., 0], plain[..., 0] + plain[..., 1], atol=1e-6)
    np.testing.assert_allclose(folded.sum(axis=-1), 1, atol=1e-6)


@pytest.mark.parametrize("wrapped", [False, True])
def test_saved_and_read_again(tmp_path, wrapped):
    network = unet(3, NetworkSettings(2, 2))
    model = training_model(network) if wrapped else network
    image = np.random.default_rng(0).random((1, 8, 4, 3)).astype(np.float32)
    labelled, positions = np.array([[1, 0, 1]], np.float32), np.zeros((1, 8, 4), np.uint8)
    inputs = [image, labelled, positions] if wrapped else image
    model.save(tmp_path / "model.keras")
    again = keras.models.load_model(tmp_path / "model.keras")
    np.testing.assert_array_equal(again.predict_on_batch(inputs), model.predict_on_batch(inputs))


def test_scores_of_a_joined_network_are_means():
    """Of three networks, whatever their weights; windows and features as of any network."""
    shape = NetworkSettings(2, 3)
    networks = [unet(3, shape) for _ in range(3)]
    rng = np.random.default_rng(1)
    for network in networks:
        network.set_weights([rng.normal(0.1, 0.5, w.shape) ** 2 for w in network.get_weights()])
    image = rng.random((1, 8, 12, 3)).astype(np.float32)
    whole = joined(networks, shape)

    def scores(network):
        return keras.Model(network.input, network.get_layer(SCORES).output).predict_on_batch(image)

    means = np.mean([scores(network) for network in networks], axis=0)
    np.testing.assert_allclose(scores(whole), means, rtol=1e-4)
    assert halo_and_alignment(whole) == halo_and_alignment(networks[0])
    assert sampled_features(whole, 4).shape[-1] == 3 * 2
