"""When a photograph was taken, as its file says: EXIF."""

import os
import re
import warnings
from pathlib import Path

from PIL import Image

EXIF_IFD, TAKEN, CHANGED = 0x8769, 0x9003, 0x0132
"""Tags of EXIF 2.3: its own directory, DateTimeOriginal in it, DateTime of the file."""
_TIME = re.compile(r"(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)")


def stated_time(path: str | Path) -> str:
    """When a photograph was taken, by the camera's clock.

    Parameters
    ----------
    path : path
        Of any file; only its header is read.

    Returns
    -------
    str
        As 2024-05-03T12:30:00, which no spreadsheet takes for a date of its own; "" where the
        file does not say.
    """
    path = Path(path)
    if not os.path.isfile(path):
        return ""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(path) as image:
                exif = image.getexif()
                said = exif.get_ifd(EXIF_IFD).get(TAKEN) or exif.get(CHANGED) or ""
    # Whatever a damaged header makes of its reader: no time is in it.
    except Exception:
        return ""
    found = _TIME.match(str(said))
    if not found or found[1] == "0000":
        return ""
    return f"{found[1]}-{found[2]}-{found[3]}T{found[4]}"
