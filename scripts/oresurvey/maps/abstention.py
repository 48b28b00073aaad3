"""Abstention: pixels of a class map whose confidence is too low become "unidentified".

The most probable class of every pixel is kept beside the map, so another threshold costs reading
two maps and writing one, and no inference.
"""

import os
from pathlib import Path

import numpy as np

from oresurvey.maps.geotiff import MapReader, MapWriter, read_tags
from oresurvey.maps.rows import row_ranges
from oresurvey.survey.mineral_codes import UNIDENTIFIED, VOID

CLASSES = "classes.tif"
MOST_PROBABLE = "most_probable.tif"
"""Class map before pixels were left unidentified; there only where a threshold is set."""
TAG = "UNIDENTIFIED_BELOW"


def lowest_step_kept(unidentified_below: float) -> int:
    """The least value of ``confidence.tif`` that is not below a threshold.

    Confidence is stored in steps of 1 / 255; it is the stored value that is compared. A threshold
    that is itself a step, written in decimals, keeps that step.

    Parameters
    ----------
    unidentified_below : float
        0..1.
    """
    return int(np.ceil(round(255 * unidentified_below, 6)))


def most_probable_map(folder: str | Path) -> Path:
    """The map of most probable classes of a field, whatever the threshold."""
    kept = Path(folder) / MOST_PROBABLE
    return kept if kept.exists() else Path(folder) / CLASSES


def _has_threshold(folder: Path, value: str) -> bool:
    """Whether the class map was made with this threshold and is whole."""
    whole = (folder / CLASSES).exists() and (folder / MOST_PROBABLE).exists()
    return whole and read_tags(folder / CLASSES).get(TAG) == value


def leave_unidentified(
    folder: str | Path, unidentified_below: float, um_per_px: float | None = None
) -> None:
    """Bring the class map of a field to a threshold.

    Parameters
    ----------
    folder : path
        Holds ``confidence.tif`` and the class map of any threshold. A kill at any point leaves what
        the next call goes on from.
    unidentified_below : float
        Confidence 0..1 below which a pixel is unidentified; 0: the map is as inference wrote it,
        to the byte.
    um_per_px : float, optional
        Scale of the map.
    """
    folder = Path(folder)
    kept, classes, value = folder / MOST_PROBABLE, folder / CLASSES, f"{unidentified_below:g}"
    if unidentified_below == 0:
        if kept.exists():
            os.replace(kept, classes)
        return
    if _has_threshold(folder, value):
        return
    if not kept.exists():
        os.replace(classes, kept)
    lowest, tags = lowest_step_kept(unidentified_below), read_tags(kept) | {TAG: value}
    with (
        MapReader(kept) as best,
        MapReader(folder / "confidence.tif") as confidence,
        MapWriter(classes, best.width, best.height, tags, um_per_px, nodata=best.nodata) as marked,
    ):
        for y0, y1 in row_ranges(best):
            sure, codes = confidence.read_rows(y0, y1) >= lowest, best.read_rows(y0, y1)
            # What is not visible is no ore that nobody can name.
            marked.write(np.where(sure | (codes == VOID), codes, np.uint8(UNIDENTIFIED)), y0, 0)
