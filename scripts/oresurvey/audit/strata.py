"""Strata of an audit: the pixels that the maps of a deposit give one class, and their points.

The points are divided evenly between the deposits, since each gets shares and intervals of its own.
Within a deposit every stratum gets a few, or a rare class would have no variance, and the rest goes
in proportion to area (Olofsson et al. 2014, sec. 5).
"""

import numpy as np
import pandas as pd

from oresurvey.errors import ConfigurationError
from oresurvey.survey.mineral_codes import VOID

AT_LEAST = 5
"""Points of a stratum, where it has as many pixels and the points suffice."""
FEWEST = 2
"""One point has no variance."""


def strata_of(entries: list[dict]) -> pd.DataFrame:
    """Pixels of every class that the maps of a deposit name; unidentified is one, void is none.

    Parameters
    ----------
    entries : list of dict
        Manifest entries of the instances.

    Returns
    -------
    DataFrame
        deposit, code, pixels: at least one pixel each, in the order of deposit and code.
    """
    rows = [
        (entry["deposit"], int(code), pixels)
        for entry in entries
        for code, pixels in entry["class_pixels"].items()
        if int(code) != VOID and pixels > 0
    ]
    table = pd.DataFrame(rows, columns=["deposit", "code", "pixels"])
    return table.groupby(["deposit", "code"], as_index=False)["pixels"].sum()


def allocate(pixels: np.ndarray, points: int, at_least: int = AT_LEAST) -> np.ndarray:
    """Points of every stratum of a deposit: a few each, the rest in proportion to area.

    Parameters
    ----------
    pixels : (n,) int
    points : int
        At least `at_least` for every stratum.
    at_least : int, optional
        A stratum of fewer pixels gets one point for each.

    Returns
    -------
    (n,) int
        Of sum `points`, or one point for every pixel if there are fewer; what is left after whole
        numbers goes to the largest remainders.

    Examples
    --------
    >>> allocate(np.array([700, 297, 3]), 50)
    array([31, 16,  3])
    """
    pixels = np.asarray(pixels, np.int64)
    counts = np.minimum(pixels, at_least)
    while (left := min(points, pixels.sum()) - counts.sum()) > 0:
        room = pixels - counts
        weight = np.where(room > 0, pixels, 0)
        ideal = left * (weight / weight.sum())
        extra = np.floor(ideal).astype(np.int64)
        order = np.argsort(extra - ideal, kind="stable")
        extra[order[: left - extra.sum()]] += 1
        counts += np.minimum(extra, room)
    return counts


def with_points(strata: pd.DataFrame, points: int) -> pd.DataFrame:
    """Divide the points of an audit.

    Parameters
    ----------
    strata : DataFrame
        As from `strata_of`.
    points : int
        Of the whole audit.

    Returns
    -------
    DataFrame
        With the column points.

    Raises
    ------
    ConfigurationError
        If a deposit has so few that a stratum would be left without a variance.
    """
    table = strata.assign(points=0)
    deposits = sorted(strata["deposit"].unique())
    for number, deposit in enumerate(deposits):
        mine = strata["deposit"] == deposit
        share = points // len(deposits) + (number < points % len(deposits))
        at_least = min(AT_LEAST, share // int(mine.sum()))
        if at_least < FEWEST:
            needed = FEWEST * len(deposits) * strata["deposit"].value_counts().max()
            raise ConfigurationError(
                f"audit.points: {points} points for {len(deposits)} deposits leave {share} for "
                f"{deposit!r}, whose maps name {mine.sum()} classes, and each needs {FEWEST} for "
                f"an interval; give {needed} or more, or name fewer deposits in audit.deposits"
            )
        table.loc[mine, "points"] = allocate(strata.loc[mine, "pixels"], share, at_least)
    return table
