"""Populations of the simulated referee: invented ores, none of which an estimator was set by.

A population says what sections hold. Every amount is a function of a normal score, and scores are
nested: those of the sections of one drill hole have a part in common. So a correlation within holes
changes no mean, and the true mean share of a population is one number for every survey.
"""

from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from scipy import stats

CODES = (0, 1, 2, 6, 8, 9, 11, 14)
"""Background and seven minerals; the order of every array below."""
NAMES = ("BG", "Ccp", "Gn", "Py", "Sp", "Apy", "Ttr", "Au")
MANY = 60_000
"""Sections that a true mean is taken over."""


@dataclass(frozen=True)
class Amount:
    """How much of a mineral sections hold, beside a background of 1.

    Attributes
    ----------
    middle : float
        Median amount where it is present.
    spread : float
        Standard deviation of the logarithm; with `weibull` its shape instead.
    present : float
        Chance that a section holds any.
    weibull : bool
        Else lognormal.
    """

    middle: float
    spread: float
    present: float = 1.0
    weibull: bool = False

    def of(self, scores: np.ndarray, there: np.ndarray) -> np.ndarray:
        """Amounts of normal scores; `there` are scores of presence."""
        if self.weibull:
            found = self.middle * (-np.log2(stats.norm.sf(scores))) ** (1 / self.spread)
        else:
            found = self.middle * np.exp(self.spread * scores)
        return np.where(there < stats.norm.ppf(self.present), found, 0.0)


@dataclass(frozen=True)
class Population:
    """What the sections of a deposit hold, and how a survey takes them.

    Attributes
    ----------
    name : str
    amounts : dict of str to Amount
    massive : (float, float)
        Chance that a section is massive, and how many times as much ore it then holds.
    sections : (int, int)
        Fewest and most sections of HOME.
    holes : (int, int) or None
        Fewest and most drill holes of a deposit, of one to four sections each.
    icc : (float, float)
        Correlation of the scores within a hole: drawn between these.
    fields : (int, int)
        Fewest and most fields of a section.
    patchiness : float
        A field holds a Dirichlet draw about its section with this concentration.
    frame_of_twin : float
        Side of the frames of the twin, beside those of the other deposits.
    spread_of_twin : float
        Factor on the spreads of the twin, whose medians are the same.
    sections_of_twin : (int, int)
        As `sections`, of its twin.
    """

    name: str
    amounts: dict
    massive: tuple = (0.0, 1.0)
    sections: tuple = (4, 8)
    holes: tuple | None = None
    icc: tuple = (0.0, 0.0)
    fields: tuple = (1, 1)
    patchiness: float = 150.0
    frame_of_twin: float = 1.0
    spread_of_twin: float = 1.0
    sections_of_twin: tuple = (2, 10)

    def __hash__(self):
        return hash(self.name)

    @property
    def present(self) -> np.ndarray:
        """Which of `CODES` occur in it; (8,) bool."""
        return np.array([name == NAMES[0] or name in self.amounts for name in NAMES])

    def scaled(self, factors: dict) -> "Population":
        """With other median amounts; a factor of 0: the mineral is absent."""
        amounts = {
            mineral: replace(a, middle=a.middle * factors.get(mineral, 1.0))
            for mineral, a in self.amounts.items()
        }
        return replace(self, name=f"{self.name} {sorted(factors.items())}", amounts=amounts)

    def twin(self) -> "Population":
        """The same, but for its spread."""
        if self.spread_of_twin == 1.0:
            return self
        amounts = {
            mineral: replace(a, spread=a.spread * self.spread_of_twin)
            for mineral, a in self.amounts.items()
        }
        return replace(self, name=f"{self.name}, wide", amounts=amounts)

    def compositions(self, holes: np.ndarray, icc: float, rng: np.random.Generator) -> np.ndarray:
        """True shares of sections.

        Parameters
        ----------
        holes : (k,) int
            Hole of each section, from 0.
        icc : float
        rng : numpy.random.Generator

        Returns
        -------
        (k, 8) float64
            Shares of `CODES`.
        """
        most = len(CODES)
        shape = (2, most)
        of_holes = rng.standard_normal((holes.max() + 1, *shape))
        own = rng.standard_normal((len(holes), *shape))
        scores = np.sqrt(icc) * of_holes[holes] + np.sqrt(1 - icc) * own
        parts = np.zeros((len(holes), most))
        parts[:, 0] = 1.0
        for mineral, amount in self.amounts.items():
            at = NAMES.index(mineral)
            parts[:, at] = amount.of(scores[:, 0, at], scores[:, 1, at])
        chance, times = self.massive
        massive = scores[:, 1, 0] < stats.norm.ppf(chance) if chance else np.zeros(len(parts), bool)
        parts[massive, 1:] *= times
        return parts / parts.sum(axis=1, keepdims=True)


