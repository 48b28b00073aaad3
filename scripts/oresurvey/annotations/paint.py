"""Objects painted into a mask: a pixel belongs to a polygon if its centre lies inside."""

from collections import Counter
from collections.abc import Iterable
from itertools import groupby

import numpy as np
import shapely
from rasterio.features import rasterize
from rasterio.transform import Affine

from oresurvey.annotations.drawn import CENTRES, Drawing, Drawn, Patch
from oresurvey.annotations.names import SKIP, MineralNames

NOT_PAINTED = -1


def _parts(shape: shapely.Geometry, vertices: str) -> list[shapely.Geometry]:
    """Polygons to burn one after the other; where vertices are centres, their outlines too."""
    polygons = list(getattr(shape, "geoms", [shape]))
    if vertices != CENTRES:
        return polygons
    moved = [shapely.transform(one, lambda points: points + 0.5) for one in polygons]
    return [part for one in moved for part in (one, one.boundary)]


def _burn_patch(patch: Patch, code: int, canvas: np.ndarray) -> None:
    """Paint the pixels of a patch that lie in the frame."""
    height, width = canvas.shape
    top, left = max(-patch.y, 0), max(-patch.x, 0)
    # Below the frame and to its right nothing is left, where a slice would count from the end.
    bottom, right = max(height - patch.y, 0), max(width - patch.x, 0)
    inside = patch.pixels[top:bottom, left:right]
    y, x = patch.y + top, patch.x + left
    window = canvas[y : y + inside.shape[0], x : x + inside.shape[1]]
    window[inside] = code


def burn(
    objects: Iterable[tuple[shapely.Geometry | Patch, int]], size: tuple[int, int], vertices: str
) -> np.ndarray:
    """Paint objects in their order.

    Parameters
    ----------
    objects : iterable of (Polygon, MultiPolygon or Patch, int)
        Shape and code.
    size : (int, int)
        Height and width.
    vertices : str
        `annotations.drawn.CORNERS` or `CENTRES`. Of polygons through the centres of their outermost
        pixels, these pixels are a part.

    Returns
    -------
    (H, W) int16
        `NOT_PAINTED` where nothing is.
    """
    canvas = np.full(size, NOT_PAINTED, np.int16)
    for is_patch, group in groupby(objects, key=lambda one: isinstance(one[0], Patch)):
        if is_patch:
            for patch, code in group:
                _burn_patch(patch, code, canvas)
            continue
        shapes = [(part, code) for shape, code in group for part in _parts(shape, vertices)]
        shapes = [(part, code) for part, code in shapes if not part.is_empty]
        if shapes:
            rasterize(shapes, out=canvas, transform=Affine.identity())
    return canvas


def _reach(one: Drawn, vertices: str) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of an object, in corners of pixels."""
    if isinstance(one.shape, Patch):
        height, width = one.shape.pixels.shape
        return one.shape.x, one.shape.y, one.shape.x + width, one.shape.y + height
    left, top, right, bottom = one.shape.bounds
    more = 1 if vertices == CENTRES else 0
    return left, top, right + more, bottom + more


def _frame_remarks(objects: list[Drawn], size: tuple[int, int], vertices: str) -> list[str]:
    height, width = size
    out = beyond = 0
    for one in objects:
        left, top, right, bottom = _reach(one, vertices)
        if right <= 0 or bottom <= 0 or left >= width or top >= height:
            beyond += 1
        elif left < 0 or top < 0 or right > width or bottom > height:
            out += 1
    found = []
    if out:
        found.append(f"{out} objects reach out of the frame and were cut off there")
    if beyond:
        found.append(
            f"{beyond} objects lie beyond the frame of {width} x {height} px and were left out; "
            "are they of another photograph?"
        )
    return found


def painted(
    drawing: Drawing, names: MineralNames, size: tuple[int, int], vertices: str
) -> tuple[np.ndarray, list[str]]:
    """Codes of a drawing, and what a person should know of it.

    Parameters
    ----------
    drawing : Drawing
    names : MineralNames
    size : (int, int)
        Height and width of the mask.
    vertices : str
        As `burn`.

    Returns
    -------
    codes : (H, W) int16
        `NOT_PAINTED` where nothing is.
    remarks : list of str

    Raises
    ------
    FieldError
        If a name maps to nothing.
    """
    counts = Counter(one.name for one in drawing.objects)
    code_of = names.codes(counts, "objects", drawing.file)
    kept = [one for one in drawing.objects if code_of[one.name] != SKIP]
    remarks = [f"{count} of {what} left out: no area" for what, count in drawing.left_out.items()]
    if drawing.boxes:
        remarks.append(
            f"{drawing.boxes} boxes were painted whole; if they only frame a grain, draw its "
            "outline instead"
        )
    if drawing.centred and vertices != CENTRES:
        remarks.append(
            f"the boxes of {drawing.centred} objects are a pixel larger than their outlines, as if "
            "these ran through the centres of pixels; if so, use --vertices centres"
        )
    remarks += _frame_remarks(kept, size, vertices)
    pairs = [(one.shape, code_of[one.name]) for one in kept]
    codes = burn(pairs, size, vertices)
    # Painted from behind, another object lies on top wherever two minerals overlap.
    doubtful = int((codes != burn(reversed(pairs), size, vertices)).sum())
    if doubtful:
        remarks.append(
            f"objects of different minerals overlap in {doubtful} pixels; the later one overrules"
        )
    return codes, remarks
