"""A bad photograph is quarantined with its reason; the survey goes on and its report says so."""

import html

import pandas as pd
import pytest
from survey_project import BAD, GOOD


@pytest.fixture(scope="module")
def fields(finished):
    """``catalog/fields.csv`` of the tiny survey, by field."""
    return pd.read_csv(finished.folder / "results" / "catalog" / "fields.csv").set_index("field")


def test_all_rows_of_the_sheet_are_in_the_catalog(fields):
    assert set(fields.index) == {*GOOD, *BAD}
    assert set(fields.index[fields["status"] == "accepted"]) == set(GOOD)


@pytest.mark.parametrize("name", BAD)
def test_bad_photograph_is_quarantined_and_reported(finished, fields, name):
    reason = fields.loc[name, "reason"]
    assert fields.loc[name, "status"] == "quarantined"
    assert reason.startswith(f"field {name}: ")
    assert BAD[name][1] in reason
    page = finished.folder / "results" / "first" / "report" / "index.html"
    assert reason in html.unescape(page.read_text())


def test_nothing_else_is_lost(finished):
    results = finished.folder / "results"
    maps = {path.parent.name for path in results.glob("first/fields/*/*/classes.tif")}
    assert maps == set(GOOD)
    grains = {path.parent.name for path in results.glob("first/fields/*/*/grains.parquet")}
    assert grains == set(GOOD)
    annotated = {path.parent.name for path in results.glob("annotation/fields/*/*/grains.parquet")}
    assert annotated == {field for field, (_, split) in GOOD.items() if split}
    for table in ("modal", "grain_size", "association", "comparison"):
        assert len(pd.read_csv(results / "first" / "deposits" / f"{table}.csv"))
    scored = set(pd.read_csv(results / "first" / "evaluation" / "per_field.csv")["field"])
    assert scored == {"alder-2", "birch-2"}
    for part in ("survey.xlsx", "grains.gpkg", "figures"):
        assert (results / "first" / "report" / part).exists()
