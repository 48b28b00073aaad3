"""The good field that every bad one is made from."""

from functools import cache

import numpy as np

from oresurvey.demo.optics import photograph
from oresurvey.demo.textures import sphalerite_ore

SHAPE = (320, 400)


@cache
def scene(seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Photograph (320, 400, 3) and mask (320, 400), uint8; not to be changed."""
    rng = np.random.default_rng(seed)
    labels = sphalerite_ore(SHAPE, rng, 0.4)
    pixels = photograph(labels, rng)
    for array in (pixels, labels):
        array.setflags(write=False)
    return pixels, labels
