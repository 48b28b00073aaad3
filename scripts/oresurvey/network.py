"""The network: a U-Net of residual blocks, written once for every Keras 3 backend.

Source: Khvostikov, Korshunov, Krylov and Boguslavskiy (2021), section 2 and figure 1.
"""

from dataclasses import dataclass

from oresurvey.errors import ConfigurationError
from oresurvey.keras_start import keras

layers = keras.layers

# Keras' default of .99 needs some 500 steps before the running statistics can be validated with;
# .9 follows the last ten batches so closely that validation jumps.
MOMENTUM = 0.98
TINY = 1e-30
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
    """

    filters: int = 8
    levels: int = 5

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
        Class of the normalising layers: Keras' own, or `fused_norm.FusedNormalization` to train
        with; their weights are the same.

    Returns
    -------
    keras.Model
        (N, H, W, 3) float32 in 0..1 to (N, H, W, classes) float32 probabilities.
    """
    image = keras.Input((None, None, 3), dtype="float32", name="image")
    x = image
    skips = []
    for level in range(settings.levels - 1):
        x = conv_res(x, settings.filters * 2**level, f"down{level}", norm)
        skips.append(x)
        x = layers.MaxPooling2D(2, name=f"pool{level}")(x)
    bottom = settings.levels - 1
    x = conv_res(x, settings.filters * 2**bottom, f"down{bottom}", norm)
    for level in reversed(range(bottom)):
        filters = settings.filters * 2**level
        x = layers.Conv2DTranspose(filters, 2, strides=2, padding="same", name=f"rise{level}")(x)
        x = layers.Concatenate(name=f"join{level}")([x, skips[level]])
        x = conv_res(x, filters, f"up{level}", norm)
    # Softmax in float32 even under mixed precision: probabilities are compared at 1e-5.
    x = layers.Conv2D(classes, 1, name=SCORES)(x)
    probabilities = layers.Softmax(dtype="float32", name="probabilities")(x)
    return keras.Model(image, probabilities, name="conv_res_unet")


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


UNLABELLED = ("leave_out", "fold")


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
class AmongLabelled(layers.Layer):
    """Make probabilities comparable with an annotation that does not name every class.

    Two collections annotate different minerals. Where a collection has no label for pyrite, a
    pixel annotated as background may hold pyrite; telling the network "not pyrite" there would be
    a lie. Neither way tells it; see docs/classes.md.

    Parameters
    ----------
    unlabelled : str
        "leave_out": probabilities among the labelled classes, given that it is one of them.
        "fold": the probability of unlabelled classes is added to the background, the marginal of
        what the annotator could tell apart (marginal loss: Shi et al. 2021, Medical Image Analysis
        70, 101979).

    Raises
    ------
    ConfigurationError
        For any other word.
    """

    def __init__(self, unlabelled: str = "leave_out", **options):
        if unlabelled not in UNLABELLED:
            raise ConfigurationError(
                f"train.unlabelled: {unlabelled!r} is not offered; use one of "
                f"{', '.join(UNLABELLED)}"
            )
        super().__init__(**options)
        self.unlabelled = unlabelled

    def call(self, probabilities, labelled):
        """Restrict.

        Parameters
        ----------
        probabilities : tensor, shape (N, H, W, C)
            Class 0 of the last axis is the background.
        labelled : tensor, shape (N, C), float
            1 where the annotation of the image distinguishes the class, else 0; 1 for background.

        Returns
        -------
        tensor, shape (N, H, W, C)
            Sums to 1; 0 for classes that are not labelled.
        """
        known = keras.ops.expand_dims(keras.ops.expand_dims(labelled, 1), 1)
        if self.unlabelled == "leave_out":
            return among_labelled(probabilities, known)
        kept = probabilities * known
        unknown = keras.ops.sum(probabilities - kept, axis=-1, keepdims=True)
        return keras.ops.concatenate([kept[..., :1] + unknown, kept[..., 1:]], axis=-1)

    def get_config(self):
        """Arguments of the constructor."""
        return super().get_config() | {"unlabelled": self.unlabelled}

    def compute_output_shape(self, probabilities_shape, labelled_shape):
        """Same shape as the probabilities."""
        return probabilities_shape


def training_model(network: keras.Model, unlabelled: str = "leave_out") -> keras.Model:
    """Wrap a network for training: images and labelled classes in, comparable probabilities out.

    Parameters
    ----------
    network : keras.Model
        As made by `unet`.
    unlabelled : str
        See `AmongLabelled`.

    Returns
    -------
    keras.Model
        Inputs (N, H, W, 3) and (N, C); shares its weights with `network`.
    """
    classes = network.output_shape[-1]
    image = keras.Input((None, None, 3), dtype="float32", name="image")
    labelled = keras.Input((classes,), dtype="float32", name="labelled")
    restrict = AmongLabelled(unlabelled, dtype="float32", name="among_labelled")
    comparable = restrict(network(image), labelled)
    return keras.Model([image, labelled], comparable, name="training")
