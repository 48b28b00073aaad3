"""Do deposits differ in composition: PERMANOVA for their centres, PERMDISP for their spread."""

from collections.abc import Sequence

import numpy as np

from oresurvey.statistics.permutation import (
    Permutations,
    Tested,
    chance_of,
    ratio_of,
    share_between,
    smallest_p,
    untestable,
)

ROUNDING = 1e-20
"""Share of the squares that is rounding, not spread."""


def permanova(groups: Sequence[np.ndarray], permutations: Permutations = Permutations()) -> Tested:
    """Do groups of sections differ in their centres? Permutational analysis of variance.

    Parameters
    ----------
    groups : sequence of (n_g, D) float
        Coordinates in which distance is Euclidean; clr for Aitchison distances.
    permutations : Permutations

    Returns
    -------
    Tested
        statistic is the pseudo-F, effect is R2: the share of the squared distances that lies
        between groups.

    Notes
    -----
    Source: Anderson (2001), Austral Ecology 26, 32-46. In Euclidean coordinates, sums of squared
    distances are sums of squares about means.
    """
    groups = [np.asarray(group, float) for group in groups]
    rows = np.concatenate(groups)
    sizes = [len(group) for group in groups]
    centred = rows - rows.mean(axis=0)
    total = float((centred**2).sum())
    freedom = len(rows) - len(groups)
    if freedom < 1 or total <= ROUNDING * (rows**2).sum():
        return untestable(sizes, permutations)

    def r2(*dealt: np.ndarray) -> np.ndarray:
        return sum(g.shape[-2] * (g.mean(axis=-2) ** 2).sum(axis=-1) for g in dealt) / total

    parts = np.split(centred, np.cumsum(sizes)[:-1])
    p, number, exact = chance_of(parts, r2, permutations)
    between = float(r2(*parts))
    f = freedom / (len(groups) - 1) * ratio_of(between)
    return Tested(f, between, p, number, exact, smallest_p(sizes, permutations))


def _distances_to_centroid(group: np.ndarray) -> np.ndarray:
    return np.linalg.norm(group - group.mean(axis=-2, keepdims=True), axis=-1)


def _share_between(*groups: np.ndarray) -> np.ndarray:
    """Share of the sum of squares that lies between groups, along the last axis."""
    mean = np.concatenate(groups, axis=-1).mean(axis=-1)
    between = sum(g.shape[-1] * (g.mean(axis=-1) - mean) ** 2 for g in groups)
    within = sum(((g - g.mean(axis=-1, keepdims=True)) ** 2).sum(axis=-1) for g in groups)
    return share_between(between, within)


def permdisp(groups: Sequence[np.ndarray], permutations: Permutations = Permutations()) -> Tested:
    """Do groups of sections differ in their spread? Without it, PERMANOVA speaks of centres.

    Parameters
    ----------
    groups : sequence of (n_g, D) float
        As for `permanova`; of fewer than three sections no spread can be told, and p is NaN.

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
