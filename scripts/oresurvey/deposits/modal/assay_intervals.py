"""Intervals of a calculated assay: over sections, or carried over from corrected shares."""

import numpy as np

from oresurvey.statistics.intervals import Interval, logit_t, none


def over_sections(pct: np.ndarray, contents: np.ndarray, element: int) -> Interval:
    """Logit-t over sections of the ratio (mass of an element) / (mass of the minerals).

    A section with much of a dense mineral weighs more in this ratio, as it does in the ratio of the
    deposit's mean shares. Sections therefore enter as the estimate plus their linearised departures
    (Cochran 1977, chapter 6).

    Parameters
    ----------
    pct : (k, D) float
        Shares of the minerals in each section.
    contents : (D, E) float
        Mass of each element in a unit volume of each mineral.
    element : int
        Column of `contents`.

    Returns
    -------
    Interval
        In 0..1.
    """
    of_element, of_all = pct @ contents[:, element], pct @ contents.sum(axis=1)
    share = of_element.mean() / of_all.mean()
    return logit_t(share + (of_element - share * of_all) / of_all.mean())


def from_corrected(
    pct: np.ndarray, half_pct: np.ndarray, contents: np.ndarray, element: int
) -> Interval:
    """Bound on the interval that holds however the errors of the corrected shares hang together.

    The shares add up to 100, so a constant may be taken off every mineral's leverage: the one that
    makes the bound smallest is their median, weighted by the widths. For two minerals the bound is
    exact.

    Parameters
    ----------
    pct, half_pct : (D,) float
        Corrected shares and half the widths of their intervals; NaN without one.
    contents, element
        As for `over_sections`.

    Returns
    -------
    Interval
        In 0..1.
    """
    if np.isnan(half_pct[pct > 0]).any():
        return none("a mineral's corrected share has no interval")
    density = contents.sum(axis=1)
    share = pct @ contents[:, element] / (pct @ density)
    if not 0 < share < 1:
        return none("share is 0 or 1")
    half = np.nan_to_num(half_pct)
    leverage = (contents[:, element] - share * density) / (pct @ density)
    order = np.argsort(leverage, kind="stable")
    median = leverage[order[np.searchsorted(np.cumsum(half[order]), half.sum() / 2)]]
    reach = np.abs(leverage - median) @ half / (share * (1 - share))
    centre = np.log(share / (1 - share))
    low, high = 1 / (1 + np.exp(-np.array([centre - reach, centre + reach])))
    return Interval(float(low), float(high), "bound from the corrected shares of the minerals")
