"""Shares and intervals of an invented survey, held against the truth: made, false, or not made.

Every function yields `Said`. A column that a table does not have is a statement not made.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from referee_populations import CODES, true_means
from referee_survey import PREDICTED, Survey
from referee_tables import ANNOTATED, MAPS
from referee_tables import MINERALS as MINERAL_TABLE

from oresurvey.survey.formulas import read_formulas
from oresurvey.survey.minerals import read_minerals

ONE_IN_TWENTY = 0.05
SUM_WITHIN = 0.1


@dataclass
class Said:
    """One kind of statement in one survey.

    Attributes
    ----------
    statement, case : str
    made, false, silent : int
        Times that it was made, was made and false, and could have been made and was not.
    nominal : float
        The rate at which it may be false; NaN: none is promised.
    family : bool
        Whether one false statement of a whole family counts once.
    """

    statement: str
    case: str
    made: int
    false: int
    silent: int
    nominal: float = ONE_IN_TWENTY
    family: bool = False


def truth_of(survey: Survey, deposit: str, basis: str) -> dict[int, float]:
    """True mean share of every class, 0..1."""
    means = true_means(survey.deposits[deposit].population)[basis]
    return dict(zip(CODES, means.tolist(), strict=True))


def is_true(cells: pd.Series) -> np.ndarray:
    return (cells.astype(str).str.lower() == "true").to_numpy()


def held(low, high, truth: np.ndarray) -> tuple[int, int, int]:
    """Intervals made, false, and not made."""
    low, high = np.asarray(low, float), np.asarray(high, float)
    there = np.isfinite(low) & np.isfinite(high)
    within = (low - 1e-9 <= truth) & (truth <= high + 1e-9)
    return int(there.sum()), int((there & ~within).sum()), int((~there).sum())


def deposit_rows(table: pd.DataFrame, survey: Survey, chosen: bool = False) -> pd.DataFrame:
    """Rows of deposits, of those with chosen fields or of the others; only true classes."""
    rows = table[table["level"] == "deposit"]
    rows = rows[(rows["deposit"] == "CHOSEN") == chosen]
    return rows[rows["code"].isin(CODES)] if "code" in rows else rows


def truths(rows: pd.DataFrame, survey: Survey) -> np.ndarray:
    """True mean shares of rows, per cent."""
    return np.array(
        [
            100 * truth_of(survey, deposit, basis)[code]
            for deposit, basis, code in zip(
                rows["deposit"], rows["basis"], rows["code"], strict=True
            )
        ]
    )


def sums(tables: dict, survey: Survey, kind: str) -> Iterator[Said]:
    """Do the shares of every deposit and basis add up to 100?"""
    modal = tables["modal"]
    rows = modal[modal["level"] == "deposit"]
    for column in ("pct", "corrected_pct", "best_pct", "mass_pct", "best_mass_pct"):
        if column not in rows:
            continue
        known = rows[rows[column].notna()]
        found = known.groupby(["deposit", "basis"])[column].sum()
        off = int((abs(found - 100) > SUM_WITHIN).sum())
        yield Said(f"{column} adds up to 100", kind, len(found), off, 0, 0.0)
    assay = tables["assay"]
    rows = assay[(assay["level"] == "deposit") & assay["ore_mass_pct"].notna()]
    found = rows.groupby("deposit")["ore_mass_pct"].sum()
    off = int((abs(found - 100) > SUM_WITHIN).sum())
    yield Said("ore_mass_pct adds up to 100", kind, len(found), off, 0, 0.0)


def raw_intervals(tables: dict, survey: Survey, kind: str) -> Iterator[Said]:
    """low_pct .. high_pct; of maps they are about what the maps show, not about the ore."""
    rows = deposit_rows(tables["modal"], survey)
    chosen = deposit_rows(tables["modal"], survey, True)
    made = int(chosen["low_pct"].notna().sum())
    yield Said("interval of chosen fields", kind, made, made, len(chosen) - made, 0.0)
    if kind == ANNOTATED:
        truth = truths(rows, survey)
        for basis in ("total", "ore"):
            of = (rows["basis"] == basis).to_numpy()
            counts = held(rows["low_pct"][of], rows["high_pct"][of], truth[of])
            yield Said("interval, counted share", basis, *counts)
        return
    rows = rows[rows["basis"] == "total"]
    shown = {
        name: 100 * true_means(d.population)["total"] @ d.confusion
        for name, d in survey.deposits.items()
    }
    mean = [
        shown[d][PREDICTED.index(c)] for d, c in zip(rows["deposit"], rows["code"], strict=True)
    ]
    counts = held(rows["low_pct"], rows["high_pct"], np.array(mean))
    yield Said("interval, counted share", "of what such maps show", *counts)


def corrected_intervals(tables: dict, survey: Survey, kind: str) -> Iterator[Said]:
    """corrected_low_pct .. corrected_high_pct by estimator, and what is validated."""
    modal = tables["modal"]
    if "corrected_low_pct" not in modal:
        return
    chosen = deposit_rows(modal, survey, True)
    if kind == MAPS:
        made = int(chosen["corrected_low_pct"].notna().sum())
        case = "corrected"
        yield Said("interval of chosen fields", case, made, made, len(chosen) - made, 0.0)
        made = int(is_true(chosen["validated"]).sum())
        yield Said("validated, of chosen fields", kind, made, made, len(chosen) - made, 0.0)
    rows = deposit_rows(modal, survey)
    truth = truths(rows, survey)
    notes = rows["correction_note"].astype(object).fillna("").astype(str)
    doubted = notes.str.contains("too narrow|too wide").to_numpy()
    estimators = rows["estimator"].fillna("").astype(str).to_numpy()
    for name in sorted({*estimators} - {"", "annotation", "raw"}):
        for words, of in (("", ~doubted), (", its note doubts it", doubted)):
            of = of & (estimators == name)
            low, high = rows["corrected_low_pct"][of], rows["corrected_high_pct"][of]
            nominal = np.nan if words else ONE_IN_TWENTY
            yield Said(f"interval, {name}", f"maps{words}", *held(low, high, truth[of]), nominal)
    if kind == MAPS:
        validated = is_true(rows["validated"])
        low, high = (rows[f"corrected_{end}_pct"].to_numpy(float) for end in ("low", "high"))
        made, false, _ = held(low[validated], high[validated], truth[validated])
        unsaid = int((~validated).sum())
        yield Said("validated, and the interval holds the truth", kind, made, false, unsaid)
        stranger = (rows["deposit"] == "STRANGE").to_numpy() & validated
        counts = held(low[stranger], high[stranger], truth[stranger])[:2]
        yield Said("validated, of a deposit unlike the training", kind, *counts, 0)


def best_intervals(tables: dict, survey: Survey, kind: str) -> Iterator[Said]:
    """What pages print; of raw shares by maps nothing is promised about the ore."""
    modal = tables["modal"]
    if "best_low_pct" not in modal:
        return
    rows = deposit_rows(modal, survey)
    truth, shares = truths(rows, survey), rows["best_shares"].fillna("raw").astype(str).to_numpy()
    for name in sorted({*shares}):
        of = shares == name
        counts = held(rows["best_low_pct"][of], rows["best_high_pct"][of], truth[of])
        nominal = np.nan if kind == MAPS and name == "raw" else ONE_IN_TWENTY
        yield Said("interval, best share", f"{kind}, {name} shares", *counts, nominal)


def assays(tables: dict, survey: Survey, kind: str) -> Iterator[Said]:
    """Intervals of elements; of raw shares by maps nothing is promised about the ore."""
    named, formulas = read_minerals(MINERAL_TABLE), read_formulas(MINERAL_TABLE)
    rows = deposit_rows(tables["assay"], survey)
    rows = rows[rows["element"].notna() & (rows["element"] != "")]
    truth = []
    for deposit, element in zip(rows["deposit"], rows["element"], strict=True):
        share = truth_of(survey, deposit, "ore")
        mass = {c: share[c] * named[c].density_g_cm3 for c in CODES if c in formulas and share[c]}
        of = {c: m * formulas[c].mass_fractions.get(element, 0.0) for c, m in mass.items()}
        truth.append(100 * sum(of.values()) / sum(mass.values()))
    shares = rows["shares"].fillna("raw").astype(str).to_numpy()
    for name in sorted({*shares}):
        of = shares == name
        counts = held(
            rows["ore_mass_low_pct"][of], rows["ore_mass_high_pct"][of], np.array(truth)[of]
        )
        nominal = np.nan if kind == MAPS and name == "raw" else ONE_IN_TWENTY
        yield Said("interval, assay", f"{kind}, {name} shares", *counts, nominal)
