"""How often the words of the comparison of deposits are wrong, by simulation.

    python benchmarks/bench_comparison.py [OUTPUT.json]

Two deposits of one population, or of populations with one centre, are surveyed again and again:
how often is any mineral, or the whole composition, said to differ? Beside it the same by Welch with
Holm and by PERMANOVA, how often real differences are found, how often intervals and bounds hold,
and whether what "would have shown" does. Prints the table as Markdown and writes it to
results/comparison.csv and .md.
"""

import sys
from collections.abc import Callable
from functools import partial

import numpy as np
import pandas as pd
from harness import PROJECT, Row, finish, judged
from scipy import stats

sys.path.insert(0, str(PROJECT / "scripts"))

from oresurvey.deposits.comparison.bounds import least_ratio
from oresurvey.files.tables import markdown_table, write_csv, write_text
from oresurvey.statistics.compositions import closure, clr, replace_zeros
from oresurvey.statistics.detectable import POWER, smallest_shown
from oresurvey.statistics.families import family_tests
from oresurvey.statistics.many_tests import LEVEL, holm
from oresurvey.statistics.permanova import centres_differ
from oresurvey.statistics.permutation import Permutations, chance_of

DESIGNS = ((4, 4), (6, 6), (2, 6), (4, 12), (3, 12))
TRIALS = 300
LIMIT = 1e-4
PARTS = np.array([4, 3, 2, 1.5, 1, 0.7, 0.4])
PRESENT = np.array([1, 1, 0.8, 0.7, 0.5, 0.4, 0.3])
GALENA, TIMES = 3, 4.0
DEALT = Permutations(399)
REACH = 0.075
"""Rates of error up to here are let pass where spreads are 3 to 1; elsewhere they are nominal."""

Population = Callable[[np.random.Generator, int], np.ndarray]


def dirichlet(rng: np.random.Generator, sections: int) -> np.ndarray:
    """Seven minerals, one of 32 and one of 3 %, skewed the more the rarer."""
    return rng.dirichlet(PARTS, sections)


def with_zeros(rng: np.random.Generator, sections: int) -> np.ndarray:
    """The same, and five of them are not in every section; one in a third."""
    there = rng.random((sections, len(PARTS))) < PRESENT
    return closure(np.where(there, rng.dirichlet(PARTS, sections), 0))


def lognormal(rng: np.random.Generator, sections: int, spread: float = 0.4) -> np.ndarray:
    """Six minerals of one centre whatever the spread, in a seventh that makes up the rest."""
    middle = np.array([0.03, 0.02, 0.01, 0.005, 0.003, 0.002])
    parts = middle * np.exp(rng.normal(0, spread, (sections, 6)))
    return np.column_stack([parts, np.maximum(1 - parts.sum(axis=1), 0.01)])


def of_one_centre(rng: np.random.Generator, sections: int, spread: float) -> np.ndarray:
    """Seven minerals that have one centre in log-ratios whatever the spread."""
    return closure(PARTS * np.exp(rng.normal(0, spread, (sections, len(PARTS)))))


def richer(rng: np.random.Generator, sections: int) -> np.ndarray:
    """`lognormal` with four times as much of one mineral."""
    parts = lognormal(rng, sections)
    parts[:, GALENA] *= TIMES
    return closure(parts)


def logs_of(population: Population, rng: np.random.Generator, sections: int) -> np.ndarray:
    """Logarithms of section shares, zeros replaced."""
    return np.log(replace_zeros(population(rng, sections), LIMIT))


