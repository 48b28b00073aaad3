"""Sums over the grains of a survey, read field by field and part by part."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from oresurvey.deposits.grain_size.sums import SizeSums, boundary_px, sums_of_grains, together
from oresurvey.deposits.usable_grains import SmallestGrain, frame_of, usable_grains
from oresurvey.files.tables import read_parquet

GRAIN_COLUMNS = [
    *("deposit", "section", "field", "grain", "code", "area_px", "ecd_px", "ecd_um", "left_px"),
    *("top_px", "right_px", "bottom_px", "perimeter_px", "touches_frame"),
]
CONTACT_COLUMNS = ["grain_a", "grain_b", "code_a", "code_b", "length_px"]
ROWS = 2**18
"""Grains in memory at a time."""

_FRAME = ["deposit", "section", "field", "width", "height", "um_per_px"]


def frames_of(entries: list[dict]) -> pd.DataFrame:
    """Frame and scale of every field, and how its grains were told apart; sorted by field.

    Parameters
    ----------
    entries : list of dict
        Of the manifests of the instances.
    """
    # Manifests of earlier versions do not say.
    told = [{"connectivity": 8, "splitting": "none"} | entry | frame_of(entry) for entry in entries]
    about = pd.DataFrame(told, columns=[*_FRAME, "connectivity", "splitting"])
    about["um_per_px"] = about["um_per_px"].astype(float)
    return about.sort_values("field", ignore_index=True)


def _parts(folder: Path, split: bool, rows: int) -> Iterator[pd.DataFrame]:
    """Grains of a field, some at a time, with their outlines."""
    # A field that was split is small enough to have its contacts in memory.
    contacts = read_parquet(folder / "contacts.parquet", CONTACT_COLUMNS) if split else None
    with pq.ParquetFile(folder / "grains.parquet") as table:
        for batch in table.iter_batches(rows, columns=GRAIN_COLUMNS):
            grains = batch.to_pandas()
            yield grains.assign(boundary_px=boundary_px(grains, contacts))


def sums_of_fields(
    entries: list[dict], smallest: SmallestGrain, rows: int = ROWS
) -> tuple[SizeSums, pd.DataFrame]:
    """Sums over all grains of a survey.

    Parameters
    ----------
    entries : list of dict
        Of the manifests of the instances.
    smallest : SmallestGrain
    rows : int
        Grains in memory at a time.

    Returns
    -------
    SizeSums
    DataFrame
        See `frames_of`.
    """
    frames = frames_of(entries)
    folders = {entry["field"]: Path(entry["folder"]) for entry in entries}
    fields = []
    for field, splitting in zip(frames["field"], frames["splitting"], strict=True):
        frame = frames[frames["field"] == field]
        parts = _parts(folders[field], splitting != "none", rows)
        sums = (sums_of_grains(usable_grains(grains, frame, smallest)) for grains in parts)
        # Two at a time: the parts of a panorama never lie side by side.
        whole: SizeSums | None = None
        for part in sums:
            whole = part if whole is None else together([whole, part])
        fields += [] if whole is None else [whole]
    if not fields:
        fields = [sums_of_grains(usable_grains(_nothing(), frames, smallest))]
    return together(fields), frames


def _nothing() -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype=float) for name in GRAIN_COLUMNS})
