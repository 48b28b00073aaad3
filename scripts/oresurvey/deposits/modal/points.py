"""Shares from points that a geologist labelled, stratified by what the map says of them.

Olofsson et al. (2014), Good practices for estimating area and assessing accuracy of land change,
Remote Sensing of Environment 148, 42-57. The points are drawn at random within each stratum, so the
shares are unbiased however wrong the map is; a good map only makes them more certain.
"""

from collections.abc import Set
from dataclasses import dataclass

import numpy as np
import pandas as pd

NAME = "stratified points (Olofsson 2014)"
FEWEST_POINTS = 4
"""Of a mineral; with fewer, the interval covers more often than it says."""
LARGEST_FREEDOM = 3
"""Times the degrees of freedom of the sections. The part of few degrees is small by chance at
times, and Satterthwaite's number too large then; without this limit three sections cover .91."""


@dataclass(frozen=True)
class Points:
    """Labelled points of one deposit.

    Attributes
    ----------
    codes : tuple of int
        Classes of the columns.
    counts : (H, K) int
        Points of each stratum by their true class.
    stratum_px : (H,) float
        Pixels that each stratum stood for when the points were drawn.
    """

    codes: tuple[int, ...]
    counts: np.ndarray
    stratum_px: np.ndarray


def points_of(audit: pd.DataFrame, codes: Set[int] = frozenset()) -> Points:
    """Count the points of one deposit.

    Parameters
    ----------
    audit : DataFrame
        stratum, stratum_px, true_code; one row per labelled point. The maps of today are not
        needed: points and strata are of the maps that they were drawn from, and the truth under a
        point does not change with the model.
    codes : set of int
        Further classes to ask for: of one that no point shows, the share is 0 with an interval.
    """
    table = audit.groupby(["stratum", "true_code"]).size().unstack(fill_value=0).sort_index()
    table = table.reindex(columns=sorted({*table.columns, *codes}), fill_value=0)
    pixels = audit.groupby("stratum")["stratum_px"].first().reindex(table.index)
    names = tuple(int(code) for code in table.columns)
    return Points(names, table.to_numpy(), pixels.to_numpy(float))


def stratified_mean(
    counts: np.ndarray, stratum_px: np.ndarray, values: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Mean of a value over the whole area, and its variance over repeated drawing.

    Parameters
    ----------
    counts : (..., H, K) int
        Points of each stratum by true class; a stratum without points is left out of the area.
    stratum_px : (..., H) float
    values : (..., K, M) float
        Value of every class in each of M questions; the identity asks for the shares.

    Returns
    -------
    (..., M) float64, (..., M) float64
        sum_h W_h mean_h and sum_h W_h^2 s_h^2 / n_h (their eq. 9 and 10 for shares). A stratum of
        one point is given the largest variance there is, a quarter of the squared range.
    """
    counts = np.asarray(counts, float)
    n = counts.sum(axis=-1)
    weight = np.where(n > 0, stratum_px, 0.0)
    weight = (weight / weight.sum(axis=-1, keepdims=True))[..., None]
    share = counts / np.maximum(n, 1)[..., None]
    mean = share @ values
    spread = np.maximum(share @ values**2 - mean**2, 0)
    n = n[..., None]
    largest = (values.max(axis=-2) - values.min(axis=-2))[..., None, :] ** 2 / 4
    variance = np.where(n > 1, spread / np.maximum(n - 1, 1), largest)
    return (weight * mean).sum(axis=-2), (weight**2 * variance).sum(axis=-2)


def shares_of_points(points: Points, within: set[int]) -> tuple[np.ndarray, np.ndarray]:
    """Share of every class among some classes, and its variance.

    Parameters
    ----------
    points : Points
    within : set of int
        Classes that make up the whole: all of them, or the ore.

    Returns
    -------
    (K,) float64, (K,) float64
        In the order of ``points.codes``; classes outside `within` are NaN, and so is every share
        where no point is inside. A share of a part of the area is a ratio of two estimates, with
        the variance of its linearised value (Cochran 1977, Sampling Techniques, sec. 6.11).
    """
    inside = np.array([code in within for code in points.codes])
    every = np.eye(len(points.codes))
    whole, _ = stratified_mean(points.counts, points.stratum_px, inside[:, None].astype(float))
    if whole[0] == 0:
        return np.full(len(inside), np.nan), np.full(len(inside), np.nan)
    part, _ = stratified_mean(points.counts, points.stratum_px, every)
    share = part / whole
    variance = np.empty(len(share))
    for k, column in enumerate(every):
        asked = ((column - share[k] * inside) / whole)[:, None]
        counts = with_doubt(points.counts, k)
        variance[k] = stratified_mean(counts, points.stratum_px, asked)[1][0]
    return np.where(inside, share, np.nan), np.where(inside, variance, np.nan)


def with_doubt(counts: np.ndarray, column: int) -> np.ndarray:
    """Counts for a variance: in every stratum half a point more of a class, and half of the others.

    A stratum whose few points are all alike has no variance in Olofsson's formula, so the interval
    of a rare mineral would cover too seldom. Half a point either way is Jeffreys' prior of a
    proportion (Brown, Cai and DasGupta 2001, Statistical Science 16, 101-133).

    Parameters
    ----------
    counts : (..., H, K) int
    column : int
        Of the class that is asked for.
    """
    one = np.eye(counts.shape[-1])[column]
    others = counts.sum(axis=-2, keepdims=True) * (1 - one)
    others = others / np.maximum(others.sum(axis=-1, keepdims=True), 1)
    sampled = counts.sum(axis=-1, keepdims=True) > 0
    return counts + sampled * (one + others) / 2


def degrees_of_freedom(points: Points) -> int:
    """Points less strata, at least 1."""
    return max(int(points.counts.sum()) - len(points.counts), 1)
