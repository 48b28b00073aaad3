"""Records on disk come back as they were added, and sorted as if memory held all of them."""

import numpy as np
import pytest

from oresurvey.instances.record_runs import RecordRuns, in_parts
from oresurvey.instances.sorted_records import SortedRecords

DTYPE = np.dtype([("key", np.uint32), ("count", np.int64), ("code", np.uint8)], align=True)
RUN_BYTES = 100 * DTYPE.itemsize


def records(keys, seed=0):
    """Records whose code follows from the key, as the code of a grain from its number."""
    found = np.zeros(len(keys), DTYPE)
    found["key"], found["code"] = keys, np.asarray(keys) % 251
    found["count"] = np.random.default_rng(seed).integers(-5, 2**40, len(keys))
    return found


def batches(keys):
    return [records(part, seed) for seed, part in enumerate(np.array_split(keys, 37))]


KEYS = {
    "random": np.random.default_rng(1).integers(0, 400, 2000),
    "ascending": np.arange(2000),
    "falling": np.arange(2000)[::-1],
    "all the same": np.full(2000, 7),
    "few": np.array([3, 1, 3]),
    "none": np.array([], int),
}


@pytest.mark.parametrize("run_bytes", [1, RUN_BYTES, 10**9])
@pytest.mark.parametrize("keys", KEYS)
def test_sorted_with_every_key_once(keys, run_bytes, tmp_path):
    added = batches(KEYS[keys])
    with SortedRecords(DTYPE, "key", ("count",), tmp_path, run_bytes) as kept:
        for part in added:
            kept.add(part)
        found = np.concatenate(list(kept.blocks()))
    everything = np.concatenate(added)
    expected = np.unique(everything["key"])
    assert np.array_equal(found["key"], expected)
    assert np.array_equal(found["code"], expected % 251)
    sums = [everything["count"][everything["key"] == key].sum() for key in expected]
    assert found["count"].tolist() == sums


@pytest.mark.parametrize("run_bytes", [1, RUN_BYTES, 10**9])
def test_order_of_adding_is_kept(run_bytes, tmp_path):
    added = batches(KEYS["random"])
    with RecordRuns(DTYPE, tmp_path, run_bytes) as kept:
        for part in added:
            kept.add(part)
        found = np.concatenate(list(kept.blocks()))
    assert np.array_equal(found, np.concatenate(added))


def test_few_records_are_in_memory(tmp_path):
    """Twenty runs, of which one is in memory while they are added, and about one when merged."""
    added = batches(np.random.default_rng(2).permutation(40_000))
    with SortedRecords(DTYPE, "key", (), tmp_path, 20 * RUN_BYTES) as kept:
        for part in added:
            kept.add(part)
            assert kept.held_bytes < 20 * RUN_BYTES
        blocks = [len(block) for block in kept.blocks()]
    assert sum(blocks) == 40_000 and max(blocks) < 3000


def test_file_has_no_name_and_small_tables_have_no_file(tmp_path):
    with RecordRuns(DTYPE, tmp_path / "field", RUN_BYTES) as kept:
        kept.add(records(range(99)))
        assert not (tmp_path / "field").exists()
        kept.add(records(range(99)))
        assert kept.held_bytes == 0
        assert list((tmp_path / "field").iterdir()) == []


@pytest.mark.parametrize(
    ("blocks", "expected"),
    [
        ([0], [0]), ([3], [3]), ([4], [4]), ([5], [4, 1]), ([4, 4], [4, 4]), ([8, 0], [4, 4]),
        ([1, 1, 1, 1, 1], [4, 1]), ([11, 2], [4, 4, 4, 1]), ([0, 9, 0], [4, 4, 1]),
    ],
)  # fmt: skip
def test_parts_are_equal_but_for_the_last(blocks, expected):
    values = records(range(sum(blocks)))
    cut = np.split(values, np.cumsum(blocks)[:-1])
    parts = list(in_parts(cut, 4))
    assert [len(part) for part in parts] == expected
    assert np.array_equal(np.concatenate(parts), values)
