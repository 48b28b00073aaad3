"""Distance-based index, the way of the predecessor (Kochkarev, Khvostikov, Korshunov et al. 2020).

The weight of a patch is 1 / (1 + d), d in px from the patch's centre to the nearest pixel of the
class. It is taken at the middle of each cell of 8 x 8 corners; a corner inside a cell is drawn
uniformly.
"""

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import distance_transform_edt

from oresurvey.files.arrays import StoredRows

STRIDE_PX = 8
"""Side of the cells that share one weight."""


@dataclass(frozen=True)
class DistanceIndex:
    """Weights of the cells of one field.

    Attributes
    ----------
    shape, patch_px, codes :
        As in `probability_maps.area.AreaIndex`.
    totals : tuple of float
        Sum of the weights over all corners, for each code.
    rows : (len(codes), cell rows) float64, or StoredRows
        Cumulative weight over the rows of cells.
    cells : (len(codes), cell rows, cell columns) float32, or StoredRows
        Weight of each cell, corners in it included.
    """

    shape: tuple[int, int]
    patch_px: int
    codes: tuple[int, ...]
    totals: tuple[float, ...]
    rows: np.ndarray | StoredRows
    cells: np.ndarray | StoredRows

    def total(self, code: int) -> float:
        """Sum of the weights over all corners; 0 for a class that is not in the image."""
        return self.totals[self.codes.index(code)] if code in self.codes else 0.0

    def draw(
        self, code: int, mask: np.ndarray | StoredRows, rng: np.random.Generator
    ) -> tuple[int, int]:
        """Corner (y, x) of one patch; the mask is not read."""
        k = self.codes.index(code)
        corner = []
        cumulative = self.rows[k]
        for axis in (0, 1):
            cell = cumulative.searchsorted(rng.random() * cumulative[-1], side="right")
            cell = min(int(cell), len(cumulative) - 1)
            corners = self.shape[axis] - self.patch_px
            corner.append(int(rng.integers(cell * STRIDE_PX, min((cell + 1) * STRIDE_PX, corners))))
            if axis == 0:
                cumulative = np.cumsum(self.cells[k, cell], dtype=np.float64)
        return corner[0], corner[1]

    def full_map(self, code: int, mask: np.ndarray) -> np.ndarray:
        """Weight of every corner, cells shared out evenly; (H, W) float64."""
        height, width = (length - self.patch_px for length in self.shape)
        each = self.cells[self.codes.index(code)] / np.outer(_in_cells(height), _in_cells(width))
        full = np.zeros(self.shape)
        full[:height, :width] = np.kron(each, np.ones((STRIDE_PX, STRIDE_PX)))[:height, :width]
        return full


def _in_cells(corners: int) -> np.ndarray:
    """Corners in each cell along an axis; the last cell may hold fewer."""
    starts = np.arange(0, corners, STRIDE_PX)
    return np.minimum(starts + STRIDE_PX, corners) - starts


def build_distance_index(mask: np.ndarray, patch_px: int, codes: tuple[int, ...]) -> DistanceIndex:
    """Weigh a mask; arguments as in `probability_maps.index.build_index`."""
    counts = [_in_cells(length - patch_px) for length in mask.shape]
    centres = [np.arange(len(count)) * STRIDE_PX + count // 2 + patch_px // 2 for count in counts]
    present = tuple(code for code in codes if (mask == code).any())
    cells = np.zeros((len(present), len(counts[0]), len(counts[1])), np.float32)
    for k, code in enumerate(present):
        away = distance_transform_edt(mask != code)[np.ix_(*centres)]
        cells[k] = np.outer(*counts) / (1.0 + away)
    rows = np.cumsum(cells.sum(axis=2, dtype=np.float64), axis=1)
    return DistanceIndex(mask.shape, patch_px, present, tuple(rows[:, -1].tolist()), rows, cells)
