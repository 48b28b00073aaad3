"""From the tables of a survey to what can correct each of its deposits."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from oresurvey.deposits.drift import NO_ORE, UNLIKE
from oresurvey.deposits.levels import pixel_weights, weighed
from oresurvey.deposits.modal.correction import COLUMNS, SAMPLED, Labels, correction_table
from oresurvey.deposits.modal.sections import by_replicates, sections_of
from oresurvey.deposits.modal.shares_by_label_shift import confusions_for
from oresurvey.deposits.replicates import Replicates
from oresurvey.survey.mineral_codes import VOID


def true_codes(*tables: pd.DataFrame) -> set[int]:
    """Classes that labels name: columns code or true_code, but for void."""
    columns = [t[c] for t in tables for c in ("code", "true_code") if c in t]
    return {int(code) for column in columns for code in column} - {VOID}


@dataclass(frozen=True)
class Tables:
    """Maps and labels of a survey.

    Attributes
    ----------
    pixels, annotated : DataFrame
        As from `deposits.levels.pixel_table`, of the maps and of the annotation.
    confusion : DataFrame
        ``field_confusion.csv``: fields that were scored, so unseen by the weights.
    audit : DataFrame
        Labelled points, columns `AUDIT_COLUMNS`.
    """

    pixels: pd.DataFrame
    annotated: pd.DataFrame
    confusion: pd.DataFrame
    audit: pd.DataFrame

    def of(self, deposit: str) -> "Tables":
        """The rows of one deposit; labels of fields without a map are left out."""
        one = [
            table[table["deposit"] == deposit]
            for table in (self.pixels, self.annotated, self.confusion, self.audit)
        ]
        mapped = set(one[0]["field"])
        one[1:3] = [table[table["field"].isin(mapped)] for table in one[1:3]]
        return Tables(*one)


def corrections(
    tables: Tables,
    selection: dict[str, set[str]],
    verdicts: dict[str, str],
    supported: dict[str, set[int]] | None,
    symbol: Callable[[int], str],
    seed: int,
    replicates: Replicates = Replicates(),
) -> pd.DataFrame:
    """Corrected shares of every deposit, columns `deposits.modal.correction.COLUMNS`.

    Parameters
    ----------
    tables : Tables
    selection : dict of str to set of str
        How the fields of each deposit were selected.
    verdicts : dict of str to str
        Of ``drift.csv``, by deposit.
    supported : dict of str to set of int or None
        Codes that the maps of each deposit can name.
    symbol : callable
        Symbol of a code, for the notes.
    seed : int
        The same for every deposit, so that no draw depends on the others.
    replicates : Replicates
        What stands in place of the sections in every estimator; the sections by default.
    """
    weights = pixel_weights(tables.pixels)
    # Before fields are left out: their points stay.
    uneven = {*tables.pixels.loc[tables.pixels["field"].map(weights) != 1, "deposit"]}
    tables = replace(
        tables,
        pixels=by_replicates(weighed(tables.pixels, weights), replicates),
        annotated=by_replicates(weighed(tables.annotated, weights), replicates),
        confusion=by_replicates(weighed(tables.confusion, weights), replicates),
    )
    every = {}
    for deposit in sorted(tables.pixels["deposit"].unique()):
        of = tables.of(deposit)
        codes = true_codes(tables.confusion, of.annotated, of.audit)
        codes |= {*tables.confusion["predicted_code"]}
        every[deposit] = sections_of(of.pixels, of.annotated, of.confusion, codes)
    sampled = {deposit for deposit in every if selection[deposit] <= {*SAMPLED}}
    strange = {deposit for deposit in every if verdicts.get(deposit) in (UNLIKE, NO_ORE)}
    parts = []
    for deposit, sections in every.items():
        named = None if supported is None else supported[deposit]
        labels = Labels(
            sections,
            deposit in sampled,
            tables.of(deposit).audit,
            confusions_for(deposit, tables.confusion, {*sections.codes}, named),
            verdicts.get(deposit, ""),
            symbol,
            deposit not in uneven,
            {name: every[name] for name in sampled - strange - {deposit}},
        )
        parts.append(correction_table(deposit, labels, np.random.default_rng(seed)))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=COLUMNS)
