"""Shares of a deposit by label shift: whose confusion is used, and what comes of it."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from oresurvey.deposits.modal.label_shift import (
    FEWEST_SECTIONS,
    LARGEST_CONDITION,
    bootstrap_variance,
    claims_validity,
    confusion_shares,
    confusions_drawn_anew,
    free_solution,
    simplex_solution,
)
from oresurvey.deposits.modal.sections import Sections, closed, complete
from oresurvey.statistics.intervals import Interval, logit_t, share_interval
from oresurvey.survey.mineral_codes import UNIDENTIFIED

THIS_DEPOSIT = "this deposit"
NO_ORE_HERE = "no section holds ore"


@dataclass(frozen=True)
class Confusions:
    """Confusion of labelled sections that the model has not seen.

    Attributes
    ----------
    codes : tuple of int
        Classes; the predicted ones are these and unidentified.
    counts : (m, K, K + 1) float64
        Pixels of m sections by true and predicted class.
    whose : str
        `THIS_DEPOSIT`, or the deposits they are from.
    """

    codes: tuple[int, ...]
    counts: np.ndarray
    whose: str


def confusions_for(
    deposit: str, confusion: pd.DataFrame, codes: set[int], supported: set[int] | None
) -> Confusions | None:
    """The confusion to correct one deposit with: its own where enough sections are labelled.

    Parameters
    ----------
    deposit : str
    confusion : DataFrame
        ``field_confusion.csv`` of all deposits.
    codes : set of int
        All classes of the deposit: of its maps, its annotation, its audit.
    supported : set of int or None
        Classes that its maps can name. What the labelled pixels were taken for is counted among
        these only: elsewhere the model may choose among other minerals.

    Returns
    -------
    Confusions or None
        None without labelled fields.
    """
    own = confusion[confusion["deposit"] == deposit]
    enough = own["section"].nunique() >= FEWEST_SECTIONS
    if enough:
        confusion = own
    if supported is not None:
        named = supported | {UNIDENTIFIED}
        confusion = confusion[
            confusion["true_code"].isin(supported) & confusion["predicted_code"].isin(named)
        ]
    if not len(confusion):
        return None
    every = {*codes, *confusion["true_code"], *confusion["predicted_code"]} - {UNIDENTIFIED}
    known = tuple(int(code) for code in sorted(every))
    at = {code: k for k, code in enumerate((*known, UNIDENTIFIED))}
    places = confusion.groupby(["deposit", "section"]).ngroup().to_numpy()
    counts = np.zeros((places.max() + 1, len(known), len(known) + 1))
    rows, columns = (confusion[c].map(at).to_numpy() for c in ("true_code", "predicted_code"))
    np.add.at(counts, (places, rows, columns), confusion["pixels"].to_numpy())
    # An order that no name of a section decides, since the resamples depend on it.
    counts = counts[np.lexsort(counts.reshape(len(counts), -1).T[::-1])]
    whose = THIS_DEPOSIT if enough else ", ".join(sorted(set(confusion["deposit"])))
    return Confusions(known, counts, whose)


def _never_true(confusions: Confusions, maps: np.ndarray) -> list[int]:
    """Classes that maps show and no labelled section holds."""
    never = (confusions.counts.sum(axis=(0, 2)) == 0) & (maps[:, :-1].sum(axis=0) > 0)
    return [code for code, one in zip(confusions.codes, never, strict=True) if one]


def _note(
    confusions: Confusions, condition: float, maps: np.ndarray, symbol: Callable[[int], str]
) -> str:
    sections = len(confusions.counts)
    note = (
        f"assumes label shift; confusion of {sections} labelled sections ({confusions.whose}), "
        f"condition number {condition:.3g}"
    )
    never = ", ".join(map(symbol, _never_true(confusions, maps)))
    if never:
        note += f"; never annotated there, predicted share kept: {never}"
    if not claims_validity(sections, len(maps)):
        note += "; interval too narrow: label more sections"
    return note


def label_shift_shares(
    sections: Sections,
    confusions: Confusions,
    basis: str,
    symbol: Callable[[int], str],
    rng: np.random.Generator,
) -> tuple[str, dict[int, tuple[float, Interval]], dict[int, float]] | str:
    """Mean share over sections: annotated ones by annotation, the others by q = C pi.

    Parameters
    ----------
    sections : Sections
    confusions : Confusions
    basis : str
        "total" or "ore". The whole composition is solved for, then closed over the ore.
    symbol : callable
        Symbol of a code, for the note.
    rng : numpy.random.Generator

    Returns
    -------
    (str, dict of int to (float, Interval), dict of int to float) or str
        Note, share and interval by code, and by how much the bounds of the simplex moved a share;
        or why there is none, `NO_ORE_HERE` where no section holds ore. On the total basis the mean
        of the maps is solved for at once, so that a mineral which is absent is not pushed above
        zero section by section. Variance: between sections, of solutions without bounds, and that
        of the resampled C.
    """
    if not len(sections.mapped):
        return "every section is annotated, and none holds ore"
    if len(confusions.counts) < FEWEST_SECTIONS:
        return f"{len(confusions.counts)} labelled sections, label shift needs {FEWEST_SECTIONS}"
    matrix = confusion_shares(confusions.counts.sum(axis=0))
    condition = float(np.linalg.cond(matrix))
    if not condition <= LARGEST_CONDITION:
        return (
            f"confusion is ill-conditioned (condition number {condition:.3g} above "
            f"{LARGEST_CONDITION:g})"
        )
    at = [sections.codes.index(code) for code in (*confusions.codes, UNIDENTIFIED)]
    inside = sections.inside(basis)[at[:-1]]
    maps = closed(sections.mapped[:, at], np.ones(len(at), bool))
    annotated = np.vstack((sections.truth, sections.known))[:, at[:-1]]
    (annotated,) = complete(closed(annotated, inside))
    drawn = confusions_drawn_anew(confusions.counts, rng)
    if basis == "total":
        free = free_solution(matrix, maps)
        mean = simplex_solution(matrix, maps.mean(axis=0, keepdims=True))[0]
        moved = mean - free.mean(axis=0)
        anew = free_solution(drawn, maps.mean(axis=0, keepdims=True))[:, 0]
    else:
        free, maps = complete(closed(simplex_solution(matrix, maps), inside), maps)
        mean = free.sum(axis=0) / max(len(free), 1)
        # Section by section: what that moves is said of the whole area.
        moved = np.full(len(mean), np.nan)
        others = closed(np.clip(free_solution(drawn, maps), 0, None), inside)
        anew = np.where(np.isnan(others), free, others).sum(axis=1) / max(len(free), 1)
    values = np.vstack((annotated, free))
    if not len(values):
        return NO_ORE_HERE
    weight = len(free) / len(values)
    share = weight * mean + (1 - weight) * (annotated.mean(axis=0) if len(annotated) else 0)
    resampled = weight**2 * bootstrap_variance(anew, len(confusions.counts))
    result, by = {}, {}
    for k, code in enumerate(confusions.codes):
        interval = logit_t(values[:, k])
        if len(values) > 1:
            between = values[:, k].var(ddof=1) / len(values), len(values) - 1
            parts = [between, (resampled[k], len(confusions.counts) - 1)]
            interval = share_interval(share[k], parts)
        result[code], by[code] = (float(share[k]), interval), float(weight * moved[k])
    return _note(confusions, condition, maps, symbol), result, by
