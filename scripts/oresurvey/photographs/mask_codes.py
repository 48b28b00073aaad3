"""Codes of masks: what a mask names, and in words why one cannot be used."""

from pathlib import Path

import numpy as np

from oresurvey.errors import FieldError
from oresurvey.survey.mineral_codes import VOID

LISTED = 8
COLOURS_LISTED = 4
ROWS_PX = 4
"""Smoothed edges are sought in every fourth row."""
SMOOTHED_SHARE = 0.1
"""Share of boundaries with a pixel of a code in between from which a mask counts as smoothed.

Over the 82 masks of LumenStone it is at most 0.005; linear smoothing makes it larger than 0.5.
"""
FEWEST_SMOOTHED = 20


def other_size(shape: tuple[int, int], size: tuple[int, int]) -> str:
    """What is wrong with a mask of one height and width for a photograph of another."""
    text = f"is {shape[1]} x {shape[0]} px but the image is {size[1]} x {size[0]}"
    if shape == (size[1], size[0]):
        return f"{text}; turn the mask by 90 degrees, as the photograph is shown"
    return f"{text}; export the mask at full size"


def commonest_colours(samples: np.ndarray) -> str:
    """The commonest colours of (3, H, W) uint8 with their shares, in brackets; "" for others."""
    if len(samples) != 3 or samples.dtype != np.uint8:
        return ""
    red, green, blue = (band.astype(np.uint32) for band in samples)
    colours, counts = np.unique((red << 16) | (green << 8) | blue, return_counts=True)
    order = np.argsort(-counts, kind="stable")[:COLOURS_LISTED]
    shares = 100 * counts / counts.sum()
    listed = ", ".join(f"#{colours[k]:06x} {shares[k]:.0f} %" for k in order)
    more = "" if len(colours) <= COLOURS_LISTED else f", and {len(colours) - COLOURS_LISTED} more"
    return f" ({listed}{more})"


def smoothed_share(mask: np.ndarray) -> float:
    """Share of boundaries along rows that pass over a code in between, as smoothed edges do.

    Parameters
    ----------
    mask : (H, W) uint8

    Returns
    -------
    float
        0 where there are too few to say.
    """
    rows = mask[::ROWS_PX]
    left, here, right = rows[:, :-2], rows[:, 1:-1], rows[:, 2:]
    rising, falling = (left < here) & (here < right), (left > here) & (here > right)
    between = int((rising | falling).sum())
    return between / int((left != here).sum()) if between >= FEWEST_SMOOTHED else 0.0


def codes_of(path: Path, mask: np.ndarray, codes) -> dict[int, int]:
    """Pixels of every code of a mask, void left out.

    Parameters
    ----------
    path : Path
        For messages.
    mask : (H, W) uint8
    codes : collection of int
        Codes that it may hold beside void.

    Raises
    ------
    FieldError
        If it holds others, names no pixel, or was smoothed.
    """
    pixels = np.bincount(mask.ravel(), minlength=256)
    found = [int(code) for code in np.flatnonzero(pixels) if code != VOID]
    smoothed = smoothed_share(mask) > SMOOTHED_SHARE
    advice = "export the mask without smoothing (anti-aliasing), at full size"
    unknown = [code for code in found if code not in codes]
    if unknown:
        more = f" and {len(unknown) - LISTED} more" if len(unknown) > LISTED else ""
        listed = ", ".join(map(str, unknown[:LISTED])) + more
        todo = advice if smoothed else "correct the mask or add the minerals"
        raise FieldError(
            f"mask {path} holds the codes {listed}, which the table of minerals does not name; "
            f"{todo}"
        )
    if smoothed:
        raise FieldError(
            f"mask {path} has smoothed edges: pixels between two minerals hold the code of a "
            f"third; {advice}"
        )
    if not found:
        raise FieldError(
            f"mask {path} names no pixel (all are {VOID}, not annotated); annotate it, or leave "
            "the cell mask empty"
        )
    return {code: int(pixels[code]) for code in found}
