"""How many of its 16 bits a photograph uses: cameras of 12 bits are stored in 16.

Not decided by the highest sample: one hot pixel, or a scale bar drawn in the white of 16 bits, is
no light of the section. What is left out has to be clear: a few samples of a million, or white as
nothing else of the photograph is.
"""

from dataclasses import dataclass

import numpy as np

TEN_BITS, TWELVE_BITS, FOURTEEN_BITS = 2**10 - 1, 2**12 - 1, 2**14 - 1
FULL = 2**16 - 1
CAMERAS = (TEN_BITS, TWELVE_BITS, FOURTEEN_BITS, FULL)
WHITE = 255 * 256
"""Samples from this one on are white, also where 255 was shifted by 8 bits."""
HOT_SHARE = 1e-5
"""Of the samples, at most so many are hot pixels. A grain of 10 x 10 px is more of a field."""
MOST_WHITE_SHARE = 0.5
DARK_SHARE = 0.999
LOOKED_AT = 48 * 10**6
"""Samples that are looked at, in rows spread over the photograph."""
ROWS = 64


@dataclass(frozen=True)
class UsedBits:
    """What levels a photograph of 16 bits uses.

    Attributes
    ----------
    highest : int
        Highest sample that the bits of a camera hold, without outliers.
    outliers : int
        Samples above it, of those that were looked at.
    mostly : int
        Level that `DARK_SHARE` of all samples do not exceed.
    """

    highest: int
    outliers: int
    mostly: int

    @property
    def full(self) -> int:
        """The sample that is white: that of a camera of 12 bits where it is clear that it was one.

        A photograph that leaves out the upper four bits but for outliers, and uses those beneath,
        is one of 12 bits: in 16 bits it would be underexposed by four stops.
        """
        return TWELVE_BITS if TEN_BITS < self.highest <= TWELVE_BITS else FULL


def used_bits(counts: np.ndarray) -> UsedBits:
    """What levels are used.

    Parameters
    ----------
    counts : (65536,) int
        Samples of every level.

    Returns
    -------
    UsedBits
    """
    below = counts.cumsum()
    total = int(below[-1])
    mostly = int(np.searchsorted(below, DARK_SHARE * total))
    # The white of the photograph itself has levels beneath it, so that leaving it out changes none.
    usual = int(below[WHITE - 1])
    if usual < (1 - MOST_WHITE_SHARE) * total:
        usual = total
    robust = int(np.searchsorted(below, usual - int(HOT_SHARE * usual)))
    limit = next(limit for limit in CAMERAS if robust <= limit)
    highest = int(np.flatnonzero(counts[: limit + 1])[-1])
    return UsedBits(highest, total - int(below[highest]), mostly)


def looked_at(height: int, samples_of_row: int, block_rows: int) -> list[tuple[int, int]]:
    """Rows that are looked at: all, or parts evenly spread down a large photograph.

    Parameters
    ----------
    height, samples_of_row : int
    block_rows : int
        Rows that are decoded together.

    Returns
    -------
    list of (int, int)
        First row, and the one after the last.
    """
    rows = -(-ROWS // block_rows) * block_rows if block_rows <= height else height
    parts = [(y, min(y + rows, height)) for y in range(0, height, rows)]
    every = max(-(-height * samples_of_row // LOOKED_AT), 1)
    return parts[::every]
