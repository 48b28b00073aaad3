"""Quantiles of the area-weighted distribution of diameters."""

import numpy as np

from oresurvey.deposits.grain_size.sums import Diameters


def quantiles(sizes: Diameters, shares: list[float]) -> np.ndarray:
    """Diameters below which these shares of the area lie.

    The cumulative area is taken at the middle of each grain and interpolated between grains.
    Grains of one diameter each have their mean area, so no order of theirs matters.

    Parameters
    ----------
    sizes : Diameters
    shares : list of float
        0..1.

    Returns
    -------
    (shares,) float64
        NaN without a grain.
    """
    if not len(sizes.diameter):
        return np.full(len(shares), np.nan)
    end = np.cumsum(sizes.area)
    half = sizes.area / sizes.grains / 2
    middles = np.stack((end - sizes.area + half, end - half), axis=1).ravel()
    return np.interp(np.asarray(shares) * end[-1], middles, np.repeat(sizes.diameter, 2))


def area_weighted_quantile(diameter: np.ndarray, area: np.ndarray, share: float) -> float:
    """Diameter below which this share of the area lies, see `quantiles`.

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
    return float(quantiles(Diameters(found, areas, grains, grains), [share])[0])
