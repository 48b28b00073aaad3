"""What the tables of an invented survey say, held against the truth: made, false, or not made.

Every function yields `Said`. A column that a table does not have is a statement not made.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd
from referee_populations import CODES, NAMES, true_means
from referee_survey import ANNOTATED, MAPS, PREDICTED, Survey
from referee_survey import MINERALS as MINERAL_TABLE

from oresurvey.survey.formulas import read_formulas
from oresurvey.survey.minerals import read_minerals

ONE_IN_TWENTY = 0.05
SUM_WITHIN = 0.1
FAR = 4.0
"""Shift of the fields, in standard deviations, from which nobody would call a deposit like."""


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


def _true(cells: pd.Series) -> np.ndarray:
    return (cells.astype(str).str.lower() == "true").to_numpy()


def _held(low, high, truth: np.ndarray) -> tuple[int, int, int]:
    """Intervals made, false, and not made."""
    low, high = np.asarray(low, float), np.asarray(high, float)
    there = np.isfinite(low) & np.isfinite(high)
    held = (low - 1e-9 <= truth) & (truth <= high + 1e-9)
    return int(there.sum()), int((there & ~held).sum()), int((~there).sum())


def _deposit_rows(table: pd.DataFrame, survey: Survey, chosen: bool = False) -> pd.DataFrame:
    """Rows of deposits, of those with chosen fields or of the others; only true classes."""
    rows = table[table["level"] == "deposit"]
    rows = rows[(rows["deposit"] == "CHOSEN") == chosen]
    return rows[rows["code"].isin(CODES)] if "code" in rows else rows


def _truths(rows: pd.DataFrame, survey: Survey) -> np.ndarray:
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
    for column in ("pct", "corrected_pct", "mass_pct", "corrected_mass_pct"):
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
    rows = _deposit_rows(tables["modal"], survey)
    chosen = _deposit_rows(tables["modal"], survey, True)
    made = int(chosen["low_pct"].notna().sum())
    yield Said("interval of chosen fields", kind, made, made, len(chosen) - made, 0.0)
    if kind == ANNOTATED:
        truth = _truths(rows, survey)
        for basis in ("total", "ore"):
            of = (rows["basis"] == basis).to_numpy()
            counts = _held(rows["low_pct"][of], rows["high_pct"][of], truth[of])
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
    counts = _held(rows["low_pct"], rows["high_pct"], np.array(mean))
    yield Said("interval, counted share", "of what such maps show", *counts)


def corrected_intervals(tables: dict, survey: Survey, kind: str) -> Iterator[Said]:
    """corrected_low_pct .. corrected_high_pct by estimator, and what is validated."""
    modal = tables["modal"]
    if "corrected_low_pct" not in modal:
        return
    chosen = _deposit_rows(modal, survey, True)
    if kind == MAPS:
        made = int(chosen["corrected_low_pct"].notna().sum())
        case = "corrected"
        yield Said("interval of chosen fields", case, made, made, len(chosen) - made, 0.0)
        made = int(_true(chosen["validated"]).sum())
        yield Said("validated, of chosen fields", kind, made, made, len(chosen) - made, 0.0)
    rows = _deposit_rows(modal, survey)
    truth = _truths(rows, survey)
    notes = rows["correction_note"].fillna("").astype(str)
    doubted = notes.str.contains("too narrow|too wide").to_numpy()
    estimators = rows["estimator"].fillna("").astype(str).to_numpy()
    for name in sorted({*estimators} - {"", "annotation", "raw"}):
        for words, of in (("", ~doubted), (", its note doubts it", doubted)):
            of = of & (estimators == name)
            low, high = rows["corrected_low_pct"][of], rows["corrected_high_pct"][of]
            nominal = np.nan if words else ONE_IN_TWENTY
            yield Said(f"interval, {name}", f"maps{words}", *_held(low, high, truth[of]), nominal)
    if kind == MAPS:
        validated = _true(rows["validated"])
        low, high = (rows[f"corrected_{end}_pct"].to_numpy(float) for end in ("low", "high"))
        made, false, _ = _held(low[validated], high[validated], truth[validated])
        unsaid = int((~validated).sum())
        yield Said("validated, and the interval holds the truth", kind, made, false, unsaid)
        stranger = (rows["deposit"] == "STRANGE").to_numpy() & validated
        counts = _held(low[stranger], high[stranger], truth[stranger])[:2]
        yield Said("validated, of a deposit unlike the training", kind, *counts, 0)


def assays(tables: dict, survey: Survey, kind: str) -> Iterator[Said]:
    """Intervals of elements; of raw shares by maps nothing is promised about the ore."""
    named, formulas = read_minerals(MINERAL_TABLE), read_formulas(MINERAL_TABLE)
    rows = _deposit_rows(tables["assay"], survey)
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
        counts = _held(
            rows["ore_mass_low_pct"][of], rows["ore_mass_high_pct"][of], np.array(truth)[of]
        )
        nominal = np.nan if kind == MAPS and name == "raw" else ONE_IN_TWENTY
        yield Said("interval, assay", f"{kind}, {name} shares", *counts, nominal)


def detection(tables: dict, survey: Survey, kind: str) -> Iterator[Said]:
    """Below the limit or not: of minerals that are absent, and of plenty."""
    modal = tables["modal"]
    word, level_of = next(
        (pair for pair in (("below_l_c", "l_c_pct"), ("below_lod", "lod_pct")) if pair[0] in modal),
        (None, None),
    )
    if kind != MAPS or word is None:
        return
    rows = modal[(modal["basis"] == "total") & modal["code"].isin(CODES[1:])]
    truth = _truths(rows, survey) / 100
    known, below = rows[word].notna().to_numpy(), _true(rows[word])
    limit = rows[level_of].to_numpy(float) / 100
    detectable = rows["l_d_pct"] / 100 if "l_d_pct" in rows else pd.Series(3 * limit)
    plenty_from = detectable.to_numpy(float)
    for level in ("deposit", "field"):
        of = (rows["level"] == level).to_numpy()
        absent, plenty = of & (truth == 0), of & (truth > plenty_from)
        above = absent & known & ~below
        silent = int((absent & ~known).sum())
        yield Said(
            "not below L_C, of an absent mineral", level, int((absent & known).sum()),
            int(above.sum()), silent,
        )  # fmt: skip
        if level == "deposit":
            said = plenty & known & below
            yield Said(
                "< L_C, of a mineral above L_D", level, int((plenty & known).sum()),
                int(said.sum()), int((plenty & ~known).sum()),
            )  # fmt: skip


def absences(tables: dict, survey: Survey, kind: str) -> Iterator[Said]:
    """Of a mineral that no section shows: fewer than so many hold it; of all that do occur."""
    column = "absent_sections_below_pct"
    if kind != ANNOTATED or column not in tables["modal"]:
        return
    rows = _deposit_rows(tables["modal"], survey)
    rows = rows[(rows["basis"] == "total") & (rows["code"] != CODES[0])]
    made = false = 0
    for deposit, code, bound in zip(rows["deposit"], rows["code"], rows[column], strict=True):
        amount = survey.deposits[deposit].population.amounts.get(NAMES[CODES.index(code)])
        if amount is not None and amount.middle > 0:
            made += 1
            false += int(bound < 100 * amount.present)
    words = "fewer sections hold it than the bound, of minerals that occur"
    yield Said(words, kind, made, false, 0)


def _nulls(survey: Survey, kind: str) -> dict[tuple[str, str], str]:
    """Pairs of deposits whose mean compositions are one, and what to call them."""
    alike = {"HOME", "TWIN", "STRANGE"} & {*survey.deposits}
    found = {}
    for pair in combinations(sorted(alike), 2):
        words = "one population"
        if kind == MAPS:
            words = "one population, maps confuse alike"
            if "STRANGE" in pair:
                words = "one population, one under another light"
            elif not survey.alike:
                words = "one population, maps confuse differently"
        found[pair] = words
    return found


def _differs(rows: pd.DataFrame) -> np.ndarray:
    return rows["conclusion"].fillna("").astype(str).str.startswith("differ").to_numpy()


def _silent(rows: pd.DataFrame) -> np.ndarray:
    return rows["conclusion"].fillna("").astype(str).eq("").to_numpy()


def _pairs(rows: pd.DataFrame) -> list[tuple[str, str]]:
    return list(zip(rows["deposit_a"], rows["deposit_b"], strict=True))


def differences(tables: dict, survey: Survey, kind: str) -> Iterator[Said]:
    """The word "differ" in every table of tests: of rows, of families, and of what does differ."""
    nulls = _nulls(survey, kind)
    names = {"comparison": "shares", "deposit_tests": "compositions", "size_tests": "sizes"}
    names |= {"association_tests": "associations"}
    for table, what in names.items():
        rows = tables.get(table)
        if rows is None or rows.empty:
            continue
        if "scope" in rows:
            rows = rows[rows["scope"] == "pair"]
        pairs, said, silent = _pairs(rows), _differs(rows), _silent(rows)
        for case in sorted({*nulls.values()}):
            of = np.array([nulls.get(pair) == case for pair in pairs], bool)
            if not of.any():
                continue
            words = f"differ, {what}"
            made, false = int((of & ~silent).sum()), int((of & said).sum())
            yield Said(f"{words}, of tests", case, made, false, int((of & silent).sum()))
            if made:
                families = rows["family"] if "family" in rows else pd.Series("all", rows.index)
                any_of = pd.Series(said[of & ~silent]).groupby(families[of & ~silent].to_numpy())
                false = int(any_of.any().sum())
                words = f"{words}, any of a family"
                yield Said(words, case, any_of.ngroups, false, 0, family=True)
        other = np.array(["OTHER" in pair and "CHOSEN" not in pair for pair in pairs], bool)
        # Of two deposits that differ, the word is right: how often is it said?
        tested = other & ~silent
        if what != "associations":
            yield Said(
                f"cannot reject, {what}", "another population", int(tested.sum()),
                int((tested & ~said).sum()), int((other & silent).sum()), np.nan,
            )  # fmt: skip
        if "CHOSEN" in survey.deposits:
            of = np.array(["CHOSEN" in pair for pair in pairs], bool)
            made = int((of & ~silent).sum())
            yield Said("test of chosen fields", what, made, made, int((of & silent).sum()), 0.0)


def ratios(tables: dict, survey: Survey, kind: str) -> Iterator[Said]:
    """Interval of the ratio of two deposits of one population: it should hold 1."""
    rows, nulls = tables["comparison"], _nulls(survey, kind)
    pairs = _pairs(rows)
    for case in sorted({*nulls.values()}):
        of = np.array([nulls.get(pair) == case for pair in pairs], bool)
        if of.any():
            low, high = rows["low_ratio"][of], rows["high_ratio"][of]
            yield Said("interval, ratio", case, *_held(low, high, np.ones(of.sum())))


def likeness(tables: dict, survey: Survey, kind: str) -> Iterator[Said]:
    """like, unlike; as sure, less sure."""
    if "drift" not in tables:
        return
    drift = tables["drift"].set_index("deposit")
    verdict, sureness = drift["verdict"].astype(str), drift["sureness"].astype(str)
    for name, deposit in survey.deposits.items():
        if name not in drift.index or name == "CHOSEN":
            continue
        word, sure = verdict[name], sureness[name]
        said = int(word in ("like", "unlike"))
        if deposit.shift == 0:
            case = "as the reference"
            yield Said("unlike", case, said, int(word == "unlike"), 1 - said)
            said = int(sure in ("as sure", "less sure"))
            yield Said("less sure", case, said, int(sure == "less sure"), 1 - said)
        else:
            case = f"fields {deposit.shift:g} SD farther"
            nominal = ONE_IN_TWENTY if deposit.shift >= FAR else np.nan
            yield Said("like", case, said, int(word == "like"), 1 - said, nominal)


KINDS = (
    *(sums, raw_intervals, corrected_intervals, assays, detection, absences, differences),
    *(ratios, likeness),
)


def statements(tables: dict, survey: Survey, kind: str) -> list[Said]:
    """All that the tables of a survey say."""
    return [said for one in KINDS for said in one(tables, survey, kind)]
