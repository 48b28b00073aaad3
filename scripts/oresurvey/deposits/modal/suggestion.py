"""Minerals that may occur in each deposit: how they are known, and what the maps suggest.

A suggestion is for a person to check. Nothing applies it: maps that name a mineral are no proof
that it is there, and a mineral that the model does not know is never suggested.
"""

import json
from collections.abc import Mapping

import numpy as np
import pandas as pd

from oresurvey.network.naming import DECLARED, OPEN, Naming
from oresurvey.survey.mineral_codes import BACKGROUND
from oresurvey.survey.minerals import Minerals

LEAST_ORE_PCT = 0.5
"""Of the ore of a section, by the map, for a mineral to be seen there."""
LEAST_SECTIONS = 1 / 3
"""Of the sections with ore, for a mineral that is seen in them to be suggested."""
COLUMNS = [
    *("deposit", "code", "mineral", "known", "may_occur", "searched", "ore_pct"),
    *("sections_with", "sections", "mean_confidence", "light_as", "suggested"),
]


def mean_confidences(grains: pd.DataFrame) -> pd.Series:
    """Mean confidence of the pixels of each mineral of each deposit.

    Parameters
    ----------
    grains : DataFrame
        deposit, code, area_px, mean_confidence of every grain.

    Returns
    -------
    Series
        By deposit and code, 0..1; NaN where confidence was not measured.
    """
    weighted = grains["area_px"] * grains["mean_confidence"]
    keys = [grains["deposit"], grains["code"]]
    sums = weighted.groupby(keys).agg(lambda one: one.sum(skipna=False))
    return sums / grains["area_px"].groupby(keys).sum()


def _seen(modal: pd.DataFrame) -> pd.DataFrame:
    """Sections with ore, and those that show a mineral; by deposit and code."""
    ore = modal[(modal["basis"] == "ore") & (modal["level"] == "section")]
    ore = ore[ore.groupby(["deposit", "section"])["pct"].transform("count") > 0]
    seen = ore.assign(seen=ore["pct"] >= LEAST_ORE_PCT).groupby(["deposit", "code"])
    return seen.agg(sections_with=("seen", "sum"), sections=("section", "nunique"))


def may_occur_table(
    modal: pd.DataFrame,
    confidence: pd.Series,
    about: dict,
    naming: Naming,
    light_as: Mapping[str, str | None],
    minerals: Minerals,
) -> pd.DataFrame:
    """Content of ``may_occur.csv``: a row per deposit and mineral.

    Parameters
    ----------
    modal : DataFrame
        As ``modal.csv``.
    confidence : Series
        As returned by `mean_confidences`.
    about : dict
        Content of ``model.json``.
    naming : Naming
    light_as : dict of str to str or None
        Training deposit whose colours a deposit is seen in, of those that the model was not
        trained on.
    minerals : Minerals

    Returns
    -------
    DataFrame
        Columns `COLUMNS`. Minerals are those that the model knows and those that were declared.
        may_occur: the list of the deposit has it; every one where the deposit is open. searched:
        its maps can name it. suggested: of an open deposit, those that make up at least
        `LEAST_ORE_PCT` of the mapped ore in at least `LEAST_SECTIONS` of its sections with ore.
    """
    pct = modal[(modal["basis"] == "ore") & (modal["level"] == "deposit")]
    pct = pct.set_index(["deposit", "code"])["pct"]
    seen, rows = _seen(modal), []
    model = {*about["codes"]} - {BACKGROUND}
    for deposit in sorted(modal["deposit"].unique()):
        known, named = naming.how_known(deposit, about), naming.codes(about, deposit)
        listed = {*naming.declared[deposit]} if known == DECLARED else {*(named or model)}
        for code in sorted((model | listed) - {BACKGROUND}):
            place = (deposit, code)
            shown, sections = seen.loc[place] if place in seen.index else (0, 0)
            rows.append(
                {
                    "deposit": deposit,
                    "code": code,
                    "mineral": minerals.symbol(code),
                    "known": known,
                    "may_occur": code in listed,
                    "searched": code in model and (named is None or code in named),
                    "ore_pct": pct.get(place, np.nan),
                    "sections_with": int(shown),
                    "sections": int(sections),
                    "mean_confidence": confidence.get(place, np.nan),
                    "light_as": light_as.get(deposit) or "",
                    "suggested": bool(
                        known == OPEN and shown and shown >= LEAST_SECTIONS * sections
                    ),
                }
            )
    return pd.DataFrame(rows, columns=COLUMNS)


def suggested_minerals(table: pd.DataFrame, deposit: str) -> list[str]:
    """Symbols of the minerals that are suggested for a deposit, in the order of their codes."""
    own = table[(table["deposit"] == deposit) & table["suggested"].astype(bool)]
    return own.sort_values("code")["mineral"].tolist()


def declaration(symbols: list[str], deposit: str) -> str:
    """What to write into the sheet, or into the configuration, to declare minerals.

    Parameters
    ----------
    symbols : list of str
        Those suggested; with none there is an example.
    deposit : str
    """
    named = ", ".join(symbols) or "SYMBOL, SYMBOL"
    # A name that JSON quotes is quoted for YAML too.
    name = json.dumps(deposit, ensure_ascii=False)
    return (
        f"minerals: {named} (column minerals of the sheet), or "
        f"deposits: {{{name}: {{minerals: [{named}]}}}} (configuration)"
    )
