"""Modal shares corrected for the classifier's confusion, by whatever labels there are.

In this order, and every row names what was used: the annotation, where every section has one; the
difference estimator; stratified points; label shift; else the raw share. Labels of the deposit
itself come first: they need no assumption about the model. Of these, whole annotated fields come
before points.

A share is validated only where labels of the deposit itself give or correct it. What labels of
other deposits say of it is an assumption, and that no test finds the deposit strange is no label.
"""

from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd

from oresurvey.deposits.drift import UNLIKE
from oresurvey.deposits.modal.estimators import (
    Correction,
    Labels,
    by_annotation,
    by_difference,
    by_label_shift,
    by_points,
)
from oresurvey.deposits.modal.label_shift import FEWEST_SECTIONS
from oresurvey.deposits.modal.label_shift import NAME as LABEL_SHIFT
from oresurvey.deposits.modal.sections import BASES
from oresurvey.deposits.modal.shares_by_label_shift import THIS_DEPOSIT
from oresurvey.statistics.intervals import none
from oresurvey.survey.mineral_codes import UNIDENTIFIED

COLUMNS = [
    *("deposit", "code", "basis", "corrected_pct", "corrected_low_pct", "corrected_high_pct"),
    *("corrected_interval", "estimator", "correction_note", "validated"),
]
RAW = "raw"
SAMPLED = ("systematic", "random")
"""Selections of fields that are a probability design."""
WHAT_HELPS = (
    f"annotate fields of {FEWEST_SECTIONS} or more of its sections that do not train the model, or "
    "name points (target audit)"
)


def correct(labels: Labels, basis: str, rng: np.random.Generator) -> tuple[Correction, bool]:
    """The first estimator that the labels allow.

    Parameters
    ----------
    labels : Labels
    basis : str
        "total" or "ore".
    rng : numpy.random.Generator
        For the resamples of `by_label_shift`.

    Returns
    -------
    Correction, bool
        And whether the shares are validated: labels of the deposit itself give or correct them.
    """
    methods = (by_annotation, by_difference, by_points, partial(by_label_shift, rng=rng))
    reasons: list[str] = []
    for method in methods:
        found = method(labels, basis)
        if not isinstance(found, Correction):
            reasons.append(found)
            continue
        remark, validated = _remark(labels, reasons), _by_own_labels(found, labels)
        if not validated:
            remark += f"; not validated: no labels of its own; {WHAT_HELPS}"
        return replace(found, note=found.note + remark), validated
    return Correction(RAW, f"raw: {reasons[-1]}; not validated: {WHAT_HELPS}", {}), False


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
    for basis in BASES:
        found, validated = correct(labels, basis, rng)
        inside = labels.sections.inside(basis)
        for code in [c for c, kept in zip(labels.sections.codes, inside, strict=True) if kept]:
            share, interval = found.shares.get(code, (np.nan, none("not corrected")))
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
                }
            )
    return pd.DataFrame(rows, columns=COLUMNS)
