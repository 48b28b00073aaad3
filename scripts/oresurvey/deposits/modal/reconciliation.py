"""Reconciliation: elements calculated from the maps beside what a laboratory found in the rock."""

from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd
from scipy import stats

from oresurvey.deposits.modal.assay import element_contents
from oresurvey.deposits.modal.assay_intervals import (
    RAW,
    Composition,
    compositions,
    ratio_of_means,
)
from oresurvey.deposits.modal.best import RESIN, densities, lack
from oresurvey.deposits.replicates import Replicates
from oresurvey.statistics.intervals import LEVEL, Interval, none
from oresurvey.survey.formulas import Formula
from oresurvey.survey.mineral_codes import UNIDENTIFIED
from oresurvey.survey.minerals import Minerals

COLUMNS = [
    *("level", "deposit", "section", "element", "sections"),
    *("assayed_pct", "assayed_low_pct", "assayed_high_pct"),
    *("calculated_pct", "calculated_low_pct", "calculated_high_pct"),
    *("difference_pct", "difference_low_pct", "difference_high_pct", "interval"),
    *("conclusion", "shares", "note"),
]
DIFFER, NOT_APART = "differ", "cannot tell apart"


def _sections(best: pd.DataFrame, minerals: Minerals) -> pd.DataFrame:
    """Index (deposit, section): mass of a unit volume of rock, and why it is not known."""
    of = best[(best["level"] == "section") & (best["basis"] == "total")]
    there = (of["best_pct"] > 0) & (of["code"] != UNIDENTIFIED)
    without = there & of["density"].isna()
    whys = [
        lack(code, minerals) if lacks else ""
        for code, lacks in zip(of["code"], without, strict=True)
    ]
    why = pd.Series(whys, of.index, dtype=object)
    keys = [of["deposit"], of["section"]]
    mass = (of["best_pct"] * of["density"].fillna(0.0)).groupby(keys).sum() / 100
    return pd.DataFrame({"mass": mass, "why": why.groupby(keys).max()})


def _contents(best: pd.DataFrame, content: pd.Series) -> pd.Series:
    """Index (deposit, section): mass of an element in a unit volume of rock."""
    of = best[(best["level"] == "section") & (best["basis"] == "total")]
    mass = of["best_pct"] * of["code"].map(content).fillna(0.0)
    return mass.groupby([of["deposit"], of["section"]]).sum() / 100


def paired(difference: np.ndarray, whole: np.ndarray) -> Interval:
    """Student's t of sum(difference) / sum(whole), linearised; both of the same replicates."""
    k = len(difference)
    if k < 2:
        return none("one section")
    mean = difference.mean() / whole.mean()
    left = (difference - mean * whole) / whole.mean()
    error = left.std(ddof=1) / np.sqrt(k)
    reach = stats.t.ppf(0.5 + LEVEL / 2, k - 1) * error
    return Interval(mean - reach, mean + reach, f"paired t, {k} sections")


def _apart(one: tuple[float, Interval], other: tuple[float, Interval]) -> Interval:
    """Interval of the difference of two estimates from their intervals.

    Notes
    -----
    Source: Zou and Donner (2008), Statistics in Medicine 27, 1693-1702 ("MOVER"), for independent
    estimates; of the same sections they go together, and the interval is wider than needed.
    """
    for _, interval in (one, other):
        if np.isnan(interval.low):
            return interval
    (p, a), (q, b) = one, other
    low = p - q - np.hypot(p - a.low, b.high - q)
    return Interval(low, p - q + np.hypot(a.high - p, q - b.low), "of two intervals (MOVER)")


