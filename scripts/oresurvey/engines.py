"""Engines: a trained network, ready to turn windows of a photograph into classes.

TensorFlow starts and the model is loaded once per engine; an engine serves a whole batch of fields.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from oresurvey.errors import ConfigurationError
from oresurvey.keras_start import keras
from oresurvey.network import among_labelled, labelled_vector
from oresurvey.receptive_field import halo_and_alignment
from oresurvey.store import scale_factor
from oresurvey.tables import read_json
from oresurvey.threads import use_threads

# isort: split
# After keras_start, which sets its options.
import tensorflow as tf


@dataclass(frozen=True)
class Crop:
    """The part of a window to decide, in pixels of the network's input; half-open."""

    y0: int
    y1: int
    x0: int
    x1: int


class TensorFlowEngine:
    """The network on TensorFlow.

    Parameters
    ----------
    model : keras.Model
        (N, h, w, 3) in 0..1 to (N, h, w, C) probabilities.
    codes : tuple of int
        Mineral codes in the order of the network's output; background first.
    input_scale : float
        1, 0.5 or 0.25.
    threads : int
    exposure : str
        How photographs are brought to one exposure, see `exposure.exposure_gain`.

    Attributes
    ----------
    factor : int
        Pixels of the photograph along one pixel of the input.
    halo_px, align_px : int
        In pixels of the input; one pixel for the interpolation is in the halo.
    """

    def __init__(self, model, codes, input_scale=1.0, threads=2, exposure="none"):
        use_threads(threads)
        self._model = model
        self.exposure = exposure
        self.codes = tuple(codes)
        self.factor = scale_factor(input_scale)
        halo, self.align_px = halo_and_alignment(model)
        extra = 1 if self.factor > 1 else 0
        self.halo_px = -(-(halo + extra) // self.align_px) * self.align_px
        whole = tf.TensorSpec((), tf.int32)
        self._run = tf.function(
            self._probabilities,
            input_signature=[
                tf.TensorSpec((None, None, 3), tf.uint8),
                *[whole] * 4,
                tf.TensorSpec((len(self.codes),), tf.float32),
            ],
        )
        self._decide = tf.function(
            self._classes,
            input_signature=self._run.input_signature,
        )

    @classmethod
    def load(cls, folder: str | Path, threads: int = 2) -> "TensorFlowEngine":
        """Engine of a model folder (``model.keras``, ``model.json``).

        Raises
        ------
        ConfigurationError
            If the folder holds no model.
        """
        folder = Path(folder)
        if not (folder / "model.json").exists() or not (folder / "model.keras").exists():
            raise ConfigurationError(
                f"model {folder}: model.keras and model.json are expected there; check "
                "models.NAME.weights in the configuration"
            )
        use_threads(threads)
        about = read_json(folder / "model.json")
        model = keras.models.load_model(folder / "model.keras", compile=False)
        return cls(model, about["codes"], about["input_scale"], threads, about["exposure"])

    def _probabilities(self, window, y0, y1, x0, x1, labelled):
        image = tf.cast(window, tf.float32)[None] / 255.0
        found = self._model(image, training=False)[0]
        # Conditioned on the minerals that may occur: see docs/classes.md.
        found = among_labelled(found, labelled)
        if self.factor == 1:
            return found[y0:y1, x0:x1]
        # One pixel more where there is one, so that interpolation never meets a tile's edge.
        top, left = tf.minimum(y0, 1), tf.minimum(x0, 1)
        found = found[y0 - top : y1 + 1, x0 - left : x1 + 1]
        size = tf.shape(found)[:2] * self.factor
        found = tf.image.resize(found, size, method="bilinear")
        y, x = top * self.factor, left * self.factor
        return found[y : y + (y1 - y0) * self.factor, x : x + (x1 - x0) * self.factor]

    def _classes(self, *arguments):
        found = self._probabilities(*arguments)
        best = tf.argmax(found, axis=-1, output_type=tf.int32)
        confidence = tf.round(tf.reduce_max(found, axis=-1) * 255.0)
        codes = tf.gather(tf.constant(self.codes, tf.uint8), best)
        return codes, tf.cast(tf.minimum(confidence, 255.0), tf.uint8)

    def labelled(self, codes=None) -> np.ndarray:
        """1 for every class that may be named; (C,) float32.

        Parameters
        ----------
        codes : iterable of int, optional
            Classes that may be named; all when None.
        """
        if codes is None:
            return np.ones(len(self.codes), np.float32)
        return labelled_vector(self.codes, codes)

    def probabilities(self, window: np.ndarray, crop: Crop, labelled: np.ndarray) -> np.ndarray:
        """Probabilities at the photograph's resolution.

        Parameters
        ----------
        window : (h, w, 3) uint8
            At the input scale; h and w are multiples of `align_px`.
        crop : Crop
        labelled : (C,) float32

        Returns
        -------
        (f (y1 - y0), f (x1 - x0), C) float32
        """
        return self._run(window, crop.y0, crop.y1, crop.x0, crop.x1, labelled).numpy()

    def classify(
        self, window: np.ndarray, crop: Crop, labelled: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Most probable code and its probability * 255, at the photograph's resolution.

        Parameters as `probabilities`.

        Returns
        -------
        (f (y1 - y0), f (x1 - x0)) uint8, twice
        """
        codes, confidence = self._decide(window, crop.y0, crop.y1, crop.x0, crop.x1, labelled)
        return codes.numpy(), confidence.numpy()
