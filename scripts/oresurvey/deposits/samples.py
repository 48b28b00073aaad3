"""How the fields and sections of each deposit were selected, and what its intervals may say.

A share of fields or sections that somebody chose shows what was looked for: it has no interval,
however many there are. An interval names what it counts: sections, holes or places.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from oresurvey.deposits.replicates import SECTION, Replicates, replicates_of
from oresurvey.survey.cells.sampling import CHOICE

CHOSEN = "chosen"
CHOSEN_FIELDS = "fields were chosen by hand, so they are no sample of the deposit"
CHOSEN_SECTIONS = "sections were chosen by hand, so they are no sample of the deposit"
_LIMITS = re.compile(r"(?:^|_)(?:low|high)(?:_|$)")
_EFFORT = re.compile(r"design_effect|equivalent_points|binomial_points|sections_needed|absent_")


@dataclass(frozen=True)
class Samples:
    """What the tables of deposits are samples of.

    Attributes
    ----------
    fields, sections : dict of str to set of str
        Deposit to the selections of its fields and of its sections; "" where the sheet does not
        say.
    replicates : Replicates
    """

    fields: Mapping[str, set[str]] = field(default_factory=dict)
    sections: Mapping[str, set[str]] = field(default_factory=dict)
    replicates: Replicates = field(default_factory=Replicates)

    def why_no_interval(self, deposit: str) -> str:
        """Why no number of a deposit has an interval; empty where it may have one."""
        if CHOSEN in self.sections.get(deposit, set()):
            return CHOSEN_SECTIONS
        return CHOSEN_FIELDS if CHOSEN in self.fields.get(deposit, set()) else ""

    def said_in(self, table: pd.DataFrame) -> pd.DataFrame:
        """A table of deposits with intervals that say no more than the sample does.

        Parameters
        ----------
        table : DataFrame
            With the column deposit; columns whose names have the word low or high are limits, and
            the column before ``interval`` words are about them.

        Returns
        -------
        DataFrame
            Where fields or sections of a deposit were chosen, limits and what is derived from the
            spread of the sections are empty, and every ``interval`` gives the reason. Where holes
            or places are the replicates, it counts these.
        """
        table = table.copy()
        words = [name for name in table if name.split("_")[-1] == "interval"]
        of_deposits = (table["level"] == "deposit") if "level" in table else True
        for deposit in table["deposit"].unique():
            reason, level = self.why_no_interval(deposit), self.replicates.level(deposit)
            if not reason and level == SECTION:
                continue
            rows = (table["deposit"] == deposit) & of_deposits
            if reason:
                numbers = [c for c in table if _LIMITS.search(c) or _EFFORT.match(c)]
                table.loc[rows, numbers] = float("nan")
                for name in words:
                    had = rows & table[name].notna() & ~table[name].astype(str).str.match("none")
                    table.loc[had, name] = f"none: {reason}"
            else:
                for name in words:
                    table.loc[rows, name] = table.loc[rows, name].map(
                        lambda said, level=level: _counting(said, level), na_action="ignore"
                    )
        return table


def _counting(said: str, level: str) -> str:
    """Words of an interval that count sections, with another level in their place."""
    return re.sub(r"\b(\d+|one|few) section(s?)\b", rf"\1 {level}\2", said)


def selections_of(entries: list[dict]) -> dict[str, set[str]]:
    """Deposit to the selections of its fields; "" where the sheet does not say.

    Parameters
    ----------
    entries : list of dict
        Manifest entries of the instances.
    """
    found: dict[str, set[str]] = {}
    for entry in entries:
        found.setdefault(entry["deposit"], set()).add(entry["selection"] or "")
    return found


def samples_of(entries: list[dict], sampling: Mapping[str, Mapping[str, str]]) -> Samples:
    """The samples of a survey.

    Parameters
    ----------
    entries : list of dict
        Manifest entries of the instances.
    sampling : dict
        As returned by `survey.cells.sampling.sampling_of`.
    """
    sections: dict[str, set[str]] = {}
    for entry in entries:
        way = sampling.get(CHOICE, {}).get(entry["section"], "")
        sections.setdefault(entry["deposit"], set()).add(way)
    return Samples(selections_of(entries), sections, replicates_of(entries, sampling))


def samples_in(modal: pd.DataFrame) -> Samples:
    """The samples of a survey as far as ``modal.csv`` names them: for tables made of that one.

    Parameters
    ----------
    modal : DataFrame
        As ``modal.csv``; its rows of deposits say why there is no interval, and what is counted.

    Returns
    -------
    Samples
        Good for `Samples.said_in`; which sections stand together it does not know.
    """
    of = modal[modal["level"] == "deposit"]

    def chosen(reason: str) -> dict[str, set[str]]:
        names = of.loc[of["interval"] == f"none: {reason}", "deposit"] if "interval" in of else []
        return {str(name): {CHOSEN} for name in names}

    named = of.groupby("deposit")["replicate"].first() if "replicate" in of else pd.Series()
    levels = {str(deposit): str(level) for deposit, level in named.items()}
    return Samples(chosen(CHOSEN_FIELDS), chosen(CHOSEN_SECTIONS), Replicates(levels=levels))
