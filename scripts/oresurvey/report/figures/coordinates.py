"""Where deposits are: the sheet's columns latitude and longitude, decimal degrees (WGS 84)."""

import math
from dataclasses import dataclass

import pandas as pd

from oresurvey.survey.cells.written import number_of

LIMITS = {"latitude": 90.0, "longitude": 180.0}
EXAMPLES = {"latitude": "60.25", "longitude": "-30.5"}


@dataclass(frozen=True)
class Place:
    """Of one deposit, in degrees: north and east are positive."""

    latitude: float
    longitude: float


def _degrees(cell, column: str) -> float:
    """A cell as degrees; NaN where it is not."""
    value = number_of(str(cell))
    return math.nan if value is None or abs(value) > LIMITS[column] else value


def _text(cell) -> str:
    return "" if pd.isna(cell) else str(cell).strip()


def _problem(row: dict) -> str:
    """What is wrong with the coordinates of a field; empty where nothing is."""
    for column, limit in LIMITS.items():
        text = _text(row[column])
        if text and math.isnan(_degrees(text, column)):
            return (
                f"field {row['field']}: {column} is {text!r}; write decimal degrees from "
                f"-{limit:g} to {limit:g} with a decimal point, such as {EXAMPLES[column]}, or "
                "leave it empty"
            )
    if bool(_text(row["latitude"])) != bool(_text(row["longitude"])):
        return f"field {row['field']}: latitude and longitude need each other; fill both or none"
    return ""


def _middle(places: list[Place]) -> Place:
    """Middle of the places of a deposit's fields, on the shorter way round the globe."""
    first = places[0].longitude
    east = [(one.longitude - first + 180) % 360 - 180 for one in places]
    longitude = (first + sum(east) / len(east) + 180) % 360 - 180
    return Place(sum(one.latitude for one in places) / len(places), longitude)


def places_of(fields: pd.DataFrame) -> tuple[dict[str, Place], list[str]]:
    """Where every deposit is, as far as the sheet says.

    Parameters
    ----------
    fields : DataFrame
        As ``catalog/fields.csv``; columns latitude and longitude, if the sheet has them.

    Returns
    -------
    dict of str to Place
        Of the deposits with coordinates, in the order of the names: the middle of those of their
        fields.
    list of str
        A sentence for every cell that cannot be used, naming the field and what to write. One bad
        cell does not stop a survey; its field is left out of the map.
    """
    if not set(LIMITS) <= set(fields):
        return {}, []
    found: dict[str, list[Place]] = {}
    problems = []
    for row in fields.sort_values("field").to_dict("records"):
        if problem := _problem(row):
            problems.append(problem)
        elif _text(row["latitude"]):
            place = Place(*(_degrees(_text(row[column]), column) for column in LIMITS))
            found.setdefault(row["deposit"], []).append(place)
    return {deposit: _middle(found[deposit]) for deposit in sorted(found)}, problems
