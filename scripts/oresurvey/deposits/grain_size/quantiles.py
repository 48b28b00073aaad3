"""Area-weighted sizes where the frame cuts grains: an estimate, or a value that they are at least.

Pixels of a mineral lie in grains by area, so all of its area that is seen is a fair sample, however
large its grains. The area of whole grains, each over its chance of lying in the frame as a whole,
is an estimate of the area of grains of that size (Horvitz and Thompson 1952; the chance is that of
Miles 1974 and Lantuejoul 1978). Over all area seen it is the share F(d) of the area in grains of
at most d. The share of grains that no frame can hold is missing from it, as it should be: weights
that add up to 1 over whole grains alone would hand it to the small ones.

A grain is never smaller than what is seen of it. So F(d) is at most the share of the area in
pieces of at most d, cut or not (Peterson 1976), and a quantile is at least that of the pieces.
"""

from dataclasses import dataclass

import numpy as np

from oresurvey.deposits.grain_size.sums import Diameters
from oresurvey.deposits.usable_grains import TRACE_PCT

FEWEST = 20
"""Grains that an estimate needs, as so many of one size would be worth, and whole ones that a curve
needs; this and the limits below are set by simulation (benchmarks/sizes_in_frames.py)."""
LARGEST_IN_FRAME = 1 / 3
"""Of the frame's shorter side: larger grains are too seldom whole to speak for the others."""
ERRORS_BELOW = 1.645
"""Standard errors by which a curve has to pass a share within that diameter; otherwise chance picks
those surveys whose grains look small."""
LITTLE_CUT = 0.05
"""Share of the area in cut grains up to which the frame hardly matters."""


@dataclass(frozen=True)
class Sizes:
    """Quantiles of a group of grains.

    Attributes
    ----------
    diameter : (n,) float64
    at_least : (n,) bool
        The frame cuts too much to estimate it: the diameter is that of what is seen.
    """

    diameter: np.ndarray
    at_least: np.ndarray


def _inverse(diameter: np.ndarray, area: np.ndarray, grains: np.ndarray, wanted: np.ndarray):
    """Diameters at which the cumulative area reaches `wanted`; infinite where it never does.

    The cumulative area is taken at the middle of each grain and is straight between grains. Grains
    of one diameter each have their mean area, so no order of theirs matters.
    """
    some = grains > 0
    diameter, area, grains = diameter[some], area[some], grains[some]
    if not len(diameter):
        return np.full(len(wanted), np.inf)
    end = np.cumsum(area)
    half = area / grains / 2
    middles = np.stack((end - area + half, end - half), axis=1).ravel()
    found = np.interp(wanted, middles, np.repeat(diameter, 2))
    return np.where(wanted <= end[-1] * (1 + 1e-12), found, np.inf)


def quantiles(sizes: Diameters, shares: list[float], short_side: float = np.inf) -> Sizes:
    """Diameters below which these shares of the area lie.

    Parameters
    ----------
    sizes : Diameters
    shares : list of float
        0..1, ascending.
    short_side : float
        Of the smallest frame, in the unit of the diameters.

    Returns
    -------
    Sizes
        NaN without a grain. The larger of the estimate and the quantile of the pieces where the
        frame cuts at most `LITTLE_CUT` of the area; or where the area is worth `FEWEST` grains n
        and F passes the share q by `ERRORS_BELOW` sqrt(q (1 - q) / n) within `LARGEST_IN_FRAME` of
        the frame. Elsewhere the quantile of the pieces, "at least".
    """
    if not len(sizes.diameter):
        return Sizes(np.full(len(shares), np.nan), np.zeros(len(shares), bool))
    share, seen = np.asarray(shares), sizes.seen_area
    pieces = _inverse(sizes.diameter, seen, sizes.grains, share * seen.sum())
    whole = _inverse(sizes.diameter, sizes.area, sizes.whole, share * seen.sum())
    passed = share_finer(sizes, np.array([LARGEST_IN_FRAME * short_side]))
    worth = sizes.worth_grains
    clearly = passed - share >= ERRORS_BELOW * np.sqrt(share * (1 - share) / worth)
    given = (worth >= FEWEST) & clearly | (sizes.cut_share <= LITTLE_CUT)
    given &= np.isfinite(whole)
    # A quantile is no smaller than the one before.
    found = np.maximum.accumulate(np.where(given, np.maximum(whole, pieces), pieces))
    return Sizes(found, ~given)


def share_finer(sizes: Diameters, grid: np.ndarray) -> np.ndarray:
    """Share F of the area in grains of at most these diameters; (points,) float64, 0..1."""
    at = np.searchsorted(sizes.diameter, grid, side="right")
    seen = sizes.seen_area
    whole, pieces = (
        np.append(0.0, np.cumsum(area))[at] / seen.sum() for area in (sizes.area, seen)
    )
    return np.minimum(whole, pieces)


def why_no_curve(row: dict) -> str:
    """Why the grains of a deposit cannot bear a size curve; empty where they can.

    Parameters
    ----------
    row : dict
        Of ``grain_size.csv``: ore_area_pct, grains_inside, edge_area_pct, d20_at_least.
    """
    if row["ore_area_pct"] < TRACE_PCT:
        return f"no size curve: {row['ore_area_pct']:.2g} % of the ore is a trace"
    few = row["grains_inside"] < FEWEST
    if not few and not row["d20_at_least"]:
        return ""
    return (
        f"no size curve: {'' if few else 'D20 is not known, '}{row['grains_inside']} whole grains, "
        f"{row['edge_area_pct']:.4g} % of the area cut by the frame"
    )


def area_weighted_quantile(diameter: np.ndarray, area: np.ndarray, share: float) -> float:
    """Diameter below which this share of the area lies, of grains that are all whole.

    Parameters
    ----------
    diameter, area : (n,) float
        Of each grain, in any order; a grain without a diameter or an area does not count.
    share : float
        0..1.
    """
    diameter, area = np.asarray(diameter, float), np.asarray(area, float)
    used = np.isfinite(diameter) & (area > 0)
    if not used.any():
        return float("nan")
    order = np.lexsort((area[used], diameter[used]))
    found, begins, grains = np.unique(diameter[used][order], return_index=True, return_counts=True)
    areas = np.add.reduceat(area[used][order], begins)
    return float(_inverse(found, areas, grains, np.array([share * areas.sum()]))[0])
