"""What a GIS reads: maps and grains in one system, equal areas, names and colours in place."""

import json
import sqlite3
import xml.etree.ElementTree as ET
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import rasterio
import shapely
from drawn_maps import class_map
from rasterio.crs import CRS
from rasterio.features import rasterize
from rasterio.shutil import copy

from colour_maps import dress_map
from colour_maps import main as colour
from oresurvey.files.tables import write_json
from oresurvey.instances.field import write_instances
from oresurvey.instances.splitting import splitting_of
from oresurvey.maps.geotiff import MapWriter
from oresurvey.maps.local_crs import upwards
from oresurvey.report.gis.attribute_table import attribute_table, code_pixels
from oresurvey.report.gis.geopackage import LAYER
from oresurvey.report.gis.legend import LegendEntry, legend_of_maps
from oresurvey.report.gis.qgis_styles import grain_style, map_style
from oresurvey.survey.field import Field
from oresurvey.survey.minerals import minerals_of_maps, palette_of_maps, read_minerals
from write_grain_geojson import main as write_geojson
from write_grain_layer import main as write_layer

MINERALS = read_minerals(Path(__file__).parents[4] / "config" / "minerals.tsv")
LEGEND = [LegendEntry(**row) for row in legend_of_maps(MINERALS)]
# A ring with a grain inside, squares that meet at a corner; and one waist, which splitting cuts.
DUMBBELL = """
......................
..1111111...1111111...
..1111111...1111111...
..111111111111111111..
..111111111111111111..
..1111111...1111111...
..1111111...1111111...
......................
"""


def survey(folder, values, um_per_px, split="none"):
    """A field with its map and grains, and the manifest of its instances."""
    settings = {"connectivity": 8, "split": split, "split_h_px": 0.5}
    field = Field("Ридж <b>", "s", "f'1", Path("x.jpg"), um_per_px=um_per_px)
    place = folder / "fields" / "Ridge" / "f1"
    with MapWriter(place / "classes.tif", *values.shape[::-1], um_per_px=um_per_px) as data:
        data.write(values, 0, 0)
    confidence = np.full(values.shape, 51, np.uint8)
    entry = write_instances(
        field, values, confidence, 8, minerals_of_maps(MINERALS), place, {},
        splitting=splitting_of(settings),
    )  # fmt: skip
    write_json({"fields": [entry]}, folder / "b.json")
    return place, settings


@pytest.mark.parametrize("um_per_px", [0.25, 1.25, 0.21])
@pytest.mark.parametrize("split", ["none", "watershed"])
def test_polygons_lie_on_the_pixels_of_the_map(tmp_path, um_per_px, split):
    """Drawn back onto the map's own grid, the polygons are the map; areas are those of pixels."""
    values = class_map() if split == "none" else class_map(DUMBBELL)
    place, settings = survey(tmp_path, values, um_per_px, split)
    write_layer(
        [str(tmp_path / "b.json")], settings, legend_of_maps(MINERALS), str(tmp_path / "g.gpkg")
    )
    meta, _, geometry, columns = pyogrio.raw.read(tmp_path / "g.gpkg", layer=LAYER)
    table = dict(zip(meta["fields"], columns, strict=True))
    outlines = shapely.from_wkb(geometry)
    with rasterio.open(place / "classes.tif") as data:
        assert data.crs == CRS.from_wkt(meta["crs"]) and data.crs.to_wkt() == meta["crs"]
        back = rasterize(
            zip(outlines, table["code"], strict=True), data.shape, transform=data.transform
        )
    np.testing.assert_array_equal(back, np.where(values == 255, 0, values))
    assert len(outlines) == (4 if split == "none" else 2)
    expected = table["area_px"] * um_per_px**2
    np.testing.assert_allclose(table["area_um2"], expected, rtol=1e-15)
    # Quarters of a micrometre are exact in binary; .21 is not, nor are its sums.
    tolerance = 1e-12 if um_per_px == 0.21 else 0
    np.testing.assert_allclose(shapely.area(outlines), expected, rtol=tolerance)
    assert shapely.is_valid(outlines).all()


def test_upwards_turns_and_leaves_no_negative_zero():
    turned = shapely.get_coordinates(upwards(np.array([shapely.box(0, 0, 2, 3)], object)))
    assert turned[:, 1].min() == -3 and turned[:, 1].max() == 0
    assert not np.signbit(turned[turned == 0]).any()


def test_grains_as_geojson(tmp_path):
    _, settings = survey(tmp_path, class_map(), 1.25)
    write_geojson([str(tmp_path / "b.json")], settings, str(tmp_path / "out"))
    path = tmp_path / "out" / "Ridge" / "f1.geojson"
    content = json.loads(path.read_text())
    assert "micrometres" in content["description"] and content["name"] == "f'1"
    assert len(content["features"]) == 4
    for feature in content["features"]:
        area = shapely.geometry.shape(feature["geometry"]).area
        assert area == feature["properties"]["area_um2"]
    assert content["features"][0]["properties"]["deposit"] == "Ридж <b>"
    assert pyogrio.read_info(path)["features"] == 4


