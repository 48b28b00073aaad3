"""GIS layer: a file of grains that other programs open."""

import sqlite3
from pathlib import Path

import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely
from drawn_maps import class_map

from oresurvey.errors import FieldError
from oresurvey.gis import ATTRIBUTES, LAYER, PART, GrainLayer
from oresurvey.instances import write_instances
from oresurvey.outlines import grain_outlines
from oresurvey.sheets import Field
from oresurvey.tables import read_parquet

NAMES = {"0": "BG", "1": "Ccp", "6": "Py", "255": "void"}


def written(folder, field, drawn, um_per_px, strip_rows=None):
    one = Field("Ридж", "s", field, Path("x.jpg"), um_per_px=um_per_px)
    write_instances(one, drawn, np.full(drawn.shape, 51, np.uint8), 8, NAMES, folder / field, {})
    outlines = grain_outlines(drawn, 8, um_per_px, strip_rows)
    return read_parquet(folder / field / "grains.parquet"), outlines


def test_layer_of_several_fields(tmp_path):
    """The second field holds no grain, the third has no scale."""
    fields = [
        written(tmp_path, "a", class_map(), 2.0),
        written(tmp_path, "b", np.zeros((9, 9), np.uint8), 2.0),
        written(tmp_path, "c", class_map(), None),
    ]
    with GrainLayer(tmp_path / "grains.gpkg") as layer:
        for grains, outlines in fields:
            layer.add(grains, outlines)
    about = pyogrio.read_info(tmp_path / "grains.gpkg", layer=LAYER)
    assert about["geometry_type"] == "MultiPolygon" and list(about["fields"]) == [*ATTRIBUTES, PART]
    table, outlines = read_layer(tmp_path / "grains.gpkg")
    expected = pd.concat([grains for grains, _ in fields])[ATTRIBUTES].reset_index(drop=True)
    expected[PART] = 1
    pd.testing.assert_frame_equal(table, expected, check_dtype=False)
    in_units = table["area_um2"].fillna(table["area_px"]).to_numpy()
    assert shapely.area(outlines) == pytest.approx(in_units)
    assert [path.name for path in tmp_path.glob("*.gpkg")] == ["grains.gpkg"]


def read_layer(path):
    meta, _, geometry, columns = pyogrio.raw.read(path, layer=LAYER)
    table = pd.DataFrame(dict(zip(meta["fields"], columns, strict=True)))
    return table, shapely.from_wkb(geometry)


def test_grains_come_in_the_order_in_which_they_end(tmp_path):
    """Each with its own attributes: in strips of a row, the ring ends after the grain inside."""
    with GrainLayer(tmp_path / "grains.gpkg") as layer:
        layer.add(*written(tmp_path, "a", class_map(), None, strip_rows=1))
    table, outlines = read_layer(tmp_path / "grains.gpkg")
    assert table["grain"].tolist() == [2, 3, 1, 4]
    assert shapely.area(outlines).tolist() == table["area_px"].tolist()


def test_grain_of_too_many_corners_comes_in_parts(tmp_path):
    """In strips of two rows a square of 10 x 10 px has 5 points a strip: parts of two strips."""
    square = np.zeros((12, 12), np.uint8)
    square[1:11, 1:11] = 1
    grains, _ = written(tmp_path, "a", square, None)
    with GrainLayer(tmp_path / "grains.gpkg") as layer:
        layer.add(grains, grain_outlines(square, 8, None, strip_rows=2, most_corners=9))
    table, outlines = read_layer(tmp_path / "grains.gpkg")
    assert table["part"].tolist() == [1, 2, 3]
    assert table["grain"].tolist() == [1, 1, 1] and set(table["area_px"]) == {100}
    assert shapely.area(outlines).tolist() == [30, 40, 30]


def test_table_that_lacks_an_outline_is_refused(tmp_path):
    grains, outlines = written(tmp_path, "a", class_map(), 2.0)
    too_many = pd.concat([grains, grains.tail(1).assign(grain=99)])
    with pytest.raises(FieldError), GrainLayer(tmp_path / "grains.gpkg") as layer:
        layer.add(too_many, outlines)


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
    assert about["features"] == 0 and list(about["fields"]) == [*ATTRIBUTES, PART]


def test_failure_leaves_nothing_and_keeps_the_old(tmp_path):
    path = tmp_path / "grains.gpkg"
    path.write_bytes(b"old")
    with pytest.raises(FieldError, match="delete grains"), GrainLayer(path) as layer:
        grains, outlines = written(tmp_path, "a", class_map(), 2.0)
        layer.add(grains.iloc[:-1], outlines)
    assert path.read_bytes() == b"old"
    assert [one.name for one in tmp_path.glob("**/*.gpkg")] == ["grains.gpkg"]
    assert not list(tmp_path.glob(".*gpkg*"))
