"""The same numbers from the same seed."""

from oresurvey.network.keras_start import keras


def make_repeatable(seed: int, deterministic: bool) -> None:
    """Seed all that is drawn by chance.

    Parameters
    ----------
    seed : int
    deterministic : bool
        Let TensorFlow add up in one order too, at some cost in speed: the same bits.
    """
    keras.utils.set_random_seed(seed)
    if deterministic and keras.backend.backend() == "tensorflow":
        import tensorflow as tf

        tf.config.experimental.enable_op_determinism()
