"""Two models side by side: which sections both could use, and mean changes over them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
import pandas as pd
from scipy import stats

from oresurvey.deposits.replicates import Replicates, replicates_of
from oresurvey.statistics.intervals import LEVEL, Interval, none

PLACE = ["level", "deposit", "section", "field"]


def with_places(table: pd.DataFrame) -> pd.DataFrame:
    """A table whose unnamed sections and fields are "" (empty columns are read as numbers)."""
    names = table[["section", "field"]].astype(object).fillna("")
    return table.assign(section=names["section"], field=names["field"])


@dataclass(frozen=True)
class Common:
    """What two models have in common.

    Attributes
    ----------
    fields : set of str
        Used by both.
    sections : set of (str, str)
        Deposit and section whose fields are the same in both.
    left_out : DataFrame
        deposit, section, field, reason: fields of one model alone, and sections that they spoil.
    replicates : Replicates
        What the sample of each deposit is made of; its sections by default.
    """

    fields: frozenset[str]
    sections: frozenset[tuple[str, str]]
    left_out: pd.DataFrame
    replicates: Replicates = field(default_factory=Replicates)

    def of(self, table: pd.DataFrame, level: str) -> pd.DataFrame:
        """Rows of one level ("field" or "section") of a table that both models have."""
        rows = with_places(table[table["level"] == level])
        if level == "field":
            return rows[rows["field"].isin(self.fields)]
        inside = pd.MultiIndex.from_frame(rows[["deposit", "section"]]).isin(list(self.sections))
        return rows[inside]


def _uses(modal: pd.DataFrame, level: str, keys: list[str]) -> set[tuple]:
    rows = with_places(modal[modal["level"] == level])
    return set(rows[keys].itertuples(index=False, name=None))


def common(
    before: pd.DataFrame,
    after: pd.DataFrame,
    names: tuple[str, str] = ("before", "after"),
    sampling: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
) -> Common:
    """Fields and sections that both models used.

    Parameters
    ----------
    before, after : DataFrame
        ``modal.csv`` of the two.
    names : (str, str)
        Of the models, for the reasons.
    sampling : dict
        As returned by `survey.cells.sampling.sampling_of`.

    Returns
    -------
    Common
        A section with a field of one model alone is left out: its numbers are of other photographs.
    """
    keys = ["deposit", "section", "field"]
    fields = [_uses(side, "field", keys) for side in (before, after)]
    sections = [_uses(side, "section", keys[:2]) for side in (before, after)]
    spoilt = {place[:2] for place in fields[0] ^ fields[1]} | (sections[0] ^ sections[1])
    rows = [
        (*place, f"used with {names[place in fields[1]]} only")
        for place in sorted(fields[0] ^ fields[1])
    ] + [(*place, "", "its fields are not the same for both models") for place in sorted(spoilt)]
    used = {*(fields[0] & fields[1]), *((*place, "") for place in sections[0] & sections[1])}
    return Common(
        frozenset(place[2] for place in fields[0] & fields[1]),
        frozenset((sections[0] & sections[1]) - spoilt),
        pd.DataFrame(rows, columns=[*keys, "reason"]),
        replicates_of([dict(zip(keys, place, strict=True)) for place in used], sampling),
    )


def paired_t(changes: np.ndarray) -> Interval:
    """Interval of a mean change: mean +- t(k - 1) s / sqrt(k) over the changes of k sections."""
    changes = np.asarray(changes, float)
    k = len(changes)
    if k < 2:
        return none("one section" if k else "no section with a value by both models")
    reach = stats.t.ppf(0.5 + LEVEL / 2, k - 1) * changes.std(ddof=1) / np.sqrt(k)
    low, high = changes.mean() - reach, changes.mean() + reach
    return Interval(float(low), float(high), f"paired t, {k} sections")
