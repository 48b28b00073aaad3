"""GIS layer: outlines that hold exactly their pixels, in a file that other programs open."""

import sqlite3
from pathlib import Path

import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely

from oresurvey.gis import ATTRIBUTES, LAYER, GrainLayer, grain_polygons
from oresurvey.grains import instances
from oresurvey.instances import write_instances
from oresurvey.sheets import Field
from oresurvey.tables import read_parquet

NAMES = {"0": "BG", "1": "Ccp", "6": "Py", "255": "void"}
# A ring with a grain inside, two squares that meet at a corner, void at the frame.
DRAWN = """
................v
.1111111...66...v
.1.....1...66...v
.1.666.1.....66.v
.1.666.1.....66.v
.1.....1........v
.1111111....1111v
.............111v
"""


def class_map(drawn=DRAWN):
    codes = {".": 0, "1": 1, "6": 6, "v": 255}
    return np.array([[codes[c] for c in line] for line in drawn.split()], np.uint8)


@pytest.mark.parametrize("connectivity", [4, 8])
@pytest.mark.parametrize("um_per_px", [None, 2.0])
@pytest.mark.parametrize("source", ["drawn", "random"])
def test_area_of_every_polygon_is_that_of_its_pixels(connectivity, um_per_px, source):
    codes = np.array([0, 1, 6], np.uint8)
    maps = {"drawn": class_map(), "random": np.random.default_rng(0).choice(codes, (40, 50))}
    polygons = grain_polygons(maps[source], connectivity, um_per_px)
    grains = instances(maps[source], connectivity=connectivity).grains
    assert list(polygons) == grains["grain"].tolist()
    areas = np.array([polygon.area for polygon in polygons.values()])
    assert areas == pytest.approx(grains["area_px"].to_numpy() * (um_per_px or 1) ** 2)
    assert all(polygon.is_valid for polygon in polygons.values())


def test_outlines_stand_where_the_grains_are():
    """Pixel edges: the ring spans columns 1 to 8 and rows 1 to 7, with one hole."""
    polygons = grain_polygons(class_map(), 8, None)
    ring = next(one for one in polygons.values() if one.bounds == (1, 1, 8, 7))
    assert [len(part.interiors) for part in ring.geoms] == [1]
    joined = [one for one in polygons.values() if len(one.geoms) == 2]
    assert [one.bounds for one in joined] == [(11, 1, 15, 5)]


def written(folder, field, drawn, um_per_px):
    one = Field("Ридж", "s", field, Path("x.jpg"), um_per_px=um_per_px)
    write_instances(one, drawn, np.full(drawn.shape, 51, np.uint8), 8, NAMES, folder / field, {})
    return read_parquet(folder / field / "grains.parquet"), grain_polygons(drawn, 8, um_per_px)


def test_layer_of_several_fields(tmp_path):
    """The second field holds no grain, the third has no scale."""
    fields = [
        written(tmp_path, "a", class_map(), 2.0),
        written(tmp_path, "b", np.zeros((9, 9), np.uint8), 2.0),
        written(tmp_path, "c", class_map(), None),
    ]
    with GrainLayer(tmp_path / "grains.gpkg") as layer:
        for grains, polygons in fields:
            layer.add(grains, polygons)
    meta, _, geometry, columns = pyogrio.raw.read(tmp_path / "grains.gpkg", layer=LAYER)
    assert meta["geometry_type"] == "MultiPolygon" and list(meta["fields"]) == ATTRIBUTES
    table = pd.DataFrame(dict(zip(meta["fields"], columns, strict=True)))
    expected = pd.concat([grains for grains, _ in fields])[ATTRIBUTES].reset_index(drop=True)
    pd.testing.assert_frame_equal(table, expected, check_dtype=False)
    areas = shapely.area(shapely.from_wkb(geometry))
    in_units = table["area_um2"].fillna(table["area_px"]).to_numpy()
    assert areas == pytest.approx(in_units)
    assert [path.name for path in tmp_path.glob("*.gpkg")] == ["grains.gpkg"]


def test_layer_opens_as_sqlite(tmp_path):
    """A GeoPackage is an SQLite file whose tables are listed in gpkg_contents (OGC 12-128r19)."""
    with GrainLayer(tmp_path / "grains.gpkg") as layer:
        layer.add(*written(tmp_path, "a", class_map(), 2.0))
    with sqlite3.connect(tmp_path / "grains.gpkg") as connection:
        listed = connection.execute("SELECT table_name, data_type FROM gpkg_contents").fetchall()
        count, area = connection.execute("SELECT count(*), sum(area_px) FROM grains").fetchone()
    assert listed == [("grains", "features")]
    ore = (class_map() != 0) & (class_map() != 255)
    assert (count, area) == (4, ore.sum())


def test_no_grain_at_all_is_an_empty_layer(tmp_path):
    with GrainLayer(tmp_path / "grains.gpkg") as layer:
        layer.add(*written(tmp_path, "b", np.zeros((9, 9), np.uint8), 2.0))
    about = pyogrio.read_info(tmp_path / "grains.gpkg", layer=LAYER)
    assert about["features"] == 0 and list(about["fields"]) == ATTRIBUTES


def test_failure_leaves_nothing_and_keeps_the_old(tmp_path):
    path = tmp_path / "grains.gpkg"
    path.write_bytes(b"old")
    with pytest.raises(KeyError), GrainLayer(path) as layer:
        layer.add(*written(tmp_path, "a", class_map(), 2.0))
        layer.add(pd.DataFrame({"grain": [1]}), {})
    assert path.read_bytes() == b"old"
    assert [one.name for one in tmp_path.glob("**/*.gpkg")] == ["grains.gpkg"]
    assert not list(tmp_path.glob(".*gpkg*"))
