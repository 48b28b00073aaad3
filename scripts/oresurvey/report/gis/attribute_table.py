"""Raster attribute table of a class map: names, colours and pixels of its codes, as GDAL keeps it.

Format: https://gdal.org/en/stable/user/raster_data_model.html#raster-attribute-table
"""

import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np

from oresurvey.maps.geotiff import MapReader
from oresurvey.maps.rows import row_ranges
from oresurvey.report.gis.legend import LegendEntry

# Types and usages by GDAL's numbers (GDALRATFieldType, GDALRATFieldUsage).
_WHOLE, _REAL, _TEXT = 0, 1, 2
_GENERIC, _PIXEL_COUNT, _NAME, _MIN_MAX, _RED, _GREEN, _BLUE = 0, 1, 2, 5, 6, 7, 8
_COLUMNS = (
    ("Value", _WHOLE, _MIN_MAX),
    ("Class", _TEXT, _NAME),
    ("Symbol", _TEXT, _GENERIC),
    ("Red", _WHOLE, _RED),
    ("Green", _WHOLE, _GREEN),
    ("Blue", _WHOLE, _BLUE),
    # Whole numbers have 32 bits there; a panorama may have more pixels.
    ("Count", _REAL, _PIXEL_COUNT),
)


def code_pixels(path: str | Path) -> np.ndarray:
    """Pixels of every code of a map, read strip by strip; (256,) int64.

    Raises
    ------
    FieldError
        If the map is missing or unreadable.
    """
    pixels = np.zeros(256, np.int64)
    with MapReader(path) as data:
        for y0, y1 in row_ranges(data):
            pixels += np.bincount(data.read_rows(y0, y1).ravel(), minlength=256)
    return pixels


def attribute_table(legend: list[LegendEntry], pixels: np.ndarray) -> str:
    """The text of ``classes.tif.aux.xml``.

    Parameters
    ----------
    legend : list of LegendEntry
    pixels : (256,) int64
        As from `code_pixels`.
    """
    dataset = ET.Element("PAMDataset")
    band = ET.SubElement(dataset, "PAMRasterBand", band="1")
    table = ET.SubElement(band, "GDALRasterAttributeTable", tableType="thematic")
    for index, (name, kind, usage) in enumerate(_COLUMNS):
        column = ET.SubElement(table, "FieldDefn", index=str(index))
        for tag, value in (("Name", name), ("Type", kind), ("Usage", usage)):
            ET.SubElement(column, tag).text = str(value)
    for index, entry in enumerate(legend):
        row = ET.SubElement(table, "Row", index=str(index))
        cells = (entry.code, entry.name, entry.symbol, *entry.rgb, pixels[entry.code])
        for cell in cells:
            ET.SubElement(row, "F").text = str(cell)
    ET.indent(dataset)
    return ET.tostring(dataset, encoding="unicode") + "\n"
