"""Images are opened: what reads a file, and in words why it may not be read."""

from contextlib import suppress
from pathlib import Path

import rasterio
from rasterio._err import CPLE_BaseError

from oresurvey.errors import FieldError
from oresurvey.photographs.formats import UNREADABLE, file_must_exist, gdal, reason
from oresurvey.photographs.readers.extra import Extra, extra_of, open_extra
from oresurvey.photographs.readers.gdal_file import GdalFile
from oresurvey.photographs.readers.jpeg import JpegFile
from oresurvey.photographs.readers.samples import Samples
from oresurvey.photographs.readers.several import UnclearPagesError
from oresurvey.photographs.readers.tiff_pages import open_tiff

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
LARGEST_BLOCK_BYTES = 512 * 2**20
"""A block is decoded whole, however small the window that is wanted of it."""

_BYTES = {"uint8": 1, "uint16": 2}
_BEGINNINGS = (
    (0, b"GIF8", "a GIF"),
    (8, b"WEBP", "a WebP"),
    (4, b"ftypavif", "an AVIF"),
    (4, b"jP  ", "a JPEG 2000"),
    (0, b"\xffO\xffQ", "a JPEG 2000"),
    (0, b"%PDF", "a PDF"),
    (0, b"\xda\xce\xbe\x0a", "a Nikon ND2"),
    (0, b"OLYMPUSRAWFORMAT", "an Olympus OIR"),
    (0, b"PK\x03\x04", "a ZIP archive or an office document"),
)


def _driver(path: Path, what: str) -> str | Extra:
    """What reads a file, by its first bytes."""
    with open(path, "rb") as stream:
        start = stream.read(16)
    extra = extra_of(path, start)
    if extra:
        return extra
    kind = next((kind for at, text, kind in _BEGINNINGS if start[at:].startswith(text)), "")
    if path.suffix.lower() == ".vsi":
        # A TIFF of previews, beside a folder that holds the photograph.
        kind = "an Olympus VSI"
    if kind:
        raise FieldError(f"{what} {path} is {kind}; export it as {_formats(what)}")
    for beginning, driver in DRIVERS.items():
        if start.startswith(beginning):
            return driver
    raise FieldError(
        f"{what} {path} cannot be read as an image: it begins like no JPEG, PNG, TIFF or BMP; "
        f"export it again as {_formats(what)}"
    )


def open_image(path: Path, what: str) -> GdalFile | Samples:
    """Open an image; only its header is read.

    Parameters
    ----------
    path : Path
    what : str
        "photograph" or "mask", for messages.

    Returns
    -------
    readers.gdal_file.GdalFile or readers.samples.Samples

    Raises
    ------
    FieldError
        If it is no file, of no known format, of several pages, or stored in huge blocks.
    """
    file_must_exist(path, what)
    try:
        driver = _driver(path, what)
        with gdal():
            data = _open(path, driver, what)
    except UNREADABLE as error:
        raise FieldError(
            f"{what} {path} cannot be opened: {reason(error)}; export it again as {_formats(what)}"
        ) from None
    except UnclearPagesError as error:
        raise FieldError(f"{what} {path} {error}") from None
    refused = _refused(data, what)
    if refused:
        data.close()
        raise FieldError(f"{what} {path} {refused}")
    return data


def _open(path: Path, driver: str | Extra, what: str) -> GdalFile | Samples:
    if isinstance(driver, Extra):
        return open_extra(path, driver, what)

    def opened(place: str | Path):
        data = rasterio.open(place, driver=driver)
        # A tag that GDAL does not know is no harm, but its complaint, which comes with the
        # metadata, waits for a later call.
        with suppress(CPLE_BaseError):
            _ = data.subdatasets, data.colorinterp
        return data

    if what == "photograph" and driver == "JPEG":
        return JpegFile(path, opened)
    if what == "photograph" and driver == "GTiff":
        return open_tiff(path, opened)
    return GdalFile(opened(path))


def _formats(what: str) -> str:
    return "PNG or TIFF" if what == "mask" else "JPEG, PNG or TIFF"


def _refused(data: GdalFile | Samples, what: str) -> str:
    pages = len(data.subdatasets)
    if what == "mask" and pages > 1:
        return f"has {pages} pages; save the page that is meant as a file of its own"
    height, width = data.block_shapes[0]
    size = height * width * data.count * _BYTES.get(data.dtypes[0], 8)
    if size > LARGEST_BLOCK_BYTES:
        return (
            f"is stored in pieces of {width} x {height} px, which need {size / 2**20:.0f} MB each; "
            "save it as a tiled TIFF"
        )
    return ""
