"""Pictures in memory, networks of random weights, and engines that see one with the other."""

import keras
import numpy as np
import pytest

from oresurvey.inference.field import predict_bands
from oresurvey.inference.openvino_engine import OpenVinoEngine, converted_network
from oresurvey.inference.tensorflow_engine import TensorFlowEngine
from oresurvey.network.unet import NetworkSettings, unet

CODES = (0, 1, 6, 8)


class Picture:
    """A photograph in memory."""

    def __init__(self, width, height, seed=0):
        rng = np.random.default_rng(seed)
        coarse = rng.integers(0, 256, (height // 16 + 1, width // 16 + 1, 3))
        fine = rng.integers(-20, 20, (height, width, 3))
        whole = np.kron(coarse, np.ones((16, 16, 1), int))[:height, :width] + fine
        self.pixels = whole.clip(0, 255).astype(np.uint8)
        self.height, self.width = height, width

    def read(self, y0, y1, x0, x1):
        return self.pixels[y0:y1, x0:x1].copy()


def random_network(levels=5, filters=2, seed=0, pyramid=()):
    """Random weights, and statistics of batch normalisation as a training would leave them."""
    keras.utils.set_random_seed(seed)
    network = unet(len(CODES), NetworkSettings(filters, levels, pyramid))
    rng = np.random.default_rng(seed)
    for layer in network.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            n = layer.gamma.shape[0]
            layer.gamma.assign(rng.uniform(0.5, 1.5, n))
            layer.moving_mean.assign(rng.normal(0, 0.2, n))
            layer.moving_variance.assign(rng.uniform(0.5, 1.5, n))
    return network


def openvino(network, *arguments, **options):
    return OpenVinoEngine(converted_network(network), *arguments, **options)


ENGINES = pytest.mark.parametrize("make_engine", [TensorFlowEngine, openvino])


def assembled(picture, engine, tile_px):
    bands = list(predict_bands(picture, engine, tile_px))
    heights = [len(band.codes) for band in bands]
    assert [band.y for band in bands] == [sum(heights[:k]) for k in range(len(bands))]
    codes = np.concatenate([band.codes for band in bands])
    confidence = np.concatenate([band.confidence for band in bands])
    assert codes.shape == confidence.shape == (picture.height, picture.width)
    return codes, confidence


def interpolated(probabilities, factor):
    """Bilinear interpolation of every class; (factor h, factor w, C) float32."""
    if factor == 1:
        return probabilities
    size = (probabilities.shape[0] * factor, probabilities.shape[1] * factor)
    return np.asarray(keras.ops.image.resize(probabilities, size, interpolation="bilinear"))
