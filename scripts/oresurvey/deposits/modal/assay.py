"""Calculated assay: elements in the ore, from the shares, densities and formulas of its minerals.

Gangue is not told apart, so these are per cent of the mass of the ore minerals and not of the rock.
"""

import numpy as np
import pandas as pd

from oresurvey.deposits.modal.assay_intervals import from_corrected, over_sections
from oresurvey.deposits.modal.searched import NOT_SEARCHED
from oresurvey.statistics.intervals import Interval, none
from oresurvey.survey.formulas import Formula
from oresurvey.survey.minerals import Minerals

PLACE = ["level", "deposit", "section", "field"]
COLUMNS = [
    *(*PLACE, "element", "ore_mass_pct", "ore_mass_low_pct", "ore_mass_high_pct", "interval"),
    *("sections", "shares", "left_out_pct", "note", "searched"),
]
HALF = "corrected_half_pct"


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


def _ore_rows(modal: pd.DataFrame) -> pd.DataFrame:
    """Rows of the ore with the share to use (used_pct) and what it is (shares).

    A mineral that was not searched has no counted share; labels may have given it one.
    """
    known = modal["pct"].notna()
    if {"corrected_pct", "searched"} <= set(modal):
        known |= (modal["searched"].astype(str) == "False") & modal["corrected_pct"].notna()
    ore = modal[(modal["basis"] == "ore") & known].sort_values([*PLACE, "code"])
    if not {"corrected_pct", "estimator"} <= set(ore):
        return ore.assign(used_pct=ore["pct"], shares="raw", **{HALF: np.nan})
    named = ore["estimator"].astype(object).fillna("").astype(str)
    plain = named.str.startswith("raw") | ore["corrected_pct"].isna()
    # One mineral without a corrected share leaves the whole composition raw.
    plain = plain.groupby([ore[key] for key in PLACE]).transform("any")
    return ore.assign(
        used_pct=ore["pct"].where(plain, ore["corrected_pct"]).fillna(0.0),
        shares=named.where(~plain, "raw"),
        **{HALF: (ore["corrected_high_pct"] - ore["corrected_low_pct"]) / 2},
    )


def _without(pct: pd.Series, minerals: Minerals) -> str:
    names = [f"{minerals.symbol(c)} ({p:.2g} % of the ore area)" for c, p in pct.items() if p > 0]
    return f"without: {', '.join(names)}" if names else ""


def _below_limit(modal: pd.DataFrame) -> set[tuple]:
    """Places and codes whose share is below its detection limit, where modal.csv knows one."""
    if "below_lod" not in modal:
        return set()
    below = modal[modal["below_lod"].astype(str) == "True"]
    return set(below[[*PLACE, "code"]].itertuples(index=False, name=None))


def _interval(level: str, rows: pd.DataFrame, sections, contents, element: int) -> Interval:
    """Interval of one element in one place: only deposits have one."""
    if level != "deposit":
        return none(f"one {level} is no sample")
    if rows["shares"].iloc[0] == "raw":
        return over_sections(sections.to_numpy(), contents, element)
    return from_corrected(rows["used_pct"].to_numpy(), rows[HALF].to_numpy(), contents, element)


def _place(
    place: tuple, rows: pd.DataFrame, sections, contents, traces: set[int], blind: set[str]
) -> list[dict]:
    """Rows of one place: one for each element, or one without an element."""
    about = dict(zip(PLACE, place, strict=True)) | {
        "sections": rows["sections"].iloc[0],
        "shares": rows["shares"].iloc[0],
    }
    pct, codes = rows["used_pct"].to_numpy(), rows["code"].to_numpy()
    of = contents.reindex(codes).fillna(0.0).to_numpy()
    mass = pct @ of
    if not mass.sum() > 0:
        return [
            about | {"element": "", "interval": "none: no mineral with a density and a formula"}
        ]
    found = []
    for at, element in enumerate(contents.columns):
        interval = _interval(place[0], rows, sections, of, at)
        carriers = set(codes[(of[:, at] > 0) & (pct > 0)])
        if element in blind and not carriers:
            found.append(
                about
                | {"element": element, "interval": f"none: {NOT_SEARCHED}", "searched": False}
                | {"note": f"{NOT_SEARCHED}: maps cannot name a mineral of {element}"}
            )
            continue
        found.append(
            about
            | {
                "element": element,
                "ore_mass_pct": 100 * mass[at] / mass.sum(),
                "ore_mass_low_pct": 100 * interval.low,
                "ore_mass_high_pct": 100 * interval.high,
                "interval": interval.method,
                "searched": True,
                "note": "of minerals below the detection limit"
                if carriers and carriers <= traces
                else "",
            }
        )
    return found


def _not_searched(contents: pd.DataFrame, named: set[int]) -> set[str]:
    """Elements of no mineral that maps can name."""
    seen = contents[contents.index.isin(named)]
    return {element for element in contents if not (seen[element] > 0).any()}


def assay(
    modal: pd.DataFrame,
    minerals: Minerals,
    formulas: dict[int, Formula],
    supported: dict[str, set[int]] | None = None,
) -> pd.DataFrame:
    """Content of ``assay.csv``: elements per field, section and deposit.

    Parameters
    ----------
    modal : DataFrame
        ``modal.csv``. Its corrected shares are used where it has them for every mineral of a place.
    minerals : Minerals
    formulas : dict of int to Formula
        By code.
    supported : dict of str to set of int, optional
        Codes that the maps of each deposit can name; every code when None.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`. ``ore_mass_pct`` is of the mass of the ore minerals that have a density
        and a formula (together 100); ``shares`` names the estimator of the shares beneath, or is
        "raw"; ``left_out_pct`` is the area of the ore without a density or a formula, named in
        ``note``. Intervals are for deposits: over sections for raw shares, a bound for corrected
        ones. A place without any assayed mineral has one row without an element. ``searched`` is
        False, and the content empty, where the maps can name no mineral of the element.
    """
    contents = element_contents(minerals, formulas)
    names = modal[["section", "field"]].astype(object).fillna("")
    modal = modal.assign(section=names["section"], field=names["field"])
    below = _below_limit(modal)
    ore = _ore_rows(modal)
    of_sections = {
        deposit: rows.pivot(index="section", columns="code", values="pct").fillna(0.0)
        for deposit, rows in ore[ore["level"] == "section"].groupby("deposit")
    }
    blind = {name: _not_searched(contents, codes) for name, codes in (supported or {}).items()}
    found = []
    for place, rows in ore.groupby(PLACE):
        codes = rows["code"].tolist()
        sections = None
        if place[0] == "deposit":
            sections = of_sections[place[1]].reindex(columns=codes).fillna(0.0)
        left = rows.set_index("code")["used_pct"].drop(contents.index, errors="ignore")
        traces = {code for code in codes if (*place, code) in below}
        for row in _place(place, rows, sections, contents, traces, blind.get(place[1], set())):
            notes = [_without(left, minerals), row.get("note", "")]
            note = "; ".join(text for text in notes if text)
            found.append(row | {"left_out_pct": left.sum(), "note": note})
    return pd.DataFrame(found, columns=COLUMNS)
