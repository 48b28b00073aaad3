"""Grains in a GeoPackage, in the local coordinates of their field, with a style for QGIS."""

import os
import sqlite3
import warnings
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyogrio
import shapely

from oresurvey.errors import FieldError
from oresurvey.maps.local_crs import LOCAL_CRS, upwards

LAYER, LAYER_PX = "grains", "grains_px"
"""Layers: a layer has one unit, so grains of fields without a scale have one of their own."""
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

INDEXED = ("deposit", "field")
"""Columns with an index: fields lie over each other, and people filter by these."""

# QGIS looks for this table and takes the row that is the default for a layer.
_STYLES = """
CREATE TABLE layer_styles (
 id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT, f_table_schema TEXT,
 f_table_name TEXT, f_geometry_column TEXT, styleName TEXT, styleQML TEXT, styleSLD TEXT,
 useAsDefault BOOLEAN, description TEXT, owner TEXT, ui TEXT, update_time DATETIME
)
"""
_STYLE = """
INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column,
 styleName, styleQML, styleSLD, useAsDefault, description, owner)
VALUES ('', '', ?, 'geom', 'minerals', ?, '', 1, 'Colours of the table of minerals', '')
"""
_LISTED = "INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES (?, ?, ?)"
# The standard wants a date; with that of today the same grains would make another file.
_NO_DATE = "UPDATE gpkg_contents SET last_change = '2000-01-01T00:00:00.000Z'"
# SQLite counts transactions here, twice (https://www.sqlite.org/fileformat2.html). GDAL makes one
# more where its clock went on a millisecond in between.
_COUNTERS = (24, 92)


class GrainLayer:
    """A GeoPackage of grains, written field by field, there once it is whole.

    Grains of fields with a scale are in the layer `LAYER`, in the micrometres of `LOCAL_CRS`; those
    of other fields in `LAYER_PX`, in pixels and without a reference system.

    Parameters
    ----------
    path : path
    style : str
        As from `report.gis.qgis_styles.grain_style`.
    """

    def __init__(self, path: str | Path, style: str):
        self.path, self._style = Path(path), style
        self._fresh = self.path.with_name(f".{self.path.stem}.{os.getpid()}.new.gpkg")

    def __enter__(self):
        self._fresh.unlink(missing_ok=True)
        self._begun: list[str] = []
        return self

    def add(self, grains: pd.DataFrame, outlines: Iterable[tuple[np.ndarray, np.ndarray]]) -> None:
        """Append the grains of one field.

        Parameters
        ----------
        grains : DataFrame
            Columns of ``grains.parquet``, at least `ATTRIBUTES`.
        outlines : iterable of (n,) int64 and (n,) MultiPolygon
            As from `instances.outlines.grain_outlines`.

        Raises
        ------
        FieldError
            If these are not the same grains.
        """
        layer = LAYER if grains["area_um2"].notna().all() else LAYER_PX
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
                self._write(layer, table.append_column(PART, pa.array(parts[row])), outline)
        if not parts.all():
            raise self._misfit()

    def _misfit(self) -> FieldError:
        return FieldError(
            "the table of grains does not fit the class map; delete grains.parquet and rerun"
        )

    def _write(self, layer: str, columns: pa.Table, outline: np.ndarray) -> None:
        geometry = pa.array(shapely.to_wkb(upwards(outline)), pa.binary())
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="'crs' was not provided")
            pyogrio.write_arrow(
                columns.append_column("geometry", geometry), self._fresh, layer=layer,
                driver="GPKG", geometry_name="geometry", geometry_type="MultiPolygon",
                crs=LOCAL_CRS if layer == LAYER else None, append=layer in self._begun,
                # Of 2018: read without a warning by every QGIS 3.
                VERSION="1.2",
            )  # fmt: skip
        if layer not in self._begun:
            self._begun.append(layer)

    def _finish(self) -> None:
        """Add indices and the style."""
        with closing(sqlite3.connect(self._fresh)) as connection, connection:
            connection.execute(_STYLES)
            connection.execute(_LISTED, ("layer_styles", "attributes", "layer_styles"))
            for layer in self._begun:
                connection.execute(_STYLE, (layer, self._style))
                for column in INDEXED:
                    connection.execute(f"CREATE INDEX {layer}_{column} ON {layer} ({column})")
            connection.execute(_NO_DATE)
        with self._fresh.open("r+b") as file:
            for place in _COUNTERS:
                file.seek(place)
                file.write((1).to_bytes(4, "big"))

    def __exit__(self, failed, *_):
        try:
            if failed:
                return
            if not self._begun:
                schema = _SCHEMA.append(pa.field(PART, pa.int32()))
                self._write(LAYER, schema.empty_table(), np.array([], object))
            self._finish()
            os.replace(self._fresh, self.path)
        finally:
            self._fresh.unlink(missing_ok=True)
