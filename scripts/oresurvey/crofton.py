"""Boundary lengths by Crofton's formula in four directions.

On a square grid the boundary between A and B crosses the lines of four directions; with N0 and N90
crossings along rows and columns, N45 and N135 along the diagonals, its length is
(pi / 8) px (N0 + N90 + (N45 + N135) / sqrt 2). Source: Legland, Kieu and Devaux (2007), Image
Analysis and Stereology 26, 83-92.
"""

from collections.abc import Iterator

import numpy as np

STRAIGHT = np.pi / 8
DIAGONAL = np.pi / 8 / np.sqrt(2)


def neighbour_pairs(values: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray, float]]:
    """The map against itself, shifted by one pixel in each of the four directions.

    Parameters
    ----------
    values : (H, W) array

    Yields
    ------
    first, second : arrays of one shape
        Views; neighbours stand at equal positions.
    weight : float
        Boundary length, in px, that one differing pair stands for.
    """
    yield values[:, :-1], values[:, 1:], STRAIGHT
    yield values[:-1], values[1:], STRAIGHT
    yield values[:-1, :-1], values[1:, 1:], DIAGONAL
    yield values[:-1, 1:], values[1:, :-1], DIAGONAL


def with_frame(values: np.ndarray, beyond: int) -> np.ndarray:
    """The map with one pixel of `beyond` around it, so that the frame counts as a boundary."""
    return np.pad(values, 1, constant_values=beyond)
