"""Levels, rare minerals and blanks: do intervals and levels hold what they say, by simulation?

    python benchmarks/bench_levels.py [OUTPUT.json]

Three tables, printed as Markdown and written to results/levels.csv and .md: intervals over sections
and over holes where the sections of a hole are alike; intervals of rare and skewed minerals; false
alarms of the critical level L_C.
"""

import sys
from collections.abc import Callable

import numpy as np
import pandas as pd
from harness import PROJECT, Row, finish, judged
from scipy import stats

sys.path.insert(0, str(PROJECT / "scripts"))

from oresurvey.deposits.modal.detection_limit import FALSE_ALARM, Blanks
from oresurvey.files.tables import markdown_table, write_csv, write_text
from oresurvey.statistics.intervals import Interval, logit_t, mean_share
from oresurvey.statistics.welch import welch_t

TRIALS = 1500
MANY = 400_000
"""Sections that the true mean of a population is found from, where it has no formula."""
HOLES, SECTIONS, SHARE, SPREAD = (2, 3, 4, 6), 3, 0.2, 0.04
CORRELATIONS = (0.0, 0.4, 0.8)
REPLICATES = (3, 4, 6, 12)
BLANKS = (3, 4, 6, 10, 20)

Draw = Callable[[np.random.Generator, tuple[int, int]], np.ndarray]


def _lognormal(mean: float, sd: float) -> Draw:
    """Shares of sections whose logarithms have this spread; 100 % at most."""
    return lambda rng, shape: np.minimum(mean * np.exp(rng.normal(-(sd**2) / 2, sd, shape)), 1)


def _beta(a: float, b: float) -> Draw:
    return lambda rng, shape: rng.beta(a, b, shape)


def _in_some(part: float, draw: Draw) -> Draw:
    """The shares of `draw` in a part of the sections, and nothing in the others."""
    return lambda rng, shape: (rng.random(shape) < part) * draw(rng, shape)


def _with_trace(rng: np.random.Generator, shape: tuple[int, int]) -> np.ndarray:
    massive = rng.random(shape) < 0.2
    return np.where(massive, rng.beta(4, 6, shape), _lognormal(0.005, 0.7)(rng, shape))


POPULATIONS: dict[str, Draw] = {
    "even: Beta(4, 16)": _beta(4, 16),
    "uneven: Beta(1.5, 13.5)": _beta(1.5, 13.5),
    "lognormal, 3 %, sd 1": _lognormal(0.03, 1.0),
    "lognormal, 1 %, sd 1.5": _lognormal(0.01, 1.5),
    "0.5 % in a third": _in_some(1 / 3, _lognormal(0.005, 0.5)),
    "gold-like: lognormal, sd 2, in half": _in_some(0.5, _lognormal(0.0002, 2.0)),
    "massive in a fifth, nothing else": _in_some(0.2, _beta(4, 6)),
    "massive in a fifth, traces else": _with_trace,
}
BLANK_SHARES: dict[str, Draw] = {
    "normal, mean of 5 sd": lambda rng, shape: np.abs(rng.normal(5, 1, shape)),
    "gamma, shape 2": lambda rng, shape: rng.gamma(2, 1, shape),
    "exponential": lambda rng, shape: rng.exponential(1, shape),
    "exponential in half": _in_some(0.5, lambda rng, shape: rng.exponential(1, shape)),
    "lognormal, sd 1": lambda rng, shape: np.exp(rng.normal(0, 1, shape)),
}


def _holds(found: list[Interval], truth: float) -> tuple[float, float]:
    """How often there is an interval, and how often it holds the truth where there is one."""
    printed = [one for one in found if np.isfinite(one.low)]
    inside = [one.low <= truth <= one.high for one in printed]
    return len(printed) / len(found), float(np.mean(inside)) if inside else np.nan


def holes(trials: int) -> list[dict]:
    """Coverage over sections and over hole means, and false p of Welch's test between two."""
    rows = []
    for correlation in CORRELATIONS:
        for count in HOLES:
            rng = np.random.default_rng([count, round(100 * correlation)])
            shape = (2, trials, count)
            between = rng.normal(0, np.sqrt(correlation), (*shape, 1))
            within = rng.normal(0, np.sqrt(1 - correlation), (*shape, SECTIONS))
            shares = SHARE + SPREAD * (between + within)
            row = {"what": "levels", "population": f"correlation {correlation}", "n": count}
            for name, samples in (
                ("sections", shares.reshape(2, trials, -1)),
                ("holes", shares.mean(axis=3)),
            ):
                row[f"coverage over {name}"] = _holds([logit_t(x) for x in samples[0]], SHARE)[1]
                p = welch_t(*(side.T for side in samples)).p
                row[f"p < .05 over {name}"] = float(np.mean(p < 0.05))
            rows.append(row)
    return rows


