"""What an earlier sheet or configuration left is listed and removed, and nothing else."""

from pathlib import Path

import pytest
from recorded_survey import job, read, recorded_survey, write_sheet

from oresurvey.commands.command_line import main as oresurvey
from oresurvey.files.tables import write_text
from oresurvey.operations.records.jobs import record_job
from oresurvey.operations.records.stale import stale_folders

RESULTS = Path("results")
GONE = "first/fields/Birch%20Hill"


@pytest.fixture(autouse=True)
def survey(tmp_path, monkeypatch):
    """A recorded survey whose second deposit was taken out of the sheet; an old model."""
    monkeypatch.chdir(tmp_path)
    recorded_survey()
    write_sheet({"a1": "Alder Creek"})
    write_text("{}", RESULTS / "models/old/model.json")
    record_job(job("shipped_model", "models/old/model.json"))


def files() -> set[str]:
    return {path.relative_to(RESULTS).as_posix() for path in RESULTS.rglob("*") if path.is_file()}


def test_listed_and_kept(capsys):
    before = files()
    assert oresurvey(["clean-stale", "survey.yaml"]) == 0
    said = capsys.readouterr().out
    assert f"stale: {GONE}: the sheet has no such deposit" in said
    assert "stale: models/old: the configuration has no model 'old'" in said
    assert "2 files and folders of results stale; CONFIRM=1 removes them" in said
    assert files() == before


def test_removed(capsys):
    before = files()
    assert oresurvey(["clean-stale", "survey.yaml", "--remove"]) == 0
    assert before - files() == {
        *(path for path in before if path.startswith(GONE)),
        "models/old/model.json",
        "records/jobs/models/old/model.json.json",
    }
    capsys.readouterr()
    assert oresurvey(["clean-stale", "survey.yaml"]) == 0
    assert capsys.readouterr().out == "0 files and folders of results stale\n"


def test_folders_by_name_alone():
    layout = read().layout
    assert list(stale_folders(RESULTS, layout)) == ["models/old", GONE]


def test_field_of_a_known_deposit(capsys):
    write_text("1", RESULTS / "first/fields/Alder%20Creek/a9/classes.tif")
    layout = read().layout
    assert "first/fields/Alder%20Creek/a9" in stale_folders(RESULTS, layout)


def test_links_are_removed_and_not_followed(tmp_path, capsys):
    write_text("precious", tmp_path / "elsewhere/precious.csv")
    (RESULTS / "second").symlink_to(tmp_path / "elsewhere")
    assert oresurvey(["clean-stale", "survey.yaml", "--remove"]) == 0
    assert not (RESULTS / "second").is_symlink()
    assert (tmp_path / "elsewhere/precious.csv").read_text() == "precious"


def test_sheet_that_cannot_be_read(capsys):
    Path("sheet.tsv").unlink()
    assert oresurvey(["clean-stale", "survey.yaml", "--remove"]) == 2
    assert "sheet.tsv" in capsys.readouterr().err
