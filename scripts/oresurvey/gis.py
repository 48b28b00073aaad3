"""Grains in a GeoPackage, in the local coordinates of their field."""

import os
import warnings
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyogrio
import shapely

from oresurvey.errors import FieldError

LAYER = "grains"
_SCHEMA = pa.schema(
    {
        "deposit": pa.string(),
        "section": pa.string(),
        "field": pa.string(),
        "grain": pa.int64(),
        "mineral": pa.string(),
        "code": pa.int64(),
        "area_px": pa.int64(),
        "area_um2": pa.float64(),
        "ecd_px": pa.float64(),
        "ecd_um": pa.float64(),
        "mean_confidence": pa.float64(),
        "touches_frame": pa.bool_(),
    }
)
ATTRIBUTES = _SCHEMA.names
"""Columns of ``grains.parquet`` that the layer has too."""

PART = "part"
"""Column that tells the features of one grain apart, from 1; almost every grain is one feature."""


class GrainLayer:
    """A GeoPackage with one layer of grains, written field by field, there once it is whole.

    Parameters
    ----------
    path : path
    """

    def __init__(self, path: str | Path):
        self.path = Path(path)
        self._fresh = self.path.with_name(f".{self.path.stem}.{os.getpid()}.gpkg")

    def __enter__(self):
        self._fresh.unlink(missing_ok=True)
        self._begun = False
        return self

    def add(self, grains: pd.DataFrame, outlines: Iterable[tuple[np.ndarray, np.ndarray]]) -> None:
        """Append the grains of one field.

        Parameters
        ----------
        grains : DataFrame
            Columns of ``grains.parquet``, at least `ATTRIBUTES`.
        outlines : iterable of (n,) int64 and (n,) MultiPolygon
            As from `outlines.grain_outlines`.

        Raises
        ------
        FieldError
            If these are not the same grains.
        """
        number = pd.Index(grains["grain"])
        parts = np.zeros(len(grains), np.int32)
        for grain, outline in outlines:
            row = number.get_indexer(grain)
            if (row < 0).any():
                raise self._misfit()
            parts[row] += 1
            if len(row):
                attributes = grains[ATTRIBUTES].take(row)
                table = pa.Table.from_pandas(attributes, _SCHEMA, preserve_index=False)
                self._write(table.append_column(PART, pa.array(parts[row])), outline)
        if not parts.all():
            raise self._misfit()

    def _misfit(self) -> FieldError:
        return FieldError(
            "the table of grains does not fit the class map; delete grains.parquet and rerun"
        )

    def _write(self, columns: pa.Table, outline: np.ndarray) -> None:
        geometry = pa.array(shapely.to_wkb(outline), pa.binary())
        with warnings.catch_warnings():
            # A photograph lies nowhere on Earth: there is no projection to name.
            warnings.filterwarnings("ignore", message="'crs' was not provided")
            pyogrio.write_arrow(
                columns.append_column("geometry", geometry), self._fresh, layer=LAYER,
                driver="GPKG", geometry_name="geometry", geometry_type="MultiPolygon", crs=None,
                append=self._begun,
            )  # fmt: skip
        self._begun = True

    def __exit__(self, failed, *_):
        if failed:
            self._fresh.unlink(missing_ok=True)
            return
        if not self._begun:
            schema = _SCHEMA.append(pa.field(PART, pa.int32()))
            self._write(schema.empty_table(), np.array([], object))
        os.replace(self._fresh, self.path)
