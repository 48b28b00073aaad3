"""COCO: objects of many photographs in one file, as polygons or run lengths.

Format: https://cocodataset.org/#format-data. Points are corners of pixels, as the COCO API draws
them.
"""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import shapely

from oresurvey.annotations import rle
from oresurvey.annotations.bridges import without_holes
from oresurvey.annotations.drawn import MALFORMED, Drawing, Patch, ring_polygon
from oresurvey.annotations.objects import MapObject
from oresurvey.errors import FieldError
from oresurvey.survey.minerals import Minerals

CLOSE_PX = 0.01


def _patch(segmentation: dict, size: tuple[int, int] | None) -> Patch:
    """Pixels of run lengths: a list of counts, or compressed text."""
    height, width = map(int, segmentation["size"])
    if (height, width) != size:
        raise ValueError(f"its run lengths are of {width} x {height} px, its image is not")
    counts = segmentation["counts"]
    if isinstance(counts, str):
        counts = rle.unpack(counts)
    return Patch(*rle.column_patch(counts, (height, width)))


def _add(annotation: dict, name: str, drawing: Drawing) -> None:
    segmentation = annotation.get("segmentation")
    if isinstance(segmentation, dict):
        drawing.add(name, _patch(segmentation, drawing.size))
        return
    polygons = [ring_polygon(ring) for ring in segmentation or ()]
    if not polygons:
        drawing.leave_out("annotations with a box and no outline")
        return
    kept = [polygon for polygon in polygons if polygon is not None]
    # Polygons of one object are joined, also where they overlap.
    for polygon in kept:
        drawing.add(name, polygon)
    if not kept:
        drawing.leave_out("polygons of fewer than three points")
    elif annotation.get("bbox"):
        left, top, right, bottom = shapely.total_bounds(kept)
        larger = np.subtract(annotation["bbox"][2:], (right - left, bottom - top))
        drawing.centred += bool((np.abs(larger - 1) < CLOSE_PX).all())


def read(content: dict, path: Path) -> list[Drawing]:
    """Objects of a COCO file, by image, in the order of the images.

    Raises
    ------
    FieldError
        If an annotation cannot be read, or names an image or category that is not there.
    """
    try:
        drawings = {
            image["id"]: Drawing(
                path, str(image["file_name"]), (int(image["height"]), int(image["width"]))
            )
            for image in content["images"]
        }
        names = {one["id"]: str(one["name"]) for one in content.get("categories", ())}
    except MALFORMED as error:
        raise FieldError(
            f"{path}: its images or categories cannot be read ({error!r}); export it again as COCO"
        ) from None
    for annotation in content["annotations"]:
        try:
            drawing, name = drawings[annotation["image_id"]], names[annotation["category_id"]]
            _add(annotation, name, drawing)
        except MALFORMED as error:
            number = annotation.get("id") if isinstance(annotation, dict) else annotation
            raise FieldError(
                f"{path}, annotation {number}: it cannot be read ({error}); export it again as COCO"
            ) from None
    return list(drawings.values())


def _annotation(one: MapObject, size: tuple[int, int], run_lengths: bool) -> dict:
    left, top, right, bottom = one.outline.bounds
    if run_lengths:
        patch = one.patch
        counts = rle.column_counts(patch.pixels, patch.y, patch.x, size)
        segmentation: dict | list = {"size": list(size), "counts": rle.pack(counts)}
    else:
        segmentation = [without_holes(part).ravel().tolist() for part in one.outline.geoms]
    return {
        "category_id": one.mineral.code + 1,
        "segmentation": segmentation,
        "area": shapely.area(one.outline),
        "bbox": [left, top, right - left, bottom - top],
        "iscrowd": 0,
    }


def write(
    images: Iterable[tuple[str, tuple[int, int], Iterable[MapObject]]],
    minerals: Minerals,
    run_lengths: bool,
) -> dict:
    """Objects of several photographs.

    Parameters
    ----------
    images : iterable of (str, (int, int), iterable of MapObject)
        File name of the photograph, its height and width, and its objects.
    minerals : Minerals
    run_lengths : bool
        Compressed run lengths; otherwise polygons, whose holes are joined to their outlines since
        COCO knows none.

    Returns
    -------
    dict
    """
    listed: list[dict] = []
    annotations: list[dict] = []
    for number, (name, size, objects) in enumerate(images, start=1):
        listed.append({"id": number, "file_name": name, "height": size[0], "width": size[1]})
        for one in objects:
            about = {"id": len(annotations) + 1, "image_id": number}
            annotations.append(about | _annotation(one, size, run_lengths))
    # Many programs keep the category 0 for themselves.
    categories = [
        {"id": mineral.code + 1, "name": mineral.symbol, "supercategory": ""}
        for mineral in minerals.table
    ]
    return {"images": listed, "annotations": annotations, "categories": categories}
