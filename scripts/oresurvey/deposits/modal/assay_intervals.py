"""Intervals of shares by mass: of minerals, and of elements.

A share by mass is a ratio, sum p_i a_i / sum p_i b_i, of the area shares p of the minerals: b is
the density of a mineral, and a the part of it that is asked for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from oresurvey.deposits.replicates import Replicates
from oresurvey.statistics.intervals import Interval, for_skewed, logit_t, none

RAW = "raw"
RANGE = "range of the minerals' intervals"
_ENOUGH = 1e-12
_STEPS = 100


@dataclass(frozen=True)
class Composition:
    """Shares of the minerals in one place, with what is known of their errors.

    Attributes
    ----------
    pct, low, high : (D,) float64
        Best shares and the ends of their intervals; NaN without one.
    why : tuple of str
        How each interval was made, or why there is none.
    sections : (k, D) float64 or None
        Shares of the sections where the best shares are their means, not corrected.
    """

    pct: np.ndarray
    low: np.ndarray
    high: np.ndarray
    why: Sequence[str] = field(default_factory=tuple)
    sections: np.ndarray | None = None

    @property
    def without_any(self) -> str:
        """Why no mineral that is there has an interval; empty where one has."""
        lacks = [k for k in np.flatnonzero(self.pct > 0) if np.isnan(self.low[k])]
        if len(lacks) < (self.pct > 0).sum() or not lacks:
            return ""
        return self._why(int(lacks[0]))

    def _why(self, at: int) -> str:
        why = str(self.why[at]) if len(self.why) else ""
        return why.removeprefix("none: ") or "a mineral's share has no interval"

    def ratio(self, part: np.ndarray, whole: np.ndarray) -> float:
        """Sum of p a over sum of p b; NaN where there is nothing to divide by."""
        divisor = self.pct @ whole
        return float(self.pct @ part / divisor) if divisor > 0 else float("nan")

    def interval(self, part: np.ndarray, whole: np.ndarray) -> Interval:
        """Interval of `ratio`: over sections, or the range that the minerals' intervals leave it.

        Parameters
        ----------
        part, whole : (D,) float
            Mass of what is asked for, and of everything, in a unit volume of each mineral.
        """
        without = np.flatnonzero((self.pct > 0) & np.isnan(self.low) & (whole > 0))
        if len(without):
            return none(self._why(int(without[0])))
        if self.sections is not None:
            return over_sections(self.sections, part, whole)
        return within(self.pct, self.low, self.high, part, whole)


def compositions(
    best: pd.DataFrame, basis: str, replicates: Replicates
) -> Mapping[str, tuple[pd.DataFrame, Composition]]:
    """Of every deposit: its rows of one basis by code, and their composition.

    Parameters
    ----------
    best : DataFrame
        ``modal.csv`` with the columns of `deposits.modal.best.BEST_SHARES`.
    basis : str
    replicates : Replicates
    """
    rows = best[(best["basis"] == basis) & best["best_pct"].notna()].sort_values("code")
    sections = rows[rows["level"] == "section"].pivot(
        index=["deposit", "section"], columns="code", values="best_pct"
    )
    sections = replicates.joined_rows(sections.fillna(0.0))
    found = {}
    for deposit, own in rows[rows["level"] == "deposit"].groupby("deposit"):
        own = own.set_index("code")
        raw = (own["best_shares"] == RAW).all()
        mine = sections[sections.index.get_level_values("deposit") == deposit]
        stem = "" if raw else "corrected_"
        found[str(deposit)] = (
            own,
            Composition(
                own["best_pct"].to_numpy(float),
                own["best_low_pct"].to_numpy(float),
                own["best_high_pct"].to_numpy(float),
                tuple(own[f"{stem}interval"].fillna("").astype(str)),
                mine.reindex(columns=own.index).fillna(0.0).to_numpy() if raw else None,
            ),
        )
    return found


def over_sections(pct: np.ndarray, part: np.ndarray, whole: np.ndarray) -> Interval:
    """Interval over sections of the ratio of mean masses, see `ratio_of_means`.

    Parameters
    ----------
    pct : (k, D) float
        Shares of the minerals in each section.
    part, whole : (D,) float
    """
    return ratio_of_means(pct @ part, pct @ whole)


def ratio_of_means(part: np.ndarray, whole: np.ndarray) -> Interval:
    """Interval of mean(part) / mean(whole): logit-t, and above it a lognormal limit.

    Parameters
    ----------
    part, whole : (k,) float
        Masses in each section, of what is asked for and of everything.

    Returns
    -------
    Interval
        In 0..1. None for one section, and where only one or two of the sections have it.

    Notes
    -----
    A section with much of a dense mineral weighs more in this ratio, as it does in the ratio of the
    deposit's mean shares. Sections therefore enter as the estimate plus their linearised departures
    (Cochran 1977, chapter 6). What is rare or skewed among the sections has the limit that its
    share has (`statistics.intervals.for_skewed`).
    """
    if len(part) < 2:
        return none("one section")
    share = part.mean() / whole.mean()
    found = logit_t(share + (part - share * whole) / whole.mean())
    return for_skewed(share, found, part / whole.mean()) if share <= 0.5 else found


def within(
    pct: np.ndarray, low: np.ndarray, high: np.ndarray, part: np.ndarray, whole: np.ndarray
) -> Interval:
    """Smallest and largest ratio of any composition within the intervals of its minerals.

    It holds however the errors of the shares hang together. For two minerals it is their interval
    carried over; for more it is wider than needed, never narrower, to first order.

    Parameters
    ----------
    pct, low, high : (D,) float
        A mineral without an interval stays at its share.
    part, whole : (D,) float

    Returns
    -------
    Interval
        In 0..1. A linear fractional programme with one constraint, by Dinkelbach (1967, Management
        Science 13, 492-498): for a given ratio R the best composition gives as much as it may to
        the minerals with the largest a - R b.
    """
    fixed = np.isnan(low) | np.isnan(high)
    low, high = (np.where(fixed, pct, np.clip(end, 0, None)) for end in (low, high))
    low, high = np.minimum(low, pct), np.maximum(high, pct)
    least, most = (_extreme(pct, low, high, part, whole, sign) for sign in (-1, 1))
    if np.isnan(least + most):
        return none("the intervals leave no mass")
    if most - least < _ENOUGH:
        return none("no mineral's share has an interval")
    return Interval(least, most, RANGE)


def _extreme(pct, low, high, part, whole, sign: int) -> float:
    """Largest (sign 1) or smallest ratio."""
    spare = pct.sum() - low.sum()
    ratio = pct @ part / (pct @ whole)
    for _ in range(_STEPS):
        order = np.argsort(-sign * (part - ratio * whole), kind="stable")
        room = (high - low)[order]
        given = np.clip(spare - (room.cumsum() - room), 0, room)
        chosen = low.copy()
        chosen[order] += given
        mass = chosen @ whole
        if not mass > 0:
            return float("nan")
        better = chosen @ part / mass
        if abs(better - ratio) < _ENOUGH:
            break
        ratio = better
    return float(ratio)
