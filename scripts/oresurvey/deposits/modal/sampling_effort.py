"""What the sample of a deposit is worth, and how many more a wished precision needs.

From the raw shares of its replicates (sections, or holes where these are the sample): design
effect, binomial points, replicates needed.
"""

import numpy as np
import pandas as pd
from scipy import stats

from oresurvey.deposits.levels import LEVELS, identified, pixel_weights, shares, weighed
from oresurvey.deposits.replicates import Replicates
from oresurvey.statistics.intervals import LEVEL
from oresurvey.survey.mineral_codes import BACKGROUND

COLUMNS = [
    *("deposit", "code", "basis", "design_effect", "equivalent_points", "sections_needed"),
    *("binomial_points", "sections_needed_relative"),
]
RELATIVE_PRECISION_PCT = 20.0


def design_effect(of_sections: np.ndarray, of_fields: np.ndarray) -> float:
    """Variance of the mean over replicates, over that of as many independent fields.

    Kish (1965), Survey Sampling. NaN for one replicate, where every replicate has one field, so
    that there is nothing to compare, and where nothing varies.
    """
    if len(of_sections) < 2 or len(of_fields) == len(of_sections):
        return float("nan")
    clustered = of_sections.var(ddof=1) / len(of_sections)
    independent = of_fields.var(ddof=1) / len(of_fields)
    return float(clustered / independent) if independent > 0 else float("nan")


def equivalent_points(of_sections: np.ndarray) -> float:
    """Points of a binomial point count with the same standard error: p (1 - p) / SE^2.

    Not a count that anybody could make: real points of one section are as alike as its pixels.
    """
    if len(of_sections) < 2:
        return float("nan")
    mean, variance = of_sections.mean(), of_sections.var(ddof=1) / len(of_sections)
    return float(mean * (1 - mean) / variance) if variance > 0 else float("nan")


def sections_needed(of_sections: np.ndarray, precision: float) -> float:
    """Replicates for an interval of +- `precision`: (t s / E)^2, rounded up; t of these ones.

    NaN for one replicate, and where none holds the mineral: nothing is known of its spread.
    """
    k = len(of_sections)
    if k < 2 or not of_sections.any() or not precision > 0:
        return float("nan")
    t = stats.t.ppf(0.5 + LEVEL / 2, k - 1)
    return float(np.ceil((t * of_sections.std(ddof=1) / precision) ** 2))


def by_place(pixels: pd.DataFrame, replicates: Replicates) -> pd.DataFrame:
    """The pixels with fields of one place under one name."""
    if not replicates.places:
        return pixels
    return pixels.assign(field=pixels["field"].map(lambda name: replicates.places.get(name, name)))


def sampling_effort(
    pixels: pd.DataFrame,
    precision_pct: float,
    replicates: Replicates = Replicates(),
    relative_pct: float = RELATIVE_PRECISION_PCT,
) -> pd.DataFrame:
    """One row per deposit, mineral and basis.

    Parameters
    ----------
    pixels : DataFrame
        As from `deposits.levels.pixel_table`.
    precision_pct : float
        Half width that `sections_needed` aims at, percentage points.
    replicates : Replicates
        What the sample of each deposit is made of; its sections by default.
    relative_pct : float
        Half width that `sections_needed_relative` aims at, per cent of the share.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`; equivalent_points is binomial_points under the name that it had.
    """
    rows = []
    pixels = by_place(weighed(pixels, pixel_weights(pixels)), replicates)
    ore = identified(pixels[pixels["code"] != BACKGROUND])
    for basis, part in (("total", pixels), ("ore", ore)):
        found = {level: shares(part, LEVELS[level]) for level in ("section", "field")}
        found = {level: table.dropna(subset="share") for level, table in found.items()}
        found["section"] = replicates.joined(found["section"], ["share"])
        by = {
            level: table.groupby(["deposit", "code"])["share"].apply(np.asarray)
            for level, table in found.items()
        }
        for (deposit, code), of_sections in by["section"].items():
            points = equivalent_points(of_sections)
            relative = relative_pct / 100 * of_sections.mean()
            rows.append(
                (
                    *(deposit, code, basis),
                    design_effect(of_sections, by["field"][deposit, code]),
                    points,
                    sections_needed(of_sections, precision_pct / 100),
                    points,
                    sections_needed(of_sections, relative),
                )
            )
    return pd.DataFrame(rows, columns=COLUMNS)
