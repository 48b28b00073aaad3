"""GIS layer: a file of grains that other programs open."""

import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely
from drawn_maps import class_map

from oresurvey.errors import FieldError
from oresurvey.files.tables import read_parquet
from oresurvey.instances.field import write_instances
from oresurvey.instances.outlines import grain_outlines
from oresurvey.maps.local_crs import LOCAL_CRS
from oresurvey.report.gis.geopackage import ATTRIBUTES, LAYER, LAYER_PX, PART, GrainLayer
from oresurvey.survey.field import Field

STYLE = "<qgis/>"
NAMES = {"0": "BG", "1": "Ccp", "6": "Py", "255": "void"}


def written(folder, field, drawn, um_per_px, strip_rows=None):
    one = Field("Ридж", "s", field, Path("x.jpg"), um_per_px=um_per_px)
    write_instances(one, drawn, np.full(drawn.shape, 51, np.uint8), 8, NAMES, folder / field, {})
    outlines = grain_outlines(drawn, 8, um_per_px, strip_rows)
    return read_parquet(folder / field / "grains.parquet"), outlines


def test_layers_of_several_fields(tmp_path):
    """The second field holds no grain; the third has no scale, so its unit is another."""
    fields = [
        written(tmp_path, "a", class_map(), 2.0),
        written(tmp_path, "b", np.zeros((9, 9), np.uint8), 2.0),
        written(tmp_path, "c", class_map(), None),
    ]
    with GrainLayer(tmp_path / "grains.gpkg", STYLE) as layer:
        for grains, outlines in fields:
            layer.add(grains, outlines)
    for layer, (grains, _), crs, area in (
        (LAYER, fields[0], LOCAL_CRS, "area_um2"),
        (LAYER_PX, fields[2], None, "area_px"),
    ):
        about = pyogrio.read_info(tmp_path / "grains.gpkg", layer=layer)
        assert about["geometry_type"] == "MultiPolygon"
        assert (list(about["fields"]), about["crs"]) == ([*ATTRIBUTES, PART], crs)
        table, outlines = read_layer(tmp_path / "grains.gpkg", layer)
        expected = grains[ATTRIBUTES].assign(part=1)
        pd.testing.assert_frame_equal(table, expected, check_dtype=False)
        assert shapely.area(outlines).tolist() == table[area].tolist()
    assert [path.name for path in tmp_path.glob("*.gpkg")] == ["grains.gpkg"]


def read_layer(path, layer=LAYER):
    meta, _, geometry, columns = pyogrio.raw.read(path, layer=layer)
    table = pd.DataFrame(dict(zip(meta["fields"], columns, strict=True)))
    return table, shapely.from_wkb(geometry)


def test_grains_come_in_the_order_in_which_they_end(tmp_path):
    """Each with its own attributes: in strips of a row, the ring ends after the grain inside."""
    with GrainLayer(tmp_path / "grains.gpkg", STYLE) as layer:
        layer.add(*written(tmp_path, "a", class_map(), None, strip_rows=1))
    table, outlines = read_layer(tmp_path / "grains.gpkg", LAYER_PX)
    assert table["grain"].tolist() == [2, 3, 1, 4]
    assert shapely.area(outlines).tolist() == table["area_px"].tolist()


def test_grain_of_too_many_corners_comes_in_parts(tmp_path):
    """In strips of two rows a square of 10 x 10 px has 5 points a strip: parts of two strips."""
    square = np.zeros((12, 12), np.uint8)
    square[1:11, 1:11] = 1
    grains, _ = written(tmp_path, "a", square, None)
    with GrainLayer(tmp_path / "grains.gpkg", STYLE) as layer:
        layer.add(grains, grain_outlines(square, 8, None, strip_rows=2, most_corners=9))
    table, outlines = read_layer(tmp_path / "grains.gpkg", LAYER_PX)
    assert table["part"].tolist() == [1, 2, 3]
    assert table["grain"].tolist() == [1, 1, 1] and set(table["area_px"]) == {100}
    assert shapely.area(outlines).tolist() == [30, 40, 30]


def test_table_that_lacks_an_outline_is_refused(tmp_path):
    grains, outlines = written(tmp_path, "a", class_map(), 2.0)
    too_many = pd.concat([grains, grains.tail(1).assign(grain=99)])
    with pytest.raises(FieldError), GrainLayer(tmp_path / "grains.gpkg", STYLE) as layer:
        layer.add(too_many, outlines)


def test_layer_opens_as_sqlite(tmp_path):
    """A GeoPackage is an SQLite file whose tables are listed in gpkg_contents (OGC 12-128r19)."""
    with GrainLayer(tmp_path / "grains.gpkg", STYLE) as layer:
        layer.add(*written(tmp_path, "a", class_map(), 2.0))
    with sqlite3.connect(tmp_path / "grains.gpkg") as connection:
        listed = connection.execute("SELECT table_name, data_type FROM gpkg_contents").fetchall()
        count, area = connection.execute("SELECT count(*), sum(area_px) FROM grains").fetchone()
    assert listed == [("grains", "features"), ("layer_styles", "attributes")]
    ore = (class_map() != 0) & (class_map() != 255)
    assert (count, area) == (4, ore.sum())


def test_same_grains_make_the_same_file(tmp_path):
    """No date and no chance in it, nor the number of transactions, which is chance in GDAL."""
    texts = []
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        with GrainLayer(tmp_path / name / "grains.gpkg", STYLE) as layer:
            layer.add(*written(tmp_path / name, "a", class_map(), 2.0))
            if name == "other":
                (fresh,) = (tmp_path / name).glob(".grains.*.gpkg")
                with closing(sqlite3.connect(fresh)) as connection, connection:
                    connection.execute(
                        "UPDATE gpkg_contents SET last_change = '2001-01-01T00:00:00.000Z'"
                    )
        texts.append((tmp_path / name / "grains.gpkg").read_bytes())
    assert texts[0] == texts[1]


def test_filters_by_field_use_an_index(tmp_path):
    """All fields lie over each other: one of 10 000 must come up without reading the others."""
    with GrainLayer(tmp_path / "grains.gpkg", STYLE) as layer:
        layer.add(*written(tmp_path, "a", class_map(), 2.0))
    with sqlite3.connect(tmp_path / "grains.gpkg") as connection:
        for column in ("field", "deposit"):
            plan = f"EXPLAIN QUERY PLAN SELECT fid FROM grains WHERE {column} = 'a'"
            assert f"grains_{column}" in connection.execute(plan).fetchone()[3]


def test_no_grain_at_all_is_an_empty_layer(tmp_path):
    with GrainLayer(tmp_path / "grains.gpkg", STYLE) as layer:
        layer.add(*written(tmp_path, "b", np.zeros((9, 9), np.uint8), 2.0))
    about = pyogrio.read_info(tmp_path / "grains.gpkg", layer=LAYER)
    assert about["features"] == 0 and list(about["fields"]) == [*ATTRIBUTES, PART]


def test_failure_leaves_nothing_and_keeps_the_old(tmp_path):
    path = tmp_path / "grains.gpkg"
    path.write_bytes(b"old")
    with pytest.raises(FieldError, match="delete grains"), GrainLayer(path, STYLE) as layer:
        grains, outlines = written(tmp_path, "a", class_map(), 2.0)
        layer.add(grains.iloc[:-1], outlines)
    assert path.read_bytes() == b"old"
    assert [one.name for one in tmp_path.glob("**/*.gpkg")] == ["grains.gpkg"]
    assert not list(tmp_path.glob(".*gpkg*"))
