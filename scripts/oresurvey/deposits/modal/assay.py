"""Calculated assay: elements in the ore and in the rock, from the minerals by area and by density.

Per cent of the mass of the ore minerals; where the density of the gangue is known, of the mass of
the rock too. The gangue holds none of the elements here: what it holds is not seen.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from oresurvey.deposits.modal.assay_intervals import Composition, compositions
from oresurvey.deposits.modal.best import GROUP, RESIN, densities, lack
from oresurvey.deposits.modal.searched import NOT_SEARCHED
from oresurvey.deposits.replicates import Replicates
from oresurvey.statistics.intervals import Interval, none
from oresurvey.survey.formulas import Formula
from oresurvey.survey.mineral_codes import UNIDENTIFIED
from oresurvey.survey.minerals import Minerals

PLACE = GROUP[:-1]
COLUMNS = [
    *(*PLACE, "element", "ore_mass_pct", "ore_mass_low_pct", "ore_mass_high_pct", "interval"),
    *("sections", "shares", "left_out_pct", "note", "searched"),
    *("rock_mass_pct", "rock_mass_low_pct", "rock_mass_high_pct", "rock_interval"),
]


def element_contents(minerals: Minerals, formulas: dict[int, Formula]) -> pd.DataFrame:
    """Mass of each element in a unit volume of each mineral that has a density and a formula.

    Returns
    -------
    DataFrame
        Rows are codes, columns elements, both sorted; g/cm3.
    """
    rows = {
        code: {
            element: minerals[code].density_g_cm3 * fraction
            for element, fraction in formula.mass_fractions.items()
        }
        for code, formula in formulas.items()
        if code in minerals and np.isfinite(minerals[code].density_g_cm3)
    }
    table = pd.DataFrame.from_dict(rows, orient="index", dtype=float).fillna(0.0)
    return table.sort_index().sort_index(axis=1)


def _without(pct: pd.Series, minerals: Minerals) -> str:
    names = [f"{minerals.symbol(c)} ({p:.2g} % of the ore area)" for c, p in pct.items() if p > 0]
    return f"without: {', '.join(names)}" if names else ""


def _below_limit(modal: pd.DataFrame) -> set[tuple]:
    """Places and codes whose share is below its detection limit, where modal.csv knows one."""
    if "below_lod" not in modal:
        return set()
    below = modal[modal["below_lod"].astype(str) == "True"]
    return set(below[[*PLACE, "code"]].itertuples(index=False, name=None))


@dataclass(frozen=True)
class _Mass:
    """What the elements of one place are calculated from, on one basis.

    Attributes
    ----------
    shares : Composition
    contents : DataFrame
        Mass of each element in a unit volume of each mineral, a row per mineral of `shares`.
    whole : (D,) float64
        Mass of a unit volume of each mineral.
    why : str
        Why there is no share by mass; else empty.
    """

    shares: Composition
    contents: pd.DataFrame
    whole: np.ndarray
    why: str = ""

    def share(self, element: str) -> float:
        """0..1; NaN where there is none."""
        if self.why:
            return np.nan
        return self.shares.ratio(self.contents[element].to_numpy(), self.whole)

    def interval(self, element: str, level: str) -> Interval:
        """Only deposits have one."""
        if self.why:
            return none(self.why)
        if level != "deposit":
            return none(f"one {level} is no sample")
        return self.shares.interval(self.contents[element].to_numpy(), self.whole)


def _place(ore: _Mass, rock: _Mass, level: str, traces: set[int], blind: set[str]) -> list[dict]:
    """Rows of one place: one for each element, or one without an element."""
    if not ore.shares.pct @ ore.whole > 0:
        return [{"element": "", "interval": "none: no mineral with a density and a formula"}]
    found = []
    for element, content in ore.contents.items():
        carriers = set(content.index[(content > 0) & (ore.shares.pct > 0)])
        if element in blind and not carriers:
            found.append(
                {"element": element, "interval": f"none: {NOT_SEARCHED}", "searched": False}
                | {"note": f"{NOT_SEARCHED}: no mineral of {element} could be named"}
                | {"rock_interval": f"none: {NOT_SEARCHED}"}
            )
            continue
        cells: dict = {"element": element, "searched": True}
        for name, words, mass in (
            ("ore_mass", "interval", ore),
            ("rock_mass", "rock_interval", rock),
        ):
            interval = mass.interval(element, level)
            cells |= {
                f"{name}_pct": 100 * mass.share(element),
                f"{name}_low_pct": 100 * interval.low,
                f"{name}_high_pct": 100 * interval.high,
                words: interval.method,
            }
        below = carriers and carriers <= traces
        found.append(cells | {"note": "of minerals below the detection limit" if below else ""})
    return found


def _not_searched(contents: pd.DataFrame, named: set[int]) -> set[str]:
    """Elements of no mineral that could have been named."""
    seen = contents[contents.index.isin(named)]
    return {element for element in contents if not (seen[element] > 0).any()}


def _masses(
    rows: pd.DataFrame, shares: Composition, contents: pd.DataFrame, minerals: Minerals
) -> tuple[_Mass, _Mass]:
    """The same composition by mass of what has a density and a formula, and of all of it."""
    of = contents.reindex(rows.index).fillna(0.0)
    density = rows["density"]
    without = (shares.pct > 0) & (rows.index != UNIDENTIFIED) & density.isna()
    why = lack(rows.index[without][0], minerals) if without.any() else ""
    whole = density.fillna(0.0).to_numpy()
    return _Mass(shares, of, of.sum(axis=1).to_numpy()), _Mass(shares, of, whole, why)


def assay(
    modal: pd.DataFrame,
    minerals: Minerals,
    formulas: dict[int, Formula],
    supported: dict[str, set[int]] | None = None,
    gangue: Mapping[str, float] | None = None,
    particles: Collection[str] = (),
    replicates: Replicates = Replicates(),
) -> pd.DataFrame:
    """Content of ``assay.csv``: elements per field, section and deposit.

    Parameters
    ----------
    modal : DataFrame
        ``modal.csv``; its best shares are used (`deposits.modal.best`).
    minerals : Minerals
    formulas : dict of int to Formula
        By code.
    supported : dict of str to set of int, optional
        Codes that the maps of each deposit can name. When None, as for annotations: those that
        have rows in `modal`.
    gangue, particles, replicates
        As for `deposits.modal.best.with_best`.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`. ``ore_mass_pct`` is of the mass of the ore minerals that have a density
        and a formula (together 100), ``rock_mass_pct`` of the mass of the rock; ``shares`` names
        the estimator of the shares beneath, or is "raw"; ``left_out_pct`` is the area of the ore
        without a density or a formula, named in ``note``. Intervals are for deposits: over sections
        for raw shares, the range of the minerals' intervals for corrected ones. A place without any
        assayed mineral has one row without an element. ``searched`` is False, and the content
        empty, where no mineral of the element could have been named.
    """
    contents = element_contents(minerals, formulas)
    names = modal[["section", "field"]].astype(object).fillna("")
    best = modal.assign(section=names["section"], field=names["field"])
    best = best.assign(density=densities(best, minerals, gangue or {}))
    best = best[best["best_pct"].notna()].sort_values([*PLACE, "code"])
    below = _below_limit(best)
    of_deposits = {basis: compositions(best, basis, replicates) for basis in ("ore", "total")}
    rocks = dict(iter(best[best["basis"] == "total"].groupby(PLACE)))
    seen = best.groupby("deposit")["code"].agg(set).to_dict()
    found = []
    for place, rows in best[best["basis"] == "ore"].groupby(PLACE):
        level, deposit = place[0], place[1]
        named = seen[deposit] if supported is None else supported[deposit]
        masses = {}
        for basis, of in (("ore", rows), ("total", rocks.get(place))):
            if of is None:
                continue
            if level == "deposit":
                own, shares = of_deposits[basis][deposit]
            else:
                own, shares = of.set_index("code"), _counted(of)
            masses[basis] = _masses(own, shares, contents, minerals)
        ore = masses["ore"][0]
        rock = masses["total"][1] if "total" in masses else replace(ore, why="no total area")
        if deposit in particles:
            rock = replace(rock, why=RESIN)
        left = rows.set_index("code")["best_pct"].drop(contents.index, errors="ignore")
        traces = {code for code in rows["code"] if (*place, code) in below}
        about = dict(zip(PLACE, place, strict=True)) | {
            "sections": rows["sections"].iloc[0],
            "shares": rows["best_shares"].iloc[0],
            "left_out_pct": left.sum(),
        }
        for row in _place(ore, rock, level, traces, _not_searched(contents, named)):
            notes = [_without(left, minerals), row.get("note", "")]
            found.append(about | row | {"note": "; ".join(text for text in notes if text)})
    return pd.DataFrame(found, columns=COLUMNS)


def _counted(rows: pd.DataFrame) -> Composition:
    """Shares of one field or section."""
    nothing = np.full(len(rows), np.nan)
    return Composition(rows["best_pct"].to_numpy(float), nothing, nothing)
