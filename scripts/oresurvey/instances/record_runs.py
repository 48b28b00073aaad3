"""Records by the million: the last few in memory, the others in runs on disk.

The file has no name in its folder, so it is gone once it is closed, even if the process is killed.
It is read and written, not mapped into memory: every page of a mapped file that was touched counts
as memory of the process.
"""

import io
import tempfile
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np

RUN_BYTES = 2**25
"""Size of a run; a few arrays of this size are in memory at a time."""


def joined(parts: list[np.ndarray]) -> np.ndarray:
    """Records one after the other, of at least one array."""
    if len(parts) == 1:
        return parts[0]
    # As bytes: NumPy copies records field by field, which takes ten times as long.
    return np.concatenate([part.view(np.uint8) for part in parts]).view(parts[0].dtype)


class RecordRuns:
    """Records in the order in which they were added. Use as a context manager.

    Parameters
    ----------
    dtype : dtype
        Structured.
    folder : path, optional
        Where the file lies, if there are more records than one run holds; by default where the
        system keeps temporary files.
    run_bytes : int
    """

    def __init__(self, dtype: np.dtype, folder: Path | None = None, run_bytes: int = RUN_BYTES):
        self._dtype, self._folder, self._run_bytes = dtype, folder, run_bytes
        self._held: list[np.ndarray] = []
        self._file: io.BufferedRandom | None = None
        # Where runs begin in the file, and where the last one ends; in records.
        self._bounds = [0]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._held.clear()
        if self._file:
            self._file.close()

    @property
    def held_bytes(self) -> int:
        """Of the records that are in memory."""
        return sum(part.nbytes for part in self._held)

    def add(self, records: np.ndarray) -> None:
        """Append records; (n,) of the dtype."""
        self._held.append(records)
        if self.held_bytes >= self._run_bytes:
            self._put_away()

    def _take_held(self) -> np.ndarray:
        """The records that are in memory, as a run; they are held no more."""
        held, self._held = self._held, []
        return joined(held or [np.empty(0, self._dtype)])

    def _opened(self) -> io.BufferedRandom:
        """The file of runs, which is made when it is first asked for."""
        if self._file is None:
            if self._folder:
                self._folder.mkdir(parents=True, exist_ok=True)
            self._file = tempfile.TemporaryFile(dir=self._folder)  # noqa: SIM115
        return self._file

    def _put_away(self) -> None:
        run, file = self._take_held(), self._opened()
        file.seek(0, 2)
        file.write(run.view(np.uint8).data)
        self._bounds.append(self._bounds[-1] + len(run))

    def _read(self, start: int, stop: int) -> np.ndarray:
        """Records start .. stop of the file."""
        records = np.empty(stop - start, self._dtype)
        file = self._opened()
        file.seek(start * self._dtype.itemsize)
        file.readinto(records.view(np.uint8).data)
        return records

    def blocks(self) -> Iterator[np.ndarray]:
        """All records, a run at a time, once; at least one block, which may be empty."""
        for start, stop in pairwise(self._bounds):
            yield self._read(start, stop)
        yield self._take_held()


def in_parts(blocks: Iterable[np.ndarray], records: int) -> Iterator[np.ndarray]:
    """Blocks, cut anew into parts of this many records.

    Parameters
    ----------
    blocks : iterable of arrays
        At least one.
    records : int

    Yields
    ------
    array
        The last part is shorter, and empty only if there is no other.
    """
    held, count = [], 0
    for block in blocks:
        held.append(block)
        count += len(block)
        if count > records:
            together = joined(held)
            # The last part stays: whether it is the last of all shows later.
            whole = (count - 1) // records * records
            for start in range(0, whole, records):
                yield together[start : start + records]
            held, count = [together[whole:]], count - whole
    yield joined(held)
