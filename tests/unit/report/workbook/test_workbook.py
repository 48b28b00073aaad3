"""Workbook: every table, as text and numbers, never as a formula; it says what the CSVs say."""

import csv
import importlib
import io
import time
import zipfile

import numpy as np
import openpyxl
import pandas as pd
import pytest

from oresurvey.deposits.tables import read_table
from oresurvey.files.tables import write_csv
from oresurvey.presentation.columns import TABLES as KNOWN
from oresurvey.presentation.columns import column_words
from oresurvey.report.workbook import formats, workbook
from oresurvey.report.workbook.formats import MARKS, checked_name, frozen_columns, marks_of
from oresurvey.report.workbook.workbook import UNITS, write_workbook

MODAL = pd.DataFrame(
    {
        "level": "deposit",
        "deposit": ["A", "=1+1", "Ридж 🪨"],
        "mineral": ["Py", "Gn", "Py"],
        "pct": [100 / 3, -1.5, np.nan],
        "below_lod": [False, True, True],
        "validated": [True, True, False],
        "sections": [3, 0, 1],
    }
)
TABLES = {
    "modal": MODAL,
    "fields": pd.DataFrame({"field": ["a"], "lens": ["x20"]}),
    "comparison": pd.DataFrame({"deposit_a": ["A"], "p": [0.5]}),
    "rims": pd.DataFrame({"deposit": [], "pct": []}),
}


def words_of(value):
    """A cell as a CSV has it."""
    if value is None:
        return ""
    return f"{value:.10g}" if type(value) in (int, float) else str(value)


def rows_of(sheet):
    """Rows of a sheet without the column of marks."""
    rows = [[words_of(value) for value in row] for row in sheet.values]
    marked = rows[0][-1] == formats.MARKS_COLUMN
    return [row[:-1] for row in rows] if marked else rows


def test_every_table_is_there_after_the_readme(tmp_path):
    write_workbook(TABLES, ["Model small."], tmp_path / "survey.xlsx")
    book = openpyxl.load_workbook(tmp_path / "survey.xlsx")
    # No row, no sheet.
    assert book.sheetnames == ["README", "modal", "fields", "comparison", "columns"]
    assert [one.name for one in tmp_path.iterdir()] == ["survey.xlsx"]


def test_the_first_sheet_is_of_deposits_by_minerals(tmp_path):
    modal = pd.DataFrame(
        {
            "level": ["field", "deposit", "deposit", "deposit"], "deposit": ["B", "B", "A", "A"],
            "basis": "ore", "code": [6, 6, 6, 1], "mineral": ["Py", "Py", "Py", "Ccp"],
            "pct": [9.0, 9.0, 2.0, np.nan], "best_pct": [9.0, 8.5, 1.5, np.nan],
            "best_low_pct": [np.nan, 7.0, 1.0, np.nan],
            "best_high_pct": [np.nan, 10.0, 2.0, np.nan],
            "best_shares": ["raw", "difference", "raw", "raw"],
            "searched": [True, True, True, False], "below_lod": [False, False, True, False],
            "validated": [True, True, False, False],
        }
    )  # fmt: skip
    modal = pd.concat([modal, modal.iloc[[3]].assign(deposit="B", best_pct=4.0, searched=True)])
    write_workbook({"modal": modal}, [], tmp_path / "survey.xlsx")
    book = openpyxl.load_workbook(tmp_path / "survey.xlsx")
    assert book.sheetnames[:2] == ["deposits", "README"]
    head, a, b, *_ = book["deposits"].values
    first, second = (dict(zip(head, row, strict=True)) for row in (a, b))
    assert first["deposit"] == "A" and first["shares are"] == "raw"
    assert [first[f"Py, {part}"] for part in ("%", "low", "high")] == [1.5, 1, 2]
    assert first["Py, marks"] == "< L_C; not validated" and first["Ccp, %"] is None
    assert first["Ccp, marks"] == "not searched"
    assert second["Py, %"] == 8.5 and second["Py, marks"] is None
    # Numbers, whatever the decimal sign of the reader's spreadsheet.
    assert {book["deposits"].cell(2, column).data_type for column in (7, 8, 9)} <= {"n"}
    levels = [row[0] for row in book["modal"].values][1:]
    assert levels == sorted(levels), "deposits before fields"


def test_readme_says_sheets_units_and_marks(tmp_path):
    write_workbook(TABLES, ["Model small.", "sheet sha256 12ab"], tmp_path / "survey.xlsx")
    rows = list(openpyxl.load_workbook(tmp_path / "survey.xlsx")["README"].values)
    assert [row[0] for row in rows[:3]] == [
        "About this workbook", "Model small.", "sheet sha256 12ab",
    ]  # fmt: skip
    assert ("modal", 3, KNOWN["modal"]) in rows and ("fields", 1, KNOWN["fields"]) in rows
    assert {row[0] for row in rows} >= {short for short, _ in UNITS} | set(MARKS)


