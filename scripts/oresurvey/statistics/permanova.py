"""Do deposits differ in composition: a test of their centres, and PERMDISP for their spread."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy import stats
from scipy.optimize import bisect

from oresurvey.statistics.detectable import FEWEST_FREEDOM, POWER
from oresurvey.statistics.many_tests import LEVEL, holm
from oresurvey.statistics.permutation import (
    Permutations,
    Tested,
    chance_of,
    dealt,
    in_order,
    ratio_of,
    share_between,
    smallest_p,
    untestable,
)

ROUNDING = 1e-20
"""Share of the squares that is rounding, not spread."""
DRAWN = 2000
"""Surveys that are drawn to find what a design shows."""


def pseudo_f(groups: Sequence[np.ndarray]) -> tuple[float, float]:
    """Pseudo-F of PERMANOVA and R2, the share of the squared distances between groups.

    Parameters
    ----------
    groups : sequence of (n_g, D) float
        Coordinates in which distance is Euclidean; clr for Aitchison distances.

    Returns
    -------
    float, float
        NaN where nothing varies.

    Notes
    -----
    Source: Anderson (2001), Austral Ecology 26, 32-46. In Euclidean coordinates, sums of squared
    distances are sums of squares about means. Its own permutation is no test of centres where
    spreads and numbers of sections differ, so `centres_differ` is used.
    """
    rows = np.concatenate(groups)
    centred = rows - rows.mean(axis=0)
    total = float((centred**2).sum())
    freedom = len(rows) - len(groups)
    if freedom < 1 or total <= ROUNDING * (rows**2).sum():
        return np.nan, np.nan
    within = sum(float(((group - group.mean(axis=0)) ** 2).sum()) for group in groups)
    r2 = 1 - within / total
    return freedom / (len(groups) - 1) * ratio_of(r2 if within > ROUNDING * total else 1.0), r2


def _w_d(*groups: np.ndarray) -> np.ndarray:
    """W_d* of (..., n_g, D) groups of values of the order of 1, as W / (W + 1)."""
    number = len(groups)
    centres = [group.mean(axis=-2) for group in groups]
    within = [
        ((group - centre[..., None, :]) ** 2).sum(axis=(-2, -1)) / (group.shape[-2] - 1)
        for group, centre in zip(groups, centres, strict=True)
    ]
    # Groups that do not vary at all have the most weight that can be reckoned with.
    weights = [
        group.shape[-2] / np.maximum(square, ROUNDING**0.5)
        for group, square in zip(groups, within, strict=True)
    ]
    whole = sum(weights)
    middle = sum(w[..., None] * c for w, c in zip(weights, centres, strict=True)) / whole[..., None]
    between = sum(
        w * ((c - middle) ** 2).sum(axis=-1) for w, c in zip(weights, centres, strict=True)
    )
    doubt = sum(
        (1 - w / whole) ** 2 / (group.shape[-2] - 1)
        for w, group in zip(weights, groups, strict=True)
    )
    below = (number - 1) * (1 + 2 * (number - 2) / (number**2 - 1) * doubt)
    return share_between(between, below)


def _squares(covariance: np.ndarray, count: int) -> float:
    """Estimate of tr(V^2) of a covariance V, from that of `count` sections."""
    squares, trace = float((covariance**2).sum()), float(np.trace(covariance)) ** 2
    if count < 3:
        return squares
    factor = (count - 1) ** 2 / ((count - 2) * (count + 1))
    # tr(V^2) is between what one direction and what all of them would make of the trace.
    least = trace / len(covariance)
    return float(np.clip(factor * (squares - trace / (count - 1)), least, max(squares, least)))


@dataclass(frozen=True)
class _Normal:
    """Difference of two centres if sections are normal about each, with spreads of their own.

    |difference|^2 over its expectation as F, both degrees of freedom after Box (1954, Annals of
    Mathematical Statistics 25, 290-302) and Satterthwaite, tr(V^2) without bias as Bai and
    Saranadasa (1996, Statistica Sinica 6, 311-329).
    """

    squared: float
    covariance: np.ndarray
    above: float
    below: float

    @property
    def trace(self) -> float:
        """Expectation of the squared difference of equal centres."""
        return float(np.trace(self.covariance))

    @property
    def p(self) -> float:
        if self.trace <= ROUNDING**0.5 * self.squared:
            return 0.0
        return float(stats.f.sf(self.squared / self.trace, self.above, self.below))


def _normal(first: np.ndarray, second: np.ndarray) -> _Normal:
    parts = [np.atleast_2d(np.cov(side.T)) / len(side) for side in (first, second)]
    counts = len(first), len(second)
    squares = [_squares(part, count) for part, count in zip(parts, counts, strict=True)]
    trace = float(sum(np.trace(part) for part in parts))
    above = sum(squares) + 2 * float((parts[0] * parts[1]).sum())
    below = sum(s / (count - 1) for s, count in zip(squares, counts, strict=True))
    squared = float(((first.mean(axis=0) - second.mean(axis=0)) ** 2).sum())
    if not below > 0:
        return _Normal(squared, parts[0] + parts[1], 1.0, 1.0)
    return _Normal(squared, parts[0] + parts[1], trace**2 / above, trace**2 / below)


def normal_p(first: np.ndarray, second: np.ndarray) -> float:
    """p of two centres, of (n, D) sections, two each at least; see `centres_differ`."""
    return _normal(first, second).p


def smallest_distance(
    first: np.ndarray,
    second: np.ndarray,
    level: float = LEVEL,
    permutations: Permutations = Permutations(),
) -> float:
    """The smallest distance of two centres that surveys of this design show with `POWER`.

    Parameters
    ----------
    first, second : (n, D) float
        As for `centres_differ`.
    level : float
        Of one test: that of the family over the number of its tests.
    permutations : Permutations

    Returns
    -------
    float
        In the direction in which sections vary most, so in every other one too; infinite where
        nothing can be shown, NaN with two sections on a side. As `detectable.smallest_shown`, by
        `DRAWN` draws.
    """
    normal = _normal(first, second)
    if not normal.trace > 0 or min(len(first), len(second)) <= FEWEST_FREEDOM:
        return np.nan
    scale = np.sqrt(normal.trace)
    found = dealt([first / scale, second / scale], _w_d, permutations)
    by_deal = ratio_of(found.critical(level, 2 if len(first) == len(second) else 1))
    critical = max(by_deal, float(stats.f.isf(level, normal.above, normal.below)))
    if not np.isfinite(critical):
        return np.inf
    parts = np.linalg.eigvalsh(normal.covariance).clip(min=0) / normal.trace
    rng = np.random.default_rng(permutations.seed)
    noise = rng.standard_normal((DRAWN, len(parts))) * np.sqrt(parts)
    here, next_one = np.sqrt(rng.chisquare(normal.below, (2, DRAWN)) / normal.below)
    rest = (noise[:, :-1] ** 2).sum(axis=1)

    def power(length: float) -> float:
        squared = (length * here + noise[:, -1]) ** 2 + rest
        return float((squared > critical * next_one**2).mean())

    high = 1.0
    while power(high) < POWER:
        high *= 2
    return scale * bisect(lambda length: power(length) - POWER, 0, high, xtol=1e-3 * high)


def centres_differ(
    groups: Sequence[np.ndarray], permutations: Permutations = Permutations()
) -> Tested:
    """Do groups of sections differ in their centres, whatever their spreads?

    Parameters
    ----------
    groups : sequence of (n_g, D) float
        Coordinates in which distance is Euclidean; clr for Aitchison distances.
    permutations : Permutations

    Returns
    -------
    Tested
        statistic is W_d*, effect R2. p is the larger of two: W_d* under permutation, which is exact
        where groups are alike in every way, and that of normal sections (`_Normal`), of more than
        two groups the smallest of the pairs after Holm, which holds where spreads differ. NaN with
        one section in a group, or where nothing varies.

    Notes
    -----
    Source: Hamidi et al. (2019), Microbiome 7:51; of two groups Alekseyenko (2016), Bioinformatics
    32, 3552-3558. Rates of error in benchmarks/bench_comparison.py.
    """
    groups = [in_order(np.asarray(group, float)) for group in groups]
    sizes = [len(group) for group in groups]
    _, r2 = pseudo_f(groups)
    if min(sizes) < 2 or not np.isfinite(r2):
        return untestable(sizes, permutations)
    rows = np.concatenate(groups)
    scale = rows.std() or 1.0
    scaled = [(group - rows.mean(axis=0)) / scale for group in groups]
    p, number, exact = chance_of(scaled, _w_d, permutations)
    pairs = [normal_p(*pair) for pair in combinations(scaled, 2)]
    p = max(p, float(holm(np.array(pairs)).min()))
    statistic = ratio_of(float(_w_d(*scaled)))
    return Tested(statistic, r2, p, number, exact, smallest_p(sizes, permutations))


def _distances_to_centroid(group: np.ndarray) -> np.ndarray:
    return np.linalg.norm(group - group.mean(axis=-2, keepdims=True), axis=-1)


def _share_between(*groups: np.ndarray) -> np.ndarray:
    """Share of the sum of squares that lies between groups, along the last axis."""
    mean = np.concatenate(groups, axis=-1).mean(axis=-1)
    between = sum(g.shape[-1] * (g.mean(axis=-1) - mean) ** 2 for g in groups)
    within = sum(((g - g.mean(axis=-1, keepdims=True)) ** 2).sum(axis=-1) for g in groups)
    return share_between(between, within)


def permdisp(groups: Sequence[np.ndarray], permutations: Permutations = Permutations()) -> Tested:
    """Do groups of sections differ in their spread?

    Parameters
    ----------
    groups : sequence of (n_g, D) float
        As for `centres_differ`; of fewer than three sections no spread can be told, and p is NaN.

    Returns
    -------
    Tested
        statistic is F of the distances to the group's centroid, effect the largest mean distance
        over the smallest. The residuals about the centroids are dealt anew, so p is approximate
        even when all ways are counted.

    Notes
    -----
    Source: Anderson (2006), Biometrics 62, 245-253.
    """
    groups = [np.asarray(group, float) for group in groups]
    residuals = [group - group.mean(axis=0) for group in groups]
    sizes = [len(group) for group in groups]
    mean_distances = [_distances_to_centroid(group).mean() for group in residuals]
    smallest = np.sqrt(ROUNDING) * max(np.abs(group).max() for group in groups)
    if min(sizes) < 3 or min(mean_distances) <= smallest:
        return untestable(sizes, permutations)

    def spread(*dealt: np.ndarray) -> np.ndarray:
        return _share_between(*(_distances_to_centroid(group) for group in dealt))

    p, number, exact = chance_of(residuals, spread, permutations)
    freedom = (sum(sizes) - len(sizes)) / (len(sizes) - 1)
    f = freedom * ratio_of(float(spread(*residuals)))
    effect = float(max(mean_distances) / min(mean_distances))
    return Tested(f, effect, p, number, exact, smallest_p(sizes, permutations))
