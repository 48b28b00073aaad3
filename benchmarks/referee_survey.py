"""One invented survey of the referee: its deposits, what is true of them and what maps make of it.

A survey has four deposits: HOME, whose labels trained and validated the model; TWIN, of the same
population; OTHER, of another one, where a mineral is absent; and either STRANGE, of the population
of HOME under another light, or CHOSEN, of the population of HOME with the richest fields of each
section photographed.
"""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from referee_populations import CODES, OTHER, Population

SECTIONS_OF_OTHERS = (3, 5)
PREDICTED = (*CODES, 254)
"""Of the maps: unidentified pixels besides."""
FRAME = (1024, 768)
CONFUSION = np.array(
    [
        # BG     Ccp     Gn      Py      Sp      Apy     Ttr     Au      unidentified
        [0.9650, 0.0010, 0.0020, 0.0030, 0.0130, 0.0010, 0.0020, 0.00002, 0.01298],
        [0.0150, 0.9250, 0.0010, 0.0350, 0.0040, 0.0005, 0.0060, 0.00050, 0.01300],
        [0.0120, 0.0010, 0.9300, 0.0040, 0.0070, 0.0200, 0.0120, 0.00002, 0.01398],
        [0.0150, 0.0240, 0.0030, 0.9250, 0.0020, 0.0180, 0.0010, 0.00010, 0.01190],
        [0.0700, 0.0020, 0.0050, 0.0030, 0.8800, 0.0010, 0.0250, 0.00002, 0.01398],
        [0.0100, 0.0010, 0.0300, 0.0400, 0.0010, 0.9050, 0.0030, 0.00002, 0.00998],
        [0.0200, 0.0080, 0.0250, 0.0030, 0.0500, 0.0030, 0.8800, 0.00002, 0.01098],
        [0.0050, 0.1200, 0.0010, 0.0300, 0.0010, 0.0010, 0.0010, 0.83600, 0.00500],
    ]
)
"""P(predicted | true) at home; rows in the order of `CODES`."""
STRANGELY = 0.25
"""Part of the pixels of STRANGE that are named as if by another matrix."""


@dataclass
class Deposit:
    """Truth and maps of one deposit.

    Attributes
    ----------
    name : str
    population : Population
    confusion : (8, 9) float64
        Its mean P(predicted | true).
    shift : float
        Of the logarithm of its feature distances, in their own standard deviations.
    fields : DataFrame
        section, hole, field, width, height, split, feature_distance, mean_confidence.
    joint : (n, 8, 9) int64
        Pixels of every field by truth and map.
    """

    name: str
    population: Population
    confusion: np.ndarray
    shift: float
    fields: pd.DataFrame = field(default_factory=pd.DataFrame)
    joint: np.ndarray = field(default_factory=lambda: np.empty(0))


@dataclass
class Survey:
    """An invented survey: deposits by name, and what was drawn for all of them."""

    population: Population
    alike: bool
    """Whether the maps of all deposits confuse the minerals alike, STRANGE aside."""
    deposits: dict[str, Deposit]


def _holes(population: Population, name: str, rng: np.random.Generator) -> np.ndarray:
    """Hole of every section of a deposit; (k,) int."""
    if population.holes:
        return np.repeat(*_of_holes(population.holes, rng))
    between = {"HOME": population.sections, "TWIN": population.sections_of_twin}
    fewest, most = between.get(name, SECTIONS_OF_OTHERS)
    return np.arange(rng.integers(fewest, most + 1))


