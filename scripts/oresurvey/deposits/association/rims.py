"""Rims of a collection: share of every mineral that the rim guard takes, and what it leaves.

A share is of the area in pieces thinner than the opening: false rims, and what a mineral really has
of films, specks and corners. A mineral with a large share has contacts that hang on its rims.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from oresurvey.deposits.levels import LEVELS, weighed
from oresurvey.deposits.replicates import Replicates
from oresurvey.instances.crofton import length_px
from oresurvey.statistics.intervals import logit_t, none
from oresurvey.survey.minerals import Minerals

PLACE = LEVELS["field"]
COLUMNS = [
    *("level", "deposit", "section", "field", "code", "mineral", "rim_px", "area_px"),
    *("rim_area_px", "rim_share_pct", "low_pct", "high_pct", "interval", "sections"),
]


@dataclass(frozen=True)
class Rims:
    """What the rim guard found, field by field.

    Attributes
    ----------
    rim_px : int
        Width of the widest rim.
    areas : DataFrame
        deposit, section, field, code, area_px, rim_area_px.
    pixels : DataFrame
        Of the guarded maps: deposit, section, field, code, pixels.
    contacts : DataFrame
        Of the guarded maps: deposit, section, field, code_a, code_b, length_px, length_um (NaN).
    """

    rim_px: int
    areas: pd.DataFrame
    pixels: pd.DataFrame
    contacts: pd.DataFrame


def _table(rows: list[tuple], columns: list[str]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=[*PLACE, *columns])
    # A survey without ore has no rows, and columns without rows have no type.
    types = {name: float if name == "length_px" else "int64" for name in columns}
    table = table.astype(types)
    return table.sort_values([*PLACE, *columns], ignore_index=True)


def read_rims(entries: list[dict], rim_px: int) -> Rims:
    """What the manifests of the rim guard say.

    Parameters
    ----------
    entries : list of dict
        Fields of the manifests that ``guard_rims.py`` writes.
    rim_px : int
    """
    areas, pixels, contacts = [], [], []
    for entry in entries:
        place = tuple(entry[key] for key in PLACE)
        for code, area in entry["area"].items():
            areas.append((*place, int(code), area, entry["rim_area"].get(code, 0)))
        # A class that was rims and nothing else keeps its row, without pixels.
        for code in entry["area"]:
            pixels.append((*place, int(code), entry["area_after"].get(code, 0)))
        for a, b, straight, diagonal in entry["after"]:
            contacts.append((*place, a, b, float(length_px(straight, diagonal))))
    return Rims(
        rim_px,
        _table(areas, ["code", "area_px", "rim_area_px"]),
        _table(pixels, ["code", "pixels"]),
        _table(contacts, ["code_a", "code_b", "length_px"]).assign(length_um=np.nan),
    )


def _pooled(areas: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    table = areas.groupby([*keys, "code"], as_index=False)[["area_px", "rim_area_px"]].sum()
    return table.assign(share=table["rim_area_px"] / table["area_px"])


def rim_table(
    rims: Rims, minerals: Minerals, weights: pd.Series, replicates: Replicates = Replicates()
) -> pd.DataFrame:
    """Content of ``rims.csv``: per field, section and deposit.

    Parameters
    ----------
    rims : Rims
    minerals : Minerals
    weights : Series
        As returned by `deposits.levels.pixel_weights`. Where they differ, areas above the level of
        fields are in pixels of the finest field of the section.
    replicates : Replicates
        What the sample of each deposit is made of; its sections by default.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`. A deposit's share is the mean over the sections that hold the mineral,
        with a logit-t interval.
    """
    pooled = weighed(rims.areas, weights, ["area_px", "rim_area_px"])
    sections = _pooled(pooled, LEVELS["section"])
    counts = sections.groupby(["deposit", "code"]).size()
    sample = replicates.joined(sections, ["share"])
    of_sample = {
        key: group.to_numpy() for key, group in sample.groupby(["deposit", "code"])["share"]
    }
    rows = []
    for level, keys in LEVELS.items():
        areas = rims.areas if level == "field" else pooled
        for row in _pooled(areas, keys).to_dict("records"):
            values = of_sample[row["deposit"], row["code"]]
            deposit = level == "deposit"
            found = logit_t(values) if deposit else none(f"one {level} is no sample")
            rows.append(
                {key: row.get(key, "") for key in PLACE}
                | {key: row[key] for key in ("code", "area_px", "rim_area_px")}
                | {
                    "level": level,
                    "mineral": minerals.symbol(row["code"]),
                    "rim_px": rims.rim_px,
                    "rim_share_pct": 100 * (values.mean() if deposit else row["share"]),
                    **found.in_pct(),
                    "sections": int(counts[row["deposit"], row["code"]]) if deposit else 1,
                }
            )
    return pd.DataFrame(rows, columns=COLUMNS)
