"""Workbook: every table, as text and numbers, never as a formula."""

import numpy as np
import openpyxl
import pandas as pd
import pytest

from oresurvey import workbook
from oresurvey.workbook import write_workbook

TABLES = {
    "modal": pd.DataFrame({"mineral": ["Py", "Gn"], "pct": [1 / 3, np.nan], "grains": [3, 0]}),
    "fields": pd.DataFrame({"field": ["a"]}),
    "comparison": pd.DataFrame({"deposit_a": [], "p": []}),
}


def cells(path, name):
    return [list(row) for row in openpyxl.load_workbook(path)[name].values]


def test_every_table_is_there(tmp_path):
    path = tmp_path / "survey.xlsx"
    write_workbook(TABLES, ["Units are in the column names."], path)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["README", "modal", "fields", "comparison"]
    assert cells(path, "README") == [["About this workbook"], ["Units are in the column names."]]
    assert cells(path, "modal") == [
        ["mineral", "pct", "grains"], ["Py", pytest.approx(1 / 3), 3], ["Gn", None, 0],
    ]  # fmt: skip
    assert cells(path, "comparison")[0] == ["deposit_a", "p"]
    assert book["modal"].freeze_panes == "A2"
    assert (book["modal"]["B2"].number_format, book["modal"]["C2"].number_format) == (
        "0.000", "General",
    )  # fmt: skip
    assert [one.name for one in tmp_path.iterdir()] == ["survey.xlsx"]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1+A1", "@SUM(A1)", '=HYPERLINK("x")'])
@pytest.mark.parametrize("place", ["cell", "header"])
def test_formulas_are_text(tmp_path, text, place):
    """A sheet's own columns come through, so a header can be as bad as a cell."""
    table = pd.DataFrame({"deposit": [text]} if place == "cell" else {text: ["A"]})
    write_workbook({"fields": table}, [], tmp_path / "survey.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "survey.xlsx")["fields"]
    found = sheet["A2" if place == "cell" else "A1"]
    assert (found.data_type, found.value) == ("s", f"'{text}")


def test_too_long_a_table_is_refused(tmp_path, monkeypatch):
    """A sheet of the XLSX format holds 2^20 rows, one of them the header."""
    assert workbook.LONGEST == 2**20 - 1
    monkeypatch.setattr(workbook, "LONGEST", 1)
    with pytest.raises(ValueError, match="table modal has 2 rows; a sheet holds 1"):
        write_workbook(TABLES, [], tmp_path / "survey.xlsx")
    assert not (tmp_path / "survey.xlsx").exists()