def reconciliation(
    modal: pd.DataFrame,
    minerals: Minerals,
    formulas: dict[int, Formula],
    assayed: Mapping[str, Mapping[str, float]],
    gangue: Mapping[str, float],
    particles: Collection[str] = (),
    replicates: Replicates = Replicates(),
) -> pd.DataFrame:
    """Content of ``reconciliation.csv``: calculated against assayed, per section and deposit.

    Parameters
    ----------
    modal : DataFrame
        ``modal.csv``.
    minerals : Minerals
    formulas : dict of int to Formula
    assayed : dict of str to dict of str to float
        Element to section to per cent of the mass of the rock.
    gangue, particles, replicates
        As for `deposits.modal.best.with_best`.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`. An assay of a deposit is the mean of its assayed sections by the mass of
        their rock, as what is calculated is. Counted shares are of the assayed sections only, with
        a paired interval of the difference; corrected ones are of the deposit, see `_apart`.
        Nothing is calculated, and the note says why, where the density of the gangue is not known.
    """
    contents = element_contents(minerals, formulas)
    names = modal[["section", "field"]].astype(object).fillna("")
    best = modal.assign(section=names["section"], field=names["field"])
    best = best.assign(density=densities(best, minerals, gangue))
    rocks = _sections(best, minerals)
    rocks.loc[rocks.index.get_level_values("deposit").isin([*particles]), "why"] = RESIN
    of_deposits = compositions(best, "total", replicates)
    rows = []
    for element, of in assayed.items():
        known = element in contents
        content = contents[element] if known else pd.Series(dtype=float)
        table = rocks.assign(part=_contents(best, content)).reset_index()
        table["assayed"] = table["section"].map(of) / 100
        if not known:
            table["why"] = f"no mineral of the table holds {element}"
        table = table.dropna(subset="assayed")
        rows += [_of_section(element, row) for row in table.to_dict("records")]
        for deposit, own in table.groupby("deposit"):
            every = int((rocks.index.get_level_values("deposit") == deposit).sum())
            found = _of_deposit(own, of_deposits[deposit], content, replicates)
            about = {"level": "deposit", "deposit": deposit, "section": "", "element": element}
            part = f"assays of {len(own)} of {every} sections" if len(own) < every else ""
            notes = [part, found.pop("note", ""), "elements in the gangue are not calculated"]
            note = "; ".join(text for text in notes if text)
            rows.append(about | {"sections": len(own)} | found | {"note": note})
    return pd.DataFrame(rows, columns=COLUMNS)


def _of_section(element: str, row: dict) -> dict:
    share = np.nan if row["why"] else row["part"] / row["mass"]
    return {
        "level": "section",
        **{key: row[key] for key in ("deposit", "section")},
        "element": element,
        "sections": 1,
        "assayed_pct": 100 * row["assayed"],
        "calculated_pct": 100 * share,
        "difference_pct": 100 * (share - row["assayed"]),
        "interval": "none: one section is no sample",
        "shares": RAW,
        "note": row["why"],
    }


def _of_deposit(
    own: pd.DataFrame,
    deposit: tuple[pd.DataFrame, Composition],
    content: pd.Series,
    replicates: Replicates,
) -> dict:
    """Cells of one deposit."""
    why = own["why"].max()
    # Where the mass of the rock is not known, every section counts the same.
    own = own.assign(mass=1.0) if why else own
    own = own.assign(found=own["assayed"] * own["mass"])
    joined = replicates.joined(own, ["found", "part", "mass"], ())
    found, part, mass = (joined[name].to_numpy() for name in ("found", "part", "mass"))
    rows, shares = deposit
    no_sample = none(shares.without_any) if shares.without_any else None
    laboratory = found.mean() / mass.mean(), no_sample or ratio_of_means(found, mass)
    cells = {
        "assayed_pct": 100 * laboratory[0],
        **_ends("assayed", laboratory[1]),
        "shares": rows["best_shares"].iloc[0],
    }
    if why:
        return cells | {"interval": f"none: {why}", "note": why}
    if cells["shares"] == RAW:
        calculated = part.mean() / mass.mean(), no_sample or ratio_of_means(part, mass)
        apart = no_sample or paired(part - found, mass)
    else:
        of = content.reindex(rows.index).fillna(0.0).to_numpy()
        density = rows["density"].fillna(0.0).to_numpy()
        calculated = shares.ratio(of, density), shares.interval(of, density)
        apart = _apart(calculated, laboratory)
    word = ""
    if not np.isnan(apart.low):
        word = NOT_APART if apart.low <= 0 <= apart.high else DIFFER
    return cells | {
        "calculated_pct": 100 * calculated[0],
        **_ends("calculated", calculated[1]),
        "difference_pct": 100 * (calculated[0] - laboratory[0]),
        **_ends("difference", apart),
        "interval": apart.method,
        "conclusion": word,
    }


def _ends(name: str, interval: Interval) -> dict[str, float]:
    return {f"{name}_low_pct": 100 * interval.low, f"{name}_high_pct": 100 * interval.high}
