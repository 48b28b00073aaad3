"""A finished survey whose sheet is saved as something else computes nothing again."""

import csv

import pytest
from openpyxl import Workbook
from survey_project import Project, survey_of_baselines


@pytest.fixture
def survey(fitted, tmp_path) -> Project:
    """A copy of the finished survey of baselines."""
    return fitted.copy(tmp_path / "project")


def rows_of(survey: Project) -> list[list[str]]:
    text = (survey.folder / "sheet.tsv").read_text()
    return list(csv.reader(text.splitlines(), delimiter="\t"))


def save_as_workbook(survey: Project, rows: list[list[str]]) -> None:
    """As a spreadsheet does: numbers are numbers, empty cells are none."""
    book = Workbook()
    for row in rows:
        cells = [float(cell) if cell == "1.25" else cell or None for cell in row]
        book.active.append(cells)
    book.save(survey.folder / "sheet.xlsx")
    survey.configure(survey_of_baselines() | {"sheet": "sheet.xlsx"})


def save_as_text_of_a_comma_country(survey: Project, rows: list[list[str]]) -> None:
    lines = [";".join(row).replace("1.25", "1,25") for row in rows]
    (survey.folder / "sheet.csv").write_bytes("\r\n".join(lines).encode("utf-16"))
    survey.configure(survey_of_baselines() | {"sheet": "sheet.csv"})


@pytest.mark.parametrize("save", [save_as_workbook, save_as_text_of_a_comma_country])
def test_only_the_page_that_names_the_sheet_is_made_again(survey, save):
    rows = rows_of(survey)
    (survey.folder / "sheet.tsv").write_text(
        "\n".join("\t".join(row) for row in [*rows, [""] * len(rows[0])])
    )
    other_bytes = {job.rule for job in survey.dry_run()}
    save(survey, rows)
    assert {job.rule for job in survey.dry_run()} <= other_bytes | {"report", "survey_report"}


def test_names_that_look_the_same_are_said_before_any_work(survey):
    rows = rows_of(survey)
    rows[1][0] = rows[1][0].replace(" ", "\u00a0")
    save_as_workbook(survey, rows)
    printed = survey.snakemake("--dry-run").stdout
    assert printed.count("remark: deposit ") == 1
    assert "no-break space" in printed
