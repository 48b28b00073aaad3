"""Compositions of sections: what every map can name, within the ore.

Two maps can be compared only in what both could have found. So the comparison is of the minerals
that the maps of every deposit name; the others are left out, and listed.
"""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd

from oresurvey.deposits.replicates import Replicates
from oresurvey.statistics.compositions import closure, clr, replace_zeros
from oresurvey.survey.mineral_codes import BACKGROUND, UNIDENTIFIED, VOID
from oresurvey.survey.minerals import Minerals

NO_MINERAL = (BACKGROUND, UNIDENTIFIED, VOID)


@dataclass(frozen=True)
class SubComposition:
    """Sections in those minerals that can be compared.

    Attributes
    ----------
    shares : DataFrame
        Index (deposit, section), columns codes; rows of sum 1, zeros as they are.
    limits : Series
        Detection limit of a share, by code.
    left_out : tuple of str
        Minerals that are there and take no part, each with the reason.
    """

    shares: pd.DataFrame
    limits: pd.Series
    left_out: tuple[str, ...]

    @property
    def codes(self) -> list[int]:
        """Codes of the minerals, ascending."""
        return list(self.shares.columns)

    def sections_of(self, deposit: str) -> pd.DataFrame:
        """Rows of one deposit; none where it has no such ore."""
        return self.shares[self.shares.index.get_level_values("deposit") == deposit]

    def positive(self, factor: float = 1.0) -> pd.DataFrame:
        """Shares with zeros replaced, at `factor` times the detection limits."""
        if self.shares.empty:
            return self.shares
        limits = factor * self.limits[self.codes].to_numpy()
        return pd.DataFrame(
            replace_zeros(self.shares.to_numpy(), limits), self.shares.index, self.shares.columns
        )

    def log_ratios(self, factor: float = 1.0) -> pd.DataFrame:
        """Centred log-ratios, at `factor` times the detection limits."""
        found = self.positive(factor)
        if found.empty:
            return found
        return pd.DataFrame(clr(found.to_numpy()), found.index, found.columns)


def section_shares(modal: pd.DataFrame, replicates: Replicates = Replicates()) -> pd.DataFrame:
    """Ore shares of every section that holds ore, from ``modal.csv``.

    Returns
    -------
    DataFrame
        Index (deposit, section), columns codes ascending, values 0..1. The shares are raw: of
        sections there are no corrected ones. Where holes or places are the replicates of a deposit,
        its rows are their means.
    """
    ore = modal[(modal["level"] == "section") & (modal["basis"] == "ore")]
    ore = ore[~ore["code"].isin(NO_MINERAL)]
    wide = ore.pivot(index=["deposit", "section"], columns="code", values="pct")
    wide = wide.fillna(0.0).sort_index().sort_index(axis=1) / 100
    return replicates.joined_rows(wide[wide.sum(axis=1) > 0])


def detection_limits(modal: pd.DataFrame, default_pct: float) -> pd.Series:
    """Detection limit of every mineral within the ore, as a share, by code.

    One limit per mineral serves all deposits, the largest of theirs: a zero that means less in one
    deposit than in another would be a difference by itself. `default_pct` where ``modal.csv`` has
    no limit, or a smaller one.
    """
    ore = modal[(modal["basis"] == "ore") & ~modal["code"].isin(NO_MINERAL)]
    known = ore["lod_pct"] if "lod_pct" in ore else pd.Series(np.nan, ore.index)
    largest = known.astype(float).groupby(ore["code"]).max()
    return largest.fillna(default_pct).clip(lower=default_pct) / 100


def sub_composition(
    shares: pd.DataFrame,
    deposits: Collection[str],
    minerals: Minerals,
    limits: pd.Series,
    supported: dict[str, set[int]] | None = None,
) -> SubComposition:
    """The sections of some deposits in the minerals that all their maps can name.

    Parameters
    ----------
    shares : DataFrame
        As from `section_shares`.
    deposits : collection of str
    minerals : Minerals
    limits : Series
        As from `detection_limits`.
    supported : dict of str to set of int, optional
        Codes that the maps of a deposit can name; every code when None.

    Returns
    -------
    SubComposition
        Sections without any of these minerals are no rows of it.
    """
    wide = shares[shares.index.get_level_values("deposit").isin(list(deposits))]
    found = [code for code in wide.columns if code in minerals and (wide[code] > 0).any()]
    left_out, named = [], []
    for code in found:
        blind = [d for d in sorted(deposits) if supported is not None and code not in supported[d]]
        if blind:
            left_out.append(f"{minerals.symbol(code)} (maps of {', '.join(blind)} cannot name it)")
        else:
            named.append(code)
    part = wide[named]
    part = part[part.sum(axis=1) > 0]
    closed = pd.DataFrame(closure(part.to_numpy()), part.index, part.columns)
    faint = [code for code in named if not (closed[code] >= limits[code]).any()]
    left_out += [
        f"{minerals.symbol(code)} (below the detection limit everywhere)" for code in faint
    ]
    kept = closed[[code for code in named if code not in faint]]
    kept = kept[kept.sum(axis=1) > 0]
    kept = pd.DataFrame(closure(kept.to_numpy()), kept.index, kept.columns)
    return SubComposition(kept, limits, tuple(left_out))
