"""Local coordinates of a field: micrometres from its upper left corner, x right and y upwards.

A photograph lies nowhere on Earth. Upwards, as in any map, so that a GIS shows it as it was taken;
y is therefore negative within the field.
"""

import numpy as np
import shapely
from rasterio.transform import Affine

# A GeoTIFF keeps the size of such a unit and not its name: hence the unit in the name of the whole,
# and "unknown" here, so that both kinds of files give back the same text.
LOCAL_CRS = (
    'LOCAL_CS["Ore survey field (micrometres)",UNIT["unknown",1E-06],'
    'AXIS["Easting",EAST],AXIS["Northing",NORTH]]'
)
"""Coordinate reference system of every map and layer that has a scale, as WKT."""


def map_transform(um_per_px: float | None) -> Affine:
    """Column and row of a pixel's corner to x and y; in pixels where there is no scale."""
    scale = um_per_px or 1.0
    return Affine(scale, 0, 0, 0, -scale, 0)


def upwards(outlines: np.ndarray) -> np.ndarray:
    """Outlines whose y points downwards, turned to where the maps are; (n,) of geometries."""
    # Added zeros make no negative zeros.
    return shapely.transform(outlines, lambda points: points * (1.0, -1.0) + 0.0)
