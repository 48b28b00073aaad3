"""The workbook: every table of the report in one file for a spreadsheet."""

import math
import os
from pathlib import Path

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from oresurvey.files.tables import without_formulas
from oresurvey.presentation.columns import TABLES, column_words
from oresurvey.presentation.units import PCT
from oresurvey.report.workbook.file import save_undated
from oresurvey.report.workbook.formats import (
    MARKS,
    MARKS_COLUMN,
    NUMBER_FORMATS,
    checked_name,
    column_width,
    frozen_columns,
    marks_of,
)
from oresurvey.report.workbook.overview import OVERVIEW, overview

LONGEST = 1_048_575
"""Rows of a sheet in the XLSX format, header left out."""

LEVELS = ("deposit", "section", "field")
README, COLUMNS = "README", "columns"
_BOLD = Font(name="Calibri", size=11, bold=True)
_HEADER = PatternFill("solid", start_color="DDE6EE")
_WRAP = Alignment(horizontal="left", vertical="top", wrap_text=True)
UNITS = (
    ("pct", "per cent"),
    ("um, um2", "micrometres, square micrometres"),
    ("px", "pixels"),
    ("mm2", "square millimetres"),
    ("1_um, 1_px", "per micrometre, per pixel"),
    ("p", "probability of a test; below .001 in powers of ten"),
)


def _fill(colour: str) -> PatternFill:
    return PatternFill("solid", start_color=colour, end_color=colour)


def _set(cell: WriteOnlyCell, value) -> WriteOnlyCell:
    """Put a value into a cell: numbers stay numbers, and text is never a formula nor an error."""
    if value is None or value is pd.NaT or value == "" or value != value:
        cell.value = None
    elif isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("\ufffd", value)
        cell.data_type = "s"
    elif isinstance(value, float) and math.isinf(value):
        # The format has no infinite number.
        cell.value = str(value)
    else:
        cell.value = value
    return cell


def _row(sheet, values, font: Font | None = None, fills: dict[int, PatternFill] | None = None):
    """Append a row of text."""
    cells = [_set(WriteOnlyCell(sheet), value) for value in values]
    for number, cell in enumerate(cells):
        cell.alignment = _WRAP
        if font:
            cell.font = font
        if fills and number in fills:
            cell.fill = fills[number]
    sheet.append(cells)


def _write_readme(book: Workbook, tables: dict[str, pd.DataFrame], about: list[str]) -> None:
    sheet = book.create_sheet(README)
    for letter, width in (("A", 24), ("B", 12), ("C", 96)):
        sheet.column_dimensions[letter].width = width
    _row(sheet, ["About this workbook"], _BOLD)
    for line in about:
        sheet.append([_set(WriteOnlyCell(sheet), line)])
    sheet.append([])
    _row(sheet, ["sheet", "rows", "what it holds"], _BOLD)
    for name, table in tables.items():
        words = TABLES[name] if len(table) else f"{TABLES[name]}; no rows, so no sheet"
        _row(sheet, [name, len(table), words])
    _row(sheet, [COLUMNS, None, "unit and meaning of every column of every sheet"])
    sheet.append([])
    _row(sheet, ["in a column's name", None, "unit"], _BOLD)
    for short, meaning in UNITS:
        _row(sheet, [short, None, meaning])
    sheet.append([])
    _row(sheet, ["mark of a row", None, f"meaning; the words stand in its column {MARKS_COLUMN}"],
         _BOLD)  # fmt: skip
    for words, (colour, meaning) in MARKS.items():
        _row(sheet, [words, None, meaning], fills={0: _fill(colour)})


def _write_overview(book: Workbook, table: pd.DataFrame) -> None:
    """Deposits by minerals: what most readers open the workbook for."""
    sheet = book.create_sheet(OVERVIEW)
    sheet.freeze_panes = "B2"
    safe = without_formulas(table)
    for number, name in enumerate(safe.columns, start=1):
        cells = safe[name].astype(object).tolist()
        sheet.column_dimensions[get_column_letter(number)].width = column_width(name, cells)
    _row(sheet, safe.columns, _BOLD, dict.fromkeys(range(safe.shape[1]), _HEADER))
    for values in safe.astype(object).itertuples(index=False):
        cells = [_set(WriteOnlyCell(sheet), value) for value in values]
        for cell in cells:
            if isinstance(cell.value, float):
                cell.number_format = NUMBER_FORMATS[PCT]
        sheet.append(cells)
    sheet.append([])
    about = "Shares of the ore by area, in per cent, with 95 % intervals: the sheet modal has all."
    sheet.append([_set(WriteOnlyCell(sheet), about)])


