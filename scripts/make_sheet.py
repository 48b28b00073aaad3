"""Make a sheet from a folder: python scripts/make_sheet.py FOLDER SHEET [--help]."""

import argparse
import os
import sys
from pathlib import Path

from oresurvey.catalog.new_sheet import sheet_from_folder, sheet_from_lumenstone, write_sheet
from oresurvey.errors import OreSurveyError


def main(arguments: list[str] | None = None) -> int:
    """Command line; 0 when the sheet was written."""
    parser = argparse.ArgumentParser(description="Make a sheet of the photographs in a folder.")
    parser.add_argument("folder", type=Path, help="deposit/section/image, deposit/image, or S1, S2")
    parser.add_argument("sheet", type=Path, help="file to write, .tsv or .csv")
    parser.add_argument("--lumenstone", action="store_true", help="folder has LumenStone's layout")
    parser.add_argument("--variable", help="write $VARIABLE in place of the folder (LumenStone)")
    parser.add_argument(
        "--validation", type=float, default=0.25, help="share for validation (LumenStone)"
    )
    options = parser.parse_args(arguments)
    try:
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
    except OreSurveyError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    print(f"{options.sheet}: {len(sheet)} fields of {sheet['deposit'].nunique()} deposits")
    return 0


if __name__ == "__main__":
    sys.exit(main())
