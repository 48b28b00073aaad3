"""Workbooks (.xlsx) as tables: the cells of a sheet as text, as people see them."""

import io
import re
import zipfile
from datetime import date, datetime, time
from pathlib import Path

NAMED = "sheet"
"""Name of the sheet that is read, in any case; without one, the first."""
BEGINS = b"PK\x03\x04"
OLD_BEGINS = b"\xd0\xcf\x11\xe0"
"""Of .xls, and of workbooks under a password."""

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


def has_formulas(whole: bytes) -> bool:
    """Whether a workbook's sheets have any."""
    with zipfile.ZipFile(io.BytesIO(whole)) as parts:
        return any(
            re.search(rb"<f[ >/]", parts.read(name))
            for name in parts.namelist()
            if name.startswith("xl/worksheets/") and name.endswith(".xml")
        )


def _without_value(open_book) -> str:
    """First cell whose formula has no saved value; "" without one."""
    for typed, valued in zip(_rows(open_book()), _rows(open_book(data_only=True)), strict=False):
        for one, other in zip(typed, valued, strict=False):
            if one.value is not None and other.value is None:
                return one.coordinate
    return ""


def _cells(path: Path) -> tuple[list[tuple[int, list[str]]], dict[tuple[int, int], str], str]:
    # Slow to import, and only workbooks need it.
    from openpyxl import load_workbook

    whole = path.read_bytes()

    def open_book(**options):
        # Not by the path: openpyxl wants names to end in .xlsx.
        return load_workbook(io.BytesIO(whole), read_only=True, **options)

    rows, dates = [], {}
    for number, cells in enumerate(_rows(open_book(data_only=True)), 1):
        texts = ["" if cell.value is None else _seen(cell) for cell in cells]
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
        values.
    dict of (int, int) to str
        Cells that are dates, by the number of the row and the place in it from 0: as "C5".
    """
    try:
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
