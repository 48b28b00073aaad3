"""Workbooks (.xlsx) as tables: the cells of a sheet as text, as people see them."""

import io
import re
import warnings
import zipfile
from datetime import date, datetime, time
from pathlib import Path

NAMED = "sheet"
"""Name of the sheet that is read, in any case; without one, the first."""
BEGINS = b"PK\x03\x04"
OLD_BEGINS = b"\xd0\xcf\x11\xe0"
"""Of .xls, and of workbooks under a password."""

MOST_MERGED = 100_000
"""Cells that may be merged into one: whole columns would take all memory."""

_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_ZEROS = re.compile("0+")


def _seen(cell) -> str:
    """A cell's value as text."""
    value = cell.value
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime) and value.time() == time.min:
        value = value.date()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, int | float):
        # 15 digits, as spreadsheets have them: 0.1 + 0.2 is 0.3.
        text = f"{value:.15g}"
        if _ZEROS.fullmatch(str(cell.number_format)) and text.isdigit():
            return text.zfill(len(cell.number_format))
        return text
    return str(value).strip()


def chosen_sheet(book):
    """The sheet of a workbook that holds the table: the one that is `NAMED`, or the first."""
    sheets = book.worksheets
    return next((one for one in sheets if one.title.strip().casefold() == NAMED), sheets[0])


def _rows(book):
    sheet = chosen_sheet(book)
    if hasattr(sheet, "reset_dimensions"):
        # Some programs write that the sheet ends where it does not.
        sheet.reset_dimensions()
    return sheet.iter_rows()


def _found(whole: bytes, pattern: bytes) -> list[bytes]:
    """What a pattern finds in the XML of a workbook's sheets."""
    with zipfile.ZipFile(io.BytesIO(whole)) as parts:
        names = [name for name in parts.namelist() if _SHEET.fullmatch(name)]
        return [one for name in names for one in re.findall(pattern, parts.read(name))]


def has_formulas(whole: bytes) -> bool:
    """Whether a workbook's sheets have any."""
    return bool(_found(whole, rb"<(?:\w+:)?f[ >/]"))


def _without_value(open_book) -> str:
    """First cell whose formula has no saved value; "" without one."""
    for typed, valued in zip(_rows(open_book()), _rows(open_book(data_only=True)), strict=False):
        for one, other in zip(typed, valued, strict=False):
            if one.value is not None and other.value is None:
                return one.coordinate
    return ""


def _merged(whole: bytes, load) -> dict[int, dict[int, str]]:
    """What merged cells show, by row and place: one cell holds it, and all of them say it."""
    from openpyxl.worksheet.cell_range import CellRange

    areas = [
        CellRange(ref.decode()) for ref in _found(whole, rb'<(?:\w+:)?mergeCell ref="([^"]+)"')
    ]
    large = [area.coord for area in areas if area.size["rows"] * area.size["columns"] > MOST_MERGED]
    if large:
        raise ValueError(f"too many cells are merged: {large[0]}")
    found: dict[int, dict[int, str]] = {}
    if not areas:
        return found
    sheet = chosen_sheet(load(io.BytesIO(whole), data_only=True))
    for area in sheet.merged_cells.ranges:
        first = sheet.cell(area.min_row, area.min_col)
        for row, column in area.cells if first.value is not None else ():
            found.setdefault(row, {})[column - 1] = _seen(first)
    return found


def _cells(path: Path) -> tuple[list[tuple[int, list[str]]], dict[tuple[int, int], str], str]:
    # Slow to import, and only workbooks need it.
    from openpyxl import load_workbook

    whole = path.read_bytes()

    def open_book(**options):
        # Not by the path: openpyxl wants names to end in .xlsx.
        return load_workbook(io.BytesIO(whole), read_only=True, **options)

    rows, dates = [], {}
    merged = _merged(whole, load_workbook)
    for number, cells in enumerate(_rows(open_book(data_only=True)), 1):
        texts = ["" if cell.value is None else _seen(cell) for cell in cells]
        for place, first in merged.get(number, {}).items():
            texts += [""] * (place + 1 - len(texts))
            texts[place] = texts[place] or first
        for place, cell in enumerate(cells):
            if isinstance(cell.value, date | time):
                dates[number, place] = cell.coordinate
        if any(texts):
            rows.append((number, texts))
    unsaved = _without_value(open_book) if has_formulas(whole) else ""
    return rows, dates, unsaved


def rows_of_workbook(
    path: Path, where: str, error: type[Exception]
) -> tuple[list[tuple[int, list[str]]], dict[tuple[int, int], str]]:
    """Numbered rows of text cells of a workbook, empty ones left out.

    Parameters
    ----------
    path : Path
    where : str
        Name of the table, for messages.
    error : type of Exception
        Raised if it cannot be read, or if a formula has no value.

    Returns
    -------
    list of (int, list of str)
        Rows numbered as the spreadsheet numbers them, all of one length; numbers with 15 digits,
        with zeros in front where their format has them; dates as 2024-02-01; of formulas, the
        values; of merged cells, what they show, in each of them.
    dict of (int, int) to str
        Cells that are dates, by the number of the row and the place in it from 0: as "C5".
    """
    try:
        with warnings.catch_warnings():
            # Of what is no cell, such as rules for what may be typed.
            warnings.simplefilter("ignore")
            rows, dates, unsaved = _cells(path)
    # Whatever damaged parts of a workbook make of its reader.
    except Exception as wrong:
        raise error(
            f"{where} cannot be read as a workbook ({wrong}); save it as .xlsx or as «CSV UTF-8»"
        ) from None
    if unsaved:
        raise error(
            f"{where}, cell {unsaved}: the value of the formula was not saved; open the workbook "
            "in a spreadsheet and save it, or put the value in place of the formula"
        )
    longest = max((len(texts) for _, texts in rows), default=0)
    return [(number, texts + [""] * (longest - len(texts))) for number, texts in rows], dates
