"""Grains as polygons for a GIS, in the local coordinates of their field."""

import os
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pyogrio
import shapely
from rasterio.features import shapes
from rasterio.transform import Affine

from oresurvey.grains import label

LAYER = "grains"
ATTRIBUTES = [
    *("deposit", "section", "field", "grain", "mineral", "code", "area_px", "area_um2"),
    *("ecd_px", "ecd_um", "mean_confidence", "touches_frame"),
]


def grain_polygons(
    class_map: np.ndarray, connectivity: int, um_per_px: float | None
) -> dict[int, shapely.Geometry]:
    """Outline of every grain, along pixel edges: its area is that of the pixels.

    Parameters
    ----------
    class_map : (H, W) uint8
    connectivity : int
    um_per_px : float or None

    Returns
    -------
    dict of int to MultiPolygon
        Grain number to outline; micrometres where there is a scale, else pixels; y downwards.
    """
    labels, code_of = label(class_map, connectivity)
    grains = (labels > 0) & (labels < len(code_of) - 1)
    scale = um_per_px or 1.0
    parts: dict[int, list] = {}
    # Outlines of 4-connected parts are valid polygons; a grain joined at a corner has several.
    for shape, value in shapes(
        labels.astype(np.int32), grains, connectivity=4, transform=Affine.scale(scale)
    ):
        parts.setdefault(int(value), []).append(shapely.geometry.shape(shape))
    return {number: shapely.MultiPolygon(parts[number]) for number in sorted(parts)}


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

    def add(self, grains: pd.DataFrame, polygons: dict[int, shapely.Geometry]) -> None:
        """Append the grains of one field.

        Parameters
        ----------
        grains : DataFrame
            Columns of ``grains.parquet``.
        polygons : dict
            As from `grain_polygons`.
        """
        if grains.empty:
            return
        shapes_ = shapely.to_wkb([polygons[number] for number in grains["grain"]])
        columns = [
            grains[name].to_numpy(object if grains[name].dtype.kind not in "iufb" else None)
            for name in ATTRIBUTES
        ]
        self._write(shapes_, columns)

    def _write(self, geometries: np.ndarray, columns: list[np.ndarray]) -> None:
        with warnings.catch_warnings():
            # A photograph lies nowhere on Earth: there is no projection to name.
            warnings.filterwarnings("ignore", message="'crs' was not provided")
            pyogrio.raw.write(
                self._fresh, geometries, columns, ATTRIBUTES, layer=LAYER, driver="GPKG",
                geometry_type="MultiPolygon", crs=None, append=self._begun,
            )  # fmt: skip
        self._begun = True

    def __exit__(self, failed, *_):
        if failed or not self._begun:
            self._fresh.unlink(missing_ok=True)
        if not failed:
            if not self._begun:
                empty = [np.array([], object) for _ in ATTRIBUTES]
                self._write(np.array([], object), empty)
            os.replace(self._fresh, self.path)
