"""Words of the tables of an invented survey, held against the truth: made, false, or not made."""

from collections.abc import Iterator
from itertools import combinations

import numpy as np
import pandas as pd
from referee_populations import CODES, NAMES
from referee_statements import (
    ONE_IN_TWENTY,
    Said,
    assays,
    best_intervals,
    corrected_intervals,
    deposit_rows,
    held,
    is_true,
    raw_intervals,
    sums,
    truths,
)
from referee_survey import Survey
from referee_tables import ANNOTATED, MAPS

FAR = 4.0
"""Shift of the fields, in standard deviations, from which nobody would call a deposit like."""


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
    truth = truths(rows, survey) / 100
    known, below = rows[word].notna().to_numpy(), is_true(rows[word])
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
    rows = deposit_rows(tables["modal"], survey)
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
            yield Said("interval, ratio", case, *held(low, high, np.ones(of.sum())))


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
    *(sums, raw_intervals, corrected_intervals, best_intervals, assays, detection, absences),
    *(differences, ratios, likeness),
)


def statements(tables: dict, survey: Survey, kind: str) -> list[Said]:
    """All that the tables of a survey say."""
    return [said for one in KINDS for said in one(tables, survey, kind)]
