"""Photographs made small."""

import numpy as np

from oresurvey.photographs.photograph import Photograph

STRIP_PX = 2**20
"""Pixels read at a time, in whole blocks."""


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
    tall, broad = min(step, photograph.height), min(step, photograph.width)
    small = np.empty((high, wide, 3), np.uint8)
    many = max(1, STRIP_PX // (tall * photograph.width))
    for first in range(0, high, many):
        last = min(first + many, high)
        strip = photograph.read(first * tall, last * tall, 0, photograph.width)
        lines = (
            strip[:, : wide * broad].reshape(last - first, tall, -1).sum(axis=1, dtype=np.uint32)
        )
        sums = lines.reshape(last - first, wide, broad, 3).sum(axis=2)
        small[first:last] = np.rint(sums / (tall * broad))
    return small