@cache
def true_means(population: Population) -> dict[str, np.ndarray]:
    """Mean shares of the sections of a population, by basis.

    Returns
    -------
    dict of str to (8,) float64
        "total"; "ore", where background is 0.
    """
    rng = np.random.default_rng([7, *map(ord, population.name)])
    total = population.compositions(np.arange(MANY), 0.0, rng)
    ore = total * (np.arange(len(CODES)) > 0)
    ore = ore[ore.sum(axis=1) > 0]
    return {
        "total": total.mean(axis=0),
        "ore": (ore / ore.sum(axis=1, keepdims=True)).mean(axis=0),
    }


def lognormal(**about) -> dict:
    """Amounts by mineral, from (middle, spread[, present])."""
    return {mineral: Amount(*of) for mineral, of in about.items()}


POPULATIONS = (
    Population(
        "even",
        lognormal(Py=(0.25, 0.45), Ccp=(0.12, 0.5), Sp=(0.08, 0.6), Gn=(0.04, 0.55)),
    ),
    Population(
        "holes",
        lognormal(Py=(0.2, 0.6), Ccp=(0.07, 0.7), Sp=(0.1, 0.6), Ttr=(0.02, 0.7)),
        holes=(2, 4),
        fields=(1, 2),
        icc=(0.2, 0.6),
    ),
    Population(
        "zeros",
        lognormal(Py=(0.2, 0.5), Sp=(0.06, 0.6, 0.75), Apy=(0.02, 0.5, 0.12))
        | {"Ccp": Amount(0.08, 0.9, 0.5, True), "Gn": Amount(0.05, 0.7, 0.25, True)},
        sections=(4, 8),
    ),
    Population(
        "gold",
        lognormal(Py=(0.15, 0.8), Ccp=(0.01, 1.2), Au=(0.0003, 1.8, 0.8))
        | {"Apy": Amount(0.04, 0.6, 1.0, True)},
        sections=(5, 8),
        sections_of_twin=(3, 8),
    ),
    Population(
        "massive or not",
        lognormal(Py=(0.06, 0.6), Sp=(0.03, 0.6), Gn=(0.015, 0.7), Ttr=(0.004, 0.6)),
        massive=(0.3, 12.0),
        sections_of_twin=(3, 12),
    ),
    Population(
        "skewed",
        lognormal(Py=(0.08, 1.3), Ccp=(0.03, 1.1), Sp=(0.03, 1.4), Gn=(0.01, 1.3)),
        sections_of_twin=(3, 12),
    ),
    Population(
        "unequal spread",
        lognormal(Py=(0.22, 0.3), Ccp=(0.1, 0.3), Sp=(0.12, 0.3), Gn=(0.06, 0.3)),
        sections=(8, 11),
        spread_of_twin=3.0,
        sections_of_twin=(4, 5),
    ),
    Population(
        "unequal fields",
        lognormal(Py=(0.2, 0.3), Ccp=(0.1, 0.3), Sp=(0.05, 0.4), Gn=(0.03, 0.4)),
        sections=(3, 5),
        sections_of_twin=(3, 6),
        fields=(1, 4),
        patchiness=15.0,
        frame_of_twin=0.5,
    ),
    Population(
        "few sections",
        lognormal(Py=(0.2, 0.5), Ccp=(0.06, 0.7), Sp=(0.05, 0.8), Ttr=(0.01, 0.8, 0.6)),
        sections=(2, 3),
        sections_of_twin=(2, 3),
        fields=(1, 3),
    ),
)

OTHER = {"Py": 0.5, "Ccp": 2.5, "Sp": 1.6, "Gn": 0.0, "Ttr": 0.0, "Au": 0.0}
"""How the amounts of the other deposit differ: one mineral of each population is absent there."""
