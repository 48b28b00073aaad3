"""A sheet on disk: written so that any spreadsheet opens it, and read back before it counts."""

import csv
import io
from collections.abc import Callable, Iterable
from pathlib import Path

import pandas as pd

from oresurvey.catalog.new_sheet.workbook import append_to_workbook, write_workbook
from oresurvey.errors import SheetError
from oresurvey.files.decoding import encoding_of
from oresurvey.files.spreadsheets import delimiter_of
from oresurvey.files.tables import replace_file
from oresurvey.files.workbooks import BEGINS
from oresurvey.survey.sheet import KNOWN, Sheet, read_sheet

DELIMITERS = {".tsv": "\t", ".csv": ",", ".txt": "\t"}
WORKBOOK = ".xlsx"
MARKED = "utf-8-sig"
"""With the byte order mark, without which spreadsheets take Cyrillic for something else."""


def check_name(path: Path) -> None:
    """Refuse a name under which no sheet is written, and one that is taken.

    Raises
    ------
    SheetError
        A file that is there may hold a person's work.
    """
    if path.suffix.lower() not in (*DELIMITERS, WORKBOOK):
        raise SheetError(f"{path}: the name must end in {', '.join(DELIMITERS)} or {WORKBOOK}")
    if path.exists():
        raise SheetError(
            f"{path} is there already; give another name or remove it, or add the photographs that "
            "it does not have yet: APPEND=1 behind make, or --append"
        )


def _text(rows: Iterable, delimiter: str, end: str = "\n") -> str:
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter, lineterminator=end).writerows(rows)
    return stream.getvalue()


def _write(sheet: pd.DataFrame, suffix: str, encoding: str, path: Path) -> None:
    cells = sheet.astype(object).fillna("")
    if suffix == WORKBOOK:
        write_workbook(cells, path)
    else:
        text = _text([sheet.columns, *cells.itertuples(index=False)], DELIMITERS[suffix])
        path.write_bytes(text.encode(encoding))


def _replace_checked(path: Path, fields: dict[str, Path], write: Callable[[Path], object]) -> None:
    """Write a file that the reader of sheets takes for just these fields and photographs."""

    def write_and_read(fresh: Path) -> None:
        write(fresh)
        try:
            found = {field.field: field.image.resolve() for field in read_sheet(fresh)}
        except SheetError as error:
            said = str(error).replace(str(fresh), str(path))
            raise SheetError(f"nothing is written, since it could not be read: {said}") from None
        wrong = [name for name in fields if found.get(name) != fields[name].resolve()]
        if wrong or len(found) != len(fields):
            name = (wrong or sorted(set(found) - set(fields)))[0]
            raise SheetError(
                f"nothing is written: {path} would be read otherwise than it was meant, first "
                f"field {name!r} ({fields.get(name)}); rename its file or folder"
            )

    replace_file(path, write_and_read)


def write_sheet(
    sheet: pd.DataFrame,
    path: str | Path,
    images: Iterable[Path] | None = None,
    encoding: str = MARKED,
) -> None:
    """Write a sheet, as its suffix says: a workbook, or text with tabulators or commas.

    Parameters
    ----------
    sheet : DataFrame
    path : path
    images : iterable of Path, optional
        Photographs of the rows: the sheet is read back, and must name these.
    encoding : str
        Of a text.

    Raises
    ------
    SheetError
        If a file of that name is there already, or the sheet could not be read.
    """
    path = Path(path)
    check_name(path)

    def write(fresh: Path) -> None:
        _write(sheet, path.suffix.lower(), encoding, fresh)

    if images is None:
        replace_file(path, write)
    else:
        _replace_checked(path, dict(zip(sheet["field"], images, strict=True)), write)


def _appended_to_text(
    path: Path, whole: bytes, rows: list[dict[str, str]], header: list[str]
) -> bytes:
    encoding = encoding_of(whole)
    text = whole.decode(encoding)
    delimiter, end = delimiter_of(text, KNOWN, path.suffix), "\r\n" if "\r\n" in text else "\n"
    if delimiter == ";":
        # As spreadsheets of these countries write it.
        rows = [row | {"um_per_px": row["um_per_px"].replace(".", ",")} for row in rows]
    more = _text([[row.get(name, "") for name in header] for row in rows], delimiter, end)
    if not text.endswith(("\n", "\r")):
        more = end + more
    # The mark of the beginning is not repeated.
    order = "utf-16-le" if whole.startswith(b"\xff\xfe") else "utf-16-be"
    unmarked = {MARKED: "utf-8", "utf-16": order}
    try:
        return whole + more.encode(unmarked.get(encoding, encoding))
    except UnicodeEncodeError:
        raise SheetError(
            f"{path}: its code page does not have all letters of the new names; save it as .xlsx "
            "or as «CSV UTF-8»"
        ) from None


def append_rows(path: Path, sheet: Sheet, new: pd.DataFrame, images: Iterable[Path]) -> list[str]:
    """Add rows to a sheet, below all that it has.

    Parameters
    ----------
    path : Path
    sheet : Sheet
        What was read of it.
    new : DataFrame
        Rows of text.
    images : iterable of Path
        Their photographs.

    Returns
    -------
    list of str
        Columns of the new rows that say something and that the sheet does not have.

    Raises
    ------
    SheetError
        If something of the sheet would be lost, or it could not be read afterwards.
    """
    whole, rows = path.read_bytes(), new.to_dict("records")
    append = append_to_workbook if whole.startswith(BEGINS) else _appended_to_text
    appended = append(path, whole, rows, sheet.header)
    fields = {field.field: field.image for field in sheet.fields}
    fields |= dict(zip(new["field"], images, strict=True))
    _replace_checked(path, fields, lambda fresh: fresh.write_bytes(appended))
    return [name for name in new if name not in sheet.header and (new[name] != "").any()]
