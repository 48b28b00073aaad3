"""What the sections of a deposit are worth, and how many more a wished precision needs.

From the raw section shares: design effect, equivalent points, sections needed.
"""

import numpy as np
import pandas as pd
from scipy import stats

from oresurvey.deposits.levels import LEVELS, identified, pixel_weights, shares, weighed
from oresurvey.statistics.intervals import LEVEL
from oresurvey.survey.mineral_codes import BACKGROUND

COLUMNS = ["deposit", "code", "basis", "design_effect", "equivalent_points", "sections_needed"]


def design_effect(of_sections: np.ndarray, of_fields: np.ndarray) -> float:
    """Variance of the mean over sections, over that of as many independent fields.

    Kish (1965), Survey Sampling. 1 where every section has one field: the fields then are the
    sections. NaN for one section, or where nothing varies.
    """
    if len(of_sections) < 2:
        return float("nan")
    clustered = of_sections.var(ddof=1) / len(of_sections)
    independent = of_fields.var(ddof=1) / len(of_fields)
    return float(clustered / independent) if independent > 0 else float("nan")


def equivalent_points(of_sections: np.ndarray) -> float:
    """Points of a point count with the same standard error: p (1 - p) / SE^2."""
    if len(of_sections) < 2:
        return float("nan")
    mean, variance = of_sections.mean(), of_sections.var(ddof=1) / len(of_sections)
    return float(mean * (1 - mean) / variance) if variance > 0 else float("nan")


def sections_needed(of_sections: np.ndarray, precision: float) -> float:
    """Sections for an interval of +- `precision`: (t s / E)^2, rounded up; t of these sections."""
    k = len(of_sections)
    if k < 2:
        return float("nan")
    t = stats.t.ppf(0.5 + LEVEL / 2, k - 1)
    return float(np.ceil((t * of_sections.std(ddof=1) / precision) ** 2))


def sampling_effort(pixels: pd.DataFrame, precision_pct: float) -> pd.DataFrame:
    """One row per deposit, mineral and basis.

    Parameters
    ----------
    pixels : DataFrame
        As from `deposits.levels.pixel_table`.
    precision_pct : float
        Half width that `sections_needed` aims at, percentage points.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`.
    """
    rows = []
    pixels = weighed(pixels, pixel_weights(pixels))
    ore = identified(pixels[pixels["code"] != BACKGROUND])
    for basis, part in (("total", pixels), ("ore", ore)):
        by = {
            level: shares(part, LEVELS[level])
            .dropna(subset="share")
            .groupby(["deposit", "code"])["share"]
            .apply(np.asarray)
            for level in ("section", "field")
        }
        for (deposit, code), of_sections in by["section"].items():
            rows.append(
                (
                    *(deposit, code, basis),
                    design_effect(of_sections, by["field"][deposit, code]),
                    equivalent_points(of_sections),
                    sections_needed(of_sections, precision_pct / 100),
                )
            )
    return pd.DataFrame(rows, columns=COLUMNS)
