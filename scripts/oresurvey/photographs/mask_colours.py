"""Masks painted in the colours of the table of minerals."""

from pathlib import Path

import numpy as np

from oresurvey.errors import FieldError
from oresurvey.photographs.mask_codes import commonest_colours
from oresurvey.survey.mineral_codes import VOID
from oresurvey.survey.minerals import Minerals


def codes_of_colours(pixels: np.ndarray, minerals: Minerals, path: Path) -> np.ndarray:
    """Codes of a painted mask.

    Parameters
    ----------
    pixels : (H, W, 3) uint8
    minerals : Minerals
        Colours must be exactly those of the table; white is void.
    path : Path
        For messages.

    Returns
    -------
    (H, W) uint8

    Raises
    ------
    FieldError
        If it holds any other colour (the commonest are named), or two minerals have one colour.
    """
    red, green, blue = (pixels[..., band].astype(np.uint32) for band in range(3))
    painted = (red << 16) | (green << 8) | blue
    named = {mineral.colour.lower(): mineral.code for mineral in minerals.table}
    if len(named) < len(minerals.table) or "#ffffff" in named:
        raise FieldError(
            "minerals: two minerals have one colour, or one is white, which is void, so colours "
            "cannot be told apart; give each its own"
        )
    codes, known = np.full(painted.shape, VOID, np.uint8), painted == 0xFFFFFF
    for colour, code in named.items():
        here = painted == int(colour[1:], 16)
        codes[here] = code
        known |= here
    if not known.all():
        others = pixels[~known].T[:, None]
        raise FieldError(
            f"mask {path} holds colours that no mineral of the table has"
            f"{commonest_colours(others)} in {100 * (~known).mean():.2g} % of its pixels; give "
            "minerals.tsv these colours, or paint again without smoothing"
        )
    return codes
