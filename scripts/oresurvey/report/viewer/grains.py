"""Grains and contacts of a page: its table, as packed columns."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from oresurvey.files.tables import read_parquet
from oresurvey.report.viewer.packing import packed
from oresurvey.report.viewer.regions import RegionNumbers

MOST_GRAINS = 200_000
"""Grains in the table of a page; of a panorama with more, the largest."""

COLUMNS = {
    "grain": np.uint32,
    "code": np.uint8,
    "area_px": np.uint32,
    **dict.fromkeys(("left_px", "top_px", "right_px", "bottom_px"), np.uint32),
    **dict.fromkeys(("x_px", "y_px", "major_axis_px", "minor_axis_px"), np.float32),
    **dict.fromkeys(("orientation_deg", "perimeter_px", "circularity"), np.float32),
    "mean_confidence": np.float32,
    "touches_frame": np.uint8,
}
"""Columns of ``grains.parquet`` in a page, and their types there. The page computes the others:
the ECD from the area, micrometres from the scale."""

CONTACTS = ("grain_a", "grain_b", "code_a", "code_b", "length_px")
_AT_A_TIME = 2**18


@dataclass(frozen=True)
class Listed:
    """Grains in the table of a page.

    Attributes
    ----------
    table : DataFrame
        Columns `COLUMNS`, in the order of the grains' numbers.
    grains : int
        Grains of the field, listed or not.
    smallest_px : int
        Grains with fewer pixels are not listed.
    """

    table: pd.DataFrame
    grains: int
    smallest_px: int


def _smallest_listed(area: np.ndarray, most: int) -> int:
    """Least area such that no more than `most` grains have it or a larger one."""
    if len(area) <= most:
        return 0
    edge = int(np.partition(area, len(area) - most)[len(area) - most])
    return edge if (area >= edge).sum() <= most else edge + 1


def _parts(path: Path, columns: list[str]):
    with pq.ParquetFile(path) as file:
        for part in file.iter_batches(_AT_A_TIME, columns=columns):
            yield part.to_pandas()


def listed_grains(path: str | Path, most: int = MOST_GRAINS) -> Listed:
    """Grains of a field for a page.

    Parameters
    ----------
    path : path
        ``grains.parquet``.
    most : int
    """
    area = read_parquet(path, ["area_px"])["area_px"].to_numpy()
    smallest = _smallest_listed(area, most)
    kept = [part[part["area_px"] >= smallest] for part in _parts(Path(path), list(COLUMNS))]
    table = pd.concat(kept, ignore_index=True) if kept else pd.DataFrame(columns=list(COLUMNS))
    return Listed(table.astype(COLUMNS), len(area), smallest)


def packed_grains(listed: Listed) -> dict:
    """The table for a page: packed columns by name."""
    return {name: packed(listed.table[name].to_numpy()) for name in COLUMNS}


def packed_contacts(path: str | Path, numbers: RegionNumbers) -> dict:
    """Contacts that a listed grain has, for a page.

    Parameters
    ----------
    path : path
        ``contacts.parquet``.
    numbers : RegionNumbers

    Returns
    -------
    dict
        a, b : regions; length_px; packed.
    """
    found = []
    for part in _parts(Path(path), list(CONTACTS)):
        sides = [
            numbers.of(part[f"grain_{side}"].to_numpy(), part[f"code_{side}"].to_numpy())
            for side in "ab"
        ]
        listed = np.minimum(*sides) < numbers.listed
        found.append((*(side[listed] for side in sides), part["length_px"].to_numpy()[listed]))
    empty = (np.empty(0, np.uint32), np.empty(0, np.uint32), np.empty(0))
    a, b, length = map(np.concatenate, zip(empty, *found, strict=True))
    return {"a": packed(a), "b": packed(b), "length_px": packed(length.astype(np.float32))}
