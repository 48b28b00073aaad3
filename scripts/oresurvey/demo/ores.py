"""The ores of the demo survey, drawn to shares that are asked for.

Each ore takes the shape, a random generator, a scale factor for the size of its grains, and the
shares of its minerals, 0..1 by code; what no mineral takes is gangue. It returns (H, W) uint8.
Nothing hides what was drawn before it, so mean shares are those asked for: pits come first.
"""

import numpy as np
from skimage.draw import ellipse

from oresurvey.demo.fillings import crystals, droplets, masses, rims
from oresurvey.demo.textures import BORNITE, CHALCOPYRITE, GALENA, GANGUE, PYRITE, SPHALERITE

RIMS_SHARE = 0.5
"""Of the bornite: at most so much lies in rims."""


class _Section:
    """A field that is being filled: its codes, and what is still free."""

    def __init__(self, shape, shares: dict[int, float]):
        self.codes = np.full(shape, GANGUE, np.uint8)
        self.free = np.ones(shape, bool)
        self._shares = shares

    def pixels(self, *minerals: int) -> int:
        """How many pixels some minerals are to have."""
        return round(sum(self._shares[code] for code in minerals) * self.codes.size)

    def fill(self, where: np.ndarray, mineral: int) -> None:
        """Give free pixels to a mineral."""
        self.codes[where] = mineral
        self.free &= ~where

    def pit(self, rng, count: int, scale: float) -> None:
        """Plucked spots and cracks: gangue, wherever they fall."""
        shape = self.codes.shape
        for _ in range(count):
            y, x = rng.uniform(0, shape[0]), rng.uniform(0, shape[1])
            tall, wide = rng.uniform(1.5, 7, 2) * scale
            turned = rng.uniform(0, np.pi)
            self.fill(_mask(shape, ellipse(y, x, tall, wide, shape, rotation=turned)), GANGUE)


def _mask(shape, pixels) -> np.ndarray:
    mask = np.zeros(shape, bool)
    mask[pixels] = True
    return mask


def pyrite_ore(shape, rng, scale: float, shares: dict[int, float]) -> np.ndarray:
    """Euhedral pyrite, chalcopyrite with blebs of galena between, a little sphalerite."""
    section = _Section(shape, shares)
    section.pit(rng, 40, scale)
    section.fill(crystals(section.free, section.pixels(PYRITE), rng, 110 * scale), PYRITE)
    host = masses(section.free, section.pixels(CHALCOPYRITE, GALENA), rng, 90 * scale)
    section.fill(host, CHALCOPYRITE)
    section.fill(droplets(host, section.pixels(GALENA), rng, 7 * scale), GALENA)
    section.fill(masses(section.free, section.pixels(SPHALERITE), rng, 150 * scale), SPHALERITE)
    return section.codes


def sphalerite_ore(shape, rng, scale: float, shares: dict[int, float]) -> np.ndarray:
    """Sphalerite with chalcopyrite disease, galena masses, small pyrite crystals."""
    section = _Section(shape, shares)
    section.pit(rng, 60, scale)
    section.fill(crystals(section.free, section.pixels(PYRITE), rng, 38 * scale), PYRITE)
    section.fill(masses(section.free, section.pixels(GALENA), rng, 120 * scale), GALENA)
    host = masses(section.free, section.pixels(SPHALERITE, CHALCOPYRITE), rng, 260 * scale)
    section.fill(host, SPHALERITE)
    diseased = droplets(host, section.pixels(CHALCOPYRITE), rng, 4.5 * scale)
    section.fill(diseased, CHALCOPYRITE)
    return section.codes


def bornite_ore(shape, rng, scale: float, shares: dict[int, float]) -> np.ndarray:
    """Chalcopyrite with rims of bornite, bornite masses, scattered pyrite, spots of sphalerite."""
    section = _Section(shape, shares)
    section.pit(rng, 50, scale)
    section.fill(crystals(section.free, section.pixels(PYRITE), rng, 55 * scale), PYRITE)
    core = masses(section.free, section.pixels(CHALCOPYRITE), rng, 130 * scale)
    section.fill(core, CHALCOPYRITE)
    bornite = section.pixels(BORNITE)
    rim = rims(section.free, round(RIMS_SHARE * bornite), rng, core, max(7 * scale, 2))
    section.fill(rim, BORNITE)
    rest = bornite - int(np.count_nonzero(rim))
    section.fill(masses(section.free, rest, rng, 170 * scale), BORNITE)
    section.fill(masses(section.free, section.pixels(SPHALERITE), rng, 40 * scale), SPHALERITE)
    return section.codes
