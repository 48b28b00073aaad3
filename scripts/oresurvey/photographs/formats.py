"""Files of photographs and masks: what may be opened at all, and in words why not."""

import os
import stat
import warnings
from contextlib import contextmanager, suppress
from pathlib import Path

import rasterio

# Some of GDAL's errors reach the caller as they are, and have no public name.
from rasterio._err import CPLE_BaseError
from rasterio.errors import NotGeoreferencedWarning, RasterioError

from oresurvey.errors import FieldError

DRIVERS = {
    b"\xff\xd8\xff": "JPEG",
    b"\x89PNG\r\n\x1a\n": "PNG",
    b"II*\0": "GTiff",
    b"MM\0*": "GTiff",
    b"II+\0": "GTiff",
    b"MM\0+": "GTiff",
    b"BM": "BMP",
}
"""First bytes of a file -> what reads it, whatever its name ends in.

GDAL would ask its hundred drivers, and some fetch what a file names, even by network.
"""
UNREADABLE = (RasterioError, CPLE_BaseError, OSError)
"""What reading an image may raise."""
LARGEST_BLOCK_BYTES = 512 * 2**20
"""A block is decoded whole, however small the window that is wanted of it."""

_GDAL = {
    # A truncated JPEG is a grey stripe and a warning by default; here it is an error.
    "GDAL_ERROR_ON_LIBJPEG_WARNING": "TRUE",
    # Read as a whole, a PNG that was cut off passes with zeros for what is missing.
    "GDAL_PNG_WHOLE_IMAGE_OPTIM": "NO",
    "GDAL_PAM_ENABLED": "NO",
    # In bytes, as rasterio takes it. Blocks that several strips cross are decoded once.
    "GDAL_CACHEMAX": 256 * 2**20,
}

_BYTES = {"uint8": 1, "uint16": 2}
RAW_SUFFIXES = frozenset(
    (".nef", ".cr2", ".cr3", ".arw", ".dng", ".orf", ".rw2", ".pef", ".raf", ".srw")
)
"""Of cameras: TIFFs by their content, whose first page is a stamp of the picture."""
SUFFIXES = frozenset(
    (".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".tif", ".tiff", ".btf", ".tf8", ".bmp")
)
"""Of the photographs that are always read. What a file is, its first bytes say; its name decides
only whether a folder's listing counts it as a photograph."""
MICROSCOPE_SUFFIXES = frozenset((".czi", ".lif", ".nd2", ".vsi", ".heic", ".heif")) | RAW_SUFFIXES
"""Of microscopes, telephones and cameras: read with the extra packages of ``make microscopes``."""
UNREAD_SUFFIXES = frozenset(
    (".gif", ".webp", ".avif", ".jp2", ".j2k", ".jxl", ".psd", ".oir", ".oib", ".zvi", ".svs",
     ".ndpi", ".scn", ".mrxs")
)  # fmt: skip
"""Of pictures that are not read at all: export them as JPEG, PNG or TIFF."""
_BEGINNINGS = (
    (0, b"GIF8", "a GIF"),
    (8, b"WEBP", "a WebP"),
    (4, b"ftyphei", "a HEIC of a telephone"),
    (4, b"ftypmif1", "a HEIC of a telephone"),
    (4, b"ftypavif", "an AVIF"),
    (4, b"jP  ", "a JPEG 2000"),
    (0, b"\xffO\xffQ", "a JPEG 2000"),
    (0, b"%PDF", "a PDF"),
    (0, b"PK\x03\x04", "a ZIP archive or an office document"),
)


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


def _driver(path: Path, what: str) -> str:
    """What reads a file, by its first bytes."""
    with open(path, "rb") as stream:
        start = stream.read(16)
    kind = next((kind for at, text, kind in _BEGINNINGS if start[at:].startswith(text)), "")
    if path.suffix.lower() in RAW_SUFFIXES:
        kind = "a camera's raw file"
    if kind:
        raise FieldError(f"{what} {path} is {kind}; export it as {_formats(what)}")
    for beginning, driver in DRIVERS.items():
        if start.startswith(beginning):
            return driver
    raise FieldError(
        f"{what} {path} cannot be read as an image: it begins like no JPEG, PNG, TIFF or BMP; "
        f"export it again as {_formats(what)}"
    )


def open_image(path: Path, what: str):
    """Open an image; only its header is read.

    Parameters
    ----------
    path : Path
    what : str
        "photograph" or "mask", for messages.

    Returns
    -------
    rasterio.DatasetReader

    Raises
    ------
    FieldError
        If it is no file, of no known format, of several pages, or stored in huge blocks.
    """
    file_must_exist(path, what)
    try:
        driver = _driver(path, what)
        with gdal():
            data = rasterio.open(path, driver=driver)
            # A tag that GDAL does not know is no harm, but its complaint, which comes with the
            # metadata, waits for a later call.
            with suppress(CPLE_BaseError):
                _ = data.subdatasets, data.colorinterp
    except UNREADABLE as error:
        raise FieldError(
            f"{what} {path} cannot be opened: {reason(error)}; export it again as {_formats(what)}"
        ) from None
    refused = _refused(data)
    if refused:
        data.close()
        raise FieldError(f"{what} {path} {refused}")
    return data


def _formats(what: str) -> str:
    return "PNG or TIFF" if what == "mask" else "JPEG, PNG or TIFF"


def _refused(data) -> str:
    pages = len(data.subdatasets)
    if pages > 1:
        return f"has {pages} pages; save the page that is meant as a file of its own"
    height, width = data.block_shapes[0]
    size = height * width * data.count * _BYTES.get(data.dtypes[0], 8)
    if size > LARGEST_BLOCK_BYTES:
        return (
            f"is stored in pieces of {width} x {height} px, which need {size / 2**20:.0f} MB each; "
            "save it as a tiled TIFF"
        )
    return ""
