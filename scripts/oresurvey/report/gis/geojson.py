"""Grains of one field as GeoJSON, in the local coordinates of the field."""

import json
import os
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd
import shapely

from oresurvey.maps.local_crs import upwards

UM = (
    "Coordinates are local: micrometres from the upper left corner of the photograph, x to the "
    "right, y upwards. They are no longitude and latitude, which RFC 7946 asks for."
)
PX = UM.replace("micrometres", "pixels")


def _json(value) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def write_geojson(
    name: str,
    grains: pd.DataFrame,
    outlines: Iterable[tuple[np.ndarray, np.ndarray]],
    um_per_px: float | None,
    path: str | Path,
) -> None:
    """Write one feature for every outline, atomically.

    Parameters
    ----------
    name : str
        Of the field.
    grains : DataFrame
        At least `report.gis.geopackage.ATTRIBUTES`; they become the properties, null where there is
        no value.
    outlines : iterable of (n,) int64 and (n,) MultiPolygon
        As from `instances.outlines.grain_outlines`, of these grains.
    um_per_px : float or None
    path : path
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = grains.astype(object).where(grains.notna(), None).set_index(grains["grain"])
    head = {"type": "FeatureCollection", "name": name, "description": UM if um_per_px else PX}
    fresh = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        with open(fresh, "w", encoding="utf-8") as file:
            file.write(_json(head)[:-1] + ', "features": [')
            between = "\n"
            for numbers, outline in outlines:
                for row, geometry in zip(
                    rows.loc[numbers].to_dict("records"),
                    shapely.to_geojson(upwards(outline)),
                    strict=True,
                ):
                    file.write(
                        f'{between}{{"type": "Feature", "properties": {_json(row)}, '
                        f'"geometry": {geometry}}}'
                    )
                    between = ",\n"
            file.write("\n]}\n")
        os.replace(fresh, path)
    finally:
        fresh.unlink(missing_ok=True)
