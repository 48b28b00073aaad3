"""The best estimate of the minerals' shares, by area and by mass: what everything else prints.

The corrected shares where the labels of the survey give any, for the whole composition; else the
counted ones. Pages, figures, workbook and assay take shares from these columns, so that one thing
has one number.
"""

from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd

from oresurvey.deposits.modal.assay_intervals import RAW, compositions
from oresurvey.deposits.replicates import Replicates
from oresurvey.statistics.intervals import Interval, none
from oresurvey.survey.mineral_codes import BACKGROUND, UNIDENTIFIED
from oresurvey.survey.minerals import Minerals

BEST_SHARES = ["best_pct", "best_low_pct", "best_high_pct", "best_shares"]
BEST_MASSES = ["best_mass_pct", "best_mass_low_pct", "best_mass_high_pct", "best_mass_interval"]
BEST = [*BEST_SHARES, *BEST_MASSES]
GROUP = ["level", "deposit", "section", "field", "basis"]
NO_GANGUE = "the density of the gangue is not known (gangue_density_g_cm3)"
WIDER = "wider than counted, which leaves out the error of the map"
RESIN = "the background of particles is resin, not gangue"


def best_shares(table: pd.DataFrame) -> pd.DataFrame:
    """``modal.csv`` with the columns `BEST_SHARES`.

    Returns
    -------
    DataFrame
        ``best_shares`` is the estimator of the shares, or "raw"; one for a whole composition. Of
        sections and fields there are only counted shares.
    """
    named = table["estimator"].astype(object).fillna("").astype(str)
    raw = named.isin(["", RAW])
    parts = {
        f"best_{end}pct": table[f"{end}pct"].astype(float).where(raw, table[f"corrected_{end}pct"])
        for end in ("", "low_", "high_")
    }
    return table.assign(**parts, best_shares=named.mask(raw, RAW))


def lack(code: int, minerals: Minerals) -> str:
    """Why there is no share by mass beside a mineral without a density."""
    return NO_GANGUE if code == BACKGROUND else f"{minerals.symbol(code)} has no density"


def densities(table: pd.DataFrame, minerals: Minerals, gangue: Mapping[str, float]) -> pd.Series:
    """Density of every row, g/cm3; NaN where it is not known.

    Parameters
    ----------
    table : DataFrame
        deposit, code.
    minerals : Minerals
        The density of its background serves deposits that have none of their own.
    gangue : dict of str to float
        By deposit.
    """
    found = table["code"].map(lambda code: minerals[code].density_g_cm3).astype(float)
    own = table["deposit"].map(gangue).astype(float)
    return found.mask((table["code"] == BACKGROUND) & own.notna(), own)


def with_best(
    table: pd.DataFrame,
    minerals: Minerals,
    gangue: Mapping[str, float],
    particles: Collection[str] = (),
    replicates: Replicates = Replicates(),
) -> pd.DataFrame:
    """``modal.csv`` with the columns `BEST`.

    Parameters
    ----------
    table : DataFrame
        pct, corrected_pct, their intervals, and estimator.
    minerals : Minerals
    gangue : dict of str to float
        Density of the gangue by deposit, see `densities`.
    particles : collection of str
        Deposits with fields of particles.
    replicates : Replicates
        What the sample of each deposit is made of.

    Returns
    -------
    DataFrame
        Masses on basis "ore" are of the mass of the ore; on basis "total" of the mass of the rock,
        which needs the density of the gangue. Where a mineral that is there has no density there
        is no share by mass, and ``best_mass_interval`` says why.
    """
    best = best_shares(table)
    density = densities(best, minerals, gangue)
    there = (best["best_pct"] > 0) & (best["code"] != UNIDENTIFIED)
    reason = pd.Series("", best.index)
    without = there & density.isna()
    reason[without] = [lack(code, minerals) for code in best.loc[without, "code"]]
    reason[(best["basis"] == "total") & best["deposit"].isin([*particles])] = RESIN
    groups = [best[key].astype(object).fillna("") for key in GROUP]
    why = reason.groupby(groups).transform("max")
    mass = best["best_pct"] * density.where(best["code"] != UNIDENTIFIED)
    whole = mass.groupby(groups).transform("sum")
    best["best_mass_pct"] = (100 * mass / whole.where(whole > 0)).where(why == "")
    ends = _intervals(best.assign(density=density.fillna(0.0)), why, replicates)
    return best.join(ends)


def _intervals(best: pd.DataFrame, why: pd.Series, replicates: Replicates) -> pd.DataFrame:
    """Columns of the interval of best_mass_pct."""
    found = {}
    for basis in best["basis"].unique():
        of = best[(best["basis"] == basis) & (best["level"] == "deposit")]
        at = {(d, c): i for i, d, c in zip(of.index, of["deposit"], of["code"], strict=True)}
        for deposit, (rows, shares) in compositions(best, basis, replicates).items():
            density = rows["density"].to_numpy()
            for k, code in enumerate(rows.index):
                index = at[deposit, code]
                if pd.notna(best.at[index, "best_mass_pct"]):
                    found[index] = shares.interval(density * np.eye(len(density))[k], density)
    rows = [_cells(found.get(index), why[index]) for index in best.index]
    return pd.DataFrame(rows, best.index, BEST_MASSES[1:])


def _cells(interval: Interval | None, why: str) -> tuple:
    if interval is None:
        return np.nan, np.nan, none(why).method if why else ""
    return 100 * interval.low, 100 * interval.high, interval.method


def explain_wider(table: pd.DataFrame) -> pd.DataFrame:
    """``modal.csv`` that says in ``corrected_interval`` where this one is wider than the counted.

    The counted interval is about the spread of the sections; it is no narrower truth, since the
    error of the map is not in it.
    """
    counted = table["high_pct"] - table["low_pct"]
    wider = (table["corrected_high_pct"] - table["corrected_low_pct"]) > counted
    words = table["corrected_interval"].astype(object)
    said = words.where(~wider, words.astype(str) + "; " + WIDER)
    return table.assign(corrected_interval=said)
