"""A Parquet table written in parts, so that it is never whole in memory."""

import json
import os
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from oresurvey.files.tables import PARQUET_KEY


class ParquetParts:
    """One table, written a part at a time, there only once it is whole.

    Use as a context manager: the file appears under its name when the block ends well; after an
    error nothing is left. Every part is a row group, so equal parts make equal bytes.

    Parameters
    ----------
    path : path
    provenance : dict
        What the table was made from; goes into the file's metadata.
    """

    def __init__(self, path: str | Path, provenance: dict | None = None):
        self.path = Path(path)
        self._fresh = self.path.with_name(f".{self.path.name}.{os.getpid()}.new")
        self._provenance = json.dumps(provenance or {}, sort_keys=True).encode()
        self._writer: pq.ParquetWriter | None = None

    def __enter__(self):
        self.path.parent.mkdir(parents=True, exist_ok=True)
        return self

    def write(self, part: pd.DataFrame) -> None:
        """Append rows; at least one part is needed, which may be empty and has all columns."""
        table = pa.Table.from_pandas(part, preserve_index=False)
        if self._writer is None:
            metadata = {**(table.schema.metadata or {}), PARQUET_KEY: self._provenance}
            schema = table.schema.with_metadata(metadata)
            self._writer = pq.ParquetWriter(self._fresh, schema, compression="zstd")
        self._writer.write_table(table, row_group_size=max(len(part), 1))

    def __exit__(self, failed, *_):
        try:
            if self._writer:
                self._writer.close()
            if not failed:
                os.replace(self._fresh, self.path)
        finally:
            self._fresh.unlink(missing_ok=True)
