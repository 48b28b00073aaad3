"""Receptive field: halo and grid of small networks, worked out by hand."""

import keras
import pytest
from keras import layers

from oresurvey.errors import ConfigurationError
from oresurvey.network.receptive_field import halo_and_alignment


def chain(*steps):
    image = keras.Input((None, None, 3))
    x = image
    for step in steps:
        x = step(x)
    return keras.Model(image, x)


@pytest.mark.parametrize(
    ("steps", "halo", "align"),
    [
        ([("Conv2D", 1)], 0, 1),
        ([("Conv2D", 3)], 1, 1),
        # Each 3x3 convolution adds one pixel.
        ([("Conv2D", 3), ("ReLU",), ("Conv2D", 3), ("BatchNormalization",)], 2, 1),
        ([("Conv2D", 5)], 2, 1),
        ([("Conv2D", 3, {"dilation_rate": 4})], 4, 1),
        ([("SeparableConv2D", 3)], 1, 1),
        # Means that slide look as far as convolutions.
        ([("AveragePooling2D", 7)], 3, 1),
        ([("MaxPooling2D",), ("AveragePooling2D", 5), ("Rise",)], 6, 2),
        # An even kernel looks further to the right: one pixel to the left, two to the right.
        ([("Conv2D", 4)], 2, 1),
        # Below a pooling by 2 a convolution reaches a cell of 2 px further, and a pixel may stand
        # at either end of its own cell: 3 px, rounded up to the grid.
        ([("MaxPooling2D",), ("Conv2D", 3), ("Rise",)], 4, 2),
    ],
)
def test_halo_and_grid(steps, halo, align):
    made = []
    for name, *size in steps:
        if name == "Rise":
            made.append(layers.Conv2DTranspose(2, 2, strides=2, padding="same"))
        elif name in ("Conv2D", "SeparableConv2D"):
            options = size[1] if len(size) > 1 else {}
            made.append(getattr(layers, name)(2, size[0], padding="same", **options))
        elif name == "AveragePooling2D":
            made.append(layers.AveragePooling2D(size[0], strides=1, padding="same"))
        else:
            made.append(getattr(layers, name)())
    assert halo_and_alignment(chain(*made)) == (halo, align)


@pytest.mark.parametrize(
    ("layer", "said"),
    [
        (layers.Conv2D(2, 3, strides=2, padding="same", name="odd"), "odd.*stride 1"),
        (layers.Conv2D(2, 3, padding="valid", name="odd"), "odd.*padding 'same'"),
        (layers.Conv2DTranspose(2, 3, strides=2, name="odd"), "odd.*kernel = stride, not 3 and 2"),
        (layers.UpSampling2D(2, name="odd"), "odd.*its reach is not known"),
    ],
)
def test_layers_that_cannot_be_tiled_are_named(layer, said):
    with pytest.raises(ConfigurationError, match=said):
        halo_and_alignment(chain(layer))


def test_longest_path_counts():
    """A shortcut does not shorten the way through the convolutions."""
    image = keras.Input((None, None, 3))
    far = layers.Conv2D(3, 7, padding="same")(image)
    model = keras.Model(image, layers.Add()([image, far]))
    assert halo_and_alignment(model) == (3, 1)
