"""Records sorted by their key, more of them than memory holds: runs are sorted, then merged."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np

from oresurvey.instances.record_runs import RUN_BYTES, RecordRuns, joined

SMALLEST_PAGE = 64
"""Records of a run that are read at a time, at least; reached beyond a billion grains."""


class _Pages:
    """A sorted run, read a page at a time.

    Parameters
    ----------
    read : function
        Records start .. stop.
    start, stop : int
        Of the run.
    records : int
        Of a page.
    key : str
    """

    def __init__(
        self,
        read: Callable[[int, int], np.ndarray],
        start: int,
        stop: int,
        records: int,
        key: str,
    ):
        self._read, self._next, self._stop = read, start, stop
        self._records, self._key = records, key
        self._page = read(start, start)

    def turn(self) -> bool:
        """Read the next page if this one has been taken; whether there is anything left."""
        if not len(self._page):
            end = min(self._next + self._records, self._stop)
            self._page, self._next = self._read(self._next, end), end
        return len(self._page) > 0

    @property
    def last(self) -> np.unsignedinteger:
        """The last key of the page."""
        return self._page[self._key][-1]

    def take(self, bound: np.unsignedinteger) -> np.ndarray:
        """Records of the page up to this key."""
        key = self._page[self._key]
        # Most runs begin later: no need to search them.
        end = 0 if key[0] > bound else np.searchsorted(key, bound, side="right")
        taken, self._page = self._page[:end], self._page[end:]
        return taken


class SortedRecords(RecordRuns):
    """Records in the order of their key, those of one key made one.

    Parameters
    ----------
    dtype : dtype
        Structured.
    key : str
        Field by which they are sorted; a whole number without sign.
    sums : tuple of str
        Whole-number fields that are added up over the records of one key; the other fields are the
        same in all of these.
    folder, run_bytes
        See `RecordRuns`.
    """

    def __init__(
        self,
        dtype: np.dtype,
        key: str,
        sums: tuple[str, ...] = (),
        folder: Path | None = None,
        run_bytes: int = RUN_BYTES,
    ):
        super().__init__(dtype, folder, run_bytes)
        self._key, self._sums = key, sums

    def _in_order(self, records: np.ndarray) -> np.ndarray:
        """Sorted, and every key once."""
        key = np.ascontiguousarray(records[self._key])
        if (key[1:] > key[:-1]).all():
            return records
        # Almost in order already, which this kind of sorting makes use of.
        order = np.argsort(key, kind="stable")
        key = key[order]
        begins = np.flatnonzero(np.diff(key, prepend=~key[:1]))
        # Of records, `take` is ten times as fast as an index.
        one = records.take(order[begins])
        if len(begins) < len(key):
            for name in self._sums:
                one[name] = np.add.reduceat(records[name][order], begins)
        return one

    def _take_held(self) -> np.ndarray:
        return self._in_order(super()._take_held())

    def blocks(self) -> Iterator[np.ndarray]:
        """All records in order, once; no key is in two blocks. At least one block."""
        if self._file is None:
            yield self._take_held()
            return
        self._put_away()
        runs = len(self._bounds) - 1
        at_a_time = max(self._run_bytes // self._dtype.itemsize // runs, SMALLEST_PAGE)
        pages = [_Pages(self._read, *ends, at_a_time, self._key) for ends in pairwise(self._bounds)]
        while pages := [page for page in pages if page.turn()]:
            # What a run still has on disk is beyond the last key read of it, and a key is once in
            # a run: up to the least of these, all records are here.
            bound = min(page.last for page in pages)
            yield self._in_order(joined([page.take(bound) for page in pages]))
