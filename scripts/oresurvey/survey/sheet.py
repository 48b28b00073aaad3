"""The sheet: one row per field, read and checked before any work starts."""

import os
from dataclasses import dataclass
from pathlib import Path

from oresurvey.errors import SheetError
from oresurvey.files.folder_names import folder_name
from oresurvey.files.spreadsheets import read_table
from oresurvey.survey.catalog_columns import ADDED, CALIBRATION, EMPTY
from oresurvey.survey.cells.names import unusable, without_lines, wrong_character
from oresurvey.survey.cells.sampling import COLUMNS as SAMPLING
from oresurvey.survey.cells.sampling import (
    DEPTH,
    FRACTION,
    HOLE,
    WAYS,
    check_sections,
    hole_remarks,
)
from oresurvey.survey.cells.written import located, scale_of, spoiled
from oresurvey.survey.field import Field

REQUIRED = ("deposit", "section", "field", "image")
OPTIONAL = (
    *("mask", "split", "um_per_px", "selection", "sample_type", "minerals"),
    *("session", "calibration"),
)
ALL = "all"
KNOWN = (*REQUIRED, *OPTIONAL, "latitude", "longitude", "fold", *SAMPLING)
"""Columns that some stage reads."""
NAMES = ("deposit", "section", "field", "image", "mask", "calibration", HOLE, FRACTION)
NUMBERS = ("um_per_px", "latitude", "longitude", DEPTH)
"""Columns in which a date is a slip."""
ALLOWED = {
    "split": ("train", "validation", "test"),
    "selection": WAYS,
    "sample_type": ("ore", "particles"),
}


def _choice(row: dict[str, str], column: str, where: str) -> str | None:
    value = row.get(column) or None
    if value is not None and value not in ALLOWED[column]:
        raise SheetError(
            f"{where}: {column} is {value!r}; use one of {', '.join(ALLOWED[column])}, or leave it "
            "empty"
        )
    return value


def unusable_cell(column: str, cell: str) -> str:
    """Why a cell cannot be used, in words to follow "deposit is "; "" if it can.

    Notes of other columns may have lines and any length.
    """
    if column == "deposit" and cell == ALL:
        return f"{ALL!r}, the word that tables have for all deposits together; add to it"
    if column in ("deposit", "section", "field") or (column == HOLE and cell):
        return unusable(cell) or spoiled(cell)
    return wrong_character(cell if column in (*REQUIRED, *OPTIONAL) else without_lines(cell))


def _field(row: dict[str, str], sheet: Path, number: int) -> Field:
    where = f"{sheet}, row {number}"
    for column in REQUIRED:
        if not row[column]:
            raise SheetError(f"{where}: {column} is empty; every field needs one")
    for column, cell in row.items():
        wrong = unusable_cell(column, cell)
        if wrong:
            raise SheetError(f"{where}: {column} is {wrong}")
    mask, calibration = (
        located(row[column], sheet, where) if row.get(column) else None
        for column in ("mask", "calibration")
    )
    split = _choice(row, "split", where)
    if split and mask is None:
        raise SheetError(
            f"{where}: split is {split!r} but there is no mask; only annotated fields have a split"
        )
    return Field(
        deposit=row["deposit"],
        section=row["section"],
        field=row["field"],
        image=located(row["image"], sheet, where),
        mask=mask,
        split=split,
        um_per_px=scale_of(row.get("um_per_px") or "", where),
        selection=_choice(row, "selection", where),
        sample_type=_choice(row, "sample_type", where) or "ore",
        minerals=row.get("minerals") or "",
        session=row.get("session") or "",
        calibration=calibration,
        extra={k: v for k, v in row.items() if k not in (*REQUIRED, *OPTIONAL)},
    )


def _header(where: str, cells: list[str]) -> list[str]:
    """Names of the columns, checked; known ones in small letters."""
    if not set(REQUIRED) <= set(cells):
        # Otherwise a column "Session" of one's own is what it was.
        small = {name: name.casefold() for name in cells if name.casefold() in KNOWN}
        cells = [name if small.get(name, name) in cells else small[name] for name in cells]
    for column in REQUIRED:
        if column not in cells:
            raise SheetError(
                f"{where}: the column {column!r} is missing; it has {', '.join(cells)}"
            )
    twice = [name for name in cells if name and cells.count(name) > 1]
    if twice:
        raise SheetError(f"{where}: the column {twice[0]!r} is there twice")
    for name in cells:
        if unusable(name):
            raise SheetError(f"{where}: the name of a column is {unusable(name)}")
    taken = [name for name in cells if name in (*ADDED, CALIBRATION, EMPTY)]
    if taken:
        raise SheetError(
            f"{where}: the catalog writes a column {taken[0]!r} itself; rename this one"
        )
    return cells


def _unread(where: str, header: list[str]) -> list[str]:
    """Remarks on columns that are nearly called as one that is read."""
    return [
        f"{where}: the column {name!r} is not read as {name.casefold()}, which is "
        "written in small letters; rename it if it is meant"
        for name in header
        if name not in KNOWN and name.casefold() in KNOWN and name.casefold() not in header
    ]


