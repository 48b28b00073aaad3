"""A Parquet table in parts is the table in one piece, whole or not at all."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from oresurvey.files.parquet_parts import ParquetParts
from oresurvey.files.table_digest import TableDigest
from oresurvey.files.tables import PARQUET_KEY, read_parquet

TABLE = pd.DataFrame(
    {"grain": range(5), "ecd_px": [1.5, np.nan, 3, 4, 5], "mineral": list("abcab")}
)


def written(path, *sizes):
    with ParquetParts(path, {"model": "abc"}) as table:
        start = 0
        for size in sizes:
            table.write(TABLE[start : start + size])
            start += size


@pytest.mark.parametrize("sizes", [(5,), (2, 2, 1), (1, 1, 1, 1, 1)])
def test_parts_make_the_table(sizes, tmp_path):
    written(tmp_path / "parts", *sizes)
    provenance = {PARQUET_KEY: b'{"model": "abc"}'}
    whole = pa.Table.from_pandas(TABLE, preserve_index=False).schema
    pd.testing.assert_frame_equal(read_parquet(tmp_path / "parts"), TABLE)
    parts = pq.ParquetFile(tmp_path / "parts")
    expected = whole.with_metadata(whole.metadata | provenance)
    assert parts.schema_arrow.equals(expected, check_metadata=True)
    assert [parts.metadata.row_group(k).num_rows for k in range(len(sizes))] == list(sizes)


def test_what_cannot_be_written_leaves_nothing(tmp_path):
    """A column of objects that Arrow has no type for."""

    def fail():
        with ParquetParts(tmp_path / "grains.parquet") as table:
            table.write(pd.DataFrame({"a": [object()]}))

    with pytest.raises(pa.ArrowInvalid):
        fail()
    assert list(tmp_path.iterdir()) == []


def test_empty_table_keeps_its_columns(tmp_path):
    written(tmp_path / "empty", 0)
    assert list(read_parquet(tmp_path / "empty").columns) == list(TABLE.columns)


def test_equal_parts_are_equal_bytes(tmp_path):
    for name in ("one", "other"):
        written(tmp_path / name, 3, 2)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()


def test_failure_leaves_nothing_and_keeps_the_old(tmp_path):
    path = tmp_path / "deep" / "grains.parquet"

    def fail():
        with ParquetParts(path) as table:
            table.write(TABLE)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert list(path.parent.iterdir()) == []
    written(path, 5)
    before = path.read_bytes()
    with pytest.raises(KeyboardInterrupt):
        fail()
    assert [found.name for found in path.parent.iterdir()] == ["grains.parquet"]
    assert path.read_bytes() == before


def test_digest_does_not_depend_on_the_parts():
    numbers = TABLE[["grain", "ecd_px"]]

    def digest(table, *sizes):
        found, start = TableDigest(), 0
        for size in sizes:
            found.add(table[start : start + size])
            start += size
        return found.rows, found.columns()

    whole = digest(numbers, 5)
    assert whole[0] == 5
    assert digest(numbers, 2, 3) == digest(numbers, 1, 0, 4) == whole
    assert digest(numbers, 4) != whole
    assert digest(numbers.assign(grain=[0, 1, 2, 3, 5]), 5) != whole
    assert digest(numbers.astype({"grain": np.int32}), 5) != whole
