"""How far a network looks, read off its layers.

A window that starts at a multiple of the alignment and carries the halo on every side gives, inside
the halo, exactly what the whole image gives.
"""

from oresurvey.errors import ConfigurationError
from oresurvey.network.keras_start import keras

# Layers that treat every pixel by itself.
_POINTWISE = (
    keras.layers.InputLayer,
    keras.layers.ReLU,
    keras.layers.Activation,
    keras.layers.Softmax,
    keras.layers.BatchNormalization,
    keras.layers.Add,
    keras.layers.Multiply,
    keras.layers.Concatenate,
    keras.layers.Rescaling,
    keras.layers.Dropout,
    keras.layers.SpatialDropout2D,
)


def _around(span: int, stride: int) -> tuple[int, int]:
    """Pixels to the left and to the right of a window of `span` + 1 cells, padded as "same"."""
    left = span // 2
    return left * stride, (span - left) * stride


def _reach(layer, stride: int) -> tuple[int, int, int]:
    """(pixels looked to the left, to the right, new stride), in pixels of the input image."""
    if isinstance(layer, _POINTWISE):
        return 0, 0, stride
    if isinstance(layer, keras.layers.Conv2DTranspose):
        size, step = layer.kernel_size[0], layer.strides[0]
        if size != step:
            raise ConfigurationError(
                f"layer {layer.name}: transposed convolutions need kernel = stride, not {size} and "
                f"{step}"
            )
        # Output pixel i comes from input pixel i // step, which starts up to step - 1 before it.
        return 0, stride - stride // step, stride // step
    if isinstance(layer, (keras.layers.Conv2D, keras.layers.SeparableConv2D)):
        # A 1x1 convolution looks at one pixel under any padding.
        if layer.strides[0] != 1 or (layer.padding != "same" and layer.kernel_size != (1, 1)):
            raise ConfigurationError(
                f"layer {layer.name}: convolutions need stride 1 and padding 'same'"
            )
        return *_around((layer.kernel_size[0] - 1) * layer.dilation_rate[0], stride), stride
    if isinstance(layer, (keras.layers.MaxPooling2D, keras.layers.AveragePooling2D)):
        size = layer.pool_size[0]
        if layer.strides[0] == 1 and layer.padding == "same":
            return *_around(size - 1, stride), stride
        return 0, (size - 1) * stride, stride * size
    raise ConfigurationError(
        f"layer {layer.name} ({type(layer).__name__}): its reach is not known; add it to "
        "receptive_field.py"
    )


def halo_and_alignment(model: keras.Model) -> tuple[int, int]:
    """Context that an exact window needs, and the grid it must start on.

    Parameters
    ----------
    model : keras.Model
        Functional, one image in, one map out at the same resolution.

    Returns
    -------
    halo_px : int
        A multiple of `align_px`.
    align_px : int

    Raises
    ------
    ConfigurationError
        Naming the layer whose reach is not known.
    """
    seen: dict[int, tuple[int, int, int]] = {}
    align = 1
    for layer in _in_order(model):
        inputs = layer.input if isinstance(layer.input, list) else [layer.input]
        reaches = [seen[id(tensor)] for tensor in inputs if id(tensor) in seen] or [(0, 0, 1)]
        strides = {stride for _, _, stride in reaches}
        if len(strides) != 1:
            raise ConfigurationError(f"layer {layer.name} joins maps of different resolution")
        left, right, stride = (
            max(reach[0] for reach in reaches),
            max(reach[1] for reach in reaches),
            strides.pop(),
        )
        more_left, more_right, new_stride = _reach(layer, stride)
        if new_stride < stride:
            # Going up, a pixel may sit anywhere in the coarse cell: look that far to the left too.
            more_left = stride - new_stride
        seen[id(layer.output)] = (left + more_left, right + more_right, new_stride)
        align = max(align, new_stride)
    left, right, _ = seen[id(model.outputs[0])]
    halo = -(-max(left, right) // align) * align
    return halo, align


def _in_order(model: keras.Model):
    """Layers such that each comes after those that feed it."""
    for operation in model.operations:
        if isinstance(operation, keras.layers.Layer):
            yield operation
        else:
            raise ConfigurationError(f"operation {operation.name}: its reach is not known")