def test_sheets_say_what_the_csvs_say(tmp_path):
    """Cell by cell, as text: the CSV has ten figures."""
    for name, table in TABLES.items():
        write_csv(table, tmp_path / f"{name}.csv")
    read = {name: read_table(tmp_path / f"{name}.csv") for name in TABLES}
    write_workbook(read, [], tmp_path / "survey.xlsx")
    book = openpyxl.load_workbook(tmp_path / "survey.xlsx")
    for name in ("modal", "fields", "comparison"):
        expected = list(csv.reader(io.StringIO((tmp_path / f"{name}.csv").read_text())))
        assert rows_of(book[name]) == expected


def test_numbers_stay_numbers_and_infinity_is_text(tmp_path):
    table = pd.DataFrame({"pct": [-1.5, 2.0, np.inf]})
    write_workbook({"modal": table}, [], tmp_path / "survey.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "survey.xlsx")["modal"]
    found = [(cell.data_type, cell.value) for cell in sheet["A"][1:]]
    assert found == [("n", -1.5), ("n", 2), ("s", "inf")]


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1+A1", "@SUM(A1)", '=HYPERLINK("x")', "\t=1", "\r=1"]
)
@pytest.mark.parametrize("place", ["cell", "header"])
def test_formulas_are_text(tmp_path, text, place):
    """A sheet's own columns come through, so a header can be as bad as a cell."""
    table = pd.DataFrame({"deposit": [text]} if place == "cell" else {text: ["A"]})
    write_workbook({"fields": table}, [text], tmp_path / "survey.xlsx")
    book = openpyxl.load_workbook(tmp_path / "survey.xlsx")
    found = book["fields"]["A2" if place == "cell" else "A1"]
    # XML has no carriage return: it comes back as a new line.
    assert (found.data_type, found.value) == ("s", f"'{text}".replace("\r", "\n"))
    assert "f" not in {cell.data_type for sheet in book for row in sheet for cell in row}


@pytest.mark.parametrize("text", ["#N/A", "#REF!", "a\x07b", "<script>", "NA"])
def test_hostile_names_are_text(tmp_path, text):
    write_workbook({"fields": pd.DataFrame({"deposit": [text]})}, [], tmp_path / "survey.xlsx")
    found = openpyxl.load_workbook(tmp_path / "survey.xlsx")["fields"]["A2"]
    # A bell has no place in XML.
    assert (found.data_type, found.value) == ("s", text.replace("\x07", "\ufffd"))


def test_formats_follow_the_unit_of_the_column(tmp_path):
    table = pd.DataFrame(
        {"mineral": ["Py"], "sections_a": [3], "pct_a": [1 / 3], "p": [1e-5], "ratio": [2.0]}
    )
    sizes = pd.DataFrame({"grains": [3], "d50_um": [1.25], "boundary_density_1_um": [0.01]})
    write_workbook({"comparison": table, "grain_size": sizes}, [], tmp_path / "survey.xlsx")
    book = openpyxl.load_workbook(tmp_path / "survey.xlsx")
    assert [cell.number_format for cell in book["comparison"][2]] == [
        "General", "0", "0.00", "[<0.001]0.0E+00;0.000", "0.000",
    ]  # fmt: skip
    assert [cell.number_format for cell in book["grain_size"][2]] == ["0", "0.0", "0.0000"]


