"""Files of photographs and masks: their names, what is a file at all, and how GDAL is to read."""

import os
import stat
import struct
import warnings
from contextlib import contextmanager
from pathlib import Path

import rasterio

# Some of GDAL's errors reach the caller as they are, and have no public name.
from rasterio._err import CPLE_BaseError
from rasterio.errors import NotGeoreferencedWarning, RasterioError

from oresurvey.errors import FieldError

UNREADABLE = (RasterioError, CPLE_BaseError, OSError)
"""What reading an image may raise."""
DAMAGED = (
    *(OSError, ValueError, TypeError, KeyError, IndexError, ArithmeticError, AttributeError),
    *(RuntimeError, SyntaxError, struct.error),
)
"""What libraries in Python may raise of a damaged file; errors of XML are `SyntaxError`."""
_GDAL = {
    # A truncated JPEG is a grey stripe and a warning by default; here it is an error.
    "GDAL_ERROR_ON_LIBJPEG_WARNING": "TRUE",
    # Read as a whole, a PNG that was cut off passes with zeros for what is missing.
    "GDAL_PNG_WHOLE_IMAGE_OPTIM": "NO",
    "GDAL_PAM_ENABLED": "NO",
    # In bytes, as rasterio takes it. Blocks that several strips cross are decoded once.
    "GDAL_CACHEMAX": 256 * 2**20,
}

RAW_SUFFIXES = frozenset(
    (".nef", ".nrw", ".cr2", ".cr3", ".arw", ".dng", ".orf", ".rw2", ".pef", ".raf", ".srw",
     ".kdc")
)  # fmt: skip
"""Of cameras: TIFFs by their content, whose first page is a stamp of the picture."""
SUFFIXES = frozenset(
    (".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".tif", ".tiff", ".btf", ".tf8", ".bmp")
)
"""Of the photographs that are always read. What a file is, its first bytes say; its name decides
only whether a folder's listing counts it as a photograph."""
MICROSCOPE_SUFFIXES = frozenset((".czi", ".lif", ".heic", ".heif")) | RAW_SUFFIXES
"""Of microscopes, telephones and cameras: read with the extra packages of ``make microscopes``."""
UNREAD_SUFFIXES = frozenset(
    (".gif", ".webp", ".avif", ".jp2", ".j2k", ".jxl", ".psd", ".nd2", ".vsi", ".oir", ".oib",
     ".zvi", ".svs", ".ndpi", ".scn", ".mrxs")
)  # fmt: skip
"""Of pictures that are not read at all: export them as JPEG, PNG or TIFF."""


def suffix_kind(path: str | Path) -> str:
    """Whether a file counts as a photograph, by its name.

    Parameters
    ----------
    path : path

    Returns
    -------
    str
        "read": it does; "extra": it does, and is read once ``make microscopes`` was typed;
        "export": a picture that is not read; "" for all other files.

    Examples
    --------
    >>> suffix_kind("a.TIF"), suffix_kind("a.czi"), suffix_kind("a.gif"), suffix_kind("a.txt")
    ('read', 'extra', 'export', '')
    """
    suffix = Path(path).suffix.lower()
    kinds = {"read": SUFFIXES, "extra": MICROSCOPE_SUFFIXES, "export": UNREAD_SUFFIXES}
    return next((kind for kind, suffixes in kinds.items() if suffix in suffixes), "")


@contextmanager
def gdal():
    with rasterio.Env(**_GDAL), warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        yield


def reason(error: Exception) -> str:
    return " ".join(str(error.__cause__ or error).split())


def _kind_of_no_file(path: Path) -> str:
    try:
        mode = os.stat(path).st_mode
    except (OSError, ValueError):
        return ""
    if stat.S_ISDIR(mode):
        return "a folder"
    return "" if stat.S_ISREG(mode) else "a pipe or a device"


def file_must_exist(path: Path, what: str) -> None:
    """Refuse what cannot be read as a file, before anything waits for it or reads it for ever.

    Parameters
    ----------
    path : Path
    what : str
        "photograph", "mask" or "map", for messages.

    Raises
    ------
    FieldError
    """
    kind = _kind_of_no_file(path)
    if kind:
        raise FieldError(f"{what} {path} is {kind}, not a file; correct the sheet")
    if not os.path.isfile(path):
        raise FieldError(f"{what} {path} is missing; put the file there or correct the sheet")
    if not os.access(path, os.R_OK):
        raise FieldError(f"{what} {path} may not be read; give yourself the permission to read it")
    if os.path.getsize(path) == 0:
        todo = "copy it again from the camera" if what == "photograph" else "make it again"
        raise FieldError(f"{what} {path} is empty (0 bytes); {todo}")
