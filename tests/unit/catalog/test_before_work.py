"""A drive that is away, and a collection without a usable field, stop a survey before any work."""

import re
import shutil
from pathlib import Path

import pytest
from recorded_survey import ROOT, read, write_configuration, write_sheet

from oresurvey.catalog.before_work import check_any_usable, check_before_work, check_folders
from oresurvey.catalog.inspection import catalog_row, inspect_row
from oresurvey.errors import SheetError
from oresurvey.files.tables import write_json
from oresurvey.survey.field import Field
from oresurvey.survey.rows import paths_of


@pytest.fixture
def drive(tmp_path):
    """Ten photographs of two deposits on one drive, ten of two on another; masks of three."""
    fields = {}
    for place, deposits in (("one", ("Lode", "Vein")), ("two", ("Dyke", "Skarn"))):
        for deposit in deposits:
            for number in range(5):
                path = tmp_path / "media" / place / deposit / f"S{number % 2}" / f"{number}.png"
                path.parent.mkdir(parents=True, exist_ok=True)
                path.touch()
                mask = None
                if place == "one" and number < 3:
                    mask = tmp_path / "masks" / deposit / path.name
                    mask.parent.mkdir(parents=True, exist_ok=True)
                    mask.touch()
                name = f"{deposit} {number}"
                fields[name] = Field(deposit, "s", name, path, mask)
    check_folders(fields, "my.tsv")
    return tmp_path, fields


def refused(fields: dict, *words: str) -> None:
    with pytest.raises(SheetError) as error:
        check_folders(fields, "my.tsv")
    for word in ("sheet my.tsv: ", "nothing was computed", *words):
        assert word in str(error.value)


def test_a_drive_that_is_not_connected(drive):
    folder, fields = drive
    (folder / "media" / "two").rename(folder / "away")
    refused(
        fields,
        "10 of 20 photographs are missing (of Dyke, Skarn)",
        f"the folder {folder}/media/two is not there. Connect the drive",
    )


def test_a_drive_whose_place_is_there_and_empty(drive):
    folder, fields = drive
    shutil.rmtree(folder / "media" / "two")
    (folder / "media" / "two").mkdir()
    refused(fields, f"the folder {folder}/media/two has none of them")


def test_all_photographs_away(drive):
    folder, fields = drive
    shutil.rmtree(folder / "media")
    refused(
        fields,
        "20 of 20 photographs are missing (of Dyke, Lode, Skarn, and 1 more)",
        f"the folder {folder}/media is not there",
    )


def test_one_photograph_that_is_all_there_is(tmp_path):
    field = Field("Lode", "s", "a", tmp_path / "a.png")
    refused({"a": field}, "1 of 1 photographs", f"the folder {tmp_path} has none of them")


def test_folders_that_may_not_be_opened(tmp_path, monkeypatch):
    """Or whose names are longer than they may be."""
    field = Field("Lode", "s", "a", tmp_path / "shared" / "S1" / "a.png")
    monkeypatch.setattr("os.access", lambda path, mode: path != tmp_path)
    refused({"a": field}, f"the folder {tmp_path} may not be opened")
    long = Field("Lode", "s", "a", tmp_path / "shared" / ("a" * 300) / "a.png")
    (tmp_path / "shared").mkdir()
    refused({"a": long}, f"the folder {long.image.parent} is not there")


def test_all_photographs_of_a_deposit(drive):
    folder, fields = drive
    (folder / "media" / "two" / "Dyke").rename(folder / "away")
    refused(fields, "5 of 20 photographs", f"{folder}/media/two/Dyke is not there")


def test_masks_away(drive):
    folder, fields = drive
    (folder / "masks").rename(folder / "away")
    refused(fields, "6 of 6 masks are missing (of Lode, Vein)", f"{folder}/masks is not there")


def test_a_large_share_of_no_whole_deposit(tmp_path):
    paths = [tmp_path / f"{number}.png" for number in range(6)]
    for path in paths:
        path.touch()
    paths += [tmp_path / "S2" / "6.png", tmp_path / "S2" / "7.png"]
    fields = {path.name: Field("Lode", "s", path.name, path) for path in paths}
    refused(fields, "2 of 8 photographs")
    (tmp_path / "8.png").touch()
    fields["8"] = Field("Lode", "s", "8", tmp_path / "8.png")
    check_folders(fields, "my.tsv")


@pytest.mark.parametrize("gone", ["0.png", "1.png", "S1"])
def test_single_photographs_and_a_section_are_quarantined(drive, gone):
    folder, fields = drive
    for path in (folder / "media" / "one" / "Vein").rglob(gone):
        path.rename(folder / f"away {path.name}")
    mask = fields["Lode 0"].mask
    mask.unlink()
    check_folders(fields, "my.tsv")


@pytest.fixture
def survey(tmp_path, monkeypatch):
    """Two fields, of which the catalog of before has noted one as accepted; a report."""
    monkeypatch.chdir(tmp_path)
    shutil.copy(ROOT / "config" / "minerals.tsv", "minerals.tsv")
    write_configuration()
    write_sheet({"a1": "Alder Creek", "b1": "Birch Hill"})
    for name in ("a1", "b1"):
        Path(f"{name}.jpg").write_text("no photograph")
        Path(f"{name}.png").write_text("no mask")
    Path("results/first/report").mkdir(parents=True)
    return read()


def note(survey, **found) -> None:
    """A catalog of before that knows the files of now, and what it found."""
    paths = paths_of(list(survey.fields.values()))
    entries = []
    for row in survey.rows(survey.fields):
        field, inspection = inspect_row(row, paths, [], 64)
        entry = {"field": field.field, "row": catalog_row(field, inspection) | found}
        entries.append(entry | {"class_pixels": {"1": 9}})
    write_json({"fields": entries}, "results/catalog/batches/b.json")


def test_nothing_usable_is_refused_beside_a_report_only(survey):
    check_before_work(survey, 100)
    Path("results/first/report/index.html").touch()
    check_before_work(survey, 100)
    Path("results/first/report/index.html").write_text("<html>")
    with pytest.raises(SheetError) as error:
        check_before_work(survey, 100)
    said = str(error.value)
    assert said.startswith("sheet sheet.tsv: none of the 2 fields can be used; nothing was")
    assert re.search(r"\n  field a1: photograph a1\.jpg cannot be read.*\n  field b1: ", said)


def test_what_the_catalog_knows_is_not_read_again(survey):
    note(survey, status="accepted", width=300, height=300)
    check_any_usable(survey, 100)


@pytest.mark.parametrize(
    "found",
    [
        {"status": "quarantined", "width": 300, "height": 300},
        {"status": "accepted", "width": 300, "height": 30},
        {"status": "accepted", "width": 30_000, "height": 30_000},
        {"status": "accepted", "width": 300, "height": 300, "sha256": "of another file"},
    ],
)
def test_a_catalog_that_knows_no_usable_field(survey, found):
    note(survey, **found)
    with pytest.raises(SheetError, match="none of the 2 fields can be used"):
        check_any_usable(survey, 100)


def test_a_catalog_that_cannot_be_read_says_nothing(survey):
    for number, text in enumerate(("", "[]", '{"fields": 1}')):
        path = Path(f"results/catalog/batches/{number}.json")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    with pytest.raises(SheetError):
        check_any_usable(survey, 100)
