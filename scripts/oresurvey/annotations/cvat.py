"""CVAT for images 1.1: one XML file of many photographs.

Format: https://docs.cvat.ai/docs/dataset_management/formats/format-cvat/. Points are positions on
the photograph, (0, 0) being the corner of its first pixel; run lengths of masks go along the rows
of their box.
"""

import math
import xml.etree.ElementTree as ET
from collections.abc import Iterable
from pathlib import Path

import shapely
import shapely.affinity

from oresurvey.annotations import rle
from oresurvey.annotations.drawn import MALFORMED, Drawing, Patch, ring_polygon
from oresurvey.annotations.objects import MapObject
from oresurvey.errors import FieldError
from oresurvey.survey.minerals import Minerals

NO_AREA = ("polyline", "points", "cuboid", "skeleton", "tag")


def _numbers(text: str) -> list[list[float]]:
    return [[float(value) for value in point.split(",")] for point in text.split(";")]


def _turned(shape: shapely.Geometry, element: ET.Element) -> shapely.Geometry:
    """A shape turned about its middle, clockwise on the screen, by what its element says."""
    angle = float(element.get("rotation", 0))
    return shapely.affinity.rotate(shape, angle, origin="centroid") if angle else shape


def _shape(element: ET.Element) -> shapely.Geometry | Patch | None:
    """Shape of an element; None if it is no polygon."""

    def value(key: str) -> float:
        number = float(element.attrib[key])
        if not math.isfinite(number):
            raise ValueError(f"its {key} is no number")
        return number

    if element.tag == "mask":
        left, top, width, height = (int(value(k)) for k in ("left", "top", "width", "height"))
        counts = [int(count) for count in element.attrib["rle"].split(",")]
        return Patch(top, left, rle.flat_of(counts, height * width).reshape(height, width))
    if element.tag == "polygon":
        return ring_polygon(_numbers(element.attrib["points"]))
    if element.tag == "box":
        box = shapely.box(value("xtl"), value("ytl"), value("xbr"), value("ybr"))
        return _turned(box, element)
    circle = shapely.Point(0, 0).buffer(1, quad_segs=64)
    ellipse = shapely.affinity.scale(circle, value("rx"), value("ry"), origin=(0, 0))
    return _turned(shapely.affinity.translate(ellipse, value("cx"), value("cy")), element)


def _drawing(image: ET.Element, path: Path) -> Drawing:
    size = int(image.attrib["height"]), int(image.attrib["width"])
    drawing = Drawing(path, image.attrib["name"], size)
    # Higher ones lie on top; sorting keeps the order of equals.
    for element in sorted(image, key=lambda one: int(one.get("z_order", 0))):
        if element.tag in NO_AREA:
            drawing.leave_out(f"type {element.tag}")
        elif element.tag in ("mask", "polygon", "box", "ellipse"):
            shape = _shape(element)
            if shape is None:
                drawing.leave_out("polygons of fewer than three points")
            else:
                drawing.add(element.attrib["label"], shape)
                drawing.boxes += element.tag == "box"
        else:
            raise ValueError(f"its element {element.tag} is not known")
    return drawing


def read(root: ET.Element, path: Path) -> list[Drawing]:
    """Objects of every image.

    Raises
    ------
    FieldError
        If it is of a video, or an image cannot be read.
    """
    if root.find("track") is not None:
        raise FieldError(f"{path}: it is in CVAT's format for videos; export CVAT for images 1.1")
    drawings = []
    for image in root.iter("image"):
        try:
            drawings.append(_drawing(image, path))
        except MALFORMED as error:
            raise FieldError(
                f"{path}, image {image.get('name')}: it cannot be read ({error}); export it again "
                "as CVAT for images 1.1"
            ) from None
    return drawings


def write(
    images: Iterable[tuple[str, tuple[int, int], Iterable[MapObject]]], minerals: Minerals
) -> str:
    """Objects of several photographs as masks; parameters as `annotations.coco.write`."""
    root = ET.Element("annotations")
    ET.SubElement(root, "version").text = "1.1"
    labels = ET.SubElement(ET.SubElement(ET.SubElement(root, "meta"), "task"), "labels")
    for mineral in minerals.table:
        label = ET.SubElement(labels, "label")
        ET.SubElement(label, "name").text = mineral.symbol
        ET.SubElement(label, "color").text = mineral.colour
    for number, (name, (height, width), objects) in enumerate(images):
        about = {"id": number, "name": name, "width": width, "height": height}
        image = ET.SubElement(root, "image", {key: str(value) for key, value in about.items()})
        for one in objects:
            patch = one.patch
            counts = rle.counts_of(patch.pixels.ravel())
            about = {
                "label": one.mineral.symbol,
                "source": "file",
                "occluded": 0,
                "rle": ", ".join(map(str, counts)),
                "left": patch.x,
                "top": patch.y,
                "width": patch.pixels.shape[1],
                "height": patch.pixels.shape[0],
                "z_order": 0,
            }
            ET.SubElement(image, "mask", {key: str(value) for key, value in about.items()})
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"
