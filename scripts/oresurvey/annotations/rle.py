"""Run-length encodings of COCO (down the columns) and CVAT (along the rows).

Counts of zeros and ones in turn, zeros first. COCO writes them as a list, or "compressed" as text:
the format of the COCO API, whose package needs a compiler on some machines for these lines.
"""

from itertools import pairwise

import numpy as np

from oresurvey.photographs.sizes import LARGEST_MPX


def counts_of(flat: np.ndarray) -> list[int]:
    """Counts of a flat mask, (n,) bool."""
    ends = np.flatnonzero(np.diff(flat)) + 1
    counts = np.diff(np.concatenate(([0], ends, [len(flat)]))).tolist()
    return [0, *counts] if len(flat) and flat[0] else counts


def flat_of(counts: list[int], pixels: int) -> np.ndarray:
    """Flat mask, (pixels,) bool, of counts.

    Raises
    ------
    ValueError
        If they are no counts of so many pixels.
    """
    if not 0 <= pixels <= LARGEST_MPX * 1e6:
        raise ValueError(f"{pixels} pixels are more than any photograph has")
    lengths = np.asarray(counts, np.int64)
    if (lengths < 0).any() or lengths.sum() > pixels:
        raise ValueError(f"its run lengths are not those of {pixels} pixels")
    flat = np.repeat(np.arange(len(lengths)) % 2 == 1, lengths)
    # CVAT leaves out the zeros at the end.
    return np.concatenate((flat, np.zeros(pixels - len(flat), bool)))


def column_patch(counts: list[int], size: tuple[int, int]) -> tuple[int, int, np.ndarray]:
    """The smallest patch that holds what COCO's counts paint.

    Parameters
    ----------
    counts : list of int
    size : (int, int)
        Height and width of the image.

    Returns
    -------
    y, x : int
        Its first row and column.
    pixels : (h, w) bool

    Raises
    ------
    ValueError
        As `flat_of`.
    """
    height, width = size
    ends = np.cumsum(np.asarray(counts, np.int64))
    painted = ends[1::2] > ends[: len(ends) // 2 * 2 : 2]
    if not painted.any():
        flat_of(counts, height * width)
        return 0, 0, np.zeros((0, 0), bool)
    first, last = ends[: len(ends) // 2 * 2 : 2][painted][0], ends[1::2][painted][-1]
    left, right = int(first) // height, (int(last) - 1) // height + 1
    if right > width:
        raise ValueError(f"its run lengths are not those of {height * width} pixels")
    # Zeros before the first column of the patch are left away, so memory is that of the object.
    lengths = np.diff(np.clip(ends, left * height, right * height), prepend=left * height)
    columns = flat_of(lengths.tolist(), (right - left) * height).reshape(right - left, height)
    rows = np.flatnonzero(columns.any(axis=0))
    return int(rows[0]), left, columns[:, rows[0] : rows[-1] + 1].T


def column_counts(patch: np.ndarray, y: int, x: int, size: tuple[int, int]) -> list[int]:
    """Counts down the columns of a whole image that is False but for a patch.

    Parameters
    ----------
    patch : (h, w) bool
    y, x : int
        Row and column of the patch.
    size : (int, int)
        Height and width of the image.
    """
    height, width = size
    columns = np.zeros((patch.shape[1], height + 1), np.int8)
    columns[:, y : y + len(patch)] = patch.T
    # The row below the image ends runs at its foot; those that go on above are joined after.
    turns = np.diff(columns, axis=1, prepend=0)
    column, row = np.nonzero(turns)
    ends = ((column + x) * height + row).tolist()
    joined: list[int] = []
    for end in ends:
        if joined and joined[-1] == end:
            joined.pop()
        else:
            joined.append(end)
    if joined and joined[-1] == height * width:
        joined.pop()
    return [after - before for before, after in pairwise([0, *joined, height * width])]


def pack(counts: list[int]) -> str:
    """Counts as COCO's compressed text."""
    text = []
    for place, count in enumerate(counts):
        value = count - counts[place - 2] if place > 2 else count
        more = True
        while more:
            low = value & 0x1F
            value >>= 5
            more = value != (-1 if low & 0x10 else 0)
            text.append(chr((low | 0x20 if more else low) + 48))
    return "".join(text)


def unpack(text: str) -> list[int]:
    """Counts of COCO's compressed text.

    Raises
    ------
    ValueError
        If it is cut off or holds other characters.
    """
    counts: list[int] = []
    value = shift = 0
    for letter in text:
        low = ord(letter) - 48
        if not 0 <= low < 64:
            raise ValueError(f"its compressed run lengths hold the character {letter!r}")
        value |= (low & 0x1F) << shift
        shift += 5
        if not low & 0x20:
            if low & 0x10:
                value -= 1 << shift
            counts.append(value + counts[-2] if len(counts) > 2 else value)
            value = shift = 0
    if shift:
        raise ValueError("its compressed run lengths are cut off")
    return counts
