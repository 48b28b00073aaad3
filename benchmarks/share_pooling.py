"""What pooling and closing do to the intervals of the difference estimator, by simulation.

    python benchmarks/share_pooling.py

Four deposits of six classes, two to five labelled sections each, with other sections that have only
a map. The deposits differ in their shares, in the spread between sections and in how much the
confusion varies between sections. Writes results/share_pooling.md, for docs/methods/modal.md.
"""

import sys
from dataclasses import dataclass

import numpy as np
import pandas as pd
from harness import PROJECT

sys.path.insert(0, str(PROJECT / "scripts"))

from oresurvey.deposits.modal.difference import difference, equal_weight
from oresurvey.files.tables import markdown_table, write_text
from oresurvey.statistics.intervals import satterthwaite, share_limits
from oresurvey.statistics.simplex import onto_simplex

TRIALS = 2000
SHARES = np.array([0.60, 0.22, 0.10, 0.05, 0.02, 0.01])
"""Of gangue and five minerals; the minerals change places from deposit to deposit."""


@dataclass(frozen=True)
class Survey:
    """Four deposits.

    Attributes
    ----------
    name : str
    labelled, others : int
        Sections of each.
    spread, steady : tuple of float
        Concentrations of the Dirichlet distributions of the sections' shares and of the columns of
        their confusion: the larger, the more alike.
    confused : float
        Part of every class that is taken for others.
    """

    name: str
    labelled: int
    others: int
    spread: tuple[float, ...]
    steady: tuple[float, ...]
    confused: float


ALIKE, UNLIKE = (15.0,) * 4, (6.0, 15.0, 30.0, 60.0)
SURVEYS = (
    Survey("3 labelled, 5 others, deposits alike", 3, 5, ALIKE, (200.0,) * 4, 0.15),
    Survey("3 labelled, 5 others, spreads 1 : 3", 3, 5, UNLIKE, (200.0,) * 4, 0.15),
    Survey("3 labelled, 5 others, spreads and confusions unlike", 3, 5, UNLIKE,
           (10.0, 50.0, 200.0, 200.0), 0.3),
    Survey("3 labelled, 15 others, the same", 3, 15, UNLIKE, (10.0, 50.0, 200.0, 200.0), 0.2),
    Survey("5 labelled, 5 others, the same", 5, 5, UNLIKE, (10.0, 50.0, 200.0, 200.0), 0.2),
    Survey("3 labelled, 10 others, a third confused, unsteadily", 3, 10, ALIKE, (8.0,) * 4, 0.35),
)  # fmt: skip


def confusion(part: float, rng: np.random.Generator) -> np.ndarray:
    """P(predicted | true)."""
    size = len(SHARES)
    columns = [
        np.insert(part * rng.dirichlet(np.full(size - 1, 2.0)), k, 1 - part) for k in range(size)
    ]
    return np.column_stack(columns)


def drawn(survey: Survey, rng: np.random.Generator):
    """Of every deposit: true mean, annotated and map shares of labelled sections, other maps."""
    matrix = confusion(survey.confused, np.random.default_rng(5))

    def sections(mean: np.ndarray, at: int, k: int):
        truth = rng.dirichlet(survey.spread[at] * mean, (TRIALS, k))
        columns = [rng.dirichlet(survey.steady[at] * c + 0.01, (TRIALS, k)) for c in matrix.T]
        by_map = (np.stack(columns, axis=-2) * truth[..., None]).sum(axis=-2)
        return np.swapaxes(truth, -1, -2), np.swapaxes(by_map, -1, -2)

    for at in range(len(survey.spread)):
        mean = np.r_[SHARES[0], rng.permutation(SHARES[1:])]
        truth, found = sections(mean, at, survey.labelled)
        yield mean, truth, found, sections(mean, at, survey.others)[1]


def measured(survey: Survey, seed: int = 1) -> list[dict]:
    """Rows of the table."""
    deposits = list(drawn(survey, np.random.default_rng(seed)))
    weight = equal_weight(survey.labelled, survey.others)
    rows = []
    for way in ("open, own variance", "open, pooled", "closed, pooled"):
        covered, widths = [], []
        for at, (mean, truth, found, others) in enumerate(deposits):
            there = [d[1:3] for k, d in enumerate(deposits) if k != at] if "pooled" in way else []
            estimate = difference(others, truth, found, None, weight, there)
            variance, freedom = satterthwaite(estimate.parts)
            share = estimate.value
            if way.startswith("closed"):
                share = onto_simplex(share, variance)
            low, high = share_limits(share, variance, freedom)
            covered.append((low <= mean) & (mean <= high))
            widths.append(100 * (high - low)[:, mean > 0.03])
        by_deposit = [float(one.mean()) for one in covered]
        rows.append(
            {
                "survey": survey.name,
                "interval": way,
                "covers": np.mean(by_deposit),
                "worst deposit": min(by_deposit),
                "best deposit": max(by_deposit),
                "median width, points": np.median(np.hstack([w.ravel() for w in widths])),
                "widest tenth from": np.quantile(np.hstack([w.ravel() for w in widths]), 0.9),
            }
        )
    return rows


def main() -> None:
    """Simulate, print, write."""
    table = pd.DataFrame([row for survey in SURVEYS for row in measured(survey)])
    widths = {name: table[name].round(1) for name in table.columns[-2:]}
    text = markdown_table(table.round(3).assign(**widths))
    write_text(text, PROJECT / "results" / "share_pooling.md")
    print(text)


if __name__ == "__main__":
    main()
