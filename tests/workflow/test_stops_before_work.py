"""Errors of configuration and sheet stop a run before any work, with one message to act on."""

import copy

import pytest
from survey_project import MODAL, SURVEY, TRAIN, oresurvey, sheet_row, write_photograph

SHEET = [
    sheet_row("one", "Alder Creek", "train"),
    sheet_row("two", "Alder Creek", "validation"),
]


def with_train(**settings) -> dict:
    return SURVEY | {"models": {"first": {"train": TRAIN | settings}}}


def without(column: str) -> list[dict]:
    return [{key: cell for key, cell in row.items() if key != column} for row in SHEET]


CONFIGURATIONS = {
    "misspelt key": (
        SURVEY | {"resluts": "results"},
        "resluts: unknown key; did you mean 'results'?",
    ),
    "misspelt key of a model": (
        with_train(pathc_px=96),
        "models.first.train.pathc_px: unknown key; did you mean 'patch_px'?",
    ),
    "unknown value": (
        with_train(sampling="everywhere"),
        "models.first.train.sampling: 'everywhere' is not offered; "
        "use one of area, distance, uniform",
    ),
    "value of another type": (with_train(patch_px="large"), "models.first.train.patch_px: 'large'"),
    "unknown model": (SURVEY | {"report": {"model": "last"}}, "there is no model 'last'"),
    "reserved name": (
        SURVEY | {"models": {"catalog": {"train": TRAIN}}},
        "models.catalog: this name is not allowed",
    ),
}

SHEETS = {
    "field twice": (
        [*SHEET, SHEET[0]],
        "sheet.tsv, row 4: field 'one' is there already in row 2",
    ),
    "unknown split": (
        [SHEET[0], SHEET[1] | {"split": "valid"}],
        "sheet.tsv, row 3: split is 'valid'; use one of train, validation, test",
    ),
    "unknown selection": (
        [row | {"selection": "best"} for row in SHEET],
        "sheet.tsv, row 2: selection is 'best'; use one of systematic, random, chosen",
    ),
    "scale that is no number": (
        [SHEET[0], SHEET[1] | {"um_per_px": "1.2.5"}],
        "sheet.tsv, row 3: um_per_px is '1.2.5'",
    ),
    "missing column": (
        without("image"),
        "sheet.tsv, row 1: the column 'image' is missing",
    ),
    "empty cell": (
        [SHEET[0], SHEET[1] | {"section": ""}],
        "sheet.tsv, row 3: section is empty",
    ),
}


def check_that_it_stops(project, message: str) -> None:
    done = project.snakemake("--cores", "1")
    assert done.returncode != 0
    assert done.stdout.count(message) == 1, done.stdout
    assert "Traceback" not in done.stdout
    assert "Job stats" not in done.stdout
    assert not (project.folder / "results").exists()


@pytest.mark.parametrize("case", CONFIGURATIONS)
def test_configuration_error_names_the_key(new_survey, case):
    survey, message = CONFIGURATIONS[case]
    new_survey.configure(copy.deepcopy(survey), SHEET)
    check_that_it_stops(new_survey, message)


@pytest.mark.parametrize("case", SHEETS)
def test_sheet_error_names_file_and_row(new_survey, case):
    sheet, message = SHEETS[case]
    new_survey.configure(SURVEY | {"heat_maps": []}, sheet)
    check_that_it_stops(new_survey, message)


def test_sheet_that_is_not_there(new_survey):
    new_survey.configure(SURVEY | {"sheet": "fields.tsv"})
    check_that_it_stops(new_survey, "sheet fields.tsv is not there; make one with `make sheet")


def results_of(project) -> dict:
    """Bytes and time of every result."""
    return {
        path: (path.read_bytes(), path.stat().st_mtime_ns)
        for path in (project.folder / "results").rglob("*")
        if path.is_file() and path.name not in (".fingerprints.json", ".lock")
    }


def check_that_nothing_is_lost(project, *messages: str) -> None:
    before = results_of(project)
    said = [
        project.snakemake("--cores", "1").stdout,
        oresurvey(project, "why").stdout,
    ]
    for message in messages:
        assert all(text.count(message) == 1 for text in said), said
    assert not any("Traceback" in text or "Job stats" in text for text in said)
    assert results_of(project) == before


def test_photographs_on_a_drive_that_is_away(survey):
    (survey.folder / "photographs").rename(survey.folder / "away")
    table = survey.folder / MODAL
    kept = table.read_text()
    table.write_text(kept + "edited")
    check_that_nothing_is_lost(
        survey,
        "sheet sheet.tsv: 11 of 11 photographs are missing (of Alder Creek, Birch Hill): the "
        f"folder {survey.folder}/photographs is not there. Connect the drive",
    )
    # What repair removes could not be made again.
    assert oresurvey(survey, "repair").returncode == 2 and table.is_file()
    table.write_text(kept)
    (survey.folder / "away").rename(survey.folder / "photographs")
    assert survey.dry_run() == []


def test_photographs_that_are_all_damaged(survey):
    for path in (survey.folder / "photographs").glob("*.jpg"):
        path.write_bytes(path.read_bytes()[:100])
    check_that_nothing_is_lost(
        survey,
        "sheet sheet.tsv: none of the 11 fields can be used; nothing was computed",
        "field alder-1: photograph photographs/alder-1.jpg cannot be opened",
        " and 1 more",
    )


def test_the_same_survey_without_the_errors_starts(new_survey):
    new_survey.configure(SURVEY | {"heat_maps": []}, SHEET)
    for row in SHEET:
        write_photograph(new_survey.folder / "photographs", row["field"], 1)
    assert {"catalog_batch", "train_model"} <= {job.rule for job in new_survey.dry_run()}