def skewed(trials: int) -> list[dict]:
    """Coverage of logit-t, and of the interval of the tables where it is printed."""
    rows = []
    for name, draw in POPULATIONS.items():
        truth = draw(np.random.default_rng(0), (MANY, 4)).mean()
        for k in REPLICATES:
            shares = draw(np.random.default_rng([k, len(name)]), (trials, k))
            plain = _holds([logit_t(one) for one in shares], truth)
            found = [mean_share(one) for one in shares]
            printed, coverage = _holds(found, truth)
            high = [one.high for one in found if np.isfinite(one.high)]
            rows.append(
                {
                    "what": "skewed", "population": name, "n": k, "logit-t": plain[1],
                    "printed": printed, "coverage": coverage,
                    "upper limit / mean": float(np.median(high) / truth) if high else np.nan,
                }
            )  # fmt: skip
    return rows


def alarms(trials: int) -> list[dict]:
    """How often one more blank lies above L_C, and above mean + 1.645 s."""
    rows = []
    for name, draw in BLANK_SHARES.items():
        for n in BLANKS:
            shown = draw(np.random.default_rng([n, len(name)]), (trials, n + 1)) / 1e4
            blanks, one_more = shown[:, :-1], shown[:, -1]
            normal = blanks.mean(axis=1) + stats.norm.ppf(0.95) * blanks.std(axis=1, ddof=1)
            level = [Blanks(one, n, "").critical for one in blanks]
            rows.append(
                {
                    "what": "blanks", "population": name, "n": n,
                    "mean + 1.645 s": float(np.mean(one_more > normal)),
                    "L_C": float(np.mean(one_more > level)),
                }
            )  # fmt: skip
    return rows


def _wide(table: pd.DataFrame, first: str, number: str) -> str:
    values = [c for c in table if c not in ("what", "population", "n") and table[c].notna().any()]
    values = [name for name in values if name != "upper limit / mean"]
    wide = table.pivot(index="population", columns="n", values=values)
    wide = wide.loc[list(dict.fromkeys(table["population"]))]
    wide.columns = [f"{value}, {number.format(n)}" for value, n in wide.columns]
    return markdown_table(wide.round(3).rename_axis(first).reset_index())


def main(path: str | None = None, trials: int = TRIALS) -> None:
    """Simulate, print, write."""
    table = pd.DataFrame([*holes(trials), *skewed(trials), *alarms(4 * trials)])
    write_csv(table, PROJECT / "results" / "levels.csv")
    parts = {what: of.dropna(axis=1, how="all") for what, of in table.groupby("what")}
    text = "\n\n".join(
        (
            f"Holes of {SECTIONS} sections whose shares are correlated within a hole:",
            _wide(parts["levels"], "sections of a hole", "{} holes"),
            "Rare and skewed minerals: coverage of a nominal 95 %, where an interval is printed:",
            _wide(parts["skewed"], "shares of sections", "k = {}"),
            f"Blanks above the level, nominal {FALSE_ALARM}:",
            _wide(parts["blanks"], "shares of blanks", "n = {}"),
        )
    )
    write_text(text, PROJECT / "results" / "levels.md")
    print(text)
    if path:
        finish(benchmark_rows(parts, trials), path)


def benchmark_rows(parts: dict[str, pd.DataFrame], trials: int) -> list[Row]:
    """Lowest coverage, highest rate of false alarms; for information what no rule can know."""
    of, blanks = parts["skewed"], parts["blanks"]
    hidden = of["population"].str.contains("traces") | of["population"].str.contains("nothing")
    common = of[~hidden & (of["printed"] > 0.5)]
    holes = parts["levels"]
    over = {name: float(holes[f"coverage over {name}"].min()) for name in ("holes", "sections")}
    lowest, plain = float(common["coverage"].min()), float(common["logit-t"].min())
    unseen = float(of.loc[hidden, "coverage"].min())
    alarm, normal = float(blanks["L_C"].max()), float(blanks["mean + 1.645 s"].max())
    return [
        Row("levels", "lowest coverage of 95 %, holes", over["holes"], "", "sections",
            over["sections"], repeats=trials, **judged(over["holes"], at_least=0.92)),
        Row("levels", "lowest coverage of 95 %, skewed", lowest, "", "logit-t", plain,
            repeats=trials, **judged(lowest, at_least=0.88)),
        Row("levels", "the same, massive sections that few samples meet", unseen, "",
            repeats=trials),
        Row("levels", "highest rate above L_C", alarm, "", "mean + 1.645 s", normal,
            repeats=4 * trials, **judged(alarm, at_most=0.085)),
    ]  # fmt: skip


if __name__ == "__main__":
    main(*sys.argv[1:2])
