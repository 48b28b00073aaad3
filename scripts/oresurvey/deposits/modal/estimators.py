"""The corrections of modal shares, each asked whether the labels of a deposit allow it.

Each function returns a `Correction`, or a string that says why not; `NoOre` where the labels allow
it and show no ore. The shares of a correction are a composition: none is below 0, and together they
are 1.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from oresurvey.deposits.drift import NO_ORE, UNLIKE
from oresurvey.deposits.modal import difference, label_shift
from oresurvey.deposits.modal import points as stratified_points
from oresurvey.deposits.modal.sections import Sections, closed, complete
from oresurvey.deposits.modal.shares_by_label_shift import (
    NO_ORE_HERE,
    Confusions,
    label_shift_shares,
)
from oresurvey.statistics.intervals import (
    Interval,
    mean_share,
    none,
    satterthwaite,
    share_interval,
)
from oresurvey.statistics.simplex import onto_simplex
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
    elsewhere : dict of str to Sections
        Other deposits of which every field was selected by a probability design, by name: their
        labelled sections help with the variance of the differences.
    """

    sections: Sections
    sampled: bool
    audit: pd.DataFrame
    confusions: Confusions | None
    verdict: str = ""
    symbol: Callable[[int], str] = str
    one_scale: bool = True
    elsewhere: dict[str, Sections] = field(default_factory=dict)


class NoOre(str):
    """Why there are no shares of the ore: the labels show none."""


@dataclass(frozen=True)
class Correction:
    """Corrected shares on one basis, and how they came about.

    Attributes
    ----------
    estimator, note : str
    shares : dict of int to (float, Interval)
        Share and interval of every code.
    moved : dict of int to float
        By how much a share was moved so that none is below 0 and all add up to 1; only for
        estimators that do not stay on the simplex by themselves.
    """

    estimator: str
    note: str
    shares: dict[int, tuple[float, Interval]]
    moved: dict[int, float] = field(default_factory=dict)


def by_annotation(labels: Labels, basis: str) -> Correction | str:
    """Every section is annotated: no map is needed, and no correction."""
    of = labels.sections
    if len(of.mapped) or not len(of.truth) + len(of.known):
        return "not every section is annotated"
    (shares,) = complete(closed(np.vstack((of.truth, of.known)), of.inside(basis)))
    if not len(shares):
        return NoOre("no annotated section holds ore")
    found = {
        code: (shares[:, k].mean(), mean_share(shares[:, k])) for k, code in enumerate(of.codes)
    }
    return Correction(ANNOTATION, f"all {len(shares)} sections are annotated", found)


def by_difference(labels: Labels, basis: str) -> Correction | str:
    """See `deposits.modal.difference.difference`; a string says why not.

    A map's share is that of what it identified, so that the estimates add up to 1 as the annotation
    does. What is below 0 is put right by `onto_simplex`, by the variances of the estimates.
    """
    of, inside = labels.sections, labels.sections.identified(basis)
    truth, found = complete(closed(of.truth, inside), closed(of.found, inside))
    (mapped,) = complete(closed(of.mapped, inside))
    (known,) = complete(closed(of.known, inside))
    others = len(mapped) + len(known)
    if not difference.claims_validity(len(truth), others):
        return f"{len(truth)} labelled sections unseen in training beside {others} others"
    if not labels.sampled:
        return "fields were chosen, or the sheet does not say how they were selected"
    elsewhere = _differences_elsewhere(labels, basis)
    estimate = difference.difference(
        mapped.T,
        truth.T,
        found.T,
        known.T,
        difference.equal_weight(len(truth), others),
        [(there.T, by_map.T) for there, by_map in elsewhere.values()],
    )
    variance, _ = satterthwaite(estimate.parts)
    share = onto_simplex(estimate.value, variance)
    seen = np.vstack((truth, found, mapped, known)).max(axis=0) > 0
    shares, moved = {}, {}
    for k, code in enumerate(of.codes):
        parts = [(v[k], np.broadcast_to(freedom, v.shape)[k]) for v, freedom in estimate.parts]
        interval = share_interval(share[k], parts) if seen[k] else none("no section shows it")
        shares[code], moved[code] = (float(share[k]), interval), share[k] - estimate.value[k]
    note = (
        f"{len(truth)} labelled sections unseen in training, {len(mapped)} by the map, "
        f"{len(known)} known by annotation"
    )
    if elsewhere:
        note += f"; variance of the differences pooled with that of {', '.join(elsewhere)}"
    return Correction(difference.NAME, note, shares, moved)


def _differences_elsewhere(labels: Labels, basis: str) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Annotated shares and map shares of the labelled sections of other deposits, by deposit.

    None for a deposit unlike the training data: maps of the others say nothing of its maps.
    """
    if labels.verdict in (UNLIKE, NO_ORE):
        return {}
    found = {}
    for name, of in sorted(labels.elsewhere.items()):
        inside = of.identified(basis)
        both = complete(closed(of.truth, inside), closed(of.found, inside))
        if len(both[0]) > 1:
            truth, by_map = (of.in_codes(one, labels.sections.codes) for one in both)
            found[name] = truth, by_map
    return found


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
        return NoOre("no audited point is ore")
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
        return NoOre(found) if found == NO_ORE_HERE else found
    return Correction(label_shift.NAME, *found)
