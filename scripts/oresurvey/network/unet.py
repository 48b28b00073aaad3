"""The network: a U-Net of residual blocks, written once for every Keras 3 backend.

Source: Khvostikov, Korshunov, Krylov and Boguslavskiy (2021), section 2 and figure 1.
"""

from dataclasses import dataclass

import numpy as np

from oresurvey.errors import ConfigurationError
from oresurvey.network.keras_start import keras
from oresurvey.network.known_before import Older, listening

layers = keras.layers

# Keras' default of .99 needs some 500 steps before the running statistics can be validated with;
# .9 follows the last ten batches so closely that validation jumps.
MOMENTUM = 0.98
TINY = 1e-30
PYRAMID = "pyramid"
"""Begins the names of the layers of the pyramid pooling."""
SCORES = "scores"
"""Name of the last convolution, which turns features into the scores of the classes."""


@dataclass(frozen=True)
class NetworkSettings:
    """Shape of the U-Net.

    Attributes
    ----------
    filters : int
        Filters of the first level (the paper's n); they double at every level downwards.
    levels : int
        Resolution levels, the bottom one included; the paper has five.
    pyramid : tuple of int
        Windows of a pyramid pooling module at the bottom, in cells of that level; none in the
        paper.
    """

    filters: int = 8
    levels: int = 5
    pyramid: tuple[int, ...] = ()

    @classmethod
    def of(cls, settings) -> "NetworkSettings":
        """Of a training (`survey.settings.training.Training`)."""
        return cls(settings.filters, settings.levels, tuple(settings.pyramid or ()))

    @property
    def align_px(self) -> int:
        """Height and width of every input are multiples of this many pixels."""
        return 2 ** (self.levels - 1)


def conv_res(x, filters: int, name: str, norm: type = layers.BatchNormalization):
    """The paper's ConvRes block: (3x3 convolution, ReLU, batch normalisation) twice + shortcut.

    Parameters
    ----------
    x : KerasTensor, shape (N, H, W, C)
    filters : int
    name : str
        Prefix of the names of the layers.
    norm : type
        Class of the normalising layers.

    Returns
    -------
    KerasTensor, shape (N, H, W, filters)
    """
    shortcut = layers.Conv2D(filters, 1, padding="same", name=f"{name}_shortcut")(x)
    for step in (1, 2):
        x = layers.Conv2D(filters, 3, padding="same", name=f"{name}_conv{step}")(x)
        x = layers.ReLU(name=f"{name}_relu{step}")(x)
        x = norm(momentum=MOMENTUM, name=f"{name}_norm{step}")(x)
    return layers.Add(name=f"{name}_add")([x, shortcut])


