"""Tables typed by people: UTF-8 text with cells between tabulators, commas or semicolons."""

import csv
import io
import os
from pathlib import Path

LONGEST_CELL = 32_767
"""Characters that a cell of a spreadsheet holds; longer ones come from a missing quotation mark."""


def read_text(path: Path, what: str, error: type[Exception], todo: str) -> str:
    """Text of a file, without the byte order mark that spreadsheets put before it.

    Parameters
    ----------
    path : Path
    what : str
        What it is, for messages.
    error : type of Exception
        Raised if it cannot be read: with `todo` if there is no such file.
    todo : str
    """
    if os.path.exists(path) and not os.path.isfile(path):
        raise error(f"{what}{path} is no file (a folder, a pipe or a device); {todo}")
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise error(f"{what}{path} is not UTF-8 text ({wrong}); save it as UTF-8") from None
    except (OSError, ValueError) as wrong:
        said = getattr(wrong, "strerror", None) or str(wrong)
        raise error(f"{what}{path} cannot be read: {said}; {todo}") from None


def rows_of(
    text: str, delimiter: str, where: str, error: type[Exception]
) -> list[tuple[int, list[str]]]:
    """Numbered rows of stripped cells, numbered from 1; empty rows are left out.

    Parameters
    ----------
    text : str
    delimiter : str
    where : str
        Name of the table, for messages.
    error : type of Exception
        Raised for a quotation mark that is not closed, and for a cell that is too long.
    """
    rows = []
    # Not by str.splitlines: it parts at characters that a name may hold, and loses them.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            cells = [cell.strip() for cell in cells]
            long = [cell for cell in cells if len(cell) > LONGEST_CELL]
            if long:
                raise error(
                    f"{where}, row {number}: a cell begins with {long[0][:30]!r} and is "
                    f"{len(long[0])} characters long; shorten it, or close its quotation mark"
                )
            if any(cells) or number == 1:
                rows.append((number, cells))
    except csv.Error as wrong:
        raise error(
            f"{where}, row {number + 1}: {wrong}; close or double the quotation marks there"
        ) from None
    return rows
