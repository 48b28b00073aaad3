"""Pictures of fields that changed: photograph, both maps, and the changed pixels."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from oresurvey.files.pictures import save_picture
from oresurvey.maps.geotiff import MapReader
from oresurvey.maps.rows import Rows
from oresurvey.photographs.overview import overview_of
from oresurvey.photographs.photograph import Photograph
from oresurvey.presentation.looks import coloured
from oresurvey.survey.mineral_codes import VOID
from oresurvey.survey.minerals import Minerals

LONGEST_PX = 700
CHANGES_PX = 350
"""Longest side of the picture of changed pixels: they are few and thin, and are drawn larger."""
LUMA = np.array([0.299, 0.587, 0.114])
"""Weights of red, green and blue in grey (ITU-R BT.601)."""
GREYS = (110, 170)
"""Greys of the photograph under the changed pixels: dark and pale minerals are seen on both."""


def _step(rows: Rows, longest_px: int) -> int:
    """Side of the blocks of a map made small, as in `photographs.overview.overview_of`."""
    return -(-max(rows.width, rows.height) // longest_px)


def _block_ranges(rows: Rows, step: int) -> Iterator[tuple[int, int]]:
    """Rows of every row of blocks; a rest at the bottom is left out."""
    for row in range(max(1, rows.height // step)):
        yield row * step, min((row + 1) * step, rows.height)


def _blocks(strip: np.ndarray, step: int) -> np.ndarray:
    """Pixels of every block of a row of blocks; (blocks, pixels) uint8."""
    wide = max(1, strip.shape[1] // step)
    return strip[:, : wide * step].reshape(len(strip), wide, -1).swapaxes(0, 1).reshape(wide, -1)


def small_map(rows: Rows, longest_px: int = LONGEST_PX) -> np.ndarray:
    """A map made small, of the size of `photographs.overview.overview_of` of its photograph.

    Parameters
    ----------
    rows : Rows
    longest_px : int
        Neither side is above.

    Returns
    -------
    (h, w) uint8
        The first pixel of every block: a mean of mineral codes would be another mineral.
    """
    step = _step(rows, longest_px)
    strips = (rows.read_rows(y0, y1) for y0, y1 in _block_ranges(rows, step))
    return np.stack([_blocks(strip, step)[:, 0] for strip in strips])


def small_changes(before: Rows, after: Rows, longest_px: int = CHANGES_PX) -> np.ndarray:
    """Where two maps differ, made small so that no change is lost.

    Returns
    -------
    (h, w) uint8
        Of every block with a changed pixel, the code after of the first one; `VOID` elsewhere. A
        rim of one pixel is drawn as wide as a block.
    """
    step, found = _step(after, longest_px), []
    for y0, y1 in _block_ranges(after, step):
        first, second = (_blocks(rows.read_rows(y0, y1), step) for rows in (before, after))
        changed = first != second
        at = changed.argmax(axis=1)
        codes = second[np.arange(len(at)), at]
        found.append(np.where(changed.any(axis=1), codes, VOID))
    return np.stack(found).astype(np.uint8)


def changed_picture(photograph: np.ndarray, changes: np.ndarray, minerals: Minerals) -> np.ndarray:
    """The changed pixels in the colour of their new mineral over a grey photograph.

    Parameters
    ----------
    photograph : (h, w, 3) uint8
    changes : (h, w) uint8
        As from `small_changes`.
    minerals : Minerals

    Returns
    -------
    (h, w, 3) uint8
    """
    low, high = GREYS
    grey = np.rint(low + (high - low) / 255 * (photograph @ LUMA)).astype(np.uint8)
    flat = np.repeat(grey[..., None], 3, axis=2)
    return np.where((changes == VOID)[..., None], flat, coloured(changes, minerals))


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
        save_picture(overview_of(opened, LONGEST_PX), folder / "photograph.jpg", quality=88)
        pale = overview_of(opened, CHANGES_PX)
    with (
        MapReader(Path(folders[0]) / "classes.tif") as before,
        MapReader(Path(folders[1]) / "classes.tif") as after,
    ):
        maps = [small_map(rows) for rows in (before, after)]
        changes = small_changes(before, after)
    save_picture(coloured(maps[0], minerals), folder / "before.png")
    save_picture(coloured(maps[1], minerals), folder / "after.png")
    save_picture(changed_picture(pale, changes, minerals), folder / "changed.png")