def _pyramid_pooling(x, filters: int, windows: tuple[int, ...], name: str, norm: type):
    """What lies around every cell, at several widths, beside the cell itself.

    Zhao, Shi, Qi, Wang and Jia (2017), Pyramid scene parsing network, CVPR. Their windows part the
    whole image; these slide, since maps made by tiles must be those of the whole.
    """
    parts = [x]
    for window in windows:
        of = f"{name}_{window}"
        around = layers.AveragePooling2D(window, strides=1, padding="same", name=f"{of}_mean")(x)
        around = layers.Conv2D(max(filters // len(windows), 1), 1, name=f"{of}_conv")(around)
        around = layers.ReLU(name=f"{of}_relu")(around)
        parts.append(norm(momentum=MOMENTUM, name=f"{of}_norm")(around))
    joined_parts = layers.Concatenate(name=f"{name}_join")(parts)
    return conv_res(joined_parts, filters, f"{name}_out", norm)


def _trunk(image, settings: NetworkSettings, norm: type, prefix: str):
    """The U-Net up to its last convolution: image to features, shape (N, H, W, filters)."""
    x = image
    skips = []
    for level in range(settings.levels - 1):
        x = conv_res(x, settings.filters * 2**level, f"{prefix}down{level}", norm)
        skips.append(x)
        x = layers.MaxPooling2D(2, name=f"{prefix}pool{level}")(x)
    bottom = settings.levels - 1
    filters = settings.filters * 2**bottom
    x = conv_res(x, filters, f"{prefix}down{bottom}", norm)
    if settings.pyramid:
        x = _pyramid_pooling(x, filters, settings.pyramid, f"{prefix}{PYRAMID}", norm)
    for level in reversed(range(bottom)):
        filters = settings.filters * 2**level
        rise = layers.Conv2DTranspose(
            filters, 2, strides=2, padding="same", name=f"{prefix}rise{level}"
        )
        x = layers.Concatenate(name=f"{prefix}join{level}")([rise(x), skips[level]])
        x = conv_res(x, filters, f"{prefix}up{level}", norm)
    return x


def _scored(image, features, classes: int) -> keras.Model:
    """A network that ends in scores and probabilities of the classes."""
    # Softmax in float32 even under mixed precision: probabilities are compared at 1e-5.
    scores = layers.Conv2D(classes, 1, name=SCORES)(features)
    probabilities = layers.Softmax(dtype="float32", name="probabilities")(scores)
    return keras.Model(image, probabilities, name="conv_res_unet")


def unet(
    classes: int,
    settings: NetworkSettings = NetworkSettings(),
    norm: type = layers.BatchNormalization,
) -> keras.Model:
    """The paper's network for any image size that divides by ``settings.align_px``.

    Parameters
    ----------
    classes : int
        Number of classes, background included.
    settings : NetworkSettings
    norm : type
        Class of the normalising layers: Keras' own, or `network.fused_norm.FusedNormalization` to
        train with; their weights are the same.

    Returns
    -------
    keras.Model
        (N, H, W, 3) float32 in 0..1 to (N, H, W, classes) float32 probabilities.
    """
    image = keras.Input((None, None, 3), dtype="float32", name="image")
    return _scored(image, _trunk(image, settings, norm, ""), classes)


def joined(networks: list[keras.Model], settings: NetworkSettings) -> keras.Model:
    """One network whose scores are the means of those of several.

    The mean of scores is the geometric mean of probabilities, normalised (a product of experts:
    Hinton 2002, Neural Computation 14, 1771-1800). It is again a U-Net's end: features, one
    convolution, a softmax; so it is calibrated, converted and measured as any network is.

    Parameters
    ----------
    networks : list of keras.Model
        As made by `unet` with these settings and as many classes each; they stay as they are.
    settings : NetworkSettings

    Returns
    -------
    keras.Model
        As of `unet`, with as many times the features.
    """
    image = keras.Input((None, None, 3), dtype="float32", name="image")
    prefixes = [f"member{number}_" for number in range(1, len(networks) + 1)]
    trunks = [_trunk(image, settings, layers.BatchNormalization, one) for one in prefixes]
    whole = _scored(
        image, layers.Concatenate(name="features")(trunks), networks[0].output_shape[-1]
    )
    for prefix, network in zip(prefixes, networks, strict=True):
        for layer in network.layers:
            if layer.weights and layer.name != SCORES:
                whole.get_layer(prefix + layer.name).set_weights(layer.get_weights())
    kernels, biases = zip(*(one.get_layer(SCORES).get_weights() for one in networks), strict=True)
    whole.get_layer(SCORES).set_weights(
        [np.concatenate(kernels, axis=2) / len(networks), np.mean(biases, axis=0)]
    )
    return whole


def sampled_features(network: keras.Model, step_px: int):
    """What enters the last convolution of a network, at every `step_px`-th row and column.

    Parameters
    ----------
    network : keras.Model
    step_px : int

    Returns
    -------
    KerasTensor, shape (N, H / step, W / step, F), or None
        None for a network without a convolution called `SCORES`: it was not made by `unet`.
    """
    last = next((layer for layer in network.layers if layer.name == SCORES), None)
    if not isinstance(last, layers.Conv2D):
        return None
    # Pools of one pixel: OpenVINO computes them where the features are, and copies no others.
    return layers.MaxPooling2D(1, strides=step_px, name="sampled_features")(last.input)


def with_features(network: keras.Model, step_px: int) -> keras.Model:
    """The network with its `sampled_features` as a second output; itself where it has none."""
    features = sampled_features(network, step_px)
    if features is None:
        return network
    return keras.Model(network.input, [network.output, features])


UNLABELLED = ("leave_out", "fold", "open")


def among_labelled(probabilities, known):
    """Probabilities given that it is one of the labelled classes.

    Parameters
    ----------
    probabilities : tensor, shape (..., C)
    known : tensor, broadcast to that shape
        1 for labelled classes, else 0.

    Returns
    -------
    tensor, shape (..., C)
    """
    kept = probabilities * known
    return kept / keras.ops.maximum(keras.ops.sum(kept, axis=-1, keepdims=True), TINY)


@keras.saving.register_keras_serializable(package="oresurvey")
class AmongLabelled(keras.layers.Layer):
    """Make probabilities comparable with an annotation that does not name every class.

    Two collections annotate different minerals. Where a collection has no label for pyrite, a
    pixel annotated as background may hold pyrite; a pixel annotated as pentlandite may not. The
    ways differ in how much of that the network is told; see docs/models/classes.md.

    Parameters
    ----------
    unlabelled : str
        "leave_out": probabilities among the labelled classes, given that it is one of them: nothing
        is said of the others anywhere. "fold": the probability of unlabelled classes is added to
        the background, the marginal of what the annotator could distinguish (marginal loss: Shi et
        al. 2021, Medical Image Analysis 70, 101979). "open": an annotated mineral excludes every
        other class; of the background only the share `hidden` of the unlabelled probability is
        added, so that unlabelled minerals are rare there, and not impossible.
    hidden : float
        0..1, for "open": 0 says that the background holds no unlabelled mineral, 1 says nothing.

    Raises
    ------
    ConfigurationError
        For any other word.
    """

    def __init__(self, unlabelled: str = "leave_out", hidden: float = 0.1, **options):
        if unlabelled not in UNLABELLED:
            raise ConfigurationError(
                f"train.unlabelled: {unlabelled!r} is not offered; use one of "
                f"{', '.join(UNLABELLED)}"
            )
        super().__init__(**options)
        self.unlabelled, self.hidden = unlabelled, hidden

    def call(self, probabilities, labelled, positions):
        """Restrict.

        Parameters
        ----------
        probabilities : tensor, shape (N, H, W, C)
            Class 0 of the last axis is the background.
        labelled : tensor, shape (N, C), float
            1 where the annotation of the image distinguishes the class, else 0; 1 for background.
        positions : tensor, shape (N, H, W), int
            The annotation, as positions of the last axis; 255 is void.

        Returns
        -------
        tensor, shape (N, H, W, C)
            Sums to 1. For "leave_out" and "fold" 0 for classes that are not labelled.
        """
        ops = keras.ops
        known = ops.expand_dims(ops.expand_dims(labelled, 1), 1)
        if self.unlabelled == "leave_out":
            return among_labelled(probabilities, known)
        kept = probabilities * known
        moved = probabilities - kept
        if self.unlabelled == "open":
            background = ops.cast(ops.equal(positions, 0), probabilities.dtype)
            moved = moved * ops.expand_dims(background, -1) * self.hidden
        rest = probabilities - moved
        unknown = ops.sum(moved, axis=-1, keepdims=True)
        return ops.concatenate([rest[..., :1] + unknown, rest[..., 1:]], axis=-1)

    def get_config(self):
        """Arguments of the constructor."""
        return super().get_config() | {"unlabelled": self.unlabelled, "hidden": self.hidden}

    def compute_output_shape(self, probabilities_shape, labelled_shape, positions_shape):
        """Same shape as the probabilities."""
        return probabilities_shape


def training_model(
    network: keras.Model,
    unlabelled: str = "leave_out",
    hidden: float = 0.1,
    older: Older | None = None,
) -> keras.Model:
    """Wrap a network for training: images and their annotation in, comparable probabilities out.

    Parameters
    ----------
    network : keras.Model
        As made by `unet`.
    unlabelled : str
    hidden : float
        See `AmongLabelled`.
    older : Older or None
        A network whose knowledge is kept.

    Returns
    -------
    keras.Model
        Inputs (N, H, W, 3), (N, C) and (N, H, W), see `AmongLabelled.call`; shares its weights with
        `network`.
    """
    classes = network.output_shape[-1]
    image = keras.Input((None, None, 3), dtype="float32", name="image")
    labelled = keras.Input((classes,), dtype="float32", name="labelled")
    positions = keras.Input((None, None), dtype="uint8", name="positions")
    restrict = AmongLabelled(unlabelled, hidden, dtype="float32", name="among_labelled")
    probabilities = network(image)
    if older:
        probabilities = listening(probabilities, image, positions, older)
    comparable = restrict(probabilities, labelled, positions)
    return keras.Model([image, labelled, positions], comparable, name="training")
