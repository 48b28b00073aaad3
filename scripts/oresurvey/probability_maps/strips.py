"""Strips: an image laid out for patches, in upright strips one beside the other.

Rows of a whole photograph are far apart: 256 of them are 2.6 MB of file for a patch of 0.2 MB. In
strips of 128 px the same patch is three short pieces, 0.3 MB, each read in one go.
"""

import math
from pathlib import Path

import numpy as np

from oresurvey.files.arrays import ArrayFile

STRIP_PX = 128


def as_strips(image: np.ndarray) -> np.ndarray:
    """Cut an image into strips; the last one is filled up with zeros.

    Parameters
    ----------
    image : (H, W) or (H, W, C) uint8

    Returns
    -------
    (ceil(W / 128), H, 128) or (ceil(W / 128), H, 128, C) uint8
    """
    height, width = image.shape[:2]
    strips = np.zeros((-(-width // STRIP_PX), height, STRIP_PX, *image.shape[2:]), np.uint8)
    for strip, x in zip(strips, range(0, width, STRIP_PX), strict=True):
        part = image[:, x : x + STRIP_PX]
        strip[:, : part.shape[1]] = part
    return strips


def copy_pixels(source: np.ndarray, target: np.ndarray) -> None:
    """Copy (h, w) or (h, w, C) uint8 into an array that may be turned or mirrored in memory."""
    if target.ndim == 2 or target.strides[1] == target.shape[2]:
        np.copyto(target, source)
        return
    # One loop over many pixels for each channel, not one over three channels for each pixel.
    for band in range(target.shape[2]):
        np.copyto(target[..., band], source[..., band])


class Strips:
    """Windows of an image that was stored `as_strips`.

    Parameters
    ----------
    path : path
        ``.npy`` file of the strips.
    shape : (int, int) or (int, int, int)
        Of the image: H, W and, for a photograph, 3.
    """

    __slots__ = ("_file", "_pixel", "_strip", "shape")

    def __init__(self, path: str | Path, shape: tuple[int, ...]):
        self.shape, self._pixel = tuple(shape), math.prod(shape[2:])
        self._strip = shape[0] * STRIP_PX * self._pixel
        self._file = ArrayFile(path, -(-shape[1] // STRIP_PX) * self._strip)

    def read(self, y: int, x: int, out: np.ndarray) -> None:
        """Fill an array with the window whose upper left corner is (x, y).

        Parameters
        ----------
        y, x : int
        out : (h, w) or (h, w, C) uint8
            Any view: a turned one costs no second copy.
        """
        height, width = out.shape[:2]
        if not (0 <= y <= self.shape[0] - height and 0 <= x <= self.shape[1] - width):
            raise IndexError(f"{width} x {height} px at ({x}, {y}) of an image {self.shape}")
        first, last = x // STRIP_PX, (x + width - 1) // STRIP_PX
        pieces = np.empty((last - first + 1, height, STRIP_PX, *out.shape[2:]), np.uint8)
        start = first * self._strip + y * STRIP_PX * self._pixel
        self._file.read([(piece, start + k * self._strip) for k, piece in enumerate(pieces)])
        at, skipped = 0, x - first * STRIP_PX
        for piece in pieces:
            count = min(STRIP_PX - skipped, width - at)
            copy_pixels(piece[:, skipped : skipped + count], out[:, at : at + count])
            at, skipped = at + count, 0

    def __getitem__(self, window: tuple[slice, slice]) -> np.ndarray:
        """A window by two slices with given ends; (h, w) or (h, w, C) uint8."""
        rows, columns = window
        size = (rows.stop - rows.start, columns.stop - columns.start)
        out = np.empty((*size, *self.shape[2:]), np.uint8)
        self.read(rows.start, columns.start, out)
        return out
