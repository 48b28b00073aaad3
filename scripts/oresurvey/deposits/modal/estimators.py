"""The corrections of modal shares, each asked whether the labels of a deposit allow it.

Each function returns a `Correction`, or a string that says why not.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from oresurvey.deposits.drift import NO_ORE, UNLIKE
from oresurvey.deposits.modal import difference, label_shift
from oresurvey.deposits.modal import points as stratified_points
from oresurvey.deposits.modal.sections import Sections, closed, complete
from oresurvey.deposits.modal.shares_by_label_shift import Confusions, label_shift_shares
from oresurvey.statistics.intervals import Interval, logit_t, none, share_interval
from oresurvey.survey.mineral_codes import UNIDENTIFIED

ANNOTATION = "annotation"
_FEWEST = stratified_points.FEWEST_POINTS


@dataclass(frozen=True)
class Labels:
    """All that can correct the shares of one deposit.

    Attributes
    ----------
    sections : Sections
        Their codes hold every class of the audit and of the confusions.
    sampled : bool
        Whether every field was selected by a probability design.
    audit : DataFrame
        Labelled points of the deposit: stratum, stratum_px, true_code.
    confusions : Confusions or None
        Of labelled sections, see `deposits.modal.shares_by_label_shift.confusions_for`.
    verdict : str
        Of ``drift.csv``.
    symbol : callable
        Symbol of a code, for the notes.
    one_scale : bool
        Whether the fields of every section have one scale, or none has any.
    """

    sections: Sections
    sampled: bool
    audit: pd.DataFrame
    confusions: Confusions | None
    verdict: str = ""
    symbol: Callable[[int], str] = str
    one_scale: bool = True


@dataclass(frozen=True)
class Correction:
    """Corrected shares on one basis; share and interval of every code, and how they came about."""

    estimator: str
    note: str
    shares: dict[int, tuple[float, Interval]]


def by_annotation(labels: Labels, basis: str) -> Correction | str:
    """Every section is annotated: no map is needed, and no correction."""
    of = labels.sections
    if len(of.mapped) or not len(of.truth) + len(of.known):
        return "not every section is annotated"
    (shares,) = complete(closed(np.vstack((of.truth, of.known)), of.inside(basis)))
    if not len(shares):
        return "no annotated section holds ore"
    found = {code: (shares[:, k].mean(), logit_t(shares[:, k])) for k, code in enumerate(of.codes)}
    return Correction(ANNOTATION, f"all {len(shares)} sections are annotated", found)


def by_difference(labels: Labels, basis: str) -> Correction | str:
    """See `deposits.modal.difference.difference`; a string says why not."""
    of, inside = labels.sections, labels.sections.inside(basis)
    truth, found = complete(closed(of.truth, inside), closed(of.found, inside))
    (mapped,) = complete(closed(of.mapped, inside))
    (known,) = complete(closed(of.known, inside))
    others = len(mapped) + len(known)
    if not difference.claims_validity(len(truth), others):
        return f"{len(truth)} labelled sections unseen in training beside {others} others"
    if not labels.sampled:
        return "fields were chosen, or the sheet does not say how they were selected"
    estimate = difference.difference(
        mapped.T, truth.T, found.T, known.T, difference.equal_weight(len(truth), others)
    )
    shares = {
        code: (
            float(np.clip(estimate.value[k], 0, 1)),
            share_interval(estimate.value[k], [(v[k], freedom) for v, freedom in estimate.parts]),
        )
        for k, code in enumerate(of.codes)
    }
    note = (
        f"{len(truth)} labelled sections unseen in training, {len(mapped)} by the map, "
        f"{len(known)} known by annotation"
    )
    return Correction(difference.NAME, note, shares)


def by_points(labels: Labels, basis: str) -> Correction | str:
    """See `stratified_points`; the spread between sections is that of their raw shares."""
    if not len(labels.audit):
        return "no audited points"
    if not labels.one_scale:
        return (
            "points are drawn by pixels, and fields of one section differ in scale, or only some "
            "have one"
        )
    of = labels.sections
    points = stratified_points.points_of(labels.audit, {*of.codes} - {UNIDENTIFIED})
    within = {code for code, inside in zip(of.codes, of.inside(basis), strict=True) if inside}
    shares, variances = stratified_points.shares_of_points(points, within)
    if not np.isfinite(shares).any():
        return "no audited point is ore"
    (raw,) = complete(closed(of.maps, of.inside(basis)))
    freedom = stratified_points.degrees_of_freedom(points)
    result = {}
    for code, share, variance in zip(points.codes, shares, variances, strict=True):
        if not np.isfinite(share):
            continue
        if len(raw) < 2:
            result[code] = share, none("one section")
            continue
        spread = raw[:, of.codes.index(code)].var(ddof=1)
        parts = [(variance, freedom), (spread / len(raw), len(raw) - 1)]
        most = stratified_points.LARGEST_FREEDOM * (len(raw) - 1)
        result[code] = share, share_interval(share, parts, most)
    shown = points.counts.sum(axis=0)
    mapped = {code for code, px in zip(of.codes, of.maps.sum(axis=0), strict=True) if px > 0}
    few = [
        code
        for code, n in zip(points.codes, shown, strict=True)
        if n < _FEWEST and code in within and (n or code in mapped)
    ]
    note = (
        f"{int(points.counts.sum())} points in {len(points.counts)} strata; the interval adds the "
        "spread between sections"
    )
    if few:
        names = ", ".join(map(labels.symbol, few))
        note += f"; fewer than {_FEWEST} points, interval too wide: {names}"
    lost = _area_without_points(labels.audit)
    if lost > 0:
        note += f"; {100 * lost:.2g} % of the area has no point that could be told"
    return Correction(stratified_points.NAME, note, result)


def _area_without_points(audit: pd.DataFrame) -> float:
    """Share of the audited area in strata of which no point is left."""
    if "deposit_px" not in audit:
        return 0.0
    return 1 - audit.groupby("stratum")["stratum_px"].first().sum() / audit["deposit_px"].iloc[0]


def by_label_shift(labels: Labels, basis: str, rng: np.random.Generator) -> Correction | str:
    """See `deposits.modal.shares_by_label_shift.label_shift_shares`."""
    if labels.confusions is None:
        return "no labelled fields"
    if labels.verdict in (UNLIKE, NO_ORE):
        what = "no ore by its colours" if labels.verdict == NO_ORE else "unlike the training data"
        return f"{what}, so label shift cannot be assumed"
    found = label_shift_shares(labels.sections, labels.confusions, basis, labels.symbol, rng)
    if isinstance(found, str):
        return found
    return Correction(label_shift.NAME, *found)
