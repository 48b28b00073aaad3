"""The network on TensorFlow: the reference, and the engine where OpenVINO is missing."""

from pathlib import Path

import numpy as np

from oresurvey.light.exposure import Exposure
from oresurvey.network.engine import Engine
from oresurvey.network.keras_start import keras, standard_error_kept_back
from oresurvey.network.receptive_field import halo_and_alignment
from oresurvey.network.threads import use_threads
from oresurvey.network.unet import among_labelled, with_features

# isort: split
# After keras_start, which sets its options.
import tensorflow as tf


def sees_gpu() -> bool:
    """Whether TensorFlow can use a GPU of this machine."""
    with standard_error_kept_back():
        return bool(tf.config.list_physical_devices("GPU"))


class TensorFlowEngine(Engine):
    """A Keras network on TensorFlow.

    Parameters
    ----------
    model : keras.Model
        (N, h, w, 3) in 0..1 to (N, h, w, C) probabilities.
    codes, input_scale, exposure :
        As in `network.engine.Engine`.
    threads : int
    """

    def __init__(self, model, codes, input_scale=1.0, threads=2, exposure=Exposure()):
        super().__init__(codes, input_scale, exposure, halo_and_alignment(model))
        use_threads(threads)
        self.name = f"tensorflow {tf.__version__} float32"
        self._model = with_features(model, self.align_px)
        signature = [
            tf.TensorSpec((None, None, 3), tf.uint8),
            tf.TensorSpec((len(self.codes),), tf.float32),
        ]
        self._run = tf.function(self._graph, input_signature=signature)
        self._run_decided = tf.function(self._decided_graph, input_signature=signature)

    @classmethod
    def load(cls, folder: str | Path, about: dict, threads: int = 2) -> "TensorFlowEngine":
        """Engine of a model folder and its ``model.json``."""
        use_threads(threads)
        model = keras.models.load_model(Path(folder) / "model.keras", compile=False)
        return cls(model, about["codes"], about["input_scale"], threads, Exposure.from_json(about))

    def _graph(self, window, labelled):
        image = tf.cast(window, tf.float32)[None] / 255.0
        # A network without features has one output: that is no list.
        found, *features = tf.nest.flatten(self._model(image, training=False))
        return among_labelled(found[0], labelled), *(one[0] for one in features)

    def _decided_graph(self, window, labelled):
        found, *features = self._graph(window, labelled)
        confidence = tf.minimum(tf.round(tf.reduce_max(found, axis=-1) * 255.0), 255.0)
        best = tf.argmax(found, axis=-1, output_type=tf.int32)
        return tf.cast(best, tf.uint8), tf.cast(confidence, tf.uint8), *features

    def _probabilities(self, window: np.ndarray, labelled: np.ndarray):
        found, *features = (part.numpy() for part in self._run(window, labelled))
        return found, features[0] if features else None

    def _decided(self, window: np.ndarray, labelled: np.ndarray):
        best, confidence, *features = (part.numpy() for part in self._run_decided(window, labelled))
        return best, confidence, features[0] if features else None