def test_geojson_without_a_scale_says_pixels_and_null(tmp_path):
    _, settings = survey(tmp_path, class_map(), None)
    write_geojson([str(tmp_path / "b.json")], settings, str(tmp_path / "out"))
    content = json.loads((tmp_path / "out" / "Ridge" / "f1.geojson").read_text())
    assert "pixels from" in content["description"]
    assert content["features"][0]["properties"]["area_um2"] is None


def test_attribute_table_names_and_counts_every_code(tmp_path):
    place, _ = survey(tmp_path, class_map(), 1.25)
    pixels = code_pixels(place / "classes.tif")
    # Void: one in each of 8 rows. Chalcopyrite: the ring 7 + 4 x 2 + 7, the corner 4 + 3.
    assert (pixels[255], pixels[1], pixels.sum()) == (8, 29, class_map().size)
    band = ET.fromstring(attribute_table(LEGEND, pixels)).find("PAMRasterBand")
    table = band.find("GDALRasterAttributeTable")
    names = [column.find("Name").text for column in table.iter("FieldDefn")]
    assert names == ["Value", "Class", "Symbol", "Red", "Green", "Blue", "Count"]
    rows = [[cell.text for cell in row] for row in table.iter("Row")]
    assert [int(row[0]) for row in rows] == list(MINERALS.codes)
    assert rows[1] == ["1", "chalcopyrite", "Ccp", "232", "194", "28", "29"]


def test_gdal_keeps_the_attribute_table(tmp_path):
    """GDAL reads it into its own model: a copy made by GDAL has it in its own words."""
    place, _ = survey(tmp_path, class_map(), 1.25)
    dress_map(place / "classes.tif", {1: (232, 194, 28)}, LEGEND)
    copy(place / "classes.tif", tmp_path / "copy.png", driver="PNG")
    copied = ET.parse(tmp_path / "copy.png.aux.xml").getroot()
    rows = [[cell.text for cell in row] for row in copied.iter("Row")]
    original = ET.parse(place / "classes.tif.aux.xml").getroot()
    assert rows == [[cell.text for cell in row] for row in original.iter("Row")]
    usages = [column.find("Usage").text for column in copied.iter("FieldDefn")]
    assert usages == ["5", "2", "0", "6", "7", "8", "1"]


def test_styles_have_the_colours_of_the_table_of_minerals():
    entries = ET.fromstring(map_style(LEGEND)).iter("paletteEntry")
    found = {int(entry.get("value")): (entry.get("color"), entry.get("label")) for entry in entries}
    assert set(found) == set(MINERALS.codes)
    assert found[6] == ("#f6ecae", "pyrite and marcasite (Py)")
    assert found[0][1] == "background (gangue, resin, pits)"
    style = ET.fromstring(grain_style(LEGEND[1:3]))
    categories = {one.get("value"): one.get("symbol") for one in style.iter("category")}
    assert categories == {"Ccp": "0", "Gn": "1"}
    fills = [one.get("value") for one in style.iter("Option") if one.get("name") == "color"]
    assert fills == ["232,194,28,255", "127,183,230,255"]


def test_layer_brings_its_style(tmp_path):
    """QGIS opens a layer with the default row of layer_styles; background is no grain."""
    _, settings = survey(tmp_path, class_map(), 1.25)
    write_layer(
        [str(tmp_path / "b.json")], settings, legend_of_maps(MINERALS, True),
        str(tmp_path / "g.gpkg"),
    )  # fmt: skip
    with sqlite3.connect(tmp_path / "g.gpkg") as connection:
        ((table, column, style, default),) = connection.execute(
            "SELECT f_table_name, f_geometry_column, styleQML, useAsDefault FROM layer_styles"
        )
        columns = connection.execute("SELECT column_name FROM gpkg_geometry_columns").fetchall()
    assert (table, default, [(column,)]) == (LAYER, 1, columns)
    named = {one.get("value") for one in ET.fromstring(style).iter("category")}
    assert "Py" in named and not {"BG", "unidentified"} & named


def test_colours_of_a_batch_come_with_names(tmp_path):
    """The map is dressed in place; what stood beside a map that is gone goes too."""
    place, _ = survey(tmp_path, class_map(), 1.25)
    for stale in ("most_probable.tif.aux.xml", "most_probable.qml"):
        (place / stale).write_text("old")
    write_json({"fields": [{"field": "f", "folder": str(place)}]}, tmp_path / "i.json")
    colour(
        str(tmp_path / "i.json"), palette_of_maps(MINERALS), legend_of_maps(MINERALS),
        str(tmp_path / "c.json"),
    )  # fmt: skip
    beside = {path.name for path in place.iterdir() if path.suffix in (".tif", ".xml", ".qml")}
    assert beside == {"classes.tif", "classes.tif.aux.xml", "classes.qml"}
    with rasterio.open(place / "classes.tif") as data:
        colours = data.colormap(1)
        assert data.transform.e == -1.25
    for entry in LEGEND:
        assert colours[entry.code] == (*entry.rgb, 255)


def test_legend_has_unidentified_where_maps_may():
    codes = [row["code"] for row in legend_of_maps(MINERALS, True)]
    assert codes[-1] == 254 and all(a < b for a, b in pairwise(codes))
    assert LegendEntry(**legend_of_maps(MINERALS, True)[-1]).label == "unidentified"
