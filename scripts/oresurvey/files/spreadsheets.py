"""Tables as spreadsheets save them: workbooks, and text of any delimiter under any name."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from oresurvey.files.decoding import CODE_PAGES, encoding_of
from oresurvey.files.typed_tables import read_text, rows_of
from oresurvey.files.workbooks import BEGINS, OLD_BEGINS, rows_of_workbook

DELIMITERS = "\t,;|"
SAVE_AS = "save it as .xlsx or as «CSV UTF-8»"

_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?[\t,;|]*\r?(?:\n|$)', re.IGNORECASE)
"""First line by which spreadsheets name the delimiter, and which they do not show."""
_COMMENT = "#"
_FIRST_LINES = 20
"""Among them is the header."""


@dataclass(frozen=True)
class TypedTable:
    """Rows of text cells.

    Attributes
    ----------
    rows : list of (int, list of str)
        Numbered as a spreadsheet numbers them; the header first. No empty rows.
    dates : dict of (int, int) to str
        Cells of a workbook that are dates: number of the row and place in it from 0, as "C5".
    remarks : list of str
        What was taken for granted.
    """

    rows: list[tuple[int, list[str]]]
    dates: dict[tuple[int, int], str] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)


def delimiter_of(text: str, known: Iterable[str], suffix: str = "") -> str:
    """What parts the cells: the mark between the known names of the first line that has any.

    Parameters
    ----------
    text : str
    known : iterable of str
        Names of columns.
    suffix : str
        Of the file's name; decides where no name is known.
    """
    names = {name.casefold() for name in known}
    lines = [line for line in text.splitlines()[:_FIRST_LINES] if line.strip('\t,;| "')]

    def known_in(line: str, mark: str) -> int:
        return len(names & {cell.strip(' "').casefold() for cell in line.split(mark)})

    best = max(
        ((known_in(line, mark), mark) for line in lines for mark in DELIMITERS),
        key=lambda found: found[0],
        default=(0, ""),
    )
    if best[0] > 1:
        return best[1]
    if suffix.lower() == ".tsv" or not lines:
        return "\t"
    return max(",;\t", key=lines[0].count)


def _is_comment(rows: list[tuple[int, list[str]]], known: Iterable[str]) -> bool:
    """Whether the first row is one, and not a header whose first column is called "#"."""
    names = {name.casefold() for name in known}
    of_rows = [len(names & {cell.casefold() for cell in cells}) for _, cells in rows[:_FIRST_LINES]]
    return rows[0][1][0].startswith(_COMMENT) and of_rows[0] <= max(of_rows[1:], default=0)


def _start(path: Path) -> bytes:
    """First bytes of a file; none of what is no file, which may be waited for for ever."""
    try:
        if not path.is_file():
            return b""
        with open(path, "rb") as stream:
            return stream.read(100)
    except (OSError, ValueError):
        return b""


def _kind_of_binary(start: bytes) -> str:
    """What a file is that is neither text nor a workbook; "" if it may be one."""
    if start.startswith(OLD_BEGINS):
        return "an old workbook (.xls), or one under a password"
    if start.startswith(BEGINS) and b"mimetypeapplication/vnd.oasis.opendocument" in start:
        return "an OpenDocument table (.ods)"
    return ""


def _text(path: Path, what: str, error: type[Exception], todo: str) -> tuple[str, list[str]]:
    """Text of a file, and a remark on its code page, where that was guessed."""
    try:
        whole = path.read_bytes() if path.is_file() else b""
        encoding = encoding_of(whole)
    except UnicodeDecodeError as wrong:
        raise error(
            f"{what}{path} is not UTF-8 text ({wrong}); save it as UTF-8: .xlsx or «CSV UTF-8»"
        ) from None
    except (OSError, ValueError):
        encoding = "utf-8"
    if encoding not in CODE_PAGES and encoding != "utf-16":
        return read_text(path, what, error, todo), []
    page = CODE_PAGES.get(encoding)
    said = f"{what}{path} is read as {page}: check its names; to be sure, {SAVE_AS}"
    return whole.decode(encoding), [said] if page else []


def read_table(
    path: Path, what: str, error: type[Exception], todo: str, known: Iterable[str]
) -> TypedTable:
    """Read a table, whatever its name ends in.

    Parameters
    ----------
    path : Path
    what : str
        What it is, for messages.
    error : type of Exception
        Raised if it cannot be read: with `todo` if there is no such file.
    todo : str
    known : iterable of str
        Names of columns, by which the delimiter is found.

    Returns
    -------
    TypedTable
        Empty lines, a line ``sep=;`` and lines that begin with ``#`` are left out before the
        header.
    """
    start, where = _start(path), f"{what}{path}"
    kind = _kind_of_binary(start)
    if kind:
        raise error(f"{where} is {kind}; {SAVE_AS}")
    if start.startswith(BEGINS):
        rows, dates = rows_of_workbook(path, where, error)
        remarks: list[str] = []
    else:
        text, remarks = _text(path, what, error, todo)
        told = _SEPARATOR_LINE.match(text)
        if told:
            text = text[told.end() :]
        rows = rows_of(
            text, told[1] if told else delimiter_of(text, known, path.suffix), where, error
        )
        dates = {}
    while rows and (not any(rows[0][1]) or _is_comment(rows, known)):
        del rows[0]
    return TypedTable(rows, dates, remarks)
