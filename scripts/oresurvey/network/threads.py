"""How many cores TensorFlow may use."""

from oresurvey.network.keras_start import keras, standard_error_kept_back


def use_threads(threads: int) -> None:
    """Give TensorFlow this many cores; two operations may run side by side (1.2 x on 2 cores).

    Other backends decide for themselves. In a process where TensorFlow runs already, nothing
    changes: it cannot be told twice.
    """
    if keras.backend.backend() != "tensorflow":
        return
    import tensorflow as tf

    try:
        tf.config.threading.set_intra_op_parallelism_threads(threads)
        tf.config.threading.set_inter_op_parallelism_threads(2)
    except RuntimeError:
        return
    with standard_error_kept_back():
        # The first look for a GPU; without one it is announced as an error.
        tf.config.list_logical_devices()
