"""The file of a workbook: the same bytes whenever the same workbook is written."""

import re
from pathlib import Path

from openpyxl import Workbook

from oresurvey.files.undated_zip import copy_undated

_DATES = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")
_NO_DATE = rb"\g<1>1980-01-01T00:00:00Z\g<2>"


def save_undated(book: Workbook, path: Path) -> None:
    """Write a workbook without the time of its making.

    Parameters
    ----------
    book : openpyxl.Workbook
    path : Path
    """
    dated = path.with_name(f"{path.name}.dated")
    try:
        book.save(dated)
        copy_undated(dated, path, {"docProps/core.xml": lambda xml: _DATES.sub(_NO_DATE, xml)})
    finally:
        dated.unlink(missing_ok=True)
