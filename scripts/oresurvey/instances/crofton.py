"""Boundary lengths by Crofton's formula in four directions.

On a square grid the boundary between A and B crosses the lines of four directions; with N0 and N90
crossings along rows and columns, N45 and N135 along the diagonals, its length is
(pi / 8) px (N0 + N90 + (N45 + N135) / sqrt 2). Source: Legland, Kieu and Devaux (2007), Image
Analysis and Stereology 26, 83-92.
"""

import numpy as np

STRAIGHT = np.pi / 8
DIAGONAL = np.pi / 8 / np.sqrt(2)


def length_px(straight: np.ndarray, diagonal: np.ndarray) -> np.ndarray:
    """Boundary length from its crossings along rows and columns, and along diagonals; in px."""
    return STRAIGHT * straight + DIAGONAL * diagonal


def facing_pixels(codes: np.ndarray) -> np.ndarray:
    """Where a boundary runs: positions of the 2 x 2 pixels that are not all of one code.

    Every pair of neighbours in the four directions is a pair of one such square, but for those
    along the last row and the last column.

    Parameters
    ----------
    codes : (H, W) uint8

    Returns
    -------
    (n,) int64
        Positions of their upper left pixels, row by row.
    """
    corner = codes[:-1, :-1]
    mixed = np.zeros(codes.shape, bool)
    inner = mixed[:-1, :-1]
    np.not_equal(corner, codes[:-1, 1:], out=inner)
    inner |= corner != codes[1:, :-1]
    inner |= corner != codes[1:, 1:]
    return np.flatnonzero(mixed)
