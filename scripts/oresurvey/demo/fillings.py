"""Fill a field with so many pixels of a mineral, so that its mean share is known.

Each filling takes what is still free and gives back what it took. Masses and rims take an exact
number of pixels; crystals and droplets, which come whole, take it on average.
"""

from collections.abc import Callable

import numpy as np
from scipy.ndimage import distance_transform_edt

from oresurvey.demo.textures import crystal, droplet, relief


def _highest(score: np.ndarray, free: np.ndarray, pixels: int) -> np.ndarray:
    """The free pixels with the highest score; all of them where more are asked for."""
    places = np.flatnonzero(free)
    pixels = min(pixels, len(places))
    order = np.argsort(-score.ravel()[places], kind="stable")
    taken = np.zeros(free.size, bool)
    taken[places[order[:pixels]]] = True
    return taken.reshape(free.shape)


def masses(free: np.ndarray, pixels: int, rng, size_px: float) -> np.ndarray:
    """Rounded, irregular masses.

    Parameters
    ----------
    free : (H, W) bool
        Where nothing is yet.
    pixels : int
        How many to take.
    rng : numpy.random.Generator
    size_px : float
        Of a mass, about.

    Returns
    -------
    (H, W) bool
    """
    return _highest(relief(free.shape, rng, size_px), free, pixels)


def rims(free: np.ndarray, pixels: int, rng, core: np.ndarray, width_px: float) -> np.ndarray:
    """Rims around a core, of uneven width; see `masses`.

    Parameters
    ----------
    core : (H, W) bool
    width_px : float
        At most so wide on average: where more pixels are asked for, fewer are taken.
    """
    if not core.any():
        return np.zeros(free.shape, bool)
    near = -distance_transform_edt(~core) + 0.1 * width_px * relief(free.shape, rng, width_px)
    return _highest(near, free & (near > -width_px), pixels)


def _whole_shapes(free: np.ndarray, pixels: int, rng, draw: Callable) -> np.ndarray:
    """Shapes until they cover so many free pixels.

    A last shape that covers too many stays with such a chance that the mean is what was asked for.
    """
    covered = np.zeros(free.shape, bool)
    count, pixels = 0, min(pixels, int(np.count_nonzero(free)))
    while count < pixels:
        shape = draw()
        fresh = free[shape] & ~covered[shape]
        gained = int(np.count_nonzero(fresh))
        missing = pixels - count
        if gained > missing and rng.uniform() >= missing / gained:
            break
        covered[shape[0][fresh], shape[1][fresh]] = True
        count += gained
    return covered


def crystals(free: np.ndarray, pixels: int, rng, size_px: float) -> np.ndarray:
    """Euhedral crystals; see `masses`, but so many pixels on average only."""
    return _whole_shapes(free, pixels, rng, lambda: crystal(free.shape, rng, size_px))


def droplets(free: np.ndarray, pixels: int, rng, radius_px: float) -> np.ndarray:
    """Small round inclusions in what is free, their host; see `crystals`."""
    rows, columns = np.nonzero(free)
    return _whole_shapes(
        free, pixels, rng, lambda: droplet(free.shape, rng, rows, columns, radius_px)
    )
