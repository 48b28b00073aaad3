"""The file of a workbook: the same bytes whenever the same workbook is written."""

import re
import zipfile
from pathlib import Path

from openpyxl import Workbook

# The first day that a zip file can name.
_DAY = (1980, 1, 1, 0, 0, 0)
_DATES = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")
_NO_DATE = rb"\g<1>1980-01-01T00:00:00Z\g<2>"
_CHUNK = 2**20


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
        with (
            zipfile.ZipFile(dated) as old,
            zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new,
        ):
            for name in old.namelist():
                member = zipfile.ZipInfo(name, _DAY)
                member.compress_type = zipfile.ZIP_DEFLATED
                with old.open(name) as source, new.open(member, "w", force_zip64=True) as target:
                    if name == "docProps/core.xml":
                        target.write(_DATES.sub(_NO_DATE, source.read()))
                        continue
                    while chunk := source.read(_CHUNK):
                        target.write(chunk)
    finally:
        dated.unlink(missing_ok=True)
