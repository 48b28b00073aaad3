"""Tables of a field in parts: the same numbers and bytes, in memory that grains do not fill."""

import tracemalloc

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from cut_maps import MAPS

from oresurvey.errors import FieldError
from oresurvey.files.parquet_parts import ParquetParts
from oresurvey.files.tables import read_parquet
from oresurvey.instances.field import write_instances
from oresurvey.instances.measure import Portions, instance_parts
from oresurvey.maps.rows import ArrayRows
from oresurvey.survey.field import Field

NAMES = {str(code): f"M{code}" for code in (0, 1, 6, 8)} | {"255": "void"}
FILES = ("contacts.parquet", "grains.parquet")
SMALL = Portions(strip_rows=7, table_rows=10, run_bytes=1000)


def sure_of(values):
    return np.random.default_rng(2).integers(0, 256, values.shape, np.uint8)


def tables(values, connectivity, portions, folder):
    with instance_parts(values, sure_of(values), connectivity, 0.37, portions, folder) as found:
        return list(found.grains), list(found.contacts), found.class_pixels


@pytest.mark.parametrize("name", MAPS)
@pytest.mark.parametrize("connectivity", [4, 8])
def test_parts_are_the_tables_in_one_piece(name, connectivity, tmp_path):
    values = MAPS[name]
    *whole, pixels = tables(values, connectivity, Portions(strip_rows=len(values)), tmp_path)
    *parts, pixels_of_parts = tables(values, connectivity, SMALL, tmp_path)
    assert pixels_of_parts == pixels
    for one, several in zip(whole, parts, strict=True):
        assert len(one) == 1
        assert all(len(part) == 10 for part in several[:-1])
        together = pd.concat(several, ignore_index=True)
        pd.testing.assert_frame_equal(together, one[0], check_exact=True)
        for column in together:
            assert together[column].to_numpy().tobytes() == one[0][column].to_numpy().tobytes()


def written(folder, values, portions):
    field = Field("D", "s", "f", folder / "x.jpg", um_per_px=0.5)
    entry = write_instances(field, values, sure_of(values), 8, NAMES, folder, {}, portions)
    return entry | {"folder": ""}, {name: (folder / name).read_bytes() for name in FILES}


@pytest.mark.parametrize("name", ["dust", "blocks", "combs", "void"])
def test_files_do_not_depend_on_strips_and_runs(name, tmp_path):
    found = [
        written(
            tmp_path / f"{strip_rows}-{run_bytes}", MAPS[name], Portions(strip_rows, 50, run_bytes)
        )
        for strip_rows, run_bytes in ((None, 2**25), (1, 2**25), (7, 1000), (64, 5000))
    ]
    assert all(one == found[0] for one in found)


def test_digest_does_not_depend_on_row_groups(tmp_path):
    entry, _ = written(tmp_path / "one", MAPS["dust"], Portions())
    in_parts, _ = written(tmp_path / "parts", MAPS["dust"], Portions(table_rows=50))
    assert in_parts == entry
    for name in FILES:
        one, parts = (pq.ParquetFile(tmp_path / folder / name) for folder in ("one", "parts"))
        assert one.num_row_groups == 1
        assert parts.num_row_groups == -(-one.metadata.num_rows // 50) > 20
        assert parts.schema_arrow.equals(one.schema_arrow, check_metadata=True)
        pd.testing.assert_frame_equal(
            *(read_parquet(tmp_path / folder / name) for folder in ("one", "parts"))
        )


class TornRows(ArrayRows):
    """A map that cannot be read to its end."""

    def read_rows(self, y0, y1):
        if y1 > 140:
            raise FieldError("map x cannot be read")
        return super().read_rows(y0, y1)


def test_map_that_cannot_be_read_leaves_nothing(tmp_path):
    field = Field("D", "s", "f", tmp_path / "x.jpg")
    with pytest.raises(FieldError, match="field f: map x cannot be read"):
        write_instances(field, TornRows(MAPS["dust"]), None, 8, NAMES, tmp_path, {}, SMALL)
    assert list(tmp_path.iterdir()) == []


def test_failure_while_writing_keeps_the_old_tables(tmp_path, monkeypatch):
    _, before = written(tmp_path, MAPS["blocks"], SMALL)
    write = ParquetParts.write

    def full(table, part):
        if part.get("grain", pd.Series(dtype=int)).max() > 500:
            raise OSError("no space left on device")
        write(table, part)

    monkeypatch.setattr(ParquetParts, "write", full)
    with pytest.raises(OSError, match="no space left"):
        written(tmp_path, MAPS["dust"], SMALL)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


class Dust:
    """A narrow map of small grains, as high as one likes and never whole in memory."""

    width = 64

    def __init__(self, height):
        self.height = height

    def read_rows(self, y0, y1):
        return np.concatenate([self._row(y) for y in range(y0, y1)])

    def _row(self, y):
        rng = np.random.default_rng(y)
        return (6 * (rng.random((1, self.width)) < 0.15)).astype(np.uint8)


def peak_bytes(height, folder):
    """Grains of a map, and the most memory that NumPy and Python held while finding them."""
    portions = Portions(strip_rows=32, table_rows=500, run_bytes=2**18)
    tracemalloc.start()
    with instance_parts(Dust(height), None, 8, None, portions, folder) as found:
        rows = [sum(map(len, parts)) for parts in (found.grains, found.contacts)]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert rows[0] == rows[1]  # every grain touches the background and nothing else
    return rows[0], peak


def test_memory_does_not_grow_with_the_grains(tmp_path):
    peak_bytes(100, tmp_path)
    few, low = peak_bytes(2000, tmp_path)
    many, high = peak_bytes(16_000, tmp_path)
    assert few > 9000 and many > 7.8 * few
    # Whole tables of these columns take more than 200 bytes a grain.
    assert high - low < 10 * (many - few)
