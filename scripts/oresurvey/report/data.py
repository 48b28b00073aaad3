"""What the pages of a survey are made of, read once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from oresurvey.deposits.drift import NO_ORE
from oresurvey.deposits.modal.suggestion import COLUMNS as MAY_OCCUR
from oresurvey.deposits.tables import read_table
from oresurvey.files.manifests import read_manifests
from oresurvey.files.tables import read_json
from oresurvey.report.traces import traces_of, without_traces
from oresurvey.report.viewer.links import Viewer, read_viewers
from oresurvey.suggestions.fields import MappedField, mapped_fields

ACCEPTED, QUARANTINED = "accepted", "quarantined"


@dataclass(frozen=True)
class SurveyData:
    """Tables and manifests of one model.

    Attributes
    ----------
    fields : DataFrame
        As ``catalog/fields.csv``.
    entries : list of dict
        Manifest entries of the instances.
    tables : dict of str to DataFrame
        Tables of ``NAME/deposits/`` by name.
    drift : DataFrame
        As ``drift.csv``.
    about : dict
        As ``model.json``.
    scores : dict or None
        As ``summary.json``; None without annotated fields.
    confidence : dict of str to float
        Mean confidence of a field, 0..1.
    viewers : dict of str to Viewer
        By field.
    change : dict of str to DataFrame
        Tables of changes against the previous model by name; empty without one.
    per_class : DataFrame
        As ``per_class.csv``; empty without annotated fields.
    may_occur : DataFrame
        As ``may_occur.csv``.
    mapped : list of MappedField
        What a suggestion needs to know of every field with a map.
    confusion : DataFrame
        As ``confusion.csv``; empty without annotated fields.
    card : str
        The model's card, in Markdown.
    """

    fields: pd.DataFrame
    entries: list[dict]
    tables: dict[str, pd.DataFrame]
    drift: pd.DataFrame
    about: dict
    scores: dict | None = None
    confidence: dict[str, float] = field(default_factory=dict)
    viewers: dict[str, Viewer] = field(default_factory=dict)
    change: dict[str, pd.DataFrame] = field(default_factory=dict)
    per_class: pd.DataFrame = field(default_factory=pd.DataFrame)
    may_occur: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=MAY_OCCUR))
    mapped: list[MappedField] = field(default_factory=list)
    confusion: pd.DataFrame = field(default_factory=pd.DataFrame)
    card: str = ""

    @cached_property
    def refused(self) -> set[str]:
        """Deposits that are no ore by their colours: maps are kept, their numbers not shown."""
        return set(self.drift.loc[self.drift["verdict"] == NO_ORE, "deposit"])

    @cached_property
    def traces(self) -> dict[tuple[str, str], float]:
        """Deposit and mineral to a best share that is next to nothing."""
        return traces_of(self.tables["modal"])

    def drawn(self, name: str) -> pd.DataFrame:
        """Rows that figures are drawn from: of nothing refused, nor of traces' grains."""
        return without_traces(name, self.shown(self.tables[name]), self.traces)[0]

    def shown(self, table: pd.DataFrame) -> pd.DataFrame:
        """Rows of a table that are not about refused deposits."""
        if "deposit" not in table or not self.refused:
            return table
        return table[~table["deposit"].isin(self.refused)]

    @cached_property
    def deposits(self) -> list[str]:
        """Names of all deposits of the sheet, sorted."""
        return sorted(self.fields["deposit"].unique())

    @property
    def accepted(self) -> pd.DataFrame:
        """Rows of the fields that the catalog accepted."""
        return self.fields[self.fields["status"] == ACCEPTED]

    @property
    def quarantined(self) -> pd.DataFrame:
        """Rows of the fields that it did not."""
        return self.fields[self.fields["status"] == QUARANTINED]

    def of_deposits(self, name: str) -> pd.DataFrame:
        """Rows of a table about whole deposits, but for those that are refused."""
        table = self.shown(self.tables[name])
        return table[table["level"] == "deposit"] if "level" in table else table


LISTS = ("tables", "instances", "inference", "viewers", "change")
SINGLE = (
    *("fields", "about", "drift", "may_occur", "summary", "per_class", "class_shares"),
    *("evaluation_figures", "training_figures", "confusion", "card"),
)


def report_inputs(inputs) -> dict[str, str | list[str]]:
    """Inputs of a rule by name: paths, "" where the rule has none, and lists of paths.

    Parameters
    ----------
    inputs
        Of a rule: has ``get``.
    """
    single = {name: str(inputs.get(name) or "") for name in SINGLE}
    lists = {name: inputs.get(name) or [] for name in LISTS}
    # A list of one file is handed over as the file.
    return single | {n: [p] if isinstance(p, str) else list(p) for n, p in lists.items()}


def read_survey(paths: Mapping[str, Any]) -> SurveyData:
    """Read everything.

    Parameters
    ----------
    paths : dict of str to path or list of path
        fields, about, drift, may_occur; lists: tables, instances, inference, viewers, change;
        summary, per_class, confusion and card may be empty.
    """

    def tables(name: str) -> dict[str, pd.DataFrame]:
        return {Path(path).stem: read_table(path) for path in paths[name]}

    mapped, entries = (read_manifests(paths[stage]) for stage in ("inference", "instances"))
    return SurveyData(
        fields=read_table(paths["fields"]),
        entries=entries,
        tables=tables("tables"),
        drift=read_table(paths["drift"]),
        about=read_json(paths["about"]),
        scores=read_json(paths["summary"]) if paths["summary"] else None,
        confidence={entry["field"]: entry["mean_confidence"] for entry in mapped},
        viewers=read_viewers(paths["viewers"]),
        change=tables("change"),
        per_class=read_table(paths["per_class"]) if paths["per_class"] else pd.DataFrame(),
        may_occur=read_table(paths["may_occur"]),
        mapped=mapped_fields(entries, mapped),
        confusion=read_table(paths["confusion"]) if paths["confusion"] else pd.DataFrame(),
        card=Path(paths["card"]).read_text(encoding="utf-8") if paths["card"] else "",
    )
