"""A whole survey of odd names and bad files: it finishes, and the good fields never notice."""

import os

import pandas as pd
import pytest
from corpus import NAMES, bad_rows, good_rows, write_sheet
from survey_project import Project, new_project

SURVEY = {
    "sheet": "sheet.tsv",
    "models": {"colour": {"type": "colour"}},
    "report": {"model": "colour"},
    "evaluation": {"figure_fields": 2},
    "batch_fields": 16,
}
GOOD = {name for names in NAMES.values() for name in names}


def listing(folder) -> dict[str, tuple]:
    """Every file beside the results and Snakemake's notes: size, time, target of a link."""
    found = {}
    for root, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if name not in ("results", ".snakemake")]
        folders[:] = [name for name in folders if name != "__pycache__"]
        for name in (*files, *folders):
            path = os.path.join(root, name)
            about = os.lstat(path)
            mark = None if name in folders else about.st_mtime_ns
            found[path] = (about.st_mode, mark, about.st_size if mark else None)
    return found


@pytest.fixture(scope="module")
def surveys(tmp_path_factory) -> tuple[Project, Project]:
    """The survey of the good fields, as far as its tables, and the whole one with the bad ones."""
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "files").mkdir()
    good = good_rows(folder / "files")
    bad = bad_rows(folder / "files")
    projects = []
    for name, rows, targets in (
        ("good", good, ("tables", "evaluate")),
        ("all", good + bad, ()),
    ):
        project = new_project(folder / name)
        project.configure(SURVEY)
        write_sheet(rows, project.folder / "sheet.tsv")
        before = listing(folder)
        project.run(*targets)
        assert listing(folder) == before
        projects.append(project)
    return tuple(projects)


def test_bad_fields_are_quarantined_and_good_ones_accepted(surveys):
    table = pd.read_csv(
        surveys[1].folder / "results" / "catalog" / "fields.csv", keep_default_na=False, dtype=str
    )
    names = table["field"].str.removeprefix("'")
    accepted = table["status"] == "accepted"
    assert set(names[accepted]) == GOOD
    assert len(table) - len(GOOD) >= 40
    assert (table.loc[~accepted, "reason"].str.len() > 20).all()


def test_tables_are_those_without_the_bad_fields(surveys):
    first, second = (project.folder / "results" for project in surveys)
    tables = sorted(path.relative_to(first) for path in first.glob("colour/*/*.csv"))
    assert len(tables) > 10
    for path in tables:
        assert (first / path).read_bytes() == (second / path).read_bytes(), path


def test_every_good_field_has_its_maps_inside_the_results(surveys):
    for project in surveys:
        fields = project.folder / "results" / "colour" / "fields"
        assert len(list(fields.glob("*/*/classes.tif"))) == len(GOOD)
        assert len(list(fields.glob("*/*/grains.parquet"))) == len(GOOD)


def test_report_shows_names_and_reasons_as_text(surveys):
    page = (surveys[1].folder / "results" / "colour" / "report" / "index.html").read_text()
    assert "Норильск-1 ⛏️" in page
    assert '<b>"Birch"' not in page
    assert "decompression bomb" in page


def test_there_is_nothing_left_to_do(surveys):
    assert surveys[1].dry_run() == []
