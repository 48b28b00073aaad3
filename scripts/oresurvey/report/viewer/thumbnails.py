"""Thumbnails of a field for pages: its photograph and its class map, of one size."""

from pathlib import Path

import numpy as np
from PIL import Image

from oresurvey.files.pictures import save_picture
from oresurvey.maps.rows import Rows
from oresurvey.photographs.overview import overview_of
from oresurvey.photographs.photograph import Photograph

LONGEST_PX = 320
_QUALITY = 85


def small_map(rows: Rows, longest_px: int = LONGEST_PX) -> np.ndarray:
    """A class map made small: the class of the pixel in the middle of each block, none mixed.

    Parameters
    ----------
    rows : Rows
    longest_px : int

    Returns
    -------
    (h, w) uint8
        Of the size of `photographs.overview.overview_of`.
    """
    step = -(-max(rows.width, rows.height) // longest_px)
    wide, high = (max(1, side // step) for side in (rows.width, rows.height))
    columns, lines = (
        np.minimum(np.arange(count) * step + step // 2, side - 1)
        for count, side in ((wide, rows.width), (high, rows.height))
    )
    return np.stack([rows.read_rows(y, y + 1)[0, columns] for y in lines.tolist()])


def write_thumbnails(
    photograph: Photograph,
    class_map: Rows,
    palette: dict[int, tuple[int, int, int]],
    path: str | Path,
    map_path: str | Path,
) -> None:
    """Write both pictures, atomically.

    Parameters
    ----------
    photograph : Photograph
    class_map : Rows
    palette : dict of int to (r, g, b)
        By code.
    path, map_path : path
        JPEG of the photograph, PNG of the map.
    """
    save_picture(overview_of(photograph, LONGEST_PX), Path(path), quality=_QUALITY)
    picture = Image.fromarray(small_map(class_map), "P")
    picture.putpalette([band for code in range(256) for band in palette.get(code, (0, 0, 0))])
    save_picture(picture, Path(map_path), optimize=True)
