"""Running averages of a network's weights, which the optimiser keeps on request."""

from contextlib import contextmanager

from oresurvey.network.keras_start import keras


def take_averages(trainer: keras.Model) -> None:
    """Replace the weights by their running averages where the optimiser keeps any."""
    if trainer.optimizer.use_ema and trainer.optimizer.built:
        trainer.optimizer.finalize_variable_values(trainer.trainable_variables)


@contextmanager
def averaged_weights(trainer: keras.Model):
    """The running averages in place of the weights, while something looks at the network."""
    weights = trainer.get_weights()
    take_averages(trainer)
    try:
        yield
    finally:
        trainer.set_weights(weights)
