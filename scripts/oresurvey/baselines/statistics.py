"""Colour statistics: mean and spread of each mineral's colour, and what they say of a pixel.

After López-Benito et al. (2020), who tell minerals apart by mean and spread of their specular
reflectance in many bands; here the bands are the three of a colour camera, as they are (RGB) or as
CIE L*a*b*, where equal distances look equally different.
"""

from dataclasses import dataclass

import numpy as np
from skimage.color import rgb2lab

SPACES = ("lab", "rgb")
RULES = ("gaussian", "nearest")
ROUNDING = {"rgb": 1 / 12, "lab": (100 / 255) ** 2 / 12}
"""Variance of rounding to 8 bits, in units of the space: no mineral's colour is known better."""
NEVER = -1e30
"""Log-probability of a class that may not be named; finite, so that one is always likeliest."""


def in_space(image: np.ndarray, space: str) -> np.ndarray:
    """Colours in a colour space.

    Parameters
    ----------
    image : (..., 3) uint8
    space : str
        "rgb": the values as they are, 0..255. "lab": CIE 1976 L*a*b* of sRGB under D65.

    Returns
    -------
    (..., 3) float64
    """
    return image.astype(np.float64) if space == "rgb" else rgb2lab(image)


@dataclass(frozen=True)
class ColourStatistics:
    """Colours of the minerals in one space.

    Attributes
    ----------
    codes : tuple of int
        Mineral codes; background first.
    pixels : (C,) int64
        That the statistics are of; a class without any is named only where no other may be.
    means : (C, 3) float64
    covariances : (C, 3, 3) float64
        Rounding to 8 bits included.
    """

    codes: tuple[int, ...]
    pixels: np.ndarray
    means: np.ndarray
    covariances: np.ndarray

    def _log_shares(self) -> np.ndarray:
        known = self.pixels > 0
        shares = np.where(known, self.pixels, 1) / max(self.pixels.sum(), 1)
        return np.where(known, np.log(shares), NEVER)

    def _squares(self, colours: np.ndarray, precisions: np.ndarray) -> np.ndarray:
        """d' P d for the distance d of each colour from each mean; (C, N)."""
        bands = np.ascontiguousarray(colours.T)
        found = np.empty((len(self.codes), len(colours)))
        for k, (mean, p) in enumerate(zip(self.means, precisions, strict=True)):
            x, y, z = bands - mean[:, None]
            # Written out, as a product of matrices would round by the number of pixels.
            found[k] = (p[0, 0] * x + 2 * p[0, 1] * y + 2 * p[0, 2] * z) * x
            found[k] += (p[1, 1] * y + 2 * p[1, 2] * z) * y + p[2, 2] * z * z
        return found

    def _scores(self, colours: np.ndarray, rule: str) -> np.ndarray:
        """Log-probability of each mineral, up to a constant of each pixel; (C, N)."""
        if rule == "gaussian":
            _, log_volumes = np.linalg.slogdet(self.covariances)
            squares = self._squares(colours, np.linalg.inv(self.covariances))
            return (self._log_shares() - log_volumes / 2)[:, None] - squares / 2
        known = self.pixels > 0
        spread = np.trace(self.covariances[known], axis1=1, axis2=2).mean() / 3 if any(known) else 1
        same = np.broadcast_to(np.eye(3) / spread, self.covariances.shape)
        return np.where(known, 0, NEVER)[:, None] - self._squares(colours, same) / 2

    def posterior(self, colours: np.ndarray, labelled: np.ndarray, rule: str) -> np.ndarray:
        """Probability of each mineral, given the colour of a pixel.

        Parameters
        ----------
        colours : (N, 3) float64
            In the space of the statistics.
        labelled : (C,) float32
            1 for the classes that may be named.
        rule : str
            "gaussian": Bayes' rule with a normal distribution of each mineral's colours, and the
            minerals' shares of the pixels as prior. "nearest": the nearest mean is likeliest; all
            minerals have one spread, the mean of theirs, and one prior.

        Returns
        -------
        (N, C) float64
        """
        # Weighed down twice, so that an unknown class is named before one that may not be.
        scores = self._scores(colours, rule) + np.where(labelled > 0, 0, 2 * NEVER)[:, None]
        scores -= scores.max(axis=0)
        found = np.exp(scores)
        return (found / found.sum(axis=0)).T


class ColourSums:
    """Colour statistics in the making: fields are added piece by piece, none is kept.

    Parameters
    ----------
    space : str
        One of `SPACES`.
    """

    def __init__(self, space: str):
        self.space = space
        self.pixels = np.zeros(256, np.int64)
        self._sums = np.zeros((256, 3))
        self._products = np.zeros((256, 3, 3))

    def add(self, image: np.ndarray, mask: np.ndarray) -> None:
        """Add annotated pixels.

        Parameters
        ----------
        image : (h, w, 3) uint8
        mask : (h, w) uint8
            Mineral codes; each, void too, has statistics of its own.
        """
        colours = in_space(image, self.space)
        for code in np.unique(mask):
            part = colours[mask == code]
            self.pixels[code] += len(part)
            self._sums[code] += part.sum(axis=0)
            self._products[code] += part.T @ part

    def statistics(self, codes) -> ColourStatistics:
        """Mean and covariance of each of the codes."""
        codes = tuple(codes)
        pixels = self.pixels[list(codes)]
        count = np.maximum(pixels, 1)
        means = self._sums[list(codes)] / count[:, None]
        covariances = self._products[list(codes)] / count[:, None, None]
        covariances -= means[:, :, None] * means[:, None, :]
        covariances += ROUNDING[self.space] * np.eye(3)
        return ColourStatistics(codes, pixels, means, covariances)
