"""What a survey has so far: fields accepted and quarantined, maps and grains."""

from dataclasses import dataclass

import pandas as pd

from oresurvey.deposits.tables import read_table
from oresurvey.files.manifests import read_manifests
from oresurvey.operations.progress.places import SurveyPlaces


@dataclass(frozen=True)
class ResultsStanding:
    """Counts of what lies in the results folder.

    Attributes
    ----------
    accepted : int or None
        Fields; None while there is no catalog.
    quarantined : list of tuple of str
        Deposit, field and reason.
    maps, grains : int
        Of the report's model.
    report : bool
        Whether the report is written.
    """

    accepted: int | None
    quarantined: list[tuple[str, str, str]]
    maps: int
    grains: int
    report: bool


def _catalog(places: SurveyPlaces) -> pd.DataFrame | None:
    if not places.catalog.is_file():
        return None
    return read_table(places.catalog, ["deposit", "field", "status", "reason"])


def quarantined_so_far(places: SurveyPlaces) -> list[tuple[str, str, str]]:
    """Deposit, field and reason of every quarantined field; none while there is no catalog."""
    fields = _catalog(places)
    if fields is None:
        return []
    rows = fields[fields["status"] == "quarantined"]
    return list(rows[["deposit", "field", "reason"]].itertuples(index=False, name=None))


def results_standing(places: SurveyPlaces) -> ResultsStanding:
    """Count what is there."""
    fields = _catalog(places)
    entries = read_manifests(places.grain_manifests)
    return ResultsStanding(
        accepted=None if fields is None else int((fields["status"] == "accepted").sum()),
        quarantined=quarantined_so_far(places),
        maps=len(entries),
        grains=sum(entry["grains"] for entry in entries),
        report=places.report_page.is_file(),
    )
