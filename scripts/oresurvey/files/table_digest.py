"""Digest of the numbers of a table that comes in parts."""

import hashlib

import numpy as np
import pandas as pd


class TableDigest:
    """Digest of every number of a table, the same whatever parts it comes in.

    Every column has a digest of its own: the first column is not whole before the last one begins.

    Attributes
    ----------
    rows : int
        So far.
    """

    def __init__(self):
        self._columns = {}
        self.rows = 0

    def add(self, part: pd.DataFrame) -> None:
        """Take in the next rows; columns of numbers."""
        self.rows += len(part)
        for name, column in part.items():
            values = np.ascontiguousarray(column)
            key = name, str(values.dtype)
            self._columns.setdefault(key, hashlib.sha256()).update(values)

    def columns(self) -> list[list]:
        """Name, dtype, rows and SHA-256 of every column."""
        return [[*key, self.rows, found.hexdigest()] for key, found in self._columns.items()]