def _deposits_first(table: pd.DataFrame) -> pd.DataFrame:
    """A table with its rows of deposits before those of sections and fields."""
    if "level" not in table:
        return table
    order = table["level"].map({name: at for at, name in enumerate(LEVELS)}).fillna(-1)
    return table.loc[order.sort_values(kind="stable").index]


def _write_columns(book: Workbook, tables: dict[str, pd.DataFrame]) -> None:
    sheet = book.create_sheet(COLUMNS)
    sheet.freeze_panes = "A2"
    for letter, width in (("A", 20), ("B", 34), ("C", 12), ("D", 90)):
        sheet.column_dimensions[letter].width = width
    _row(sheet, ["sheet", "column", "unit", "meaning"], _BOLD, dict.fromkeys(range(4), _HEADER))
    rows = 1
    for name, table in tables.items():
        for column in table.columns:
            words = column_words(name, column)
            _row(sheet, [name, column, words.unit, words.meaning])
            rows += 1
    sheet.auto_filter.ref = f"A1:D{rows}"


def _mark_rows(sheet, rows: int, columns: int) -> None:
    """Colour rows by the words in their last column, so that sorting takes the colours along."""
    letter = get_column_letter(columns)
    for words, (colour, _) in reversed(MARKS.items()):
        sheet.conditional_formatting.add(
            f"A2:{letter}{rows + 1}",
            FormulaRule(
                [f'ISNUMBER(SEARCH("{words}",${letter}2))'], fill=_fill(colour), stopIfTrue=True
            ),
        )


def _write_table(book: Workbook, name: str, table: pd.DataFrame) -> None:
    """One sheet: header and rows as in the CSV, and a column of marks where there are any."""
    sheet = book.create_sheet(name)
    formats = [NUMBER_FORMATS.get(column_words(name, column).unit) for column in table.columns]
    marks = marks_of(table)
    safe = without_formulas(table if marks is None else table.assign(**{MARKS_COLUMN: marks}))
    formats += [None] * (safe.shape[1] - len(formats))
    columns = [safe[column].astype(object).tolist() for column in safe.columns]
    widths = [column_width(head, cells) for head, cells in zip(safe.columns, columns, strict=True)]
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    frozen = frozen_columns(list(safe.columns), widths)
    sheet.freeze_panes = f"{get_column_letter(frozen + 1)}2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{len(table) + 1}"
    if marks is not None and len(table):
        _mark_rows(sheet, len(table), len(columns))
    _row(sheet, safe.columns, _BOLD, dict.fromkeys(range(len(columns)), _HEADER))
    # A row is written as it is appended, so one row of cells serves for all.
    cells = [WriteOnlyCell(sheet) for _ in columns]
    for cell, number_format in zip(cells, formats, strict=True):
        if number_format:
            cell.number_format = number_format
    for values in zip(*columns, strict=True):
        sheet.append([_set(cell, value) for cell, value in zip(cells, values, strict=True)])


def _check(tables: dict[str, pd.DataFrame]) -> None:
    """Raise if a table does not fit into a sheet."""
    for name, table in tables.items():
        checked_name(name)
        if len(table) > LONGEST:
            raise ValueError(
                f"table {name} has {len(table)} rows; a sheet holds {LONGEST}: use {name}.csv, or "
                "split the survey"
            )
        for column in table.columns:
            column_words(name, column)


def write_workbook(tables: dict[str, pd.DataFrame], about: list[str], path: str | Path) -> None:
    """Write ``survey.xlsx``, atomically; the same tables make the same bytes.

    Parameters
    ----------
    tables : dict of str to DataFrame
        By name, as in `presentation.columns.TABLES`; a sheet each, but for those without rows,
        after the README; rows of deposits first. Before all a sheet of deposits by minerals.
    about : list of str
        First lines of the README: survey, model, versions, digests.
    path : path

    Raises
    ------
    ValueError
        If a table has more rows than a sheet can hold, or a name that a sheet cannot have.
    KeyError
        If a column has no words in `column_words`.
    """
    # Before anything is written: a sheet that was begun cannot be taken back.
    _check(tables)
    path = Path(path)
    book = Workbook(write_only=True)
    first = overview(tables["modal"]) if "modal" in tables else None
    if first is not None and len(first):
        _write_overview(book, first)
    _write_readme(book, tables, about)
    filled = {name: table for name, table in tables.items() if len(table)}
    for name, table in filled.items():
        _write_table(book, name, _deposits_first(table))
    _write_columns(book, filled)
    fresh = path.with_name(f".{path.stem}.{os.getpid()}.new.xlsx")
    try:
        save_undated(book, fresh)
        os.replace(fresh, path)
    finally:
        fresh.unlink(missing_ok=True)
