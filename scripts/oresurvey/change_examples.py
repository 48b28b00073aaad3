"""Pictures of fields that changed: photograph, both maps, and the changed pixels."""

import os
from pathlib import Path

import numpy as np
from PIL import Image

from oresurvey.audit_crops import overview_of
from oresurvey.evaluation_figures import coloured
from oresurvey.field_maps import MapReader
from oresurvey.map_rows import Rows, row_ranges
from oresurvey.minerals import Minerals
from oresurvey.rasters import Photograph

LONGEST_PX = 700
LUMA = np.array([0.299, 0.587, 0.114])
"""Weights of red, green and blue in grey (ITU-R BT.601)."""
FADED = 0.55
"""How far the grey under the changed pixels goes to white."""


def small_map(rows: Rows, longest_px: int = LONGEST_PX) -> np.ndarray:
    """Every n-th pixel of a map, of the size of `audit_crops.overview_of` of its photograph.

    Parameters
    ----------
    rows : Rows
    longest_px : int
        Neither side is above.

    Returns
    -------
    (h, w) uint8
        A mean of mineral codes would be another mineral, so pixels are left out instead.
    """
    step = -(-max(rows.width, rows.height) // longest_px)
    wide, high = (max(1, side // step) for side in (rows.width, rows.height))
    # Strips of whole blocks, so that every strip begins with a row that is kept.
    strips = [
        rows.read_rows(y0, y1)[::step, ::step] for y0, y1 in row_ranges(rows, strip_rows=64 * step)
    ]
    return np.concatenate(strips)[:high, :wide]


def changed_picture(
    photograph: np.ndarray, before: np.ndarray, after: np.ndarray, minerals: Minerals
) -> np.ndarray:
    """The changed pixels in the colour of their new mineral over a pale grey photograph.

    Parameters
    ----------
    photograph : (h, w, 3) uint8
    before, after : (h, w) uint8
    minerals : Minerals

    Returns
    -------
    (h, w, 3) uint8
    """
    grey = FADED * 255 + (1 - FADED) * (photograph @ LUMA)
    pale = np.repeat(np.rint(grey).astype(np.uint8)[..., None], 3, axis=2)
    return np.where((before != after)[..., None], coloured(after, minerals), pale)


def _save(picture: np.ndarray, path: Path) -> None:
    """Write a picture atomically, as the suffix says."""
    fresh = path.with_name(f".{os.getpid()}{path.suffix}")
    Image.fromarray(picture).save(fresh, quality=88)
    os.replace(fresh, path)


def draw_example(image: str, folders: list[str], minerals: Minerals, folder: Path) -> None:
    """Write ``photograph.jpg``, ``before.png``, ``after.png`` and ``changed.png`` of one field.

    Parameters
    ----------
    image : str
        Path of the photograph.
    folders : list of str
        Of the maps before and after.
    minerals : Minerals
    folder : Path
    """
    folder.mkdir(parents=True, exist_ok=True)
    with Photograph(image) as opened:
        photograph = overview_of(opened, LONGEST_PX)
    maps = []
    for source in folders:
        with MapReader(Path(source) / "classes.tif") as rows:
            maps.append(small_map(rows))
    _save(photograph, folder / "photograph.jpg")
    _save(coloured(maps[0], minerals), folder / "before.png")
    _save(coloured(maps[1], minerals), folder / "after.png")
    _save(changed_picture(photograph, *maps, minerals), folder / "changed.png")
