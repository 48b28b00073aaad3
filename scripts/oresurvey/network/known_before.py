"""What an older network says, as a part of the loss: a network that is taught forgets less."""

from dataclasses import dataclass

from oresurvey.network.keras_start import keras
from oresurvey.survey.mineral_codes import VOID

ops = keras.ops
TINY = 1e-7


@dataclass(frozen=True)
class Older:
    """An older network that a training listens to.

    Attributes
    ----------
    network : keras.Model
        As made by `network.unet.unet`; its weights stay.
    positions : tuple of int
        Of its classes in the output of the new network, in its order.
    weight : float
        Of what it says in the loss.
    """

    network: keras.Model
    positions: tuple[int, ...]
    weight: float


@keras.saving.register_keras_serializable(package="oresurvey")
class KnownBefore(keras.layers.Layer):
    """Add to the loss what an older network is contradicted in; probabilities pass unchanged.

    Mean cross-entropy of the older network's probabilities and the new one's among the classes that
    the older one knows, of the pixels that are void or annotated as background: a mineral that is
    annotated needs no other word, and a mineral that the older network does not know takes nothing
    from those that it does.

    Source: Li and Hoiem (2018), Learning without forgetting, IEEE PAMI 40, 2935-2947.

    Parameters
    ----------
    positions : sequence of int
    weight : float
        See `Older`.
    """

    def __init__(self, positions, weight: float = 1.0, **options):
        super().__init__(**options)
        self.positions, self.weight = list(positions), weight

    def call(self, probabilities, older, annotated):
        """Add the loss.

        Parameters
        ----------
        probabilities : tensor, shape (N, H, W, C)
        older : tensor, shape (N, H, W, K)
            Probabilities of the older network.
        annotated : tensor, shape (N, H, W), int
            Positions of the last axis; VOID where there is no annotation.

        Returns
        -------
        tensor, shape (N, H, W, C)
            The probabilities.
        """
        among = ops.take(probabilities, self.positions, axis=-1)
        among = among / ops.maximum(ops.sum(among, axis=-1, keepdims=True), TINY)
        against = -ops.sum(older * ops.log(ops.maximum(among, TINY)), axis=-1)
        silent = ops.logical_or(ops.equal(annotated, VOID), ops.equal(annotated, 0))
        silent = ops.cast(silent, against.dtype)
        total = ops.sum(against * silent) / ops.maximum(ops.sum(silent), 1.0)
        self.add_loss(self.weight * total)
        return probabilities

    def get_config(self):
        """Arguments of the constructor."""
        return super().get_config() | {"positions": self.positions, "weight": self.weight}

    def compute_output_shape(self, probabilities_shape, older_shape, annotated_shape):
        """Same shape as the probabilities."""
        return probabilities_shape


def listening(probabilities, image, annotated, older: Older):
    """The probabilities, with `KnownBefore` of an older network that sees the same image."""
    # As a part of another network its name must not be that of the new one.
    frozen = keras.Model(older.network.input, older.network.output, name="older_network")
    frozen.trainable = False
    layer = KnownBefore(older.positions, older.weight, dtype="float32", name="known_before")
    return layer(probabilities, frozen(image, training=False), annotated)
