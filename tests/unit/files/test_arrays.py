"""Arrays on disk: rows are read alone, files stay closed, a kill leaves no half of a file."""

import os

import numpy as np
import pytest

from oresurvey.errors import FieldError
from oresurvey.files.arrays import StoredRows, put_in_place, save_array


@pytest.mark.parametrize("dtype", [np.uint8, np.int64, np.float32])
def test_rows_of_two_axes(tmp_path, dtype):
    array = np.arange(12, dtype=dtype).reshape(3, 4)
    save_array(array, tmp_path / "a.npy")
    rows = StoredRows(tmp_path / "a.npy", (3, 4), dtype)
    for k in range(3):
        np.testing.assert_array_equal(rows[k], array[k])
        assert rows[k].dtype == dtype


def test_rows_of_three_axes(tmp_path):
    array = np.arange(24.0).reshape(2, 3, 4)
    save_array(array, tmp_path / "a.npy")
    rows = StoredRows(tmp_path / "a.npy", (2, 3, 4), np.float64)
    np.testing.assert_array_equal(rows[1, 2], array[1, 2])


def test_turned_array_is_written_in_rows(tmp_path):
    array = np.arange(12).reshape(3, 4).T
    save_array(array, tmp_path / "a.npy")
    np.testing.assert_array_equal(StoredRows(tmp_path / "a.npy", (4, 3), np.int64)[1], array[1])
    assert np.load(tmp_path / "a.npy").flags["C_CONTIGUOUS"]


def test_nothing_stays_open(tmp_path):
    save_array(np.zeros((3, 4)), tmp_path / "a.npy")
    before = os.listdir("/proc/self/fd")
    rows = StoredRows(tmp_path / "a.npy", (3, 4), np.float64)
    assert [rows[k].sum() for k in range(3)] == [0, 0, 0]
    assert os.listdir("/proc/self/fd") == before


@pytest.mark.parametrize("kept", [0, 40, 129])
def test_file_that_was_cut_off(tmp_path, kept):
    path = tmp_path / "a.npy"
    save_array(np.zeros((3, 4)), path)
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(FieldError, match=r"a\.npy is cut off; delete its folder and make"):
        StoredRows(path, (3, 4), np.float64)[2]


def test_file_cut_off_between_two_reads(tmp_path):
    path = tmp_path / "a.npy"
    save_array(np.zeros((3, 4)), path)
    rows = StoredRows(path, (3, 4), np.float64)
    assert rows[2].tolist() == [0, 0, 0, 0]
    os.truncate(path, path.stat().st_size - 8)
    with pytest.raises(FieldError, match="is cut off"):
        rows[2]


def test_failed_write_leaves_the_old_file(tmp_path):
    path = tmp_path / "a.npy"
    path.write_bytes(b"old")

    def half(stream):
        stream.write(b"ne")
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        put_in_place(path, half)
    assert [one.name for one in tmp_path.iterdir()] == ["a.npy"]
    assert path.read_bytes() == b"old"
