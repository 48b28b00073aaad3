"""Class shares of the sections of one deposit, sorted by what is known of each section."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from oresurvey.deposits.replicates import SECTION_KEYS, Replicates
from oresurvey.survey.mineral_codes import BACKGROUND, UNIDENTIFIED

BASES = ("total", "ore")


@dataclass(frozen=True)
class Sections:
    """Pixels of every class in every section of a deposit; rows sections, columns `codes`.

    Attributes
    ----------
    codes : tuple of int
        Ascending, so unidentified, which is no truth, comes last.
    maps : (k, C) float64
        By the map, all sections.
    mapped : (u, C) float64
        By the map, sections without any annotation.
    truth, found : (n, C) float64
        By annotation and by map, of the annotated pixels of sections with fields that were scored.
    known : (t, C) float64
        By annotation, sections whose annotated fields all trained the model (or have no split).
    """

    codes: tuple[int, ...]
    maps: np.ndarray
    mapped: np.ndarray
    truth: np.ndarray
    found: np.ndarray
    known: np.ndarray

    def inside(self, basis: str) -> np.ndarray:
        """(C,) bool: classes that make up the whole; every one, or the identified ore."""
        codes = np.array(self.codes)
        if basis == "total":
            return np.ones(len(codes), bool)
        return (codes != BACKGROUND) & (codes != UNIDENTIFIED)

    def identified(self, basis: str) -> np.ndarray:
        """(C,) bool: the same without what the maps left unidentified."""
        return self.inside(basis) & (np.array(self.codes) != UNIDENTIFIED)

    def in_codes(self, shares: np.ndarray, codes: tuple[int, ...]) -> np.ndarray:
        """Columns of shares in the order of other codes; 0 for a code that is not here."""
        at = {code: k for k, code in enumerate(self.codes)}
        found = np.zeros((len(shares), len(codes)))
        for column, code in enumerate(codes):
            if code in at:
                found[:, column] = shares[:, at[code]]
        return found


def closed(parts: np.ndarray, inside: np.ndarray) -> np.ndarray:
    """Shares of some classes among themselves, 0 elsewhere; NaN where there is none of them."""
    kept = np.where(inside, parts, 0.0)
    whole = kept.sum(axis=-1, keepdims=True)
    return np.divide(kept, whole, out=np.full(kept.shape, np.nan), where=whole > 0)


def complete(*shares: np.ndarray) -> list[np.ndarray]:
    """The same rows of several arrays: those that are known in all."""
    known = np.all([np.isfinite(one).all(axis=-1) for one in shares], axis=0)
    return [one[known] for one in shares]


def by_replicates(pixels: pd.DataFrame, replicates: Replicates) -> pd.DataFrame:
    """A table of pixels with holes or places in place of the sections that they join.

    Parameters
    ----------
    pixels : DataFrame
        deposit, section, pixels; of one kind of label or of maps.
    replicates : Replicates

    Returns
    -------
    DataFrame
        The table itself where every section is a replicate. Sections that are joined are scaled to
        as many pixels each, so that each weighs the same in their replicate.
    """
    if not replicates.names:
        return pixels
    pairs = list(zip(pixels["deposit"], pixels["section"], strict=True))
    if not any(pair in replicates.names for pair in pairs):
        return pixels
    own = pixels.groupby(SECTION_KEYS)["pixels"].transform("sum")
    named = pixels.assign(section=[replicates.names.get(pair, pair[1]) for pair in pairs])
    keys = [named["deposit"], named["section"]]
    sections = pixels["section"].groupby(keys).transform("nunique")
    whole = pixels["pixels"].groupby(keys).transform("sum")
    scaled = named["pixels"] * (whole / sections / own.where(own > 0)).fillna(1.0)
    return named.assign(pixels=scaled.where(sections > 1, named["pixels"]))


def _by_content(*tables: np.ndarray) -> list[np.ndarray]:
    """Rows in an order that no name of a section decides: draws by chance then depend on none."""
    order = np.lexsort(np.hstack(tables).T[::-1])
    return [table[order] for table in tables]


def _wide(pixels: pd.DataFrame, code: str, codes: tuple[int, ...]) -> pd.DataFrame:
    table = pixels.groupby(["section", code])["pixels"].sum().unstack(fill_value=0)
    return table.reindex(columns=codes, fill_value=0).astype(float)


def sections_of(
    maps: pd.DataFrame, annotated: pd.DataFrame, confusion: pd.DataFrame, codes: set[int]
) -> Sections:
    """Sort the sections of one deposit.

    Parameters
    ----------
    maps, annotated : DataFrame
        As from `deposits.levels.pixel_table`, of the map and of the annotation.
    confusion : DataFrame
        Rows of ``field_confusion.csv``. A section with scored fields is represented by these.
    codes : set of int
        Classes besides those in the tables.

    Returns
    -------
    Sections
        A section without any pixel is left out.
    """
    every = {*codes, *maps["code"], *annotated["code"], *confusion["true_code"]}
    every |= {*confusion["predicted_code"], BACKGROUND, UNIDENTIFIED}
    names = tuple(int(code) for code in sorted(every))
    annotated = annotated[~annotated["section"].isin(confusion["section"])]
    whole, known = (_wide(table, "code", names) for table in (maps, annotated))
    truth, found = (_wide(confusion, code, names) for code in ("true_code", "predicted_code"))
    whole, known = (table[table.sum(axis=1) > 0] for table in (whole, known))
    mapped = whole[~whole.index.isin([*truth.index, *known.index])]
    return Sections(
        names,
        *(_by_content(table.to_numpy())[0] for table in (whole, mapped)),
        *_by_content(truth.to_numpy(), found.to_numpy()),
        *_by_content(known.to_numpy()),
    )
