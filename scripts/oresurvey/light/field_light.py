"""Light of a photograph: exposure, white balance and uneven illumination, and how to undo them.

In logarithms all three are sums: a shift of the whole field, a shift of red and of blue against
green, and a surface of second degree, which is what the centre of a lamp's cone and the fall of
light towards the corners look like through a microscope.
"""

from dataclasses import dataclass

import numpy as np

TERMS = ("exposure", "x", "y", "xx", "xy", "yy", "red", "blue")
EXPOSURE, SURFACE, HUE = slice(0, 1), slice(1, 6), slice(6, 8)
ROWS_AT_A_TIME = 64
"""Rows that are multiplied together: their factors stay in the processor's cache."""
WHITE = 255
MOST_FIELDS = 16
"""Fields that decide for a deposit or for one of its sessions, or by which a shared light is found;
more of them cost time and change nothing."""


def surface_terms(positions: np.ndarray) -> np.ndarray:
    """1, x, y, x^2, x y, y^2.

    Parameters
    ----------
    positions : (N, 2)
        x from -1 to 1 over the width of the field, y in the same unit from its middle.

    Returns
    -------
    (N, 6) float64
    """
    x, y = positions.T
    return np.stack([np.ones(len(x)), x, y, x * x, x * y, y * y], axis=1)


@dataclass(frozen=True)
class FieldLight:
    """Light of one field against that of the known colours.

    Attributes
    ----------
    stops : tuple of 8 float
        As named by `TERMS`: log2 of the brightness at the middle; the surface's factors of x, y,
        x^2, x y, y^2; log2 of red / green and of blue / green. All 0: the light of the known
        colours.
    """

    stops: tuple[float, ...] = (0.0,) * len(TERMS)

    @classmethod
    def of_gain(cls, gain: float) -> "FieldLight":
        """The even, white light that a factor of all pixels undoes."""
        return cls((float(-np.log2(gain)), *(0.0,) * (len(TERMS) - 1)))

    @property
    def even(self) -> bool:
        """Whether one factor undoes it."""
        return not any(self.stops[1:])

    @property
    def gain(self) -> float:
        """Factor that undoes the exposure alone."""
        return float(2.0 ** -self.stops[0])

    def factors(self, y: np.ndarray, x: np.ndarray, size: tuple[float, float]) -> np.ndarray:
        """What the pixels of a window are multiplied by.

        Parameters
        ----------
        y, x : (h,), (w,) int
            Rows and columns.
        size : (float, float)
            Height and width of the whole field in the same pixels.

        Returns
        -------
        (h, w, 3) float32
        """
        exposure, *surface, red, blue = (np.float32(value) for value in self.stops)
        across = ((x + np.float32(0.5)) / np.float32(size[1]) * 2 - 1).astype(np.float32)
        down = ((y + np.float32(0.5)) / np.float32(size[0]) * 2 - 1).astype(np.float32)
        down *= np.float32(size[0] / size[1])
        bright = (
            (exposure + (surface[0] + surface[2] * across) * across)
            + ((surface[1] + surface[4] * down) * down)[:, None]
            + surface[3] * down[:, None] * across
        )
        # The mean over channels is the brightness, so green carries what red and blue do not.
        green = (red + blue) / 3
        channels = np.exp2(-np.array([red - green, -green, blue - green], np.float32))
        return np.exp2(-bright)[..., None] * channels

    def undo(self, pixels: np.ndarray, corner=(0, 0), size=None) -> np.ndarray:
        """Pixels of a window under the light of the known colours.

        Parameters
        ----------
        pixels : (h, w, 3) uint8
        corner : (int, int)
            y, x of the window in the field.
        size : (float, float), optional
            Height and width of the whole field in the same pixels; the window's when None.

        Returns
        -------
        (h, w, 3) uint8
            Rounded and clipped; `pixels` itself where there is nothing to undo.
        """
        if not any(self.stops):
            return pixels
        if self.even:
            return apply_gain(pixels, self.gain)
        height, width = pixels.shape[:2]
        x = np.arange(corner[1], corner[1] + width)
        found = np.empty(pixels.shape, np.uint8)
        for row in range(0, height, ROWS_AT_A_TIME):
            part = slice(row, min(row + ROWS_AT_A_TIME, height))
            y = np.arange(corner[0] + part.start, corner[0] + part.stop)
            lit = self.factors(y, x, size or (height, width))
            lit *= pixels[part]
            np.rint(lit, out=lit)
            np.minimum(lit, WHITE, out=lit)
            found[part] = lit
        return found


def apply_gain(image: np.ndarray, gain: float) -> np.ndarray:
    """Multiply, round and clip; uint8 in, uint8 out, of any shape."""
    if gain == 1.0:
        return image
    table = np.minimum(np.round(np.arange(256) * gain), WHITE).astype(np.uint8)
    return table[image]
