"""Arrays on disk, read in pieces: nothing stays open, mapped or in memory between two reads.

A memory map keeps a file descriptor, and every page that was touched counts as memory of the
process; over many fields both run out. Mapping anew for each patch costs more than reading does.
"""

import math
import os
from pathlib import Path

import numpy as np

from oresurvey.errors import FieldError


def put_in_place(path: Path, write) -> None:
    """Call `write(stream)` on a new file, then give it its name: a kill leaves no half of it."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        with open(fresh, "wb") as stream:
            write(stream)
        os.replace(fresh, path)
    finally:
        fresh.unlink(missing_ok=True)


def save_array(array: np.ndarray, path: Path) -> None:
    """Write a ``.npy`` file with the last axis contiguous, atomically."""
    put_in_place(path, lambda stream: np.save(stream, np.ascontiguousarray(array)))


class ArrayFile:
    """A ``.npy`` file that is opened for each read and closed after it.

    Parameters
    ----------
    path : path
    size : int
        Bytes of the array in it.
    """

    __slots__ = ("_path", "_size", "_start")

    def __init__(self, path: str | Path, size: int):
        self._path, self._size = os.fspath(path), size
        self._start: int | None = None

    def _find_start(self, descriptor: int) -> int:
        """Where the array begins: format 1.0 gives the length of its header in bytes 8 and 9."""
        start = 10 + int.from_bytes(os.pread(descriptor, 2, 8), "little")
        if os.fstat(descriptor).st_size != start + self._size:
            raise self._cut_off()
        return start

    def _cut_off(self) -> FieldError:
        return FieldError(
            f"stored array {self._path} is cut off; delete its folder and make the probability "
            "maps again"
        )

    def read(self, parts: list[tuple[np.ndarray, int]]) -> None:
        """Fill arrays.

        Parameters
        ----------
        parts : list of (ndarray, int)
            Contiguous array to fill, and where its bytes begin in the stored array.

        Raises
        ------
        FieldError
            If the file is not of the size it should have.
        """
        descriptor = os.open(self._path, os.O_RDONLY)
        try:
            if self._start is None:
                self._start = self._find_start(descriptor)
            for array, at in parts:
                if os.preadv(descriptor, (array.data,), self._start + at) != array.nbytes:
                    raise self._cut_off()
        finally:
            os.close(descriptor)


class StoredRows:
    """Rows of a ``.npy`` file: ``rows[i]`` or ``rows[i, j]`` is one line along the last axis.

    Parameters
    ----------
    path : path
    shape : tuple of int
        Two or three axes.
    dtype : dtype
    """

    __slots__ = ("_dtype", "_file", "shape")

    def __init__(self, path: str | Path, shape: tuple[int, ...], dtype):
        self.shape, self._dtype = tuple(shape), np.dtype(dtype)
        self._file = ArrayFile(path, math.prod(shape) * self._dtype.itemsize)

    def __getitem__(self, place: int | tuple[int, int]) -> np.ndarray:
        line = place[0] * self.shape[1] + place[1] if isinstance(place, tuple) else place
        row = np.empty(self.shape[-1], self._dtype)
        self._file.read([(row, line * row.nbytes)])
        return row
