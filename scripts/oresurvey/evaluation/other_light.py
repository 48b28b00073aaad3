"""Other light: the same field as another exposure, lamp or condenser would have shown it."""

from dataclasses import dataclass

import numpy as np

from oresurvey.photographs.visible import visible_part

KINDS = ("exposure", "white_balance", "vignetting")


@dataclass(frozen=True)
class Light:
    """One change of the light.

    Attributes
    ----------
    kind : str
        "exposure": all channels times `value`. "white_balance": red times `value`, blue divided by
        it. "vignetting": light falls from the centre to 1 - `value` in the corners, with the square
        of the distance.
    value : float
    """

    kind: str
    value: float


LIGHTS = (
    *(Light("exposure", value) for value in (0.5, 0.6, 0.7, 0.85, 1.0, 1.15, 1.3, 1.6, 2.0)),
    *(Light("white_balance", value) for value in (0.8, 0.9, 0.95, 1.05, 1.1, 1.25)),
    *(Light("vignetting", value) for value in (0.15, 0.3, 0.45)),
)
"""Half to double exposure; the exposure 1 is the photograph as it is."""


class UnderLight:
    """A photograph under other light; offers what `photographs.photograph.Photograph` offers to
    inference.

    Parameters
    ----------
    photograph : photographs.photograph.Photograph
    light : Light
        Values above 255 are clipped, as a camera clips them.
    """

    def __init__(self, photograph, light: Light):
        self._photograph, self._light = photograph, light
        self.height, self.width = photograph.height, photograph.width
        self.visible = visible_part(photograph)

    def _factors(self, y0: int, y1: int, x0: int, x1: int) -> np.ndarray:
        """What every value is multiplied by; broadcasts to (y1 - y0, x1 - x0, 3)."""
        value = self._light.value
        if self._light.kind == "exposure":
            return np.full(3, value)
        if self._light.kind == "white_balance":
            return np.array([value, 1.0, 1 / value])
        down = (np.arange(y0, y1) + 0.5) / self.height * 2 - 1
        across = (np.arange(x0, x1) + 0.5) / self.width * 2 - 1
        # In pixels: the corners lie at distance 1 whatever the shape.
        diagonal = self.height**2 + self.width**2
        squares = (down[:, None] * self.height) ** 2 + (across * self.width) ** 2
        return (1 - value * squares / diagonal)[..., None]

    def read(self, y0: int, y1: int, x0: int, x1: int) -> np.ndarray:
        """Window (y1 - y0, x1 - x0, 3) uint8."""
        pixels = self._photograph.read(y0, y1, x0, x1)
        lit = pixels.astype(np.float32) * self._factors(y0, y1, x0, x1).astype(np.float32)
        return np.minimum(np.round(lit), 255).astype(np.uint8)
