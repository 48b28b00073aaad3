"""GeoJSON as QuPath writes and reads it, and plain GeoJSON in pixels.

Format: https://qupath.readthedocs.io/en/stable/docs/advanced/exporting_annotations.html, RFC 7946.
Coordinates are pixels of the full image from its upper left corner, y downwards.
"""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import shapely

from oresurvey.annotations.drawn import MALFORMED, Drawing
from oresurvey.annotations.objects import MapObject
from oresurvey.errors import FieldError

NAMES = ("classification", "mineral", "class", "label", "name")
"""Properties that may name a class; the first that is there counts."""
WITH_AREA = ("Polygon", "MultiPolygon")


def name_of(properties: dict) -> str:
    """Name of the class of a feature; "" without one.

    QuPath's classification is {"name": ..., "color": [r, g, b]}, of versions before 0.4 with
    "colorRGB", and of derived classes {"names": [...]}.
    """
    for key in NAMES:
        value = properties.get(key)
        if isinstance(value, dict):
            parts = value.get("names")
            value = ": ".join(map(str, parts)) if parts else value.get("name")
        if value not in (None, ""):
            return str(value)
    return ""


def _features(content, path: Path) -> list[dict]:
    if isinstance(content, dict):
        content = content.get("features") if "features" in content else [content]
    if not isinstance(content, list) or not all(isinstance(one, dict) for one in content):
        raise FieldError(f"{path}: it holds no list of features; export it again as GeoJSON")
    return content


def _geometries(geometry: dict) -> list[dict]:
    """A geometry, or those of a collection."""
    if geometry.get("type") != "GeometryCollection":
        return [geometry]
    return [one for part in geometry["geometries"] for one in _geometries(part)]


def read(content, path: Path) -> Drawing:
    """Objects of a GeoJSON file.

    Parameters
    ----------
    content : dict or list
        A FeatureCollection, a Feature or a list of Features.
    path : Path

    Returns
    -------
    Drawing
        Without a size, which GeoJSON does not hold. Points and lines are left out.

    Raises
    ------
    FieldError
        If a feature cannot be read, or y points upwards, as in a GIS.
    """
    drawing = Drawing(path)
    reach = []
    for number, feature in enumerate(_features(content, path), start=1):
        name = name_of(feature.get("properties") or {})
        try:
            for geometry in _geometries(feature.get("geometry") or {"type": "feature"}):
                if geometry["type"] not in WITH_AREA:
                    drawing.leave_out(f"type {geometry['type']}")
                    continue
                with np.errstate(invalid="ignore"):
                    shape = shapely.force_2d(shapely.geometry.shape(geometry))
                if not shape.is_empty:
                    drawing.add(name, shape)
                    reach.append(shape.bounds)
        except MALFORMED as error:
            raise FieldError(
                f"{path}, feature {number}: its geometry cannot be read ({error}); correct it or "
                "export it again"
            ) from None
    # Some y are above the photograph, and none is in it.
    if any(top < 0 for _, top, _, _ in reach) and all(bottom <= 0 for *_, bottom in reach):
        raise FieldError(
            f"{path}: y points upwards, as in a GIS, so its units are unknown; export pixels with "
            "y downwards, as QuPath does, or take grains from their map by export-annotations"
        )
    return drawing


def write(objects: Iterable[MapObject]) -> dict:
    """Objects as QuPath opens them: annotations, classified and coloured.

    Parameters
    ----------
    objects : iterable of MapObject

    Returns
    -------
    dict
        A FeatureCollection. The classification is the symbol; `grain` is the number in
        ``grains.parquet``.
    """
    features = []
    for one in objects:
        mineral, outline = one.mineral, one.outline
        geometry = outline.geoms[0] if len(outline.geoms) == 1 else outline
        mapping = shapely.geometry.mapping(shapely.transform(geometry, np.rint))
        properties: dict = {
            "objectType": "annotation",
            "classification": {"name": mineral.symbol, "color": list(mineral.rgb)},
        }
        if one.grain is not None:
            properties["grain"] = one.grain
        features.append({"type": "Feature", "geometry": mapping, "properties": properties})
    return {"type": "FeatureCollection", "features": features}
