"""Colours of a page: safe for colour-blind readers, as photographed, and of the confidence."""

from collections.abc import Iterable

import matplotlib
import numpy as np

from oresurvey.survey.mineral_codes import BACKGROUND, UNIDENTIFIED, VOID
from oresurvey.survey.minerals import Minerals

CODES, LEVELS = VOID + 1, 256
ROWS = 256
"""Of a photograph at a time, which stay in the processor's cache."""

# fmt: off
SAFE = (
    "#ccaa00", "#bb77ff", "#446655", "#550088", "#996611",
    "#bbffaa", "#669977", "#776699", "#aaaabb", "#662200",
    "#77cc99", "#1100ee", "#ffee00", "#ffccff", "#997788",
)
# fmt: on
"""Found by search for the largest least distance CIEDE2000, as all see them: normal vision and each
kind of colour blindness (a test simulates them). At least 18 among the first ten, which the
commonest minerals have, the background and white; at least 12 among all."""

SAFE_BACKGROUND = "#2b2b33"
SAFE_UNIDENTIFIED = "#ffffff"

CONFIDENCE = "cividis"
"""Nuñez, Anderton and Renslow (2018), PLOS ONE 13(7): even steps, colour-blind readers included."""


def safe_colours(minerals: Minerals) -> dict[int, str]:
    """Colour of every code, by its place in the table of minerals, so the same in every field.

    Minerals beyond the last of `SAFE` keep their own colours.
    """
    ores = [mineral for mineral in minerals.table if mineral.code != BACKGROUND]
    own = {mineral.code: mineral.colour for mineral in ores[len(SAFE) :]}
    safe = {mineral.code: colour for mineral, colour in zip(ores, SAFE, strict=False)}
    return own | safe | {BACKGROUND: SAFE_BACKGROUND, UNIDENTIFIED: SAFE_UNIDENTIFIED}


def photographed_colours(
    photograph: Iterable[np.ndarray], codes: Iterable[np.ndarray]
) -> dict[int, str]:
    """Mean colour of the pixels of every code.

    Parameters
    ----------
    photograph : iterable of (h, w, 3) uint8
    codes : iterable of (h, w) uint8
        In the same portions.

    Returns
    -------
    dict of int to str
        ``#rrggbb`` of the codes that there are.
    """
    # Counts of code and level: a sum of levels by code would turn each of them into a float.
    levels = np.zeros((3, CODES, LEVELS), np.int64)
    for pixels, here in zip(photograph, codes, strict=True):
        for rows in range(0, len(here), ROWS):
            both = (
                here[rows : rows + ROWS, :, None] * np.uint16(LEVELS) + pixels[rows : rows + ROWS]
            )
            for band in range(3):
                found = np.bincount(both[..., band].ravel(), minlength=CODES * LEVELS)
                levels[band] += found.reshape(CODES, LEVELS)
    counts, sums = levels[0].sum(axis=1), (levels @ np.arange(LEVELS)).T
    return {
        int(code): "#{:02x}{:02x}{:02x}".format(*np.rint(sums[code] / counts[code]).astype(int))
        for code in np.flatnonzero(counts)
    }


def confidence_colours() -> list[str]:
    """``#rrggbb`` of the confidences 0 .. 255 of 255."""
    colours = matplotlib.colormaps[CONFIDENCE](np.arange(CODES), bytes=True)[:, :3]
    return ["#{:02x}{:02x}{:02x}".format(*colour) for colour in colours.tolist()]
