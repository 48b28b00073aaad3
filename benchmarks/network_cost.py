"""Arithmetic of a network, and what this machine can do at most."""

import keras
import numpy as np
from harness import seconds


def flop_per_px(model: keras.Model) -> float:
    """Floating-point operations of the convolutions for one pixel of the input."""
    total, stride = 0.0, {}
    for layer in model.layers:
        inputs = layer.input if isinstance(layer.input, list) else [layer.input]
        at = max((stride.get(id(tensor), 1) for tensor in inputs), default=1)
        if isinstance(layer, keras.layers.MaxPooling2D):
            stride[id(layer.output)] = at * layer.pool_size[0]
            continue
        after = at // layer.strides[0] if isinstance(layer, keras.layers.Conv2DTranspose) else at
        stride[id(layer.output)] = after
        if isinstance(layer, (keras.layers.Conv2D, keras.layers.Conv2DTranspose)):
            # Per pixel of the input: a transposed convolution feeds kernel x kernel outputs.
            total += 2 * np.prod(layer.kernel.shape) / at**2
    return float(total)


def peak_gflops(side: int = 4096, repeats: int = 5) -> float:
    """Best of several float32 matrix products, on all cores."""
    import tensorflow as tf

    a = tf.random.uniform((side, side))
    product = tf.function(lambda: tf.matmul(a, a))
    product()
    best = min(seconds(lambda: product().numpy()) for _ in range(repeats))
    return 2 * side**3 / best / 1e9
