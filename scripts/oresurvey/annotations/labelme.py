"""Labelme: a JSON file beside every photograph.

Format: https://github.com/wkentaro/labelme. Points are positions on the photograph, (0, 0) being
the corner of its first pixel; shapes of type mask are PNGs with the corners of their box.
"""

import base64
import io
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import shapely
from PIL import Image

from oresurvey.annotations.bridges import without_holes
from oresurvey.annotations.drawn import MALFORMED, Drawing, Patch, points_of, ring_polygon
from oresurvey.annotations.objects import MapObject
from oresurvey.errors import FieldError

VERSION = "5.5.0"
"""Of the format that is written."""
NO_AREA = ("point", "points", "line", "linestrip")


def _mask(shape: dict) -> Patch:
    (x, y), _ = np.rint(points_of(shape["points"])).astype(int).tolist()
    with Image.open(io.BytesIO(base64.b64decode(shape["mask"]))) as image:
        return Patch(y, x, np.asarray(image.convert("L")) > 0)


def _circle(points: list) -> shapely.Geometry:
    centre, edge = points_of(points)
    return shapely.Point(centre).buffer(float(np.hypot(*(edge - centre))), quad_segs=64)


def _add(shape: dict, drawing: Drawing) -> None:
    name, kind = str(shape["label"]), shape.get("shape_type") or "polygon"
    if kind == "mask":
        drawing.add(name, _mask(shape))
    elif kind == "rectangle":
        points = points_of(shape["points"])
        drawing.add(name, shapely.box(*points.min(axis=0), *points.max(axis=0)))
        drawing.boxes += 1
    elif kind == "circle":
        drawing.add(name, _circle(shape["points"]))
    elif kind in ("polygon", "oriented_rectangle"):
        polygon = ring_polygon(shape["points"])
        if polygon is None:
            drawing.leave_out("polygons of fewer than three points")
        else:
            drawing.add(name, polygon)
    elif kind in NO_AREA:
        drawing.leave_out(f"type {kind}")
    else:
        raise ValueError(f"its type {kind} is not known")


def read(content: dict, path: Path) -> Drawing:
    """Objects of a Labelme file.

    Raises
    ------
    FieldError
        If a shape cannot be read.
    """
    name = str(content.get("imagePath") or "")
    height, width = content.get("imageHeight"), content.get("imageWidth")
    size = (int(height), int(width)) if height and width else None
    drawing = Drawing(path, name, size)
    for number, shape in enumerate(content["shapes"], start=1):
        try:
            _add(shape, drawing)
        except MALFORMED as error:
            raise FieldError(
                f"{path}, shape {number}: it cannot be read ({error}); correct it in Labelme"
            ) from None
    return drawing


def write(photograph: str, size: tuple[int, int], objects: Iterable[MapObject]) -> dict:
    """Objects of a photograph as polygons; parts of one object share a group.

    Parameters
    ----------
    photograph : str
        Its path from the folder of the file.
    size : (int, int)
        Height and width.
    objects : iterable of MapObject
    """
    shapes = []
    for group, one in enumerate(objects, start=1):
        parts = one.outline.geoms
        for part in parts:
            # The last point is the first, which Labelme does not repeat.
            points = without_holes(part)[:-1].tolist()
            shapes.append(
                {
                    "label": one.mineral.symbol,
                    "points": points,
                    "group_id": group if len(parts) > 1 else None,
                    "description": "",
                    "shape_type": "polygon",
                    "flags": {},
                    "mask": None,
                }
            )
    return {
        "version": VERSION,
        "flags": {},
        "shapes": shapes,
        "imagePath": photograph,
        "imageData": None,
        "imageHeight": size[0],
        "imageWidth": size[1],
    }
