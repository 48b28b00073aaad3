"""Make a sheet of the photographs in a folder.

The folder holds DEPOSIT/SECTION/IMAGE or DEPOSIT/IMAGE, masks in folders named masks; or, with
--lumenstone, the folders S1 and S2 of LumenStone. Paths in the sheet are relative to it.
"""

import os
from argparse import ArgumentParser, Namespace
from pathlib import Path

from oresurvey.catalog.new_sheet import sheet_from_folder, sheet_from_lumenstone, write_sheet

EXAMPLES = (
    "make sheet FOLDER=photographs SHEET=my_sheet.tsv",
    "photographs my_sheet.tsv",
    "lumenstone sheet.tsv --lumenstone --variable LUMENSTONE_DIR",
)
FAILED = 2


def add_arguments(parser: ArgumentParser) -> None:
    """Folder, sheet, and what is asked of LumenStone."""
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="folder of the photographs")
    parser.add_argument("sheet", type=Path, metavar="SHEET", help="file to write, .tsv or .csv")
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


def run(options: Namespace) -> int:
    """Write the sheet."""
    if options.lumenstone:
        sheet = sheet_from_lumenstone(options.folder, options.validation, options.variable)
    else:
        sheet = sheet_from_folder(options.folder)
    if not (options.lumenstone and options.variable):
        here = options.sheet.resolve().parent
        for column in ("image", "mask"):
            sheet[column] = [
                os.path.relpath(Path(path).resolve(), here) if isinstance(path, str) else path
                for path in sheet[column]
            ]
    write_sheet(sheet, options.sheet)
    print(f"{options.sheet}: {len(sheet)} fields of {sheet['deposit'].nunique()} deposits")
    return 0
