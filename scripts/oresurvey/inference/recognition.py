"""How far a photograph lies from the training of a model, in the light of each training deposit."""

import numpy as np

from oresurvey.errors import FieldError
from oresurvey.inference.field import predict_bands
from oresurvey.network.engine import Engine

TILE_PX = 2048


def distances_by_light(photograph, engine: Engine) -> list[float]:
    """Mean feature distance of a field, seen in the colours of one training deposit after another.

    Parameters
    ----------
    photograph : photographs.photograph.Photograph
    engine : Engine
        With statistics of features.

    Returns
    -------
    list of float
        One of each of ``engine.exposure.known``, see `network.feature_distance`. In the wrong light
        minerals have features that no mineral had in the training.

    Raises
    ------
    FieldError
        If none of the pixels that are compared is visible.
    """
    found = []
    for known in engine.exposure.known:
        bands = predict_bands(photograph, engine, TILE_PX, deposit=known.deposit)
        distances = np.concatenate([band.distances for band in bands])
        if not len(distances):
            raise FieldError("too little of the photograph is visible to decide by it")
        found.append(float(distances.mean()))
    return found
