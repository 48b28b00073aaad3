"""Losses of the training: IoU, Dice, cross-entropy, focal, and weighted sums of them.

Each takes the annotation as class positions, shape (N, H, W), 255 for void, and the probabilities,
shape (N, H, W, C); each returns one number. Void pixels take no part in any of them.
"""

from oresurvey.errors import ConfigurationError
from oresurvey.network.keras_start import keras
from oresurvey.survey.mineral_codes import VOID

ops = keras.ops

TINY = 1e-7


def _one_hot(positions, classes: int):
    """One-hot annotation, all zero at void; shape (N, H, W, C) float32, and the valid mask."""
    positions = ops.cast(positions, "int32")
    valid = ops.cast(ops.not_equal(positions, VOID), "float32")
    hot = ops.one_hot(ops.where(positions == VOID, 0, positions), classes, dtype="float32")
    return hot * ops.expand_dims(valid, -1), valid


def _class_mean(scores, hot, weights):
    """Mean over the classes present in the batch: an absent class has no overlap to improve."""
    present = ops.cast(ops.sum(hot, axis=(0, 1, 2)) > 0, "float32") * weights
    return ops.sum(scores * present) / ops.maximum(ops.sum(present), TINY)


def iou_loss(hot, valid, probabilities, weights):
    """1 - soft intersection over union, per class over the whole batch, mean over classes.

    Source: Khvostikov et al. (2021), the paper's loss; soft form after Rahman and Wang (2016).
    """
    probabilities = probabilities * ops.expand_dims(valid, -1)
    shared = ops.sum(hot * probabilities, axis=(0, 1, 2))
    either = ops.sum(hot + probabilities, axis=(0, 1, 2)) - shared
    return _class_mean(1.0 - shared / ops.maximum(either, TINY), hot, weights)


def dice_loss(hot, valid, probabilities, weights):
    """1 - soft Dice coefficient, per class over the whole batch, mean over classes."""
    probabilities = probabilities * ops.expand_dims(valid, -1)
    shared = ops.sum(hot * probabilities, axis=(0, 1, 2))
    both = ops.sum(hot + probabilities, axis=(0, 1, 2))
    return _class_mean(1.0 - 2.0 * shared / ops.maximum(both, TINY), hot, weights)


def _pixel_mean(values, hot, valid, weights):
    pixel_weight = ops.sum(hot * weights, axis=-1) * valid
    return ops.sum(values * pixel_weight) / ops.maximum(ops.sum(pixel_weight), TINY)


def cross_entropy_loss(hot, valid, probabilities, weights):
    """Mean over annotated pixels of -log P(annotated class)."""
    likelihood = ops.sum(hot * probabilities, axis=-1)
    return _pixel_mean(-ops.log(ops.maximum(likelihood, TINY)), hot, valid, weights)


def focal_loss(hot, valid, probabilities, weights):
    """Cross-entropy times (1 - P)^2 (Lin et al. 2017), gamma = 2."""
    likelihood = ops.sum(hot * probabilities, axis=-1)
    values = -ops.square(1.0 - likelihood) * ops.log(ops.maximum(likelihood, TINY))
    return _pixel_mean(values, hot, valid, weights)


TERMS = {
    "iou": iou_loss,
    "dice": dice_loss,
    "cross_entropy": cross_entropy_loss,
    "focal": focal_loss,
}


@keras.saving.register_keras_serializable(package="oresurvey")
class SumOfLosses(keras.losses.Loss):
    """Weighted sum of named losses.

    Parameters
    ----------
    terms : dict of str to float
        Factor of each of ``iou``, ``dice``, ``cross_entropy``, ``focal``.
    class_weights : sequence of float or None
        One weight per class, in the order of the network's output; None for equal weights.

    Raises
    ------
    ConfigurationError
        For a name that is none of the four, or no term at all.
    """

    def __init__(self, terms: dict, class_weights=None, name="sum_of_losses", **options):
        unknown = sorted(set(terms) - set(TERMS))
        if unknown or not terms:
            raise ConfigurationError(
                f"loss: {unknown or 'nothing'} given; use one or more of {', '.join(TERMS)}"
            )
        super().__init__(name=name, reduction="sum", **options)
        self.terms = dict(terms)
        self.class_weights = None if class_weights is None else [float(w) for w in class_weights]

    def call(self, positions, probabilities):
        """Shapes (N, H, W) and (N, H, W, C) to one number."""
        classes = probabilities.shape[-1]
        weights = ops.convert_to_tensor(self.class_weights or [1.0] * classes, dtype="float32")
        hot, valid = _one_hot(positions, classes)
        total = 0.0
        for term, factor in self.terms.items():
            total = total + factor * TERMS[term](hot, valid, probabilities, weights)
        return total

    def get_config(self):
        """Arguments of the constructor."""
        return {"terms": self.terms, "class_weights": self.class_weights, "name": self.name}
