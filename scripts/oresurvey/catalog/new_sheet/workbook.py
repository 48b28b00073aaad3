"""Sheets as workbooks: names as text, so that no spreadsheet makes dates of them."""

import io
import warnings
import zipfile
from pathlib import Path

import pandas as pd
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter

from oresurvey.errors import SheetError
from oresurvey.files.workbooks import chosen_sheet, has_formulas

NUMBERS = ("um_per_px", "latitude", "longitude")
"""Columns of numbers; all others are text, also in rows that a person adds."""
AS_TEXT = "@"
WIDEST = 60
LOST = ("xl/charts/", "xl/drawings/drawing", "xl/media/", "xl/pivot", "xl/vbaProject")
"""Parts of a workbook that openpyxl does not write back."""


def _put(cell, column: str, value: str) -> None:
    if not value:
        return
    if column in NUMBERS:
        cell.value = float(value)
        return
    cell.value = value
    # A name may begin with "=", and is no formula.
    cell.data_type, cell.number_format = "s", AS_TEXT


def write_workbook(cells: pd.DataFrame, path: Path) -> None:
    """Write a sheet as a workbook of one sheet.

    Parameters
    ----------
    cells : DataFrame
        Of text, "" for nothing.
    path : Path
    """
    book = Workbook()
    sheet = book.active
    sheet.title = "sheet"
    sheet.freeze_panes = "A2"
    for place, column in enumerate(cells.columns, 1):
        letter = get_column_letter(place)
        sheet.cell(1, place, column)
        longest = max([len(column), *(len(text) for text in cells[column])])
        sheet.column_dimensions[letter].width = min(longest + 2, WIDEST)
        if column not in NUMBERS:
            sheet.column_dimensions[letter].number_format = AS_TEXT
        for row, text in enumerate(cells[column], 2):
            _put(sheet.cell(row, place), column, text)
    book.save(path)


def append_to_workbook(
    path: Path, whole: bytes, rows: list[dict[str, str]], header: list[str]
) -> bytes:
    """A workbook with more rows below those that it has.

    Parameters
    ----------
    path : Path
        For messages.
    whole : bytes
        The workbook.
    rows : list of dict of str to str
    header : list of str
        Names of the columns, from the first.

    Raises
    ------
    SheetError
        If something of the workbook would be lost.
    """
    with zipfile.ZipFile(io.BytesIO(whole)) as parts:
        lost = [name for name in parts.namelist() if name.startswith(LOST)]
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        book = load_workbook(io.BytesIO(whole))
    lost += [str(one.message) for one in said if "removed" in str(one.message)]
    if lost:
        raise SheetError(
            f"{path} holds more than cells ({lost[0]}), which would be lost; put the table alone "
            "into a workbook, or append to a copy"
        )
    if has_formulas(whole):
        raise SheetError(
            f"{path} has formulas, whose values only a spreadsheet computes; put their values in "
            "their place, then append"
        )
    sheet = chosen_sheet(book)
    filled = (
        row for row in range(sheet.max_row, 0, -1) if any(c.value is not None for c in sheet[row])
    )
    first = next(filled, 0) + 1
    for number, row in enumerate(rows, first):
        for place, column in enumerate(header, 1):
            _put(sheet.cell(number, place), column, row.get(column, ""))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
