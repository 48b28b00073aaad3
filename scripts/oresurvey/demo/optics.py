"""From a label image to what a camera on a reflected-light microscope records of it."""

import numpy as np
from scipy.ndimage import gaussian_filter
from skimage.draw import line

# Relative brightness in red, green, blue, plane-polarised light; after published reflectances,
# pyrite brightest, sphalerite and gangue dark.
COLOURS = {
    0: (0.16, 0.155, 0.15),
    1: (0.86, 0.73, 0.37),
    2: (0.76, 0.79, 0.83),
    4: (0.62, 0.42, 0.36),
    6: (0.90, 0.86, 0.66),
    8: (0.40, 0.405, 0.42),
}


def _tilted(colours: np.ndarray, rng) -> np.ndarray:
    """Blur boundaries a little, and once more towards one side: a section is never quite level."""
    blurred = gaussian_filter(colours, (0.8, 0.8, 0))
    shift = rng.integers(-1, 2, 2)
    return 0.75 * blurred + 0.25 * np.roll(blurred, shift, (0, 1))


def _scratches(image: np.ndarray, rng, count: int) -> None:
    height, width = image.shape[:2]
    for _ in range(count):
        y = rng.integers(0, height, 2)
        x = rng.integers(0, width, 2)
        rows, columns = line(y[0], x[0], y[1], x[1])
        image[rows, columns] *= rng.uniform(0.8, 1.12)


def _light(shape, rng) -> np.ndarray:
    """Uneven illumination: brightest near the middle, off centre; (H, W, 1)."""
    rows = np.linspace(-1, 1, shape[0])[:, None] - rng.uniform(-0.25, 0.25)
    columns = np.linspace(-1, 1, shape[1])[None] - rng.uniform(-0.25, 0.25)
    return (1 - rng.uniform(0.03, 0.09) * (rows**2 + columns**2))[..., None]


def photograph(labels: np.ndarray, rng: np.random.Generator, depth: int = 8) -> np.ndarray:
    """Render a label image.

    Parameters
    ----------
    labels : (H, W) uint8
        Codes of `COLOURS`.
    rng : numpy.random.Generator
    depth : int
        8 or 16 bits.

    Returns
    -------
    (H, W, 3) uint8 or uint16
    """
    table = np.zeros((256, 3))
    for code, colour in COLOURS.items():
        table[code] = colour
    image = table[labels]
    grain = gaussian_filter(rng.standard_normal(labels.shape), 6)
    image *= 1 + 0.035 * (grain / grain.std())[..., None]
    resin = gaussian_filter(rng.standard_normal(labels.shape), 2)
    image[labels == 0] *= (1 + 0.3 * (resin / resin.std()))[labels == 0, None].clip(0.3)
    image = _tilted(image, rng)
    _scratches(image, rng, int(rng.integers(2, 7)))
    # Automatic exposure: up to a third of a stop either way.
    image *= _light(labels.shape, rng) * 2 ** rng.uniform(-0.33, 0.1)
    image += rng.normal(0, 0.012, image.shape)
    top = 2**depth - 1
    return np.round(image.clip(0, 1) * top).astype(np.uint8 if depth == 8 else np.uint16)
