"""A simulated referee: what the tables say of invented surveys, and how often it is false.

    python benchmarks/bench_referee.py [OUTPUT.json]

Surveys are drawn from the populations of `referee_populations`, which nothing was set by. Their
tables are made by the scripts of the rules. Every statement is counted: made, false, not made; a
rate of false ones is held against the nominal one, with the error of so few surveys. Prints the
tables as Markdown and writes them to results/referee.csv, referee.md and referee_populations.md.
REFEREE_SURVEYS is how many surveys (400).
"""

import os
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pandas as pd
from harness import PROJECT, Row, finish, judged

sys.path.insert(0, str(PROJECT / "scripts"))

from referee_populations import POPULATIONS
from referee_survey import new_survey
from referee_tables import ANNOTATED, MAPS, Tables
from referee_words import statements

from oresurvey.files.tables import markdown_table, write_csv, write_text

SURVEYS = 400
TEXTURES_EVERY = 5
"""Of the annotated surveys: one in so many has grains and contacts, which take most of the time."""
ERRORS = 2.0
"""Standard errors of the simulation that a rate may lie above the nominal one."""
FEWEST = 20
"""Surveys that made a statement, below which nothing is concluded of it."""
KEYS = ["statement", "case"]


def survey_rows(number: int) -> list[dict]:
    """What the tables of one survey say; every second one is annotated throughout."""
    population = POPULATIONS[number // 2 % len(POPULATIONS)]
    rng = np.random.default_rng([20_261, number])
    kind = (MAPS, ANNOTATED)[number % 2]
    textures = rng if kind == ANNOTATED and number // 2 % TEXTURES_EVERY == 0 else None
    survey = new_survey(population, rng)
    with tempfile.TemporaryDirectory() as folder:
        tables = Tables(survey, Path(folder)).made(kind, textures)
    about = {"survey": number, "population": population.name}
    return [about | asdict(said) for said in statements(tables, survey, kind)]


def rates(rows: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Rates of false statements with their simulation error; one row per group.

    The survey is the replicate: false / made over surveys is a ratio estimate, its error that of
    Cochran (1977), chapter 6; never below the binomial one of as many surveys at the nominal rate.
    """
    found = []
    for group, part in rows.groupby(keys, sort=False):
        by = part.groupby("survey")[["made", "false", "silent"]].sum()
        said = by[by["made"] > 0]
        made, surveys, nominal = said["made"].sum(), len(said), part["nominal"].iloc[0]
        rate = said["false"].sum() / made if made else np.nan
        error = np.nan
        if surveys > 1:
            residual = said["false"] - rate * said["made"]
            error = np.sqrt(surveys / (surveys - 1) * (residual**2).sum()) / made
            error = np.fmax(error, np.sqrt(nominal * (1 - nominal) / surveys))
        found.append(
            dict(zip(keys, group, strict=True))
            | {"nominal": nominal, "surveys": surveys, "made": int(made)}
            | {"not made": int(by["silent"].sum()), "false": rate, "error": error}
            | {"verdict": verdict(rate, error, nominal, surveys)}
        )
    return pd.DataFrame(found)


def verdict(rate: float, error: float, nominal: float, surveys: int) -> str:
    """In words: holds, fails, or why neither is said."""
    if not surveys:
        return "not made"
    if np.isnan(nominal):
        return "nothing promised"
    if nominal == 0:
        return "holds" if rate == 0 else "FAILS"
    if rate <= nominal + ERRORS * np.nan_to_num(error):
        return "holds" if surveys >= FEWEST else "too few to say"
    return "FAILS" if surveys >= FEWEST else "too few to say (above)"


def by_population(rows: pd.DataFrame) -> pd.DataFrame:
    """Rates of what is promised, one column per population."""
    promised = rows[(rows["nominal"] > 0) & ~rows["statement"].str.startswith("validated, of")]
    found = rates(promised, [*KEYS, "population"])
    found["cell"] = [
        "" if not made else f"{rate:.3f}{'*' if 'FAILS' in word or 'above' in word else ''}"
        for made, rate, word in zip(found["made"], found["false"], found["verdict"], strict=True)
    ]
    wide = found.pivot(index=KEYS, columns="population", values="cell")
    order = found.drop_duplicates(KEYS)[KEYS]
    wide = wide.reindex(pd.MultiIndex.from_frame(order))
    return wide[[p.name for p in POPULATIONS if p.name in wide]].fillna("").reset_index()


def benchmark_rows(table: pd.DataFrame) -> list[Row]:
    """One row per statement that promises a rate."""
    rows = []
    for one in table[table["nominal"].notna() & table["surveys"].gt(0)].to_dict("records"):
        reach = judged(one["false"], at_most=max(one["nominal"], 1e-12))
        reach["holds"] = "yes" if one["verdict"] == "holds" else one["verdict"]
        measure = f"false: {one['statement']} ({one['case']})"
        rows.append(Row("referee", measure, one["false"], "", repeats=one["surveys"], **reach))
    return rows


def main(path: str | None = None) -> None:
    """Simulate, print, write."""
    number = int(os.environ.get("REFEREE_SURVEYS", SURVEYS))
    results = PROJECT / "results"
    rows = []
    for k in range(number):
        rows += survey_rows(k)
        if k % 10 == 9 or k == number - 1:
            write_csv(pd.DataFrame(rows), results / "referee_rows.csv")
            print(f"{k + 1} of {number} surveys", file=sys.stderr, flush=True)
    report(pd.DataFrame(rows), results, path)


def report(rows: pd.DataFrame, results: Path, path: str | None = None) -> None:
    """Tables of all statements."""
    table = rates(rows, KEYS)
    write_csv(table, results / "referee.csv")
    for name, text in (
        ("referee", markdown_table(table.round(4))),
        ("referee_populations", markdown_table(by_population(rows))),
    ):
        write_text(text, results / f"{name}.md")
        print(text)
    if path:
        finish(benchmark_rows(table), path)


if __name__ == "__main__":
    main(*sys.argv[1:2])
