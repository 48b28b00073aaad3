"""Batches, cores and the order of the sheet change no byte of any table."""

import copy

import pandas as pd
import pytest
from survey_project import SURVEY, Project

TABLES = ("modal", "grain_size", "association", "comparison", "size_curves")
GRAINS = ("grains.parquet", "contacts.parquet")


@pytest.fixture(scope="module")
def otherwise(finished, tmp_path_factory) -> Project:
    """The finished survey computed again: its model, one field a batch, one core, rows reversed."""
    project = finished.copy(tmp_path_factory.mktemp("otherwise") / "project")
    survey = copy.deepcopy(SURVEY)
    survey["models"] = {"first": {"weights": "results/models/first"}}
    survey |= {"results": "again", "batch_fields": 1, "heat_maps": []}
    project.configure(survey)
    header, *rows = (project.folder / "sheet.tsv").read_text().splitlines()
    (project.folder / "sheet.tsv").write_text("\n".join([header, *reversed(rows)]) + "\n")
    done = project.snakemake("--cores", "1", "tables", "evaluate")
    assert done.returncode == 0, done.stdout
    return project


@pytest.mark.parametrize("table", TABLES)
def test_tables_of_the_deposits(finished, otherwise, table):
    one, other = (
        (project.folder / results / "first" / "deposits" / f"{table}.csv").read_bytes()
        for project, results in ((finished, "results"), (otherwise, "again"))
    )
    assert len(one) > 50 and one == other


@pytest.mark.parametrize("table", ["per_class.csv", "per_field.csv", "confusion.csv"])
def test_scores(finished, otherwise, table):
    one, other = (
        pd.read_csv(project.folder / results / "first" / "evaluation" / table)
        for project, results in ((finished, "results"), (otherwise, "again"))
    )
    keys = list(one.columns)
    one, other = (frame.sort_values(keys).reset_index(drop=True) for frame in (one, other))
    pd.testing.assert_frame_equal(one, other, check_exact=True)


@pytest.mark.parametrize("table", GRAINS)
def test_grains_and_contacts_of_every_field(finished, otherwise, table):
    first = finished.folder / "results" / "first" / "fields"
    paths = sorted(first.rglob(table))
    assert len(paths) == 6
    for path in paths:
        other = otherwise.folder / "again" / "first" / "fields" / path.relative_to(first)
        pd.testing.assert_frame_equal(
            pd.read_parquet(path), pd.read_parquet(other), check_exact=True
        )