def test_header_and_names_stay_in_sight_and_can_be_filtered(tmp_path):
    write_workbook(TABLES, [], tmp_path / "survey.xlsx")
    book = openpyxl.load_workbook(tmp_path / "survey.xlsx")
    sheet = book["modal"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("D2", "A1:H4")
    assert sheet["A1"].font.bold
    assert book["comparison"].auto_filter.ref == "A1:B2"


def test_frozen_columns_leave_room():
    """A name after a number is not frozen, nor what would fill the screen."""
    assert frozen_columns(["level", "deposit", "pct", "mineral"], [9, 20, 9, 9]) == 2
    assert frozen_columns(["deposit", "section", "field"], [30, 30, 30]) == 2


def test_marks_are_words_and_colours(tmp_path):
    assert marks_of(MODAL).tolist() == ["", "< L_C", "< L_C; not validated"]
    assert marks_of(MODAL.drop(columns=["below_lod", "validated"])) is None
    assert marks_of(MODAL.assign(searched=[True, False, True])).tolist()[1] == "< L_C; not searched"
    write_workbook(TABLES, [], tmp_path / "survey.xlsx")
    book = openpyxl.load_workbook(tmp_path / "survey.xlsx")
    sheet = book["modal"]
    assert [cell.value for cell in sheet["H"]] == ["marks", None, "< L_C", "< L_C; not validated"]
    (area,) = sheet.conditional_formatting
    assert str(area.sqref) == "A2:H4"
    rules = {rule.formula[0]: rule.dxf.fill.start_color.rgb[2:] for rule in area.rules}
    # The graver mark comes first, and stops.
    assert list(rules.values()) == [colour for colour, _ in reversed(MARKS.values())]
    assert 'ISNUMBER(SEARCH("< L_C",$H2))' in rules
    legend = {cell.value: cell.fill.start_color.rgb[2:] for cell in book["README"]["A"]}
    assert all(legend[words] == colour for words, (colour, _) in MARKS.items())


def test_columns_without_a_value_have_no_mark():
    """Rows of fields know neither limit nor verdict."""
    table = pd.DataFrame({"below_lod": [np.nan, True], "validated": [np.nan, False]}, dtype=object)
    assert marks_of(table).tolist() == ["", "< L_C; not validated"]


def test_same_tables_make_the_same_bytes(tmp_path, monkeypatch):
    texts = []
    for name, now in (("a", 1e9), ("b", 1.1e9)):
        monkeypatch.setattr(time, "time", lambda now=now: now)
        write_workbook(TABLES, ["x"], tmp_path / f"{name}.xlsx")
        texts.append((tmp_path / f"{name}.xlsx").read_bytes())
    assert texts[0] == texts[1]
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        assert b"1980-01-01" in archive.read("docProps/core.xml")
        assert archive.testzip() is None


def test_too_long_a_table_is_refused(tmp_path, monkeypatch):
    """A sheet of the XLSX format holds 2^20 rows, one of them the header."""
    assert workbook.LONGEST == 2**20 - 1
    monkeypatch.setattr(workbook, "LONGEST", 1)
    with pytest.raises(ValueError, match="table modal has 3 rows; a sheet holds 1"):
        write_workbook(TABLES, [], tmp_path / "survey.xlsx")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["", "a" * 32, "a:b", "a/b", "a[b", "'a", "a?"])
def test_name_that_no_sheet_can_have_is_refused(name):
    with pytest.raises(ValueError, match="cannot name a sheet"):
        checked_name(name)
    assert all(checked_name(known) == known for known in KNOWN)


def test_every_column_is_explained(tmp_path):
    write_workbook(TABLES, [], tmp_path / "survey.xlsx")
    rows = list(openpyxl.load_workbook(tmp_path / "survey.xlsx")["columns"].values)
    assert rows[0] == ("sheet", "column", "unit", "meaning")
    assert [row[:2] for row in rows[1:]] == [
        (name, column) for name, table in TABLES.items() for column in table.columns if len(table)
    ]
    assert ("modal", "pct", *vars(column_words("modal", "pct")).values()) in rows
    # Of a survey's own sheet.
    assert column_words("fields", "lens").meaning == "a column of the survey's own sheet"


def test_column_that_nobody_explained_is_an_error(tmp_path):
    table = pd.DataFrame({"surprise": [1]})
    with pytest.raises(KeyError, match="'surprise' of table 'modal'"):
        write_workbook({"modal": table}, [], tmp_path / "survey.xlsx")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("table", "module", "constant"),
    [
        ("modal", "deposits.modal.shares", "COLUMNS"),
        ("modal", "deposits.modal.best", "BEST"),
        ("assay", "deposits.modal.assay", "COLUMNS"),
        ("variance_components", "deposits.modal.variance_components", "COLUMNS"),
        ("standing", "deposits.standing", "COLUMNS"),
        ("modal", "deposits.modal.detection_limit", "COLUMNS"),
        ("modal", "deposits.modal.sampling_effort", "COLUMNS"),
        ("reconciliation", "deposits.modal.reconciliation", "COLUMNS"),
        ("association", "deposits.association.table", "COLUMNS"),
        ("rims", "deposits.association.rims", "COLUMNS"),
        ("textures", "deposits.association.textures", "COLUMNS"),
        ("locking", "deposits.association.locking", "COLUMNS"),
        ("liberation", "deposits.association.liberation", "COLUMNS"),
        ("grain_size", "deposits.grain_size.table", "COLUMNS"),
        ("grain_size", "deposits.grain_size.polished_area", "COLUMNS"),
        ("saltykov", "deposits.grain_size.saltykov", "COLUMNS"),
        ("size_curves", "deposits.grain_size.curves", "CURVE_COLUMNS"),
        ("size_bands", "deposits.grain_size.curves", "BAND_COLUMNS"),
        ("drift", "deposits.drift", "COLUMNS"),
    ],
)
def test_columns_that_the_stages_name_are_explained(table, module, constant):
    """Tables of the demo are asked in the test of the demo; here are those it leaves empty."""
    for column in getattr(importlib.import_module(f"oresurvey.{module}"), constant):
        assert column_words(table, column).meaning
