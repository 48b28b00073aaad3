"""Maps of a field: GeoTIFFs of codes, written by windows, coloured without a change of values."""

import numpy as np
import pytest
import rasterio
from rasterio.enums import ColorInterp

from oresurvey.maps.geotiff import (
    MapReader,
    MapWriter,
    colour_map,
    read_map,
    read_tags,
    values_sha256,
)
from oresurvey.maps.local_crs import LOCAL_CRS

CODES = np.array([[0, 1, 6], [14, 255, 8]], np.uint8)


def test_map_is_a_tiled_compressed_geotiff_of_codes(tmp_path):
    path, codes = tmp_path / "deposit" / "classes.tif", np.tile(CODES, (300, 200))
    with MapWriter(path, 600, 600, {"model": "abc"}, um_per_px=1.25) as writer:
        writer.write(codes[:512, :512], 0, 0)
        writer.write(codes[:512, 512:], 0, 512)
        writer.write(codes[512:], 512, 0)
    np.testing.assert_array_equal(read_map(path), codes)
    assert read_tags(path)["model"] == "abc"
    with rasterio.open(path) as data:
        assert (data.driver, data.dtypes) == ("GTiff", ("uint8",))
        assert data.profile["tiled"]
        assert data.block_shapes == [(512, 512)]
        assert data.profile["compress"] == "deflate"
        # Micrometres: 4 px right and 2 px down of the corner.
        assert data.transform @ (4, 2) == (4 * 1.25, -2 * 1.25)
        assert data.crs.to_wkt() == LOCAL_CRS


def test_map_without_a_scale_is_in_pixels_and_names_no_unit(tmp_path):
    with MapWriter(tmp_path / "classes.tif", 3, 2) as writer:
        writer.write(CODES, 0, 0)
    with rasterio.open(tmp_path / "classes.tif") as data:
        assert data.transform @ (2, 1) == (2, -1)
        assert data.crs is None


def test_unit_of_a_stored_value(tmp_path):
    with MapWriter(tmp_path / "confidence.tif", 3, 2, scale=1 / 255) as writer:
        writer.write(CODES, 0, 0)
    with rasterio.open(tmp_path / "confidence.tif") as data:
        assert data.scales == (1 / 255,)


def test_failed_map_leaves_nothing_and_keeps_the_old(tmp_path):
    path = tmp_path / "classes.tif"

    def write(codes, fail):
        with MapWriter(path, 3, 2) as writer:
            writer.write(codes, 0, 0)
            assert not path.exists() or read_map(path).max() == 255
            if fail:
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write(CODES, fail=True)
    assert list(tmp_path.iterdir()) == []
    write(CODES, fail=False)
    with pytest.raises(KeyboardInterrupt):
        write(CODES * 0, fail=True)
    assert list(tmp_path.iterdir()) == [path]
    np.testing.assert_array_equal(read_map(path), CODES)


def test_colours_change_nothing_but_the_palette(tmp_path):
    path = tmp_path / "classes.tif"
    with MapWriter(path, 3, 2, {"model": "abc"}) as writer:
        writer.write(CODES, 0, 0)
    digest = values_sha256(path)
    palette = {0: (9, 9, 9), 6: (246, 236, 174)}
    assert colour_map(path, palette)
    with rasterio.open(path) as data:
        assert data.colorinterp == (ColorInterp.palette,)
        assert data.colormap(1)[6] == (246, 236, 174, 255)
        assert (data.profile["compress"], data.profile["tiled"]) == ("deflate", True)
    np.testing.assert_array_equal(read_map(path), CODES)
    assert values_sha256(path) == digest
    assert read_tags(path)["model"] == "abc"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("nodata", [None, 255])
def test_same_colours_leave_the_file_alone(tmp_path, nodata):
    path = tmp_path / "classes.tif"
    with MapWriter(path, 3, 2, nodata=nodata) as writer:
        writer.write(CODES, 0, 0)
    assert colour_map(path, {1: (1, 2, 3)})
    before = path.stat()
    assert not colour_map(path, {1: (1, 2, 3)})
    assert path.stat().st_ino == before.st_ino
    assert colour_map(path, {1: (3, 2, 1)})


def test_digest_of_values_follows_the_values(tmp_path):
    for name, codes in (("a", CODES), ("b", CODES), ("c", CODES[:, ::-1])):
        with MapWriter(tmp_path / f"{name}.tif", 3, 2, {"name": name}) as writer:
            writer.write(codes, 0, 0)
    a, b, c = (values_sha256(tmp_path / f"{name}.tif") for name in "abc")
    assert a == b != c


def test_rows_of_a_map(tmp_path):
    values = np.arange(700 * 90, dtype=np.uint32).reshape(700, 90).astype(np.uint8)
    with MapWriter(tmp_path / "classes.tif", 90, 700) as data:
        data.write(values, 0, 0)
    with MapReader(tmp_path / "classes.tif") as data:
        assert (data.height, data.width) == (700, 90)
        assert np.array_equal(data.read_rows(500, 700), values[500:])
    assert np.array_equal(read_map(tmp_path / "classes.tif"), values)
