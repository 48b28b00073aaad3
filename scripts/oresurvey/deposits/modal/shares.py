"""Modal mineralogy: area shares of the minerals (Delesse: area share = volume share).

Unidentified pixels are a row of their own in the shares of the whole area, which so add up to 100;
the shares within the ore leave them out.

A section's share is pooled over the pixels of its fields, by their area where they differ in scale;
a deposit's share is the mean of its sections' shares, with an interval over sections; where the
sheet names two holes or more, of the hole means, with an interval over holes.
"""

import numpy as np
import pandas as pd

from oresurvey.deposits.levels import LEVELS, identified, pixel_weights, shares, weighed
from oresurvey.deposits.replicates import Replicates
from oresurvey.statistics.intervals import Interval, mean_share, none
from oresurvey.survey.mineral_codes import BACKGROUND
from oresurvey.survey.minerals import Minerals

COLUMNS = [
    "level",
    "deposit",
    "section",
    "field",
    "code",
    "mineral",
    "basis",
    "pct",
    "low_pct",
    "high_pct",
    "interval",
    "sections",
    "fields",
    "pixels",
    "area_mm2",
    "mass_pct",
    "replicate",
    "replicates",
]


def _interval(shares_of_sample: np.ndarray, level: str) -> Interval:
    if level != "deposit":
        return none(f"one {level} is no sample")
    return mean_share(shares_of_sample)


def _of_level(
    pixels: pd.DataFrame, weights: pd.Series, level: str, basis: str, replicates: Replicates
) -> pd.DataFrame:
    keys, counted = LEVELS[level], weighed(pixels, weights)
    if level != "field":
        pixels = pixels[pixels["field"].isin(counted["field"])]
    pooled = shares(pixels, keys)
    if level != "field":
        pooled["share"] = shares(counted, keys)["share"]
    by_section = shares(counted, LEVELS["section"]).dropna(subset="share")
    counts = by_section.groupby(["deposit", "code"]).size()
    joined = replicates.joined(by_section, ["share"])
    grouped = joined.groupby(["deposit", "code"])["share"].apply(np.asarray)
    area = pixels.assign(area=pixels["pixels"] * pixels["um_per_px"] ** 2 / 1e6)
    # One field without a scale leaves the area of its group unknown.
    area = area.groupby([*keys, "code"])["area"].agg(lambda a: a.sum(skipna=False))
    rows = []
    for row in pooled.to_dict("records"):
        of_sample = grouped.get((row["deposit"], row["code"]), np.array([]))
        of_deposit: dict = {}
        if level == "deposit":
            share = of_sample.mean() if len(of_sample) else np.nan
            sections = int(counts.get((row["deposit"], row["code"]), 0))
            replicate = replicates.level(row["deposit"])
            of_deposit = {"replicate": replicate, "replicates": len(of_sample)}
        else:
            share, sections = row["share"], 1
        found = _interval(of_sample, level)
        rows.append(
            {key: row.get(key, "") for key in ("deposit", "section", "field", "code", "pixels")}
            | of_deposit
            | {
                "level": level,
                "basis": basis,
                "pct": 100 * share,
                **found.in_pct(),
                "sections": sections,
                "fields": row["fields"],
                "area_mm2": area[tuple(row[key] for key in [*keys, "code"])],
            }
        )
    return pd.DataFrame(rows)


def add_mass(table: pd.DataFrame, minerals: Minerals) -> pd.DataFrame:
    """Mass share within the ore: density * area, background excluded; column mass_pct."""
    density = table["code"].map(lambda code: minerals[code].density_g_cm3)
    mass = (table["pct"] * density).where(table["basis"] == "ore")
    keys = ["level", "deposit", "section", "field", "basis"]
    whole = mass.groupby([table[key] for key in keys]).transform("sum")
    return table.assign(mass_pct=100 * mass / whole.where(whole > 0))


def modal(
    pixels: pd.DataFrame, minerals: Minerals, replicates: Replicates = Replicates()
) -> pd.DataFrame:
    """Content of ``modal.csv``: shares per field, section and deposit, on two bases.

    Parameters
    ----------
    pixels : DataFrame
        As from `deposits.levels.pixel_table`.
    minerals : Minerals
    replicates : Replicates
        What the sample of each deposit is made of; its sections by default.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`; basis "total" (whole field, unidentified pixels included) or "ore"
        (background and unidentified pixels excluded); shares are raw: counted pixels, not corrected
        for the classifier's confusion.
    """
    ore, weights = identified(pixels[pixels["code"] != BACKGROUND]), pixel_weights(pixels)
    parts = [
        _of_level(part, weights, level, basis, replicates)
        for level in LEVELS
        for basis, part in (("total", pixels), ("ore", ore))
        if len(part)
    ]
    table = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=COLUMNS)
    table["mineral"] = [minerals[code].symbol for code in table["code"]]
    return add_mass(table, minerals)[COLUMNS]
