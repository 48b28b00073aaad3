"""Make a sheet of the photographs in a folder.

The folder holds DEPOSIT/SECTION/PHOTOGRAPH or DEPOSIT/PHOTOGRAPH, at any depth: by default the last
two folders are deposit and section, and --levels says otherwise. Masks are known by their names:
a_mask.png beside a.jpg, or masks/a.png. What is left out is listed with the reason. Or, with
--lumenstone, the folder holds S1 and S2 of LumenStone. Paths in the sheet are relative to it.
"""

import os
from argparse import ArgumentParser, Namespace
from pathlib import Path

import pandas as pd

from oresurvey.catalog.new_sheet.from_folder import NewSheet, sheet_from_folder
from oresurvey.catalog.new_sheet.lumenstone import sheet_from_lumenstone
from oresurvey.catalog.new_sheet.summary import counted, summary
from oresurvey.catalog.new_sheet.written import append_rows, check_name, write_sheet
from oresurvey.catalog.sheet_remarks import sheet_remarks
from oresurvey.errors import SheetError
from oresurvey.survey.cells.written import escaped
from oresurvey.survey.sheet import Sheet, read_whole_sheet

EXAMPLES = (
    "make sheet FOLDER=photographs SHEET=my_sheet.xlsx",
    "make sheet FOLDER=photographs SHOW=1",
    "make sheet FOLDER=photographs SHEET=my_sheet.xlsx APPEND=1",
    "photographs my_sheet.xlsx --levels */deposit/section",
    "lumenstone sheet.tsv --lumenstone --variable LUMENSTONE_DIR",
)
FAILED = 2


def add_arguments(parser: ArgumentParser) -> None:
    """Folder, sheet, how to read the folder, and what is asked of LumenStone."""
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="folder of the photographs")
    parser.add_argument(
        "sheet",
        type=Path,
        metavar="SHEET",
        nargs="?",
        help="file to write, .xlsx, .tsv or .csv; not needed with --show",
    )
    parser.add_argument(
        "--levels",
        metavar="LEVELS",
        help="what each level of folders is, from the top: such as deposit/section, "
        "*/deposit/section or deposit/section/session",
    )
    parser.add_argument(
        "--show",
        action="store_true",
        help="print what would be written, and all that is left out; write nothing",
    )
    parser.add_argument(
        "--append",
        action="store_true",
        help="add the photographs that the sheet does not have yet, below its rows",
    )
    parser.add_argument("--lumenstone", action="store_true", help="folder has LumenStone's layout")
    parser.add_argument(
        "--variable",
        help="write $VARIABLE in place of the folder's path (with --lumenstone)",
    )
    parser.add_argument(
        "--validation",
        type=float,
        default=0.25,
        metavar="SHARE",
        help="share of the annotated fields for validation, 0 to 1; 0.25 by default "
        "(with --lumenstone)",
    )


def _from_sheet(path: str, sheet: Path) -> str:
    """A path as the sheet names it."""
    return os.path.relpath(Path(path).resolve(), sheet.resolve().parent) if path else ""


def _of_lumenstone(options: Namespace) -> int:
    sheet = sheet_from_lumenstone(options.folder, options.validation, options.variable)
    if not options.variable:
        for column in ("image", "mask"):
            sheet[column] = [_from_sheet(path, options.sheet) for path in sheet[column]]
    # Without the mark, so that config/lumenstone.tsv stays what it is.
    write_sheet(sheet, options.sheet, encoding="utf-8")
    print(f"{options.sheet}: {len(sheet)} fields of {sheet['deposit'].nunique()} deposits")
    return 0


def _print(made: NewSheet, old: Sheet | None, every: bool) -> None:
    rows = made.table[["field", "deposit", "section"]].to_dict("records")
    rows = [row | {"um_per_px": None} for row in rows]
    rows += [vars(field) for field in old.fields] if old else []
    remarks = sheet_remarks(rows)
    said = dict.fromkeys(remark for name in sorted(remarks) for remark in remarks[name])
    for line in summary(made, list(said), every):
        print(line)


def _written(table: pd.DataFrame, options: Namespace, old: Sheet | None) -> str:
    """Write or append; a sentence on it."""
    images = [Path(path) for path in table["image"]]
    for column in ("image", "mask"):
        table[column] = [escaped(_from_sheet(path, options.sheet)) for path in table[column]]
    fields, deposits = counted(len(table), "field"), counted(table["deposit"].nunique(), "deposit")
    if old is None:
        write_sheet(table, options.sheet, images)
        return f"{options.sheet}: {fields} of {deposits}"
    if table.empty:
        return f"{options.sheet} has all of them: nothing is appended"
    lost = append_rows(options.sheet, old, table, images)
    more = f"; it has no column {', '.join(lost)}, so that is not in it" if lost else ""
    return f"{options.sheet}: {fields} of {deposits} appended{more}"


def run(options: Namespace) -> int:
    """Write the sheet, add to it, or show what would be written."""
    if options.sheet is None and (options.append or not options.show):
        raise SheetError(
            "name the sheet: make sheet FOLDER=photographs SHEET=my_sheet.xlsx (or only SHOW=1 to "
            "see what would be in a new one)"
        )
    if options.lumenstone:
        if options.show or options.append or options.levels:
            raise SheetError("--lumenstone goes with none of --show, --append and --levels")
        return _of_lumenstone(options)
    old = None
    if options.append:
        old = read_whole_sheet(options.sheet)
    elif not options.show:
        # Before a large folder is read.
        check_name(options.sheet)
    made = sheet_from_folder(options.folder, options.levels, old.fields if old else ())
    _print(made, old, options.show)
    if options.show:
        print(f"{counted(len(made.table), 'field')}; nothing is written")
    elif made.table.empty and old is None:
        raise SheetError(f"{options.folder}: no photograph in it can have a row; see above")
    else:
        print(_written(made.table, options, old))
    return 0
