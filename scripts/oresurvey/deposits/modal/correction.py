"""Modal shares corrected for the classifier's confusion, by whatever labels there are.

In this order, and every row names what was used: the annotation, where every section has one; the
difference estimator; stratified points; label shift; else the raw share. Labels of the deposit
itself come first: they need no assumption about the model. Of these, whole annotated fields come
before points.

One estimator serves the whole composition of a deposit, on both bases: the first that the labels
allow on both. Its shares add up to 100 on each.

A share is validated only where labels of the deposit itself give or correct it. What labels of
other deposits say of it is an assumption, and that no test finds the deposit strange is no label.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd

from oresurvey.deposits.drift import UNLIKE
from oresurvey.deposits.modal.estimators import (
    Correction,
    Labels,
    NoOre,
    by_annotation,
    by_difference,
    by_label_shift,
    by_points,
)
from oresurvey.deposits.modal.label_shift import FEWEST_SECTIONS
from oresurvey.deposits.modal.label_shift import NAME as LABEL_SHIFT
from oresurvey.deposits.modal.sections import BASES, closed, complete
from oresurvey.deposits.modal.shares_by_label_shift import THIS_DEPOSIT
from oresurvey.statistics.intervals import for_skewed, none
from oresurvey.survey.mineral_codes import UNIDENTIFIED

COLUMNS = [
    *("deposit", "code", "basis", "corrected_pct", "corrected_low_pct", "corrected_high_pct"),
    *("corrected_interval", "estimator", "correction_note", "validated", "closure_pct"),
]
LEAST_MOVE = 5e-4
"""Of a share: what closure moves by less is not noted (0.05 points)."""
RAW = "raw"
SAMPLED = ("systematic", "random")
"""Selections of fields that are a probability design."""
WHAT_HELPS = (
    f"annotate fields of {FEWEST_SECTIONS} or more of its sections that do not train the model, or "
    "name points (target audit)"
)


def correct(labels: Labels, rng: np.random.Generator) -> dict[str, tuple[Correction, bool]]:
    """The first estimator that the labels allow on both bases, by basis.

    Parameters
    ----------
    labels : Labels
    rng : numpy.random.Generator
        For the resamples of `by_label_shift`.

    Returns
    -------
    dict of str to (Correction, bool)
        By basis; and whether the shares are validated: labels of the deposit itself give or correct
        them. Labels that show no ore leave the shares of the ore empty, not raw.
    """
    methods = (by_annotation, by_difference, by_points, partial(by_label_shift, rng=rng))
    reasons: list[str] = []
    for method in methods:
        found = _on_both(method, labels)
        if isinstance(found, str):
            reasons.append(found)
            continue
        remark, validated = _remark(labels, reasons), _by_own_labels(found["total"], labels)
        if not validated:
            remark += f"; not validated: no labels of its own; {WHAT_HELPS}"
        return {
            basis: (replace(one, note=one.note + _moved(one, labels) + remark), validated)
            for basis, one in found.items()
        }
    raw = Correction(RAW, f"raw: {reasons[-1]}; not validated: {WHAT_HELPS}", {})
    return dict.fromkeys(BASES, (raw, False))


def _on_both(method: Callable, labels: Labels) -> dict[str, Correction] | str:
    """Corrections on both bases by one estimator, or why not."""
    total = method(labels, "total")
    if isinstance(total, str):
        return total
    ore = method(labels, "ore")
    if isinstance(ore, NoOre):
        ore = Correction(total.estimator, f"no share of the ore: {ore}", {})
    if isinstance(ore, str):
        return f"within the ore, {ore}"
    return {"total": total, "ore": ore}


def _moved(found: Correction, labels: Labels) -> str:
    """What closure moved, by mineral, where that is worth a word."""
    moved = [
        f"{labels.symbol(code)} by {100 * by:+.2g}"
        for code, by in found.moved.items()
        if abs(by) >= LEAST_MOVE and code != UNIDENTIFIED
    ]
    return f"; closed to 100 with no share below 0 (points): {', '.join(moved)}" if moved else ""


def _by_own_labels(found: Correction, labels: Labels) -> bool:
    """Whether a correction rests on labels of the deposit itself and on none of others."""
    if found.estimator != LABEL_SHIFT:
        return True
    return labels.confusions is not None and labels.confusions.whose == THIS_DEPOSIT


def _remark(labels: Labels, reasons: list[str]) -> str:
    """What else a reader should know: why labels were not used, and an unlike deposit."""
    remark = ""
    if len(reasons) > 1 and len(labels.sections.truth):
        remark = f"; not the difference estimator: {reasons[1]}"
    if len(reasons) < 2 and len(labels.audit):
        remark = "; audited points not used"
    if labels.verdict == UNLIKE:
        remark += "; unlike the training data, corrected by labels of its own"
    return remark


def correction_table(deposit: str, labels: Labels, rng: np.random.Generator) -> pd.DataFrame:
    """Rows of one deposit, columns `COLUMNS`; raw shares leave the numbers empty.

    Unidentified pixels get no corrected share: they are what a map lacks, not what a section holds.
    """
    rows = []
    for basis, (found, validated) in correct(labels, rng).items():
        inside = labels.sections.inside(basis)
        of = labels.sections
        (sections,) = complete(closed(np.vstack((of.truth, of.mapped, of.known)), inside))
        for code in [c for c, kept in zip(labels.sections.codes, inside, strict=True) if kept]:
            share, interval = found.shares.get(code, (np.nan, none("not corrected")))
            interval = for_skewed(share, interval, sections[:, of.codes.index(code)])
            if code == UNIDENTIFIED:
                share, interval = np.nan, none("unidentified is no mineral")
            rows.append(
                {
                    "deposit": deposit,
                    "code": code,
                    "basis": basis,
                    "corrected_pct": 100 * share,
                    **interval.in_pct("corrected_"),
                    "estimator": found.estimator,
                    "correction_note": found.note,
                    "validated": validated,
                    "closure_pct": 100 * found.moved.get(code, np.nan),
                }
            )
    return pd.DataFrame(rows, columns=COLUMNS)
