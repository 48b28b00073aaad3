"""Grains of every field with their outlines, one field after the other."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from oresurvey.files.tables import read_parquet
from oresurvey.instances.outlines import grain_outlines
from oresurvey.instances.splitting import split_rows, splitting_of
from oresurvey.maps.geotiff import MapReader
from oresurvey.report.gis.geopackage import ATTRIBUTES


def outlined_fields(
    entries: list[dict], settings: dict
) -> Iterator[tuple[dict, pd.DataFrame, Iterable[tuple[np.ndarray, np.ndarray]]]]:
    """Vectorise the class maps of a survey.

    Parameters
    ----------
    entries : list of dict
        Fields, from the manifests of the instances.
    settings : dict
        The configuration's ``instances`` section.

    Yields
    ------
    entry : dict
    grains : DataFrame
        `report.gis.geopackage.ATTRIBUTES` of ``grains.parquet``.
    outlines : iterable of (n,) int64 and (n,) MultiPolygon
        As from `instances.outlines.grain_outlines`; to be read before the next field.

    Raises
    ------
    FieldError
        If a class map is missing or unreadable.
    """
    for entry in entries:
        folder = Path(entry["folder"])
        grains = read_parquet(folder / "grains.parquet", ATTRIBUTES)
        with MapReader(folder / "classes.tif") as classes:
            rows = split_rows(classes, settings["connectivity"], splitting_of(settings))
            yield (
                entry,
                grains,
                grain_outlines(rows, settings["connectivity"], entry["um_per_px"]),
            )
