"""Rows of a photograph as a network sees them, read from the top to the bottom."""

import numpy as np

from oresurvey.light.field_light import FieldLight
from oresurvey.network.input_scale import scale_image
from oresurvey.network.tiles import padded


class InputRows:
    """Rows of a photograph at the network's input scale, padded to its grid, each read once.

    Parameters
    ----------
    photograph : photographs.photograph.Photograph
    factor : int
        Pixels of the photograph along one of the input.
    light : FieldLight
        Undone in what is read.
    align_px : int
        The network's grid.
    """

    def __init__(self, photograph, factor: int, light: FieldLight, align_px: int):
        self._photograph, self._factor, self._light = photograph, factor, light
        self._width = padded(-(-photograph.width // factor), align_px)
        self._y0, self._kept = 0, np.empty((0, self._width, 3), np.uint8)

    def _fresh(self, y0: int, y1: int) -> np.ndarray:
        factor, photograph = self._factor, self._photograph
        bottom = min(y1 * factor, photograph.height)
        inside = photograph.read(y0 * factor, bottom, 0, photograph.width)
        below = (y1 - y0) * factor - inside.shape[0]
        right = self._width * factor - photograph.width
        if below or right:
            inside = np.pad(inside, ((0, below), (0, right), (0, 0)), mode="edge")
        size = photograph.height / factor, photograph.width / factor
        return self._light.undo(scale_image(inside, factor), (y0, 0), size)

    def read(self, y0: int, y1: int) -> np.ndarray:
        """Rows y0 .. y1 of the input; y0 never falls behind that of the last call.

        Returns
        -------
        (y1 - y0, padded width, 3) uint8
        """
        end = self._y0 + len(self._kept)
        parts = [self._kept[y0 - self._y0 :]] if y0 < end else []
        if y1 > end:
            parts.append(self._fresh(max(end, y0), y1))
        self._kept = parts[0] if len(parts) == 1 else np.concatenate(parts)
        self._y0 = y0
        return self._kept[: y1 - y0]
