"""Estimates behind the association table: share and index of every pair of minerals.

s_AB is the boundary that A shares with B over all boundary of A; the frame and void take no part,
the background is a partner. The index compares s_AB with random contact, a_B / (1 - a_A) of the
areas a: 1 is random.
"""

import numpy as np
import pandas as pd

from oresurvey.deposits.association.index import contact_index, expected_share, index_interval
from oresurvey.deposits.levels import LEVELS, shares
from oresurvey.deposits.replicates import Replicates
from oresurvey.statistics.intervals import Interval, logit_t, none

PAIR = ["code_a", "code_b"]
SECTION = LEVELS["section"]


def pairs_of(lengths: list[pd.DataFrame], keys: list[str]) -> pd.DataFrame:
    """Pairs that meet in some of several tables of lengths; sorted keys and codes."""
    found = [table[[*keys, *PAIR]] for table in lengths]
    return pd.concat(found).drop_duplicates().sort_values([*keys, *PAIR], ignore_index=True)


def _pooled(lengths: pd.DataFrame, pairs: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Lengths and shares of given pairs: 0 where A never meets B, NaN where A has no boundary."""
    table = lengths.groupby([*keys, *PAIR], as_index=False).agg(
        length_px=("length_px", "sum"),
        # One field without a scale leaves the length of its group unknown.
        length_um=("length_um", lambda length: length.sum(skipna=False)),
    )
    whole = table.groupby([*keys, "code_a"], as_index=False)["length_px"].sum()
    table = pairs.merge(table, how="left", on=[*keys, *PAIR])
    table["length_px"] = table["length_px"].fillna(0.0)
    whole = whole.rename(columns={"length_px": "whole_px"})
    table = table.merge(whole, how="left", on=[*keys, "code_a"])
    return table.assign(share=table["length_px"] / table["whole_px"])


def _expected(table: pd.DataFrame, areas: pd.Series, keys: list[str]) -> np.ndarray:
    """Share that random contact gives, for every row of a table."""
    a, b = (
        areas.reindex(pd.MultiIndex.from_frame(table[[*keys, side]])).fillna(0.0).to_numpy()
        for side in PAIR
    )
    # Where A is all there is, it has no boundary and no row to compare with.
    return expected_share(np.where(a < 1, a, np.nan), b)


def _areas(pixels: pd.DataFrame, keys: list[str]) -> pd.Series:
    return shares(pixels, keys).set_index([*keys, "code"])["share"]


def _ends(found: list[Interval], name: str) -> dict[str, list]:
    return {
        f"{name}low": [one.low for one in found],
        f"{name}high": [one.high for one in found],
        f"{name}interval": [one.method for one in found],
    }


def of_places(
    lengths: pd.DataFrame, pixels: pd.DataFrame, pairs: pd.DataFrame, level: str
) -> pd.DataFrame:
    """Estimates of single fields or sections: no interval, since one is no sample.

    Parameters
    ----------
    lengths : DataFrame
        As from `deposits.association.table.boundary_lengths`.
    pixels : DataFrame
        As from `deposits.levels.pixel_table`.
    pairs : DataFrame
        As from `pairs_of`.
    level : str

    Returns
    -------
    DataFrame
        The pairs, in their order, and length_px, length_um, share, low, high, interval, index,
        index_low, index_high, index_interval, sections.
    """
    keys = LEVELS[level]
    table = _pooled(lengths, pairs, keys)
    expected = _expected(table, _areas(pixels, keys), keys)
    index = table["share"] / np.where(expected > 0, expected, np.nan)
    without = [none(f"one {level} is no sample")] * len(table)
    return table.assign(index=index, sections=1, **_ends(without, ""), **_ends(without, "index_"))


def of_deposits(
    lengths: pd.DataFrame,
    pixels: pd.DataFrame,
    pairs: pd.DataFrame,
    replicates: Replicates = Replicates(),
) -> pd.DataFrame:
    """Estimates of deposits over the sections in which A has a boundary; as `of_places`.

    The share is the mean of the sections, with a logit-t interval; the index as in
    `contact_index`. Where holes or places are the replicates, both are of their means.
    """
    areas = _areas(pixels, SECTION)
    whole = lengths.groupby([*SECTION, "code_a"], as_index=False)["length_px"].sum()
    every = pairs.merge(whole[[*SECTION, "code_a"]], on=["deposit", "code_a"])
    every = _pooled(lengths, every.sort_values([*SECTION, *PAIR], ignore_index=True), SECTION)
    every["expected"] = _expected(every, areas, SECTION)
    counts = every.groupby(["deposit", *PAIR]).size()
    sample = replicates.joined(every, ["share", "expected"], PAIR)
    groups = {
        key: (group["share"].to_numpy(), group["expected"].to_numpy())
        for key, group in sample.groupby(["deposit", *PAIR])
    }
    nothing = np.empty(0), np.empty(0)
    keys = list(pairs.itertuples(index=False, name=None))
    values = [groups.get(key, nothing) for key in keys]
    table = _pooled(lengths, pairs, ["deposit"])
    return table.assign(
        share=[found.mean() if len(found) else np.nan for found, _ in values],
        index=[contact_index(*both) for both in values],
        sections=[int(counts.get(key, 0)) for key in keys],
        **_ends([logit_t(found) for found, _ in values], ""),
        **_ends([index_interval(*both) for both in values], "index_"),
    )
