"""Photographs made small."""

import numpy as np

from oresurvey.photographs.photograph import Photograph


def overview_of(photograph: Photograph, longest_px: int) -> np.ndarray:
    """A photograph made small, a mean of blocks, read by rows.

    Returns
    -------
    (h, w, 3) uint8
        Neither side above `longest_px`; a rest at the right and at the bottom is left out.
    """
    step = -(-max(photograph.width, photograph.height) // longest_px)
    # A side shorter than a block is one block.
    wide, high = (max(1, side // step) for side in (photograph.width, photograph.height))
    small = np.empty((high, wide, 3), np.uint8)
    for row in range(high):
        y0 = row * step
        strip = photograph.read(y0, min(y0 + step, photograph.height), 0, photograph.width)
        blocks = strip[:, : wide * step].reshape(len(strip), wide, -1, 3)
        small[row] = np.rint(blocks.mean(axis=(0, 2)))
    return small
