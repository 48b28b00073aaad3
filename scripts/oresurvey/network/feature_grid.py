"""The pixels of a field that are compared by their features: a grid, whatever is annotated there.

It lies in the field, not in the windows that a field is computed in, so every division into windows
gives the same pixels.
"""

from dataclasses import dataclass

import numpy as np

from oresurvey.network.tiles import Tile, padded

LEAST_STEP_PX = 16
"""A photograph of 3400 x 2550 px has some 2000 such pixels at quarter scale."""


@dataclass(frozen=True)
class FeatureGrid:
    """Every so many pixels of a field, from its upper left corner on.

    Attributes
    ----------
    height, width : int
        Of the field in whole pixels of the network's input.
    align_px : int
        The network's grid, on which all windows start: so it is that of the features as well.
    """

    height: int
    width: int
    align_px: int

    @property
    def step_px(self) -> int:
        """Pixels of the input from one to the next: a multiple of `align_px`."""
        return padded(LEAST_STEP_PX, self.align_px)

    def positions(self, tile: Tile) -> tuple[np.ndarray, np.ndarray]:
        """Rows and columns of the grid that a tile decides; (n,), (m,) int, in the field."""
        step = self.step_px
        return (
            np.arange(padded(tile.y0, step), min(tile.y1, self.height), step),
            np.arange(padded(tile.x0, step), min(tile.x1, self.width), step),
        )

    def of_tile(self, tile: Tile, features: np.ndarray) -> np.ndarray:
        """Features at the positions of a tile.

        Parameters
        ----------
        tile : Tile
        features : (h, w, F)
            Of the tile's window, at every `align_px`-th of its pixels.

        Returns
        -------
        (n * m, F)
            Row by row.
        """
        rows, columns = self.positions(tile)
        within = rows - tile.read_y0, columns - tile.read_x0
        at = np.ix_(*(pixels // self.align_px for pixels in within))
        return features[at].reshape(-1, features.shape[-1])