def _no_dates(path: Path, number: int, cells: list[str], header: list[str], dates: dict) -> None:
    """Refuse cells of a workbook that are dates where there should be a name or a number.

    Raises
    ------
    SheetError
    """
    for place, column in enumerate(header):
        if (number, place) in dates and column in (*NAMES, *NUMBERS):
            raise SheetError(
                f"{path}, row {number}: {column} is a date ({cells[place]}, cell "
                f"{dates[number, place]}), made by the spreadsheet of what was typed; format the "
                "column as text, and type it again"
            )


def _rows(path: Path) -> tuple[list[tuple[int, dict[str, str]]], list[str], list[str]]:
    """Numbered rows with stripped cells, header and remarks; empty lines and columns go."""
    if not os.path.exists(path):
        raise SheetError(
            f"sheet {path} is not there; make one with `make sheet FOLDER=photographs SHEET={path}`"
        )
    table = read_table(path, "sheet ", SheetError, "give the path of a table", KNOWN)
    first, names = table.rows[0] if table.rows else (1, [])
    names = names[: max((place for place, name in enumerate(names, 1) if name), default=0)]
    header = _header(f"sheet {path}, row {first}", names)
    found = []
    for number, cells in table.rows[1:]:
        if len(cells) < len(header) or any(cells[len(header) :]):
            raise SheetError(
                f"sheet {path}, row {number}: {len(cells)} cells under {len(header)} columns; put "
                "names with a comma or a tabulator into quotation marks"
            )
        _no_dates(path, number, cells, header, table.dates)
        for place, (name, cell) in enumerate(zip(header, cells, strict=False), 1):
            if cell and not name:
                raise SheetError(
                    f"sheet {path}, row {first}: column {place} has no name; name it or delete it"
                )
        found.append((number, {n: c for n, c in zip(header, cells, strict=False) if n}))
    return found, header, [*table.remarks, *_unread(f"sheet {path}, row {first}", header)]


@dataclass(frozen=True)
class Sheet:
    """A sheet that was read.

    Attributes
    ----------
    fields : list of Field
        In the order of the names, so that the order of the rows means nothing.
    header : list of str
        Names of the columns as they are read, "" for one without a name.
    remarks : list of str
        What was taken for granted of the file and its columns.
    """

    fields: list[Field]
    header: list[str]
    remarks: list[str]


def read_sheet(path: str | Path) -> list[Field]:
    """The fields of a sheet, as `read_whole_sheet` reads them."""
    return read_whole_sheet(path).fields


def read_whole_sheet(path: str | Path) -> Sheet:
    """Read and check a sheet.

    Parameters
    ----------
    path : path
        A workbook, or text of any delimiter (`files.spreadsheets.read_table`); columns as in
        `REQUIRED` and `OPTIONAL`, any other is carried through. Paths are relative to the sheet,
        see `survey.cells.written.located`.

    Raises
    ------
    SheetError
        Naming the file, the row and the column, and what to write instead.
    """
    path = Path(path)
    fields: dict[str, Field] = {}
    rows_of: dict[str, int] = {}
    folders: dict[str, int] = {}
    deposit_of: dict[str, tuple[str, int]] = {}
    spelling: dict[str, tuple[str, int]] = {}
    rows, header, remarks = _rows(path)
    for number, row in rows:
        one = _field(row, path, number)
        if one.field in fields:
            raise SheetError(
                f"{path}, row {number}: field {one.field!r} is there already in row "
                f"{rows_of[one.field]}; give every field its own name"
            )
        # Two names that differ in case only are one folder on many file systems.
        clash = folders.setdefault(one.folder.casefold(), number)
        if clash != number:
            raise SheetError(
                f"{path}, row {number}: field {one.field!r} differs from row {clash} in upper and "
                "lower case only, or in how accents are typed; rename one"
            )
        deposit, first = spelling.setdefault(
            folder_name(one.deposit).casefold(), (one.deposit, number)
        )
        if deposit != one.deposit:
            raise SheetError(
                f"{path}, row {number}: deposit {one.deposit!r} differs from {deposit!r} in row "
                f"{first} in upper and lower case only, or in how accents are typed; write one way"
            )
        deposit, first = deposit_of.setdefault(one.section, (one.deposit, number))
        if deposit != one.deposit:
            raise SheetError(
                f"{path}, row {number}: section {one.section!r} belongs to deposit {deposit!r} in "
                f"row {first} and to {one.deposit!r} here; a section has one deposit"
            )
        fields[one.field], rows_of[one.field] = one, number
    check_sections(rows, path)
    if not fields:
        raise SheetError(f"sheet {path} has no rows; add one per photograph")
    ordered = [fields[name] for name in sorted(fields)]
    return Sheet(ordered, header, remarks + hole_remarks(ordered))
