"""The look of a photograph in 256 bits, by which one that was saved again is known."""

import numpy as np

BLOCKS = 16
SAMPLE_PX = 4
PLAIN_LEVELS = 1.5
"""Photographs whose blocks differ by less have no look: there is nothing to know them by."""
SAME_BITS = 15
"""Looks that differ in no more of the 256 bits are of one photograph; strangers differ in 128."""


def _bins(start: int, count: int, whole: int, blocks: int) -> np.ndarray:
    """Block of every sampled row or column."""
    return np.arange(start, start + count * SAMPLE_PX, SAMPLE_PX) * blocks // whole


class LookMeter:
    """Mean levels of 16 x 17 blocks of a photograph, whose strips are added from the top.

    Parameters
    ----------
    height, width : int
        Of the photograph, in pixels.
    """

    def __init__(self, height: int, width: int):
        self._height, self._width, self._next = height, width, 0
        # Every block gets a sample.
        self._large = min(height, width) >= SAMPLE_PX * (BLOCKS + 1)
        self._sums = np.zeros((BLOCKS, BLOCKS + 1))
        self._counts = np.zeros((BLOCKS, BLOCKS + 1))

    def add(self, strip: np.ndarray) -> None:
        """Add a strip, (h, W, 3) uint8, whose h is a multiple of `SAMPLE_PX` but for the last."""
        if not self._large:
            return
        levels = strip[::SAMPLE_PX, ::SAMPLE_PX, 1].astype(np.float32)
        across = _bins(0, levels.shape[1], self._width, BLOCKS + 1)
        first = np.searchsorted(across, np.arange(BLOCKS + 1))
        rows = np.add.reduceat(levels, first, axis=1)
        counts = np.bincount(across, minlength=BLOCKS + 1)
        down = _bins(self._next, len(levels), self._height, BLOCKS)
        np.add.at(self._sums, down, rows)
        np.add.at(self._counts, down, counts)
        self._next += len(strip)

    def look(self) -> str:
        """64 hexadecimal digits; "" for a plain photograph, or one smaller than 68 px.

        Notes
        -----
        A difference hash: each bit says whether a block is brighter than its neighbour to the left.
        Light that falls off towards the corners would give all plain photographs of a microscope
        one look, so a quadratic surface is taken off first.
        """
        if not self._large:
            return ""
        means = self._sums / self._counts
        y, x = (axis.ravel() for axis in np.mgrid[-1 : 1 : BLOCKS * 1j, -1 : 1 : (BLOCKS + 1) * 1j])
        surface = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=1)
        fit, *_ = np.linalg.lstsq(surface, means.ravel(), rcond=None)
        rest = (means.ravel() - surface @ fit).reshape(means.shape)
        if rest.std() < PLAIN_LEVELS:
            return ""
        return np.packbits(rest[:, 1:] > rest[:, :-1]).tobytes().hex()


def same_looks(looks: dict[str, str]) -> list[list[str]]:
    """Groups of fields whose photographs look the same, sorted; fields alone are in none.

    Parameters
    ----------
    looks : dict of str to str
        Field to look; fields with "" are like no other.

    Notes
    -----
    Each field is compared with the first of every group. Looks that differ in at most `SAME_BITS`
    bits agree in one of their sixteen pieces of 16 bits, so only firsts that share a piece are
    compared.
    """
    names = sorted(name for name, look in looks.items() if look)
    values = [int(looks[name], 16) for name in names]
    groups: dict[int, list[str]] = {}
    firsts: dict[int, list[int]] = {}
    for row, value in enumerate(values):
        # The number of the piece and its 16 bits.
        pieces = [k << 16 | (value >> 16 * k & 0xFFFF) for k in range(16)]
        alike = (
            first
            for piece in pieces
            for first in firsts.get(piece, ())
            if (value ^ values[first]).bit_count() <= SAME_BITS
        )
        first = next(alike, row)
        groups.setdefault(first, []).append(names[row])
        if first == row:
            for piece in pieces:
                firsts.setdefault(piece, []).append(row)
    return [group for group in groups.values() if len(group) > 1]
