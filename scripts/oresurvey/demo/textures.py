"""Ore textures as label images: what a geologist would draw, in mineral codes.

Each texture takes the shape, a random generator and a scale factor for the size of its grains, and
returns (H, W) uint8 codes: 0 gangue, 1 chalcopyrite, 2 galena, 6 pyrite, 8 sphalerite.

Shipped models are tested on these two ores: they must not change by a pixel. The demo survey draws
its own from the same shapes, to shares that are known (`ores`).
"""

import numpy as np
from scipy.ndimage import gaussian_filter
from skimage.draw import disk, ellipse, polygon

GANGUE, CHALCOPYRITE, GALENA, BORNITE, PYRITE, SPHALERITE = 0, 1, 2, 4, 6, 8


def relief(shape, rng, size_px: float) -> np.ndarray:
    """Hills some size apart; what stands above a level is rounded, irregular; (H, W) float64."""
    smooth = gaussian_filter(rng.standard_normal(shape), size_px / 3, mode="reflect")
    rough = gaussian_filter(rng.standard_normal(shape), size_px / 12, mode="reflect")
    return smooth / smooth.std() + 0.25 * rough / rough.std()


def crystal(shape, rng, size_px: float) -> tuple[np.ndarray, np.ndarray]:
    """Rows and columns of an euhedral crystal: a turned square, pentagon or hexagon."""
    radius = size_px / 2 * rng.lognormal(0, 0.35)
    corners = int(rng.choice([4, 4, 4, 5, 6]))
    angles = np.arange(corners) * 2 * np.pi / corners + rng.uniform(0, 2 * np.pi)
    stretch = rng.uniform(0.75, 1.0)
    y = rng.uniform(0, shape[0]) + radius * np.sin(angles) * stretch
    x = rng.uniform(0, shape[1]) + radius * np.cos(angles)
    return polygon(y, x, shape)


def droplet(
    shape, rng, rows: np.ndarray, columns: np.ndarray, radius_px: float
) -> tuple[np.ndarray, np.ndarray]:
    """Rows and columns of a small round inclusion about one of the given pixels."""
    k = rng.integers(len(rows))
    radius = max(radius_px * rng.lognormal(0, 0.3), 1.5)
    return disk((rows[k], columns[k]), radius, shape=shape)


def _masses(shape, rng, size_px: float, share: float) -> np.ndarray:
    """Rounded, irregular masses that cover a share of the field; (H, W) bool."""
    field = relief(shape, rng, size_px)
    return field > np.quantile(field, 1 - share)


def _crystals(shape, rng, size_px: float, share: float) -> np.ndarray:
    """Euhedral crystals until they cover the share; (H, W) bool."""
    covered = np.zeros(shape, bool)
    while covered.mean() < share:
        covered[crystal(shape, rng, size_px)] = True
    return covered


def _droplets(shape, rng, inside: np.ndarray, radius_px: float, share: float) -> np.ndarray:
    """Small round inclusions that cover a share of the host; (H, W) bool."""
    covered = np.zeros(shape, bool)
    wanted = share * inside.sum()
    rows, columns = np.nonzero(inside)
    while len(rows) and covered.sum() < wanted:
        covered[droplet(shape, rng, rows, columns, radius_px)] = True
    return covered & inside


def _pits(shape, rng, labels: np.ndarray, count: int) -> np.ndarray:
    """Plucked spots and cracks: background, wherever they fall."""
    for _ in range(count):
        y, x = rng.uniform(0, shape[0]), rng.uniform(0, shape[1])
        tall, wide = rng.uniform(1.5, 7, 2)
        labels[ellipse(y, x, tall, wide, shape, rotation=rng.uniform(0, np.pi))] = GANGUE
    return labels


def pyrite_ore(shape, rng, scale: float) -> np.ndarray:
    """Euhedral pyrite, chalcopyrite between the crystals, a little sphalerite."""
    labels = np.zeros(shape, np.uint8)
    labels[_masses(shape, rng, 150 * scale, rng.uniform(0.08, 0.12))] = SPHALERITE
    labels[_masses(shape, rng, 90 * scale, rng.uniform(0.11, 0.16))] = CHALCOPYRITE
    labels[_crystals(shape, rng, 110 * scale, rng.uniform(0.36, 0.44))] = PYRITE
    return _pits(shape, rng, labels, 40)


def sphalerite_ore(shape, rng, scale: float) -> np.ndarray:
    """Sphalerite with chalcopyrite disease, galena masses, small pyrite crystals."""
    labels = np.zeros(shape, np.uint8)
    host = _masses(shape, rng, 260 * scale, rng.uniform(0.46, 0.54))
    labels[host] = SPHALERITE
    labels[_masses(shape, rng, 120 * scale, rng.uniform(0.12, 0.17))] = GALENA
    labels[_crystals(shape, rng, 38 * scale, rng.uniform(0.04, 0.06))] = PYRITE
    inside = labels == SPHALERITE
    labels[_droplets(shape, rng, inside, 4.5 * scale, rng.uniform(0.04, 0.06))] = CHALCOPYRITE
    return _pits(shape, rng, labels, 60)
