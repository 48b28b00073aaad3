"""A training that starts from the weights of a trained model: what that has learnt is kept."""

from pathlib import Path

import numpy as np

from oresurvey.errors import ConfigurationError
from oresurvey.files.tables import read_json
from oresurvey.network.keras_start import keras
from oresurvey.network.unet import PYRAMID, SCORES


def take_weights(network: keras.Model, codes: tuple[int, ...], folder: str | Path) -> None:
    """Give a new network the weights of a trained one; minerals that this did not know start anew.

    Parameters
    ----------
    network : keras.Model
        As made by `unet.unet`.
    codes : tuple of int
        Mineral codes in the order of its output.
    folder : path
        Of the trained model: ``model.keras`` and ``model.json``. Its scores are calibrated, which
        a training goes on from as well as from any others.

    Raises
    ------
    ConfigurationError
        If that is no network of the same filters and levels.
    """
    known = keras.models.load_model(Path(folder) / "model.keras", compile=False)
    layers = {layer.name: layer for layer in known.layers if layer.weights}
    for layer in network.layers:
        if not layer.weights or layer.name == SCORES:
            continue
        if layer.name.startswith(PYRAMID) and layer.name not in layers:
            # What the older network lacks starts from chance; the rest of it knows where it is.
            continue
        weights = layers[layer.name].get_weights() if layer.name in layers else []
        if [w.shape for w in weights] != [w.shape for w in layer.get_weights()]:
            raise ConfigurationError(
                f"train: {folder}, which it starts from, is no single network of as many filters "
                f"and levels (layer {layer.name} differs); give train.filters and train.levels as "
                "its card has them, and a model of one member"
            )
        layer.set_weights(weights)
    at = {code: k for k, code in enumerate(read_json(Path(folder) / "model.json")["codes"])}
    new, old = network.get_layer(SCORES), layers[SCORES].get_weights()
    kernel, bias = new.get_weights()
    for k, code in enumerate(codes):
        if code in at:
            kernel[..., k], bias[k] = old[0][..., at[code]], old[1][at[code]]
        else:
            # As likely as the known ones on average: the first steps decide.
            bias[k] = np.mean(old[1])
    new.set_weights([kernel, bias])
