"""How often intervals of modal shares hold the truth, by simulation.

    python benchmarks/bench_coverage.py [OUTPUT.json]

A deposit is a Dirichlet distribution of sections; a classifier with a known confusion, which varies
between sections, turns their true shares into map shares. The naive interval takes every pixel for
a replicate. Prints the table as Markdown and writes it to results/coverage.csv and .md.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from harness import PROJECT, Row, finish, judged

sys.path.insert(0, str(PROJECT / "scripts"))

from oresurvey.deposits.modal import label_shift
from oresurvey.deposits.modal.difference import claims_validity, difference, equal_weight
from oresurvey.deposits.modal.label_shift import (
    bootstrap_variance,
    confusion_shares,
    confusions_drawn_anew,
    free_solution,
    simplex_solution,
)
from oresurvey.deposits.modal.points import (
    FEWEST_POINTS,
    LARGEST_FREEDOM,
    stratified_mean,
    with_doubt,
)
from oresurvey.files.tables import markdown_table, write_csv, write_text
from oresurvey.statistics.intervals import logit_t, satterthwaite, share_limits
from oresurvey.statistics.simplex import onto_simplex

SECTIONS = (3, 5, 10, 30)
PIXELS = 780_000
"""Of a section: a photograph of 1024 x 765 px."""
MINERAL = 2
CONFUSION = np.array([[0.88, 0.06, 0.08], [0.04, 0.92, 0.12], [0.08, 0.02, 0.80]])
"""P(predicted | true) of gangue, a common mineral, and the mineral in question."""
ALIKE = 200
"""Concentration of the columns between sections: an entry of .08 then varies by .019."""
VALID = (0.92, 0.98)
TRIALS = 4000
MANY = 20_000
"""For what is fast; the standard error of a coverage of .98 is then .001."""


@dataclass(frozen=True)
class Deposit:
    """Sections ~ Dirichlet(parts); the truth is the mean."""

    name: str
    parts: tuple[float, float, float]

    @property
    def truth(self) -> float:
        """Mean share of the mineral."""
        return self.parts[MINERAL] / sum(self.parts)


COMMON = Deposit("a mineral of 10 %", (9.0, 4.5, 1.5))
RARE = Deposit("a mineral of 2 %", (52.5, 21.0, 1.5))


def sections(
    deposit: Deposit, trials: int, k: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """True shares and joint shares of sections.

    Returns
    -------
    (trials, k, 3) float64, (trials, k, 3, 3) float64
        Shares of the classes; share of pixels by true class and predicted class.
    """
    truth = rng.dirichlet(deposit.parts, (trials, k))
    taken_for = [rng.dirichlet(ALIKE * column, (trials, k)) for column in CONFUSION.T]
    return truth, np.stack(taken_for, axis=-2) * truth[..., None]


def naive(deposit: Deposit, k: int, trials: int, rng: np.random.Generator):
    """Binomial on pixels of the map."""
    _, joint = sections(deposit, trials, k, rng)
    share = joint.sum(axis=-2)[..., MINERAL].mean(axis=-1)
    reach = 1.96 * np.sqrt(share * (1 - share) / (k * PIXELS))
    return share, share - reach, share + reach


def raw(deposit: Deposit, k: int, trials: int, rng: np.random.Generator):
    """Logit-t over sections of the map, not corrected."""
    _, joint = sections(deposit, trials, k, rng)
    return over_sections(joint.sum(axis=-2)[..., MINERAL])


def annotated(deposit: Deposit, k: int, trials: int, rng: np.random.Generator):
    """Logit-t over annotated sections: the same interval without a classifier."""
    return over_sections(sections(deposit, trials, k, rng)[0][..., MINERAL])


def over_sections(shares: np.ndarray):
    """Estimates and limits of `logit_t`."""
    found = [logit_t(one) for one in shares]
    return shares.mean(axis=1), *(np.array([getattr(i, e) for i in found]) for e in ("low", "high"))


def limits(estimate: np.ndarray, parts: list, largest: float = np.inf):
    """Estimates and their limits."""
    return estimate, *share_limits(estimate, *satterthwaite(parts, largest))


ELSEWHERE = (
    Deposit("", (4.0, 0.5, 1.5)),
    Deposit("", (5.0, 20.0, 5.0)),
    Deposit("", (9.0, 5.5, 0.5)),
)
"""Other deposits of the survey: other shares, and spreads between sections of .4 to 2 times."""


def by_difference(labelled: int, trained: int = 0, elsewhere: tuple[Deposit, ...] = ()) -> Callable:
    """k sections with a map only, some that are labelled too, some that trained the model; and as
    many labelled ones in other deposits."""

    def last(shares: np.ndarray) -> np.ndarray:
        return np.swapaxes(shares, -1, -2)

    def both(deposit: Deposit, trials: int, rng: np.random.Generator):
        truth, joint = sections(deposit, trials, labelled, rng)
        return last(truth), last(joint.sum(axis=-2))

    def simulate(deposit: Deposit, k: int, trials: int, rng: np.random.Generator):
        truth, by_map = both(deposit, trials, rng)
        _, others = sections(deposit, trials, k, rng)
        known, _ = sections(deposit, trials, trained, rng)
        found = difference(
            last(others.sum(axis=-2)),
            truth,
            by_map,
            last(known),
            equal_weight(labelled, k + trained),
            [both(one, trials, rng) for one in elsewhere],
        )
        share = onto_simplex(found.value, satterthwaite(found.parts)[0])
        parts = [
            (variance[:, MINERAL], np.broadcast_to(freedom, variance.shape)[:, MINERAL])
            for variance, freedom in found.parts
        ]
        return limits(share[:, MINERAL], parts)

    return simulate


def by_points(points: int, fewest: int = 5) -> Callable:
    """Points in proportion to the predicted classes, some in each at least."""

    def simulate(deposit: Deposit, k: int, trials: int, rng: np.random.Generator):
        _, joint = sections(deposit, trials, k, rng)
        by_stratum = np.swapaxes(joint.mean(axis=1), -1, -2)
        area = by_stratum.sum(axis=-1)
        n = np.maximum(fewest, np.rint(points * area)).astype(int)
        counts = rng.multinomial(n, by_stratum / area[..., None])
        asked = np.eye(3)[:, [MINERAL]]
        estimate, _ = stratified_mean(counts, area, asked)
        _, variance = stratified_mean(with_doubt(counts, MINERAL), area, asked)
        shares = joint.sum(axis=-2)[..., MINERAL]
        parts = [(variance[:, 0], points - 3), (shares.var(axis=1, ddof=1) / k, k - 1)]
        return limits(estimate[:, 0], parts, LARGEST_FREEDOM * (k - 1))

    return simulate


def by_label_shift(labelled: int) -> Callable:
    """Sections of another deposit are labelled; the confusion is the same, the shares are not."""
    elsewhere = Deposit("elsewhere", (5.0, 5.0, 5.0))

    def simulate(deposit: Deposit, k: int, trials: int, rng: np.random.Generator):
        _, known = sections(elsewhere, trials, labelled, rng)
        _, joint = sections(deposit, trials, k, rng)
        shares = joint.sum(axis=-2)
        matrices = confusion_shares(known.sum(axis=1))
        values = free_solution(matrices, shares)[..., MINERAL]
        mean = shares.mean(axis=1, keepdims=True)
        found = [simplex_solution(*one)[0, MINERAL] for one in zip(matrices, mean, strict=True)]
        moved = [
            free_solution(confusions_drawn_anew(counts, rng), one)[:, 0, MINERAL]
            for counts, one in zip(known, mean, strict=True)
        ]
        parts = [
            (values.var(axis=1, ddof=1) / k, k - 1),
            (bootstrap_variance(np.array(moved).T, labelled), labelled - 1),
        ]
        return limits(np.array(found), parts)

    return simulate


METHODS = {
    "naive: binomial on pixels": naive,
    "raw: logit-t over sections of the map": raw,
    "annotation: logit-t, no classifier": annotated,
    "difference, 2 labelled": by_difference(2),
    "difference, 3 labelled": by_difference(3),
    "difference, 5 labelled": by_difference(5),
    "difference, 2 labelled, 2 trained": by_difference(2, 2),
    "difference, 3 labelled, 3 trained": by_difference(3, 3),
    "difference, 2 labelled, pooled": by_difference(2, elsewhere=ELSEWHERE),
    "difference, 3 labelled, pooled": by_difference(3, elsewhere=ELSEWHERE),
    "difference, 5 labelled, pooled": by_difference(5, elsewhere=ELSEWHERE),
    "stratified points, 50": by_points(50),
    "stratified points, 100": by_points(100),
    "stratified points, 200": by_points(200),
    "label shift, 3 labelled elsewhere": by_label_shift(3),
    "label shift, 5 labelled elsewhere": by_label_shift(5),
    "label shift, 10 labelled elsewhere": by_label_shift(10),
}


def claims(method: str, deposit: Deposit, k: int) -> bool:
    """Whether the survey calls such an interval valid."""
    name, _, size = method.partition(", ")
    sizes = [int(word) for word in size.replace(",", "").split() if word.isdigit()]
    if name == "difference":
        return claims_validity(sizes[0], k + sum(sizes[1:]))
    if name == "stratified points":
        return sizes[0] * deposit.truth >= FEWEST_POINTS
    if name == "label shift":
        return label_shift.claims_validity(sizes[0], k)
    return not name.startswith(("naive", "raw"))


def coverage(method: str, deposit: Deposit, k: int, trials: int, seed: int = 1) -> dict:
    """One row of the table."""
    rng = np.random.default_rng([seed, k, *map(ord, method + deposit.name)])
    estimate, low, high = METHODS[method](deposit, k, trials, rng)
    return {
        "deposit": deposit.name,
        "estimator": method,
        "sections": k,
        "coverage": np.mean((low <= deposit.truth) & (deposit.truth <= high)),
        "bias_pct": 100 * (estimate.mean() - deposit.truth),
        "median_width_pct": 100 * np.median(high - low),
        "wide_pct": 100 * np.quantile(high - low, 0.9),
        "claims_validity": claims(method, deposit, k),
        "trials": trials,
    }


def main(path: str | None = None) -> None:
    """Simulate, print, write."""
    rows = [
        coverage(method, deposit, k, MANY if method.startswith(("diff", "strat")) else TRIALS)
        for deposit in (COMMON, RARE)
        for method in METHODS
        for k in SECTIONS
    ]
    table = pd.DataFrame(rows)
    write_csv(table, PROJECT / "results" / "coverage.csv")
    wide = table.pivot(
        index=["deposit", "estimator"],
        columns="sections",
        values=["coverage", "bias_pct", "wide_pct"],
    ).loc[[(d.name, m) for d in (COMMON, RARE) for m in METHODS]]
    wide.columns = [f"{value}, k = {k}" for value, k in wide.columns]
    text = markdown_table(wide.round(3).reset_index())
    write_text(text, PROJECT / "results" / "coverage.md")
    print(text)
    claimed = table[table["claims_validity"]]
    off = claimed[~claimed["coverage"].between(*VALID)]
    print(
        off.to_string()
        if len(off)
        else f"all {len(claimed)} that claim validity are within {VALID}"
    )
    if path:
        finish(benchmark_rows(table), path)


def benchmark_rows(table: pd.DataFrame) -> list[Row]:
    """Lowest and highest coverage of each estimator where it claims validity; else information."""
    rows = []
    for name, part in table.groupby(table["estimator"].str.split("[,:]").str[0], sort=False):
        claimed = part[part["claims_validity"]]
        for word, how, bound in (("lowest", "min", "at_least"), ("highest", "max", "at_most")):
            value = float((claimed if len(claimed) else part)["coverage"].agg(how))
            reach = judged(value, **{bound: VALID[bound == "at_most"]}) if len(claimed) else {}
            trials = int(part["trials"].min())
            measure = f"{word} coverage of 95 %, {name}"
            rows.append(Row("coverage", measure, value, "", repeats=trials, **reach))
    return rows


if __name__ == "__main__":
    main(*sys.argv[1:2])
