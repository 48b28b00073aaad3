"""Batch normalisation in one pass over the data where the backend has it."""

from oresurvey.network.keras_start import keras

layers = keras.layers


@keras.saving.register_keras_serializable(package="oresurvey")
class FusedNormalization(keras.layers.BatchNormalization):
    """`keras.layers.BatchNormalization`; TensorFlow trains it with its fused operation.

    Keras composes mean, variance and scaling of single operations, each a pass over memory: on two
    cores that was 40 % of a training step (benchmarks). Same formula, same weights; every other
    backend, type and use is left to Keras.
    """

    def call(self, inputs, training=None, mask=None):
        """Normalise; shape (N, H, W, C) in and out."""
        fused = (
            training
            and self.trainable
            and keras.backend.backend() == "tensorflow"
            and keras.backend.standardize_dtype(inputs.dtype) == "float32"
        )
        if not fused:
            return super().call(inputs, training=training, mask=mask)
        import tensorflow as tf

        nothing = tf.zeros((0,))
        output, mean, variance, *_ = tf.raw_ops.FusedBatchNormV3(
            x=inputs,
            scale=self.gamma,
            offset=self.beta,
            mean=nothing,
            variance=nothing,
            epsilon=self.epsilon,
            is_training=True,
        )
        # The operation returns the unbiased variance, Keras keeps the biased one.
        count = tf.cast(tf.size(inputs) / tf.shape(inputs)[-1], tf.float32)
        variance = variance * (count - 1) / count
        for kept, fresh in ((self.moving_mean, mean), (self.moving_variance, variance)):
            kept.assign(kept * self.momentum + fresh * (1 - self.momentum))
        return output
