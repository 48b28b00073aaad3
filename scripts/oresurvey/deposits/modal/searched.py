"""Minerals that were not searched, and those that were searched and not found: neither is 0.

What a map cannot name it does not find. What it names nowhere may still be in sections or between
grains that nobody saw: how much of it there could be has a bound, by the rule of three.
"""

import numpy as np
import pandas as pd

from oresurvey.deposits.modal import difference, label_shift
from oresurvey.survey.mineral_codes import UNIDENTIFIED

NOT_SEARCHED = "not searched"
AT_LEAST = "at least this: seen by the annotation alone, not searched in the other sections"
LEAST_PCT = 1e-6
RISK = 0.05
"""Of the bounds: so much of what they leave out would have been seen by chance once."""
_COUNTED = ["pct", "low_pct", "high_pct", "area_mm2", "mass_pct"]
_CORRECTED = ["corrected_pct", "corrected_low_pct", "corrected_high_pct"]
_WORDS = ["interval", "corrected_interval"]


def mark_searched(table: pd.DataFrame, supported: dict[str, set[int]] | None) -> pd.DataFrame:
    """``modal.csv`` with a column searched, and without a share where that is False.

    Parameters
    ----------
    table : DataFrame
        deposit, code, the shares and their estimator.
    supported : dict of str to set of int or None
        Codes that the maps of each deposit can name; None: every code.

    Returns
    -------
    DataFrame
        Counted shares of a mineral that the maps cannot name are empty, and so is a corrected 0
        that takes the maps' word for the sections without labels (difference, label shift). Labels
        of the deposit itself may have found the mineral all the same: what rests on them stays; by
        label shift, which takes the other sections for free of it, as a number without an interval.
        ``pixels`` stays too: none were named.
    """
    places = zip(table["deposit"], table["code"], strict=True)
    searched = pd.Series(
        [
            supported is None or code == UNIDENTIFIED or code in supported[deposit]
            for deposit, code in places
        ],
        index=table.index,
        dtype=bool,
    )
    # The annotation corrects nothing: its column of words is one of empty numbers.
    found = table.assign(searched=searched).astype(dict.fromkeys(_WORDS, object))
    found.loc[~searched, _COUNTED] = float("nan")
    found.loc[~searched, "interval"] = f"none: {NOT_SEARCHED}"
    shifted = found["estimator"] == label_shift.NAME
    # Solved for by least squares: a 0 is one to within its rounding.
    nothing = found["corrected_pct"].astype(float) < LEAST_PCT
    assumed = ~searched & nothing & (shifted | (found["estimator"] == difference.NAME))
    at_least = ~searched & shifted & ~nothing & found["corrected_pct"].notna()
    found.loc[at_least, _CORRECTED[1:]] = float("nan")
    found.loc[at_least, "corrected_interval"] = f"none: {AT_LEAST}"
    found.loc[assumed, _CORRECTED] = float("nan")
    found.loc[assumed, "corrected_interval"] = f"none: {NOT_SEARCHED}"
    if "validated" in found:
        found.loc[assumed, "validated"] = False
    return found


def bound_absent(table: pd.DataFrame) -> pd.DataFrame:
    """``modal.csv`` with bounds for minerals that no map of a deposit shows.

    Parameters
    ----------
    table : DataFrame
        As returned by `mark_searched`, with the column replicates.

    Returns
    -------
    DataFrame
        On rows of deposits and the total basis, where a mineral was searched and has no pixel:
        absent_sections_below_pct, 100 (1 - .05^(1/k)): at 95 %, sections (or holes, the
        replicates) that show it make up less of the deposit, about 3 / k; not its share, since one
        such section may hold any amount. absent_grains_below_per_cm2, -ln .05 over the mapped
        area: at 95 %, fewer grains large enough to be mapped, if they are strewn at random
        (Poisson). Source: Hanley and Lippman-Hand 1983, JAMA 249, 1743-1745. Both hold for what
        maps find; see l_d_pct.
    """
    rows = (table["level"] == "deposit") & (table["basis"] == "total")
    total = table[rows].groupby("deposit")["area_mm2"].agg(lambda area: area.sum(skipna=False))
    absent = rows & (table["pixels"] == 0) & table["searched"] & (table["replicates"] > 0)
    k = table.loc[absent, "replicates"].astype(float)
    # Without a row, names that are mapped stay names.
    area_cm2 = table.loc[absent, "deposit"].map(total).astype(float) / 100
    found = table.assign(
        absent_sections_below_pct=float("nan"), absent_grains_below_per_cm2=float("nan")
    )
    found.loc[absent, "absent_sections_below_pct"] = 100 * (1 - RISK ** (1 / k))
    found.loc[absent, "absent_grains_below_per_cm2"] = -np.log(RISK) / area_cm2
    return found
