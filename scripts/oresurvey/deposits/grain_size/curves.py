"""Size curves: share of a mineral's area in grains finer than a diameter.

A curve of all grains of a deposit; and, on a grid of diameters that all deposits share, the mean of
the sections' curves with a band over sections. Only of minerals whose whole grains can bear one,
and up to the diameter that the frame lets be known: where a curve ends below 100 %, the rest is in
larger grains.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from oresurvey.deposits.grain_size.quantiles import (
    LARGEST_IN_FRAME,
    LITTLE_CUT,
    share_finer,
    why_no_curve,
)
from oresurvey.deposits.grain_size.sums import SizeSums, diameters_of
from oresurvey.deposits.replicates import Replicates
from oresurvey.statistics.intervals import logit_t
from oresurvey.survey.minerals import Minerals

MOST_POINTS = 500
"""Points of a curve; between two of them it rises by less than half a percent, or in one step."""

GRID_POINTS = 60
CURVE_COLUMNS = ["deposit", "code", "ecd", "cumulative_area_pct", "unit"]
BAND_COLUMNS = [
    *("deposit", "code", "mineral", "ecd", "unit", "pct_finer", "low_pct", "high_pct"),
    *("sections", "interval"),
]


def common_unit(frames: pd.DataFrame) -> str:
    """Micrometres if every field has a scale, else pixels."""
    return "um" if frames["um_per_px"].notna().all() else "px"


def thinned(diameter: np.ndarray, pct: np.ndarray, most: int = MOST_POINTS) -> np.ndarray:
    """Points of a rising curve that show all of it.

    Parameters
    ----------
    diameter, pct : (n,) float
        Ascending.
    most : int

    Returns
    -------
    (m,) int64
        Positions, at most `most` of them: half are spread evenly over the rise, half over the
        logarithm of the diameter; the first and the last are among them.
    """
    if len(diameter) <= most:
        return np.arange(len(diameter))
    kept = [
        np.searchsorted(along, np.linspace(along[0], along[-1], most // 2))
        for along in (pct, np.log(diameter))
    ]
    return np.unique(np.concatenate([[0], *kept])).clip(max=len(diameter) - 1)


def _bearing(sums: SizeSums, sizes: pd.DataFrame, unit: str) -> Iterator[tuple]:
    """Deposit, code, grains and largest diameter of every curve that can be drawn."""
    rows = sizes[sizes["level"] == "deposit"].set_index(["deposit", "code"])
    for place, group in sums.sizes.groupby(["deposit", "code"]):
        if group[f"ecd_{unit}"].isna().any() or why_no_curve(rows.loc[place]):
            continue
        largest = np.inf
        if diameters_of(group, unit).cut_share > LITTLE_CUT:
            of = sums.fields.set_index(["deposit", "code"]).loc[[place]]
            side = of["short_side_px"] * (of["um_per_px"] if unit == "um" else 1.0)
            largest = LARGEST_IN_FRAME * side.min()
        yield *place, group, largest


def size_curves(sums: SizeSums, sizes: pd.DataFrame, unit: str) -> pd.DataFrame:
    """Cumulative area over ECD per deposit and mineral, of all grains of the deposit.

    Parameters
    ----------
    sums : SizeSums
    sizes : DataFrame
        As ``grain_size.csv``.
    unit : str
        "um" or "px".

    Returns
    -------
    DataFrame
        Columns `CURVE_COLUMNS`; at most `MOST_POINTS` a curve. None where a field has no scale, or
        where `why_no_curve` says why.
    """
    curves = []
    for deposit, code, group, largest in _bearing(sums, sizes, unit):
        found = diameters_of(group, unit)
        diameter = found.diameter[(found.whole > 0) & (found.diameter <= largest)]
        pct = 100 * share_finer(found, diameter)
        kept = thinned(diameter, pct)
        curves.append(
            pd.DataFrame(
                {
                    "deposit": deposit,
                    "code": code,
                    "ecd": diameter[kept],
                    "cumulative_area_pct": pct[kept],
                    "unit": unit,
                }
            )
        )
    return pd.concat(curves, ignore_index=True) if curves else pd.DataFrame(columns=CURVE_COLUMNS)


def diameter_grid(sums: SizeSums, unit: str, points: int = GRID_POINTS) -> np.ndarray:
    """Diameters from the smallest to the largest of all deposits, evenly spaced in their logarithm.

    Returns
    -------
    (points,) float64
        Empty without a grain inside its frame.
    """
    ecd = sums.sizes.loc[sums.sizes["inside"] > 0, f"ecd_{unit}"].dropna()
    if ecd.empty:
        return np.empty(0)
    grid = np.geomspace(ecd.min(), ecd.max(), points)
    # The last grain is finer than or equal to the end, whatever the rounding.
    grid[-1] = ecd.max()
    return grid


def size_bands(
    sums: SizeSums,
    sizes: pd.DataFrame,
    minerals: Minerals,
    unit: str,
    replicates: Replicates = Replicates(),
) -> pd.DataFrame:
    """Content of ``size_bands.csv``: share finer than the diameters of a grid, over sections.

    Parameters
    ----------
    sums : SizeSums
    sizes : DataFrame
        As ``grain_size.csv``.
    minerals : Minerals
    unit : str
        "um" or "px".
    replicates : Replicates
        What the sample of each deposit is made of; its sections by default.

    Returns
    -------
    DataFrame
        Columns `BAND_COLUMNS`. pct_finer is the mean over the sections that hold the mineral, each
        of its own grains, weighted by area and for the frame; low_pct and high_pct are pointwise
        95 % (logit-t), NaN with the reason in `interval`.
    """
    grid = diameter_grid(sums, unit)
    parts = []
    for deposit, code, group, largest in _bearing(sums, sizes, unit):
        known = grid[grid <= largest]
        of_sections = {
            (deposit, section): share_finer(diameters_of(one, unit), known)
            for section, one in group.groupby("section")
        }
        wide = pd.DataFrame(
            list(of_sections.values()),
            pd.MultiIndex.from_tuples(of_sections, names=["deposit", "section"]),
        )
        # Sorted, so that the names of the sections change no number.
        shares = np.sort(replicates.joined_rows(wide).to_numpy(), axis=0)
        bands = [logit_t(of_sections) for of_sections in shares.T]
        parts.append(
            pd.DataFrame(
                {
                    "deposit": deposit,
                    "code": code,
                    "mineral": minerals[code].symbol,
                    "ecd": known,
                    "unit": unit,
                    "pct_finer": 100 * shares.mean(axis=0),
                    "low_pct": [100 * band.low for band in bands],
                    "high_pct": [100 * band.high for band in bands],
                    "sections": len(wide),
                    "interval": [band.method for band in bands],
                }
            )
        )
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=BAND_COLUMNS)
