"""Grains of a map read strip by strip are those of the whole map, to the last bit."""

import numpy as np
import pandas as pd
import pytest
from cut_maps import MAPS, combs, random_map, spiral, stairs
from skimage.measure import label as skimage_label

from oresurvey.errors import FieldError
from oresurvey.files.tables import read_parquet
from oresurvey.instances.crofton import DIAGONAL, STRAIGHT
from oresurvey.instances.field import write_instances
from oresurvey.instances.labels import label
from oresurvey.instances.measure import instances
from oresurvey.maps.geotiff import MapReader, MapWriter
from oresurvey.maps.rows import ArrayRows, row_ranges
from oresurvey.survey.field import Field

STRIPS = [1, 7, 64]


class RecordingRows(ArrayRows):
    """Notes which rows are asked for."""

    def __init__(self, values):
        super().__init__(values)
        self.asked = []

    def read_rows(self, y0, y1):
        self.asked.append((y0, y1))
        return super().read_rows(y0, y1)


def assert_same_bytes(one, other):
    pd.testing.assert_frame_equal(one, other, check_exact=True)
    for name in one:
        assert one[name].to_numpy().tobytes() == other[name].to_numpy().tobytes(), name


@pytest.mark.parametrize("name", MAPS)
@pytest.mark.parametrize("connectivity", [4, 8])
@pytest.mark.parametrize("strip_rows", STRIPS)
def test_strips_leave_no_trace(name, connectivity, strip_rows):
    values = MAPS[name]
    sure = np.random.default_rng(2).integers(0, 256, values.shape, np.uint8)
    whole = instances(values, sure, connectivity, 0.37, strip_rows=len(values))
    found = instances(values, sure, connectivity, 0.37, strip_rows=strip_rows)
    assert_same_bytes(found.grains, whole.grains)
    assert_same_bytes(found.contacts, whole.contacts)
    assert found.class_pixels == whole.class_pixels


@pytest.mark.parametrize("name", MAPS)
@pytest.mark.parametrize("connectivity", [4, 8])
@pytest.mark.parametrize("strip_rows", [*STRIPS, None])
def test_grains_are_numbered_by_their_first_pixels(name, connectivity, strip_rows):
    """As scikit-image numbers them; void comes last."""
    values = MAPS[name]
    ore = np.where(values == 255, 0, values)
    expected = skimage_label(ore, background=0, connectivity=1 if connectivity == 4 else 2)
    expected[values == 255] = expected.max() + 1
    assert np.array_equal(label(values, connectivity, strip_rows), expected)


def test_shapes_that_merge_late():
    assert instances(spiral(), connectivity=4, strip_rows=1).grains["code"].tolist() == [1, 6]
    assert instances(combs(), connectivity=4, strip_rows=1).grains["code"].tolist() == [6, 8, 1]
    assert len(instances(stairs(), connectivity=8, strip_rows=1).grains) == 2


@pytest.mark.parametrize("connectivity", [4, 8])
def test_contacts_are_the_crossings_counted_one_by_one(connectivity):
    values = random_map(2, (30, 25))
    labels = label(values, connectivity)
    counts = {}
    for y, x in np.ndindex(labels.shape):
        for dy, dx in ((0, 1), (1, 0), (1, 1), (1, -1)):
            if y + dy < 30 and 0 <= x + dx < 25 and labels[y, x] != labels[y + dy, x + dx]:
                pair = tuple(sorted((int(labels[y, x]), int(labels[y + dy, x + dx]))))
                straight, diagonal = counts.get(pair, (0, 0))
                counts[pair] = (straight + (dy * dx == 0), diagonal + (dy * dx != 0))
    contacts = instances(values, connectivity=connectivity, strip_rows=7).contacts
    pairs = list(zip(contacts["grain_a"], contacts["grain_b"], strict=True))
    assert pairs == sorted(counts)
    lengths = [STRAIGHT * counts[pair][0] + DIAGONAL * counts[pair][1] for pair in pairs]
    assert contacts["length_px"].tolist() == lengths


@pytest.mark.parametrize("strip_rows", [1, 7, None])
def test_every_row_is_read_once_and_few_at_a_time(strip_rows):
    classes, sure = RecordingRows(MAPS["dust"]), RecordingRows(MAPS["blocks"])
    instances(classes, sure, strip_rows=strip_rows)
    expected = list(row_ranges(classes, strip_rows))
    assert classes.asked == sure.asked == expected
    assert sum(y1 - y0 for y0, y1 in expected) == 150
    assert max(y1 - y0 for y0, y1 in expected) == min(strip_rows or 150, 150)


def test_wide_maps_are_read_by_fewer_rows():
    """A million pixels at a time, or a row if that is wider."""
    panorama = RecordingRows(np.broadcast_to(np.uint8(0), (2**13, 2**15)))
    assert next(row_ranges(panorama)) == (0, 32)
    assert next(row_ranges(RecordingRows(np.broadcast_to(np.uint8(0), (3, 2**21))))) == (0, 1)


def written(tmp_path, classes, sure):
    field = Field("D", "s", "f", tmp_path / "x.jpg", um_per_px=0.5)
    names = {str(code): f"M{code}" for code in (0, 1, 6, 8)} | {"255": "void"}
    return write_instances(field, classes, sure, 8, names, tmp_path / "out", {})


def test_map_on_disk_is_the_map_in_memory(tmp_path):
    values, sure = MAPS["patches"], MAPS["dust"]
    for name, part in (("classes", values), ("confidence", sure)):
        with MapWriter(tmp_path / f"{name}.tif", 90, 150) as writer:
            writer.write(part, 0, 0)
    tables = [tmp_path / "out" / f"{name}.parquet" for name in ("grains", "contacts")]
    in_memory = written(tmp_path, values, sure)
    expected = [read_parquet(path) for path in tables]
    with (
        MapReader(tmp_path / "classes.tif") as classes,
        MapReader(tmp_path / "confidence.tif") as confidence,
    ):
        assert written(tmp_path, classes, confidence) == in_memory
    for path, table in zip(tables, expected, strict=True):
        pd.testing.assert_frame_equal(read_parquet(path), table, check_exact=True)


def test_digest_is_of_both_tables(tmp_path):
    """The same grains, of which others touch, are other content; the same map is the same."""
    values = np.zeros((20, 20), np.uint8)
    values[4:8, 4:8], values[12:16, 12:16] = 1, 6
    moved = values.copy()
    moved[4:8, 8:12], moved[4:8, 4:8] = 1, 0
    digests = [written(tmp_path, one, None)["sha256"] for one in (values, values.copy(), moved)]
    assert digests[0] == digests[1] != digests[2]


def test_code_without_a_name_is_refused(tmp_path):
    with pytest.raises(FieldError, match="field f: the map holds code 13"):
        written(tmp_path, np.full((5, 5), 13, np.uint8), None)


def test_confidence_of_another_size_is_refused():
    with pytest.raises(FieldError, match="8 x 9 px but the confidence 9 x 8"):
        instances(np.zeros((9, 8), np.uint8), np.zeros((8, 9), np.uint8))
