"""Equivalent circle diameter."""

import numpy as np


def ecd(area: np.ndarray) -> np.ndarray:
    """Diameter of the circle of the same area, 2 sqrt(A / pi); in the unit whose square A has."""
    return 2 * np.sqrt(np.asarray(area, float) / np.pi)
