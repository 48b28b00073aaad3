"""The size of a pixel that a file states: in OME, ImageJ and Olympus tags, or as a resolution.

Only read and offered: what a survey computes with is the sheet's ``um_per_px``.
"""

import os
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from PIL import Image

from oresurvey.errors import FieldError
from oresurvey.photographs.formats import DAMAGED
from oresurvey.photographs.readers.extra import Extra, extra_of, open_extra
from oresurvey.photographs.readers.several import UnclearPagesError

PLAUSIBLE_UM = (0.01, 20.0)
"""Sizes of a pixel that a microscope or a scanner of sections has. What programs write when they
know nothing, 72, 96, 300 or 600 dots per inch, is 42 um and more."""
ALIKE = 0.01
"""Relative difference of width and height of a pixel that counts as none."""

_UM = {
    "nm": 1e-3,
    "um": 1.0,
    "µm": 1.0,  # micro sign
    "μm": 1.0,  # Greek mu
    "\\u00b5m": 1.0,  # as ImageJ writes it
    "micron": 1.0,
    "microns": 1.0,
    "micrometer": 1.0,
    "micrometre": 1.0,
    "mm": 1e3,
    "cm": 1e4,
    "m": 1e6,
    "inch": 25_400.0,
}
_RESOLUTION_UNITS = {2: 25_400.0, 3: 10_000.0}
"""TIFF 6.0, tag 296: um of an inch, of a centimetre."""


@dataclass(frozen=True)
class StatedScale:
    """The size of a pixel that a file states.

    Attributes
    ----------
    um_per_px : float
        Micrometres along both sides of a pixel.
    where : str
        What of the file says so, in words, as "the OME metadata".
    """

    um_per_px: float
    where: str


def _square(x: float | None, y: float | None, where: str) -> StatedScale | None:
    """A plausible size of a square pixel; None for any other. Without y, x counts for both."""
    if not x:
        return None
    y = y or x
    low, high = PLAUSIBLE_UM
    if not (low <= x <= high and abs(x - y) <= ALIKE * x):
        return None
    return StatedScale(float(f"{x:.6g}"), where)


def _number(text: str | None) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        return None


def _ome_side(pixels: ElementTree.Element, axis: str) -> float | None:
    """Micrometres along one side of a pixel."""
    size = _number(pixels.get(f"PhysicalSize{axis}"))
    # The schema's unit, where none is written.
    unit = _UM.get(pixels.get(f"PhysicalSize{axis}Unit", "µm").lower())
    return size * unit if size and unit else None


def _of_ome(xml: str) -> StatedScale | None:
    """Of the first image of OME-XML, as TIFFs and microscopes' readers have it."""
    for element in ElementTree.fromstring(xml).iter():
        if element.tag.rpartition("}")[2] != "Pixels":
            continue
        return _square(_ome_side(element, "X"), _ome_side(element, "Y"), "the OME metadata")
    return None


def _per_unit(value) -> float | None:
    """Pixels of a unit, of a rational tag as tifffile (two numbers) or Pillow returns it."""
    if isinstance(value, tuple):
        above, below = value
        return above / below if below else None
    return float(value) if value else None


def _of_resolution(x, y, unit_um: float | None, where: str) -> StatedScale | None:
    across, down = _per_unit(x), _per_unit(y)
    if not (unit_um and across and down):
        return None
    return _square(unit_um / across, unit_um / down, where)


def _said_by_tiff(tiff) -> Iterator[StatedScale | None]:
    """What a TIFF says, the most explicit first."""
    page = max(tiff.pages, key=lambda page: page.imagelength * page.imagewidth)
    tags = {tag.code: tag.value for tag in page.tags.values()}
    if tiff.is_ome:
        yield _of_ome(tiff.ome_metadata)
    if tiff.is_sis:
        about = tiff.sis_metadata
        yield _square(
            1e6 * about.get("pixelsizex", 0), 1e6 * about.get("pixelsizey", 0), "the Olympus tags"
        )
    if tiff.is_imagej:
        unit = _UM.get(str((tiff.imagej_metadata or {}).get("unit", "")).strip().lower())
        if unit:
            yield _of_resolution(tags.get(282), tags.get(283), unit, "the ImageJ tags")
    unit = _RESOLUTION_UNITS.get(int(tags.get(296, 2)))
    yield _of_resolution(tags.get(282), tags.get(283), unit, "the TIFF resolution")


def _of_tiff(path: Path) -> StatedScale | None:
    # Slow to import, and few ask.
    from tifffile import TiffFile

    with TiffFile(path) as tiff:
        return next((said for said in _said_by_tiff(tiff) if said), None)


def _of_picture(path: Path) -> StatedScale | None:
    """Of PNG, JPEG and BMP: dots per inch."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Image.open(path) as image:
            dots, name = image.info.get("dpi"), image.format
    if not dots:
        return None
    return _of_resolution(dots[0], dots[1], 25_400.0, f"the {name} resolution")


def _of_microscope(path: Path, extra: Extra) -> StatedScale | None:
    """Of a file that needs packages of its own; None without them."""
    try:
        with open_extra(path, extra, "photograph") as data:
            sides = data.um_per_px
    except (FieldError, UnclearPagesError):
        return None
    return _square(sides[0], sides[1], f"the metadata of {extra.kind}") if sides else None


def stated_um_per_px(path: str | Path) -> StatedScale | None:
    """The size of a pixel that a photograph's file states.

    Parameters
    ----------
    path : path
        Of any file; only its header is read, but of a Leica LIF, a HEIC and a raw file.

    Returns
    -------
    StatedScale or None
        None where it states none, or none that a microscope has (`PLAUSIBLE_UM`, square pixels),
        and for a file that cannot be read: whether it can, `photographs.photograph` says.

    Examples
    --------
    >>> stated_um_per_px("missing.tif") is None
    True
    """
    path = Path(path)
    # A pipe would be waited for. Not by the path: it raises where a folder may not be opened.
    if not os.path.isfile(path):
        return None
    try:
        with open(path, "rb") as stream:
            start = stream.read(16)
        extra = extra_of(path, start)
        if extra:
            return _of_microscope(path, extra)
        if start[:2] in (b"II", b"MM"):
            return _of_tiff(path)
        return _of_picture(path)
    except DAMAGED:
        # There is no size in it.
        return None