def by_family(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Adjusted p of the survey's own test."""
    return family_tests(first, second, DEALT).p_family


def by_welch(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Welch's t, as it stands, with Holm; where neither side varies there is no p."""
    a, b = (side.var(axis=0, ddof=1) / len(side) for side in (first, second))
    varies = a + b > 0
    a, b = a[varies], b[varies]
    t = (first.mean(axis=0) - second.mean(axis=0))[varies] / np.sqrt(a + b)
    freedom = (a + b) ** 2 / (a**2 / (len(first) - 1) + b**2 / (len(second) - 1))
    p = np.full(first.shape[1], np.nan)
    p[varies] = 2 * stats.t.sf(np.abs(t), freedom)
    return holm(p)


def by_centres(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """p of the survey's own test of centres."""
    return np.array([centres_differ([clr(np.exp(first)), clr(np.exp(second))], DEALT).p])


def by_permanova(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """p of PERMANOVA: pseudo-F, dealt."""
    rows = clr(np.exp(np.concatenate([first, second])))
    centred = rows - rows.mean(axis=0)

    def between(*dealt: np.ndarray) -> np.ndarray:
        return sum(g.shape[-2] * (g.mean(axis=-2) ** 2).sum(axis=-1) for g in dealt)

    scaled = centred / np.sqrt((centred**2).sum())
    return np.array([chance_of([scaled[: len(first)], scaled[len(first) :]], between, DEALT)[0]])


def differ(test: Callable, first: Population, second: Population, column: int | None = None):
    """Whether a survey says "differ": of any mineral, or of one."""

    def once(rng: np.random.Generator, a: int, b: int) -> float:
        p = test(logs_of(first, rng, a), logs_of(second, rng, b))
        p = p[np.isfinite(p)] if column is None else p[[column]]
        return float((p < LEVEL).any())

    return once


def shown(rng: np.random.Generator, a: int, b: int) -> float:
    """Whether a survey finds the difference that another one said would show; NaN: none would."""
    found = family_tests(logs_of(lognormal, rng, a), logs_of(lognormal, rng, b), DEALT)
    least = smallest_shown(found.critical_t, found.welch.error, found.welch.freedom)[GALENA]
    if not np.isfinite(least):
        return np.nan
    first = logs_of(lognormal, rng, a)
    first[:, GALENA] += least
    return float(by_family(first, logs_of(lognormal, rng, b))[GALENA] < LEVEL)


def covered(population: Population):
    """Share of the minerals whose interval of the ratio, which is 1, holds it."""

    def once(rng: np.random.Generator, a: int, b: int) -> float:
        first, second = logs_of(population, rng, a), logs_of(population, rng, b)
        low, high = family_tests(first, second, Permutations(1)).welch.interval
        known = np.isfinite(low)
        return float(((low <= 0) & (high >= 0))[known].mean())

    return once


def bound_holds(rng: np.random.Generator, a: int, b: int) -> float:
    """Whether no wrong bound is printed, where b has a tenth of a, near its detection limit.

    Where b lacks the mineral in no survey or in all of them there is nothing to go wrong; so its
    middle is drawn between half the limit and twice it.
    """
    spread = rng.uniform(0.2, 1.2)
    middle = np.log(LIMIT) + rng.uniform(-0.7, 0.7)
    second = rng.normal(middle, spread, b)
    if (second >= np.log(LIMIT)).any():
        return np.nan
    first = rng.normal(middle + np.log(10), spread, a)
    return float(least_ratio(first, LIMIT, b) <= 10)


WIDE, NARROW = (partial(lognormal, spread=s) for s in (0.9, 0.3))
WIDE_CENTRE, NARROW_CENTRE = (partial(of_one_centre, spread=s) for s in (0.9, 0.3))
ALIKE = (("alike, skewed", dirichlet, dirichlet), ("alike, rare and zeros", with_zeros, with_zeros))
UNEQUAL = (("spread 3 to 1", WIDE, NARROW), ("spread 1 to 3", NARROW, WIDE))
ONE_CENTRE = (
    ("spread 3 to 1", WIDE_CENTRE, NARROW_CENTRE),
    ("spread 1 to 3", NARROW_CENTRE, WIDE_CENTRE),
)
HERE, BEFORE = "here", "Welch, Holm"
CENTRES, ANDERSON = "here, centres", "PERMANOVA"
QUESTIONS = {
    **{
        (f"any mineral differs, {name}", how): differ(test, a, b)
        for name, a, b in (*ALIKE, *UNEQUAL)
        for how, test in ((HERE, by_family), (BEFORE, by_welch))
    },
    **{
        (f"compositions differ, {name}", how): differ(test, a, b)
        for name, a, b in (*ALIKE, *ONE_CENTRE)
        for how, test in ((CENTRES, by_centres), (ANDERSON, by_permanova))
    },
    ("four times as much is found", HERE): differ(by_family, richer, lognormal, GALENA),
    ("four times as much is found", BEFORE): differ(by_welch, richer, lognormal, GALENA),
    ("four times as much is found", CENTRES): differ(by_centres, richer, lognormal),
    ("four times as much is found", ANDERSON): differ(by_permanova, richer, lognormal),
    ("what would have shown does", HERE): shown,
    ("interval of a ratio holds, skewed", HERE): covered(dirichlet),
    ("interval of a ratio holds, rare and zeros", HERE): covered(with_zeros),
    ("bound of a ratio holds", HERE): bound_holds,
}


def rate(question: tuple[str, str], design: tuple[int, int], trials: int, seed: int = 1) -> dict:
    """One cell of the table: how often, of how many surveys in which it could be asked."""
    rng = np.random.default_rng([seed, *design, *map(ord, question[0])])
    answers = np.array([QUESTIONS[question](rng, *design) for _ in range(trials)])
    known = answers[np.isfinite(answers)]
    return {
        "question": question[0],
        "by": question[1],
        "sections": f"{design[0]} v {design[1]}",
        "rate": known.mean() if len(known) else np.nan,
        "surveys": len(known),
    }


def main(path: str | None = None) -> None:
    """Simulate, print, write."""
    table = pd.DataFrame(
        [
            rate(question, design, TRIALS * (10 if QUESTIONS[question] is bound_holds else 1))
            for question in QUESTIONS
            for design in DESIGNS
        ]
    )
    write_csv(table, PROJECT / "results" / "comparison.csv")
    wide = table.pivot(index=["question", "by"], columns="sections", values="rate")
    wide = wide.loc[list(QUESTIONS), [f"{a} v {b}" for a, b in DESIGNS]]
    text = markdown_table(wide.round(3).reset_index())
    write_text(text, PROJECT / "results" / "comparison.md")
    print(text)
    if path:
        finish(benchmark_rows(table), path)


def benchmark_rows(table: pd.DataFrame) -> list[Row]:
    """The worst design of every question that is asked of our own tests."""
    rows = []
    ours = table[table["by"].isin((HERE, CENTRES))]
    for (question, by), part in ours.groupby(["question", "by"], sort=False):
        error = "differ" in question
        value = float(part["rate"].max() if error else part["rate"].min())
        trials = int(part["surveys"].max())
        # Three standard errors of a rate of so many surveys.
        spread = 3 * np.sqrt(LEVEL * (1 - LEVEL) / trials)
        if error:
            reach = judged(value, at_most=(REACH if "spread" in question else LEVEL) + spread)
        elif "holds" in question:
            reach = judged(value, at_least=1 - LEVEL - 0.02)
        elif "shown" in question:
            reach = judged(value, at_least=POWER - 0.1)
        else:
            reach = {}
        word = "largest" if error else "smallest"
        measure = f"{word} rate, {question} ({by})"
        rows.append(Row("comparison", measure, value, "", repeats=trials, **reach))
    return rows


if __name__ == "__main__":
    main(*sys.argv[1:2])
