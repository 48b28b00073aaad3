"""The sheet: one row per field, read and checked before any work starts."""

import os
import re
from pathlib import Path

from oresurvey.errors import SheetError
from oresurvey.files.folder_names import folder_name
from oresurvey.files.typed_tables import read_text, rows_of
from oresurvey.survey.catalog_columns import ADDED, CALIBRATION
from oresurvey.survey.field import Field
from oresurvey.survey.names import unusable, without_lines, wrong_character

REQUIRED = ("deposit", "section", "field", "image")
OPTIONAL = (
    *("mask", "split", "um_per_px", "selection", "sample_type", "minerals"),
    *("session", "calibration"),
)
ALL = "all"
NUMBER = re.compile(r"[0-9]*\.?[0-9]+(?:[eE][+-]?[0-9]{1,3})?|[0-9]+\.")
ALLOWED = {
    "split": ("train", "validation", "test"),
    "selection": ("systematic", "random", "chosen"),
    "sample_type": ("ore", "particles"),
}


def _located(text: str, sheet: Path, where: str) -> Path:
    """Path of a cell: environment variables filled in, relative to the sheet."""
    filled = os.path.expandvars(text)
    left = re.search(r"\$\{?(\w+)", filled)
    if left:
        raise SheetError(
            f"{where}: the environment variable {left[1]} in {text!r} is not set; "
            f"set it, for example `export {left[1]}=/folder/of/the/frames`"
        )
    return sheet.parent / filled


def _choice(row: dict[str, str], column: str, where: str) -> str | None:
    value = row.get(column) or None
    if value is not None and value not in ALLOWED[column]:
        raise SheetError(
            f"{where}: {column} is {value!r}; use one of {', '.join(ALLOWED[column])}, or leave it "
            "empty"
        )
    return value


def _scale(row: dict[str, str], where: str) -> float | None:
    text = row.get("um_per_px") or ""
    if not text:
        return None
    # Python's float takes more than people write: 1_0 for 10.
    value = float(text) if NUMBER.fullmatch(text) else 0.0
    if not 0 < value < 1e4:
        raise SheetError(
            f"{where}: um_per_px is {text!r}; give micrometres per pixel as a number with a "
            "decimal point, such as 1.25, or leave it empty"
        )
    return value


def _unusable_cell(column: str, cell: str) -> str:
    """Why a cell cannot be used; notes of other columns may have lines and any length."""
    if column == "deposit" and cell == ALL:
        return f"{ALL!r}, the word that tables have for all deposits together; add to it"
    if column in ("deposit", "section", "field"):
        return unusable(cell)
    return wrong_character(cell if column in (*REQUIRED, *OPTIONAL) else without_lines(cell))


def _field(row: dict[str, str], sheet: Path, number: int) -> Field:
    where = f"{sheet}, row {number}"
    for column in REQUIRED:
        if not row[column]:
            raise SheetError(f"{where}: {column} is empty; every field needs one")
    for column, cell in row.items():
        wrong = _unusable_cell(column, cell)
        if wrong:
            raise SheetError(f"{where}: {column} is {wrong}")
    mask, calibration = (
        _located(row[column], sheet, where) if row.get(column) else None
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
        image=_located(row["image"], sheet, where),
        mask=mask,
        split=split,
        um_per_px=_scale(row, where),
        selection=_choice(row, "selection", where),
        sample_type=_choice(row, "sample_type", where) or "ore",
        minerals=row.get("minerals") or "",
        session=row.get("session") or "",
        calibration=calibration,
        extra={k: v for k, v in row.items() if k not in (*REQUIRED, *OPTIONAL)},
    )


def _delimiter(path: Path, text: str) -> str:
    """What parts the cells: spreadsheets of many countries write .csv with semicolons."""
    if path.suffix == ".tsv":
        return "\t"
    first = text.split("\n", 1)[0]
    return max(",;\t", key=first.count)


def _header(path: Path, cells: list[str]) -> list[str]:
    """Names of the columns, checked."""
    for column in REQUIRED:
        if column not in cells:
            raise SheetError(
                f"sheet {path}, row 1: the column {column!r} is missing; it has {', '.join(cells)}"
            )
    if "" in cells:
        raise SheetError(
            f"sheet {path}, row 1: column {cells.index('') + 1} has no name; name it or delete it"
        )
    twice = [name for name in cells if cells.count(name) > 1]
    if twice:
        raise SheetError(f"sheet {path}, row 1: the column {twice[0]!r} is there twice")
    for name in cells:
        if unusable(name):
            raise SheetError(f"sheet {path}, row 1: the name of a column is {unusable(name)}")
    taken = [name for name in cells if name in (*ADDED, CALIBRATION)]
    if taken:
        raise SheetError(
            f"sheet {path}, row 1: the catalog writes a column {taken[0]!r} itself; rename this one"
        )
    return cells


def _rows(path: Path) -> list[tuple[int, dict[str, str]]]:
    """Numbered rows with stripped cells; empty lines are skipped."""
    if path.suffix not in (".tsv", ".csv"):
        raise SheetError(f"sheet {path}: the name must end in .tsv or .csv")
    if not os.path.exists(path):
        raise SheetError(
            f"sheet {path} is not there; make one with `make sheet FOLDER=photographs SHEET={path}`"
        )
    text = read_text(path, "sheet ", SheetError, "give the path of a table")
    rows = rows_of(text, _delimiter(path, text), f"sheet {path}", SheetError)
    header = _header(path, rows[0][1] if rows else [])
    found = []
    for number, cells in rows[1:]:
        if len(cells) != len(header):
            raise SheetError(
                f"sheet {path}, row {number}: {len(cells)} cells under {len(header)} columns; put "
                "names with a comma or a tabulator into quotation marks"
            )
        found.append((number, dict(zip(header, cells, strict=True))))
    return found


def read_sheet(path: str | Path) -> list[Field]:
    """Read and check a sheet.

    Parameters
    ----------
    path : path
        ``.tsv`` or ``.csv``; columns as in `REQUIRED` and `OPTIONAL`, any other is carried through.
        Paths are relative to the sheet; environment variables in them are filled in.

    Returns
    -------
    list of Field
        In the order of the names, so that the order of the rows means nothing.

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
    for number, row in _rows(path):
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
    if not fields:
        raise SheetError(f"sheet {path} has no rows; add one per photograph")
    return [fields[name] for name in sorted(fields)]