def _of_holes(number: tuple, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    holes = rng.integers(number[0], number[1] + 1)
    return np.arange(holes), rng.integers(1, 4, holes)


def _drawn_about(mean: np.ndarray, like: float, size: tuple, rng) -> np.ndarray:
    """Rows of Dirichlet draws about rows; a cell of 0 stays 0."""
    found = rng.standard_gamma(like * np.broadcast_to(mean, (*size, *mean.shape)))
    return found / found.sum(axis=-1, keepdims=True)


def _richest(truth: np.ndarray, rng: np.random.Generator, patchiness: float) -> np.ndarray:
    """The field of most ore of eight."""
    fields = _drawn_about(truth, patchiness, (8,), rng)
    return fields[fields[:, 0].argmin()]


def new_deposit(
    name: str, survey: Population, confusion: np.ndarray, icc: float, rng: np.random.Generator
) -> Deposit:
    """Draw sections and fields of one deposit, and what its maps make of them."""
    population = {"OTHER": survey.scaled(OTHER), "TWIN": survey.twin()}.get(name, survey)
    shift = float(rng.choice([1.0, 2.0, 4.0, 8.0])) if name == "STRANGE" else 0.0
    found = Deposit(name, population, confusion, shift)
    holes = _holes(survey, name, rng)
    truth = population.compositions(holes, icc, rng)
    side = survey.frame_of_twin if name == "TWIN" else 1.0
    width, height = (int(side * one) for one in FRAME)
    rows, joint = [], []
    for k, hole in enumerate(holes):
        taken_for = _drawn_about(confusion, 200.0, (), rng)
        far, sure = rng.normal(0, 0.25), rng.normal(0, 0.3)
        for m in range(rng.integers(survey.fields[0], survey.fields[1] + 1)):
            shown = (
                _richest(truth[k], rng, survey.patchiness)
                if name == "CHOSEN"
                else _drawn_about(truth[k], survey.patchiness, (), rng)
            )
            pixels = np.rint(shown * width * height)
            joint.append(np.rint(pixels[:, None] * taken_for).astype(np.int64))
            distance = 2 + far + rng.normal(0, 0.2) + 0.32 * shift
            confidence = 2.2 + sure + rng.normal(0, 0.25) - 0.39 * shift
            rows.append(
                {
                    "section": f"{name}-{k}", "hole": f"{name} hole {hole}",
                    "field": f"{name}-{k}-{m}", "width": width, "height": height,
                    "feature_distance": float(np.exp(distance)),
                    "mean_confidence": float(1 / (1 + np.exp(-confidence))), "split": "",
                }
            )  # fmt: skip
    found.fields, found.joint = pd.DataFrame(rows), np.array(joint)
    return found


def label(deposit: Deposit, sections: int, split: str, rng: np.random.Generator) -> None:
    """Annotate all fields of some sections that have no labels yet, drawn at random."""
    free = deposit.fields.loc[deposit.fields["split"] == "", "section"].unique()
    taken = rng.permutation(free)[:sections]
    deposit.fields.loc[deposit.fields["section"].isin(taken), "split"] = split


def new_survey(population: Population, rng: np.random.Generator) -> Survey:
    """Draw a survey: which confusions, how many sections, which of them are labelled."""
    alike, icc = bool(rng.random() < 0.5), rng.uniform(*population.icc)
    at_home = CONFUSION * np.append(population.present, True)
    at_home /= at_home.sum(axis=1, keepdims=True)
    other_light = _drawn_about(at_home, 6.0, (), rng)
    deposits = {}
    for name in ("HOME", "OTHER", "TWIN", str(rng.choice(["STRANGE", "CHOSEN"], p=[0.6, 0.4]))):
        mean = at_home if alike else _drawn_about(at_home, 120.0, (), rng)
        if name == "STRANGE":
            mean = (1 - STRANGELY) * at_home + STRANGELY * other_light
        deposits[name] = new_deposit(name, population, mean, icc, rng)
    label(deposits["HOME"], rng.integers(0, 3), "train", rng)
    label(deposits["HOME"], rng.integers(2, 6), "validation", rng)
    if rng.random() < 0.6:
        label(deposits["OTHER"], rng.integers(2, 5), "test", rng)
    if "STRANGE" in deposits and rng.random() < 0.4:
        label(deposits["STRANGE"], rng.integers(2, 5), "test", rng)
    return Survey(population, alike, deposits)
