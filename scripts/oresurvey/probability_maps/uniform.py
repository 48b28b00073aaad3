"""Plain uniform sampling: every valid corner alike, whatever the class."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class UniformIndex:
    """Draws corners uniformly; attributes as in `probability_maps.area.AreaIndex`."""

    shape: tuple[int, int]
    patch_px: int
    codes: tuple[int, ...]

    def total(self, code: int) -> int:
        """Number of valid corners."""
        return (self.shape[0] - self.patch_px) * (self.shape[1] - self.patch_px)

    def draw(self, code: int, mask, rng: np.random.Generator) -> tuple[int, int]:
        """Corner (y, x) of one patch; the mask is not read."""
        height, width = self.shape
        return (int(rng.integers(height - self.patch_px)), int(rng.integers(width - self.patch_px)))

    def full_map(self, code: int, mask: np.ndarray) -> np.ndarray:
        """1 at every valid corner; (H, W) int64."""
        full = np.zeros(self.shape, np.int64)
        full[: self.shape[0] - self.patch_px, : self.shape[1] - self.patch_px] = 1
        return full
