"""The replicate of a deposit: the highest level that it has twice, holes before sections.

Sections of one drill hole (block, sample) are more alike than those of two. So where the sheet
names two or more holes of a deposit, the hole means are its sample, and every interval and test
counts holes. Sections with fields that show one place (`overlap_group`) are one replicate, a place.
Elsewhere the sections are the sample, as they were.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from oresurvey.survey.cells.sampling import HOLE, OVERLAP

SECTION, PLACE = "section", "place"
NOT_NAMED = "(no hole named)"
SECTION_KEYS = ["deposit", "section"]


def _one_place(groups: Mapping[str, set[str]]) -> dict[str, str]:
    """Section -> first section of its place, of those that share an overlap group."""
    first: dict[str, str] = {}

    def root(section: str) -> str:
        while first.setdefault(section, section) != section:
            section = first[section]
        return section

    for sections in groups.values():
        low, *others = sorted(map(root, sections))
        first |= dict.fromkeys(others, low)
    return {section: root(section) for section in sorted(first)}


@dataclass(frozen=True)
class Replicates:
    """Which sections stand together in the sample of their deposit; none where nothing is said.

    Attributes
    ----------
    names : dict of (str, str) to str
        (deposit, section) -> replicate, where that is not the section itself.
    levels : dict of str to str
        Deposit -> "hole" or "place"; "section" where it is not named.
    counts : dict of str to int
        Deposit -> replicates.
    one_hole : dict of str to str
        Deposit -> the hole that all its sections are from.
    places : dict of str to str
        Field -> what stands for its place among the fields of its section, where fields overlap.
    """

    names: Mapping[tuple[str, str], str] = field(default_factory=dict)
    levels: Mapping[str, str] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    one_hole: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)

    def level(self, deposit: str) -> str:
        """What the sample of a deposit is made of: "hole", "place" or "section"."""
        return self.levels.get(deposit, SECTION)

    def joined(
        self, table: pd.DataFrame, columns: Sequence[str], keys: Sequence[str] = ("code",)
    ) -> pd.DataFrame:
        """Rows of sections as rows of replicates.

        Parameters
        ----------
        table : DataFrame
            deposit, section, keys and columns; a row per section and key.
        columns : sequence of str
            Values of the sections.
        keys : sequence of str

        Returns
        -------
        DataFrame
            The table itself where every section is a replicate. Otherwise deposit, section (the
            name of the replicate), keys and columns: means over the sections of each replicate
            that have a row.
        """
        if not self.names:
            return table
        pairs = list(zip(table["deposit"], table["section"], strict=True))
        if not any(pair in self.names for pair in pairs):
            return table
        names = [self.names.get(pair, pair[1]) for pair in pairs]
        by = [*SECTION_KEYS, *keys]
        return table.assign(section=names).groupby(by, as_index=False)[[*columns]].mean()

    def joined_rows(self, wide: pd.DataFrame) -> pd.DataFrame:
        """The same of a table whose index is (deposit, section)."""
        if not self.names or not any(pair in self.names for pair in wide.index):
            return wide
        flat = wide.reset_index()
        return self.joined(flat, list(wide.columns), ()).set_index(SECTION_KEYS)


def replicates_of(entries: list[dict], sampling: Mapping[str, Mapping[str, str]]) -> Replicates:
    """The replicates of every deposit.

    Parameters
    ----------
    entries : list of dict
        Manifest entries of the instances: deposit, section, field. What is left out of the survey
        makes no replicate.
    sampling : dict
        As returned by `survey.cells.sampling.sampling_of`.
    """
    if not {HOLE, OVERLAP} & set(sampling):
        return Replicates()
    holes, overlap = sampling.get(HOLE, {}), sampling.get(OVERLAP, {})
    sections: dict[str, set[str]] = {}
    groups: dict[str, dict[str, set[str]]] = {}
    places: dict[str, str] = {}
    for entry in sorted(entries, key=lambda entry: entry["field"]):
        deposit, section, name = (entry[key] for key in ("deposit", "section", "field"))
        sections.setdefault(deposit, set()).add(section)
        if name in overlap:
            groups.setdefault(deposit, {}).setdefault(overlap[name], set()).add(section)
            places[name] = f"{overlap[name]} (overlap)"
    names: dict[tuple[str, str], str] = {}
    levels: dict[str, str] = {}
    counts: dict[str, int] = {}
    one_hole: dict[str, str] = {}
    for deposit, own in sections.items():
        of_hole = {section: holes.get(section, NOT_NAMED) for section in own}
        named = set(of_hole.values())
        if len(named) > 1:
            of, levels[deposit] = of_hole, HOLE
        else:
            of = {k: v for k, v in _one_place(groups.get(deposit, {})).items() if k in own}
            if len(set(of.values())) < len(of):
                levels[deposit] = PLACE
            if NOT_NAMED not in named:
                one_hole[deposit] = named.pop()
        names |= {(deposit, section): of[section] for section in of if of[section] != section}
        counts[deposit] = len({of.get(section, section) for section in own})
    return Replicates(names, levels, counts, one_hole, places)
