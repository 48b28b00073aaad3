"""The fused batch normalisation is Keras' own."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from oresurvey.network.fused_norm import FusedNormalization
from oresurvey.network.unet import NetworkSettings, unet


def pair():
    """A fused and a plain layer with the same weights."""
    rng = np.random.default_rng(0)
    found = []
    for kind in (FusedNormalization, keras.layers.BatchNormalization):
        layer = kind(momentum=0.9)
        layer.build((None, None, None, 5))
        found.append(layer)
    weights = [rng.uniform(0.5, 2, weight.shape) for weight in found[0].weights]
    for layer in found:
        layer.set_weights(weights)
    return found


DATA = np.random.default_rng(1).normal(2, 3, (4, 6, 7, 5)).astype(np.float32)


@pytest.mark.parametrize("training", [True, False])
def test_output_and_statistics_are_those_of_keras(training):
    fused, plain = pair()
    one, other = (layer(DATA, training=training) for layer in (fused, plain))
    np.testing.assert_allclose(one, other, atol=1e-5)
    for mine, keras_own in zip(fused.weights, plain.weights, strict=True):
        np.testing.assert_allclose(mine, keras_own, rtol=1e-5)
    if training:
        assert abs(np.asarray(one).mean(axis=(0, 1, 2)) - np.asarray(fused.beta)).max() < 1e-5


def test_a_frozen_layer_keeps_its_statistics():
    fused, _ = pair()
    fused.trainable = False
    before = [np.asarray(weight).copy() for weight in fused.weights]
    fused(DATA, training=True)
    for old, new in zip(before, fused.weights, strict=True):
        np.testing.assert_array_equal(old, new)


def test_gradients_are_those_of_keras():
    gradients = []
    for layer in pair():
        with tf.GradientTape() as tape:
            x = tf.constant(DATA)
            tape.watch(x)
            loss = tf.reduce_sum(layer(x, training=True) ** 3)
        gradients.append(tape.gradient(loss, [x, layer.gamma.value, layer.beta.value]))
    for one, other in zip(*gradients, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-3, atol=1e-2)


def test_weights_of_a_fused_network_fit_the_plain_one():
    shape = NetworkSettings(2, 3)
    fused, plain = unet(4, shape, FusedNormalization), unet(4, shape)
    plain.set_weights(fused.get_weights())
    image = np.random.default_rng(0).random((1, 16, 24, 3)).astype(np.float32)
    np.testing.assert_allclose(
        fused.predict_on_batch(image), plain.predict_on_batch(image), atol=1e-6
    )
