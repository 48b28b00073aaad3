"""TIFFs of several pages: which of them is the photograph, or which three are its colours.

Programs write small previews beside a photograph, on the first page or on a later one, and programs
of microscopes write red, green and blue as three grey pages. All other files of several pages hold
several pictures, and which is meant only a person knows.
"""

import re
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
from rasterio.enums import ColorInterp, Resampling

from oresurvey.photographs.formats import DAMAGED
from oresurvey.photographs.readers.gdal_file import GdalFile
from oresurvey.photographs.readers.several import ONE, UnclearPagesError, refuse_several

ORIENTATION = 274
COLOURS = ("red", "green", "blue")
LISTED = 3
PREVIEW_PX = 24
"""Sides that two pictures are brought to before they are compared."""
SAME_PICTURE = 0.9
"""Correlation of these from which the smaller one is a preview of the larger one."""


@dataclass(frozen=True)
class Page:
    """A page of a TIFF: where its directory lies, and what it says."""

    offset: int
    width: int
    height: int
    samples: int
    reduced: bool
    orientation: int


class ColourPages(GdalFile):
    """Three grey pages that are red, green and blue, in this order.

    Parameters
    ----------
    pages : list of rasterio.DatasetReader
        Of one size and kind.
    remarks, orientation
        As of `GdalFile`.
    """

    def __init__(self, pages: list, remarks, orientation: int | None):
        super().__init__(pages[0], remarks, orientation)
        self._pages = pages
        self.count = len(pages)
        self.colorinterp = (ColorInterp.red, ColorInterp.green, ColorInterp.blue)
        self.dtypes = tuple(page.dtypes[0] for page in pages)

    def read(self, indexes, window=None) -> np.ndarray:
        """Samples (bands, rows, columns) of some of the bands 1, 2, 3."""
        return np.stack([self._pages[k - 1].read(1, window=window) for k in indexes])

    def close(self) -> None:
        """Close all three."""
        for page in self._pages:
            page.close()

    def __exit__(self, *_):
        self.close()


def _tag(page, code: int, otherwise: int) -> int:
    tag = page.tags.get(code)
    return otherwise if tag is None else int(tag.value)


def _pages_of(tiff) -> list[Page]:
    tiff.pages.useframes = False
    return [
        Page(
            page.offset,
            page.imagewidth,
            page.imagelength,
            page.samplesperpixel,
            # Reduced, or a mask of transparency.
            bool(_tag(page, 254, 0) & 5),
            _tag(page, ORIENTATION, 1) if 1 <= _tag(page, ORIENTATION, 1) <= 8 else 1,
        )
        for page in tiff.pages
    ]


def _sizes(pages: list[Page]) -> str:
    counts = Counter((page.width, page.height) for page in pages)
    listed = [f"{n} of {w} x {h} px" for (w, h), n in counts.most_common(LISTED)]
    return ", ".join(listed) + (", and more" if len(counts) > LISTED else "")


def _colour_of(channel: ElementTree.Element) -> str:
    """Red, green or blue, by the name of an OME channel, else by its colour.

    "other" if it has another name; "" if it says nothing.
    """
    name, rgba = channel.get("Name", ""), int(channel.get("Color", "-1")) & 0xFFFFFFFF
    words = re.findall(r"[^\W\d_]+", name.lower())
    named = {colour for colour in COLOURS if {colour, colour[0]} & set(words)}
    if len(named) == 1:
        return named.pop()
    pure = {0xFF0000: "red", 0x00FF00: "green", 0x0000FF: "blue"}
    return pure.get(rgba >> 8, "other" if name else "")


def _said_by_ome(xml: str) -> tuple[dict[str, int], list[str]]:
    """Sizes Z, T, C and images of OME metadata, and the colours of the channels."""
    found = [
        (element.tag.rpartition("}")[2], element) for element in ElementTree.fromstring(xml).iter()
    ]
    pixels = [element for tag, element in found if tag == "Pixels"]
    sizes = {axis: int(pixels[0].get(f"Size{axis}", "1")) for axis in "ZTC"}
    colours = [_colour_of(element) for tag, element in found if tag == "Channel"]
    return {**sizes, "images": len(pixels)}, colours


def _said_by_imagej(about: dict) -> tuple[dict[str, int], list[str]]:
    """As `_said_by_ome`, of the tags of ImageJ: colours are those of the tables, if it has any."""
    sizes = {
        axis: int(about.get(name, 1))
        for axis, name in (("Z", "slices"), ("T", "frames"), ("C", "channels"))
    }
    colours = [""] * sizes["C"]
    if about.get("mode") in ("composite", "color"):
        tables = about.get("LUTs") or []
        brightest = [tuple(np.asarray(table)[:, -1].tolist()) for table in tables]
        pure = {(255, 0, 0): "red", (0, 255, 0): "green", (0, 0, 255): "blue"}
        colours = [pure.get(colour, "") for colour in brightest] or list(COLOURS[: sizes["C"]])
    return {**sizes, "images": 1}, colours


def _layout(tiff) -> tuple[dict[str, int], list[str]]:
    """What a program of microscopes says of the pages; nothing of those of others."""
    if tiff.is_ome:
        return _said_by_ome(tiff.ome_metadata)
    if tiff.is_imagej:
        return _said_by_imagej(tiff.imagej_metadata or {})
    return {}, []


def _three_colours(tiff, full: list[Page]) -> tuple[list[Page], str] | None:
    """Pages of red, green and blue, and a remark; None if they are something else.

    Raises
    ------
    UnclearPagesError
        If the file says that they are something else.
    """
    sizes, colours = _layout(tiff)
    refuse_several({axis: size for axis, size in sizes.items() if axis != "C"})
    alike = len({(page.width, page.height, page.samples) for page in full}) == 1
    if sizes.get("C", 1) < 2 or not alike or full[0].samples != 1 or len(full) != sizes["C"]:
        return None
    # The order of the pages, which OME may state in many ways, is known to the library.
    offsets = [page.offset for page in tiff.series[0].pages]
    of = {page.offset: page for page in full}
    pages = [of[offset] for offset in offsets if offset in of]
    if len(pages) != 3 or (any(colours) and sorted(colours) != sorted(COLOURS)):
        raise UnclearPagesError(
            f"has {sizes['C']} channels that are not red, green and blue; export it as RGB"
        )
    if not any(colours):
        raise UnclearPagesError(
            "has 3 channels and does not say which is red, green and blue; export it as RGB"
        )
    ordered = [pages[colours.index(colour)] for colour in COLOURS]
    return ordered, "has red, green and blue on three pages, which were put together"


def _is_preview(small: Page, large: Page, opened: Callable) -> bool:
    """Whether a page is an exact smaller copy of another: of one shape, and showing the same."""
    if small.height >= large.height or small.width >= large.width:
        return False
    if abs(small.width - large.width * small.height / large.height) > 1:
        return False
    looks = []
    for page in (small, large):
        with opened(page.offset) as data:
            shape = tuple(min(side, PREVIEW_PX) for side in (small.height, small.width))
            # Of the mean of a block, both have the same.
            looks.append(data.read(1, out_shape=shape, resampling=Resampling.average).ravel())
    first, second = (look.astype(np.float64) - look.mean() for look in looks)
    norm = np.sqrt((first**2).sum() * (second**2).sum())
    return bool(norm and (first * second).sum() >= SAME_PICTURE * norm)


def _choose(tiff, opened: Callable) -> tuple[list[Page], list[str]]:
    """The page, or the three, that are the photograph; and remarks."""
    pages = _pages_of(tiff)
    full = [page for page in pages if not page.reduced]
    if not full:
        if any(page.subifds for page in tiff.pages):
            raise UnclearPagesError(
                "has a preview on its pages, and the full image where only the program that wrote "
                "it looks for it; export it as a TIFF of one page"
            )
        full = pages
    if len(full) > 1:
        colours = _three_colours(tiff, full)
        if colours:
            return colours[0], [colours[1]]
        largest = max(full, key=lambda page: page.width * page.height)
        full = [page for page in full if page is largest or not _is_preview(page, largest, opened)]
    if len(full) > 1:
        raise UnclearPagesError(f"has {len(full)} pages ({_sizes(full)}); {ONE}")
    return full, []


def _chosen(path: Path, opened: Callable) -> tuple[list[Page] | None, list[str]]:
    """Pages as of `_choose`, none where the first one is meant; None if the file is damaged."""
    # Slow to import; jobs without a TIFF need not.
    from tifffile import TiffFile

    # What a damaged directory makes of the library: GDAL alone then says what is wrong.
    with suppress(*DAMAGED), TiffFile(path) as tiff:
        first = tiff.pages.first
        if len(tiff.pages) == 1 and not first.is_reduced:
            images = int((tiff.imagej_metadata or {}).get("images", 1)) if tiff.is_imagej else 1
            if images > 1:
                # ImageJ writes large stacks behind one directory.
                raise UnclearPagesError(f"has {images} images behind its first page; {ONE}")
            return [], []
        chosen, remarks = _choose(tiff, opened)
        if len(chosen) > 1:
            return chosen, remarks
        page = chosen[0]
        if page.offset == first.offset:
            return [], remarks
        return chosen, [
            "has a preview on its first page; the full image on another page "
            f"({page.width} x {page.height} px) was read"
        ]
    return None, []


def open_tiff(path: Path, opened: Callable) -> GdalFile:
    """Open the photograph of a TIFF, on whatever pages it is.

    Parameters
    ----------
    path : Path
    opened : callable
        Opens a path, or a name of GDAL's for a page.

    Returns
    -------
    GdalFile

    Raises
    ------
    UnclearPagesError
        If it holds several pictures.
    rasterio.errors.RasterioError
        If it cannot be opened.
    """

    def at(offset: int):
        return opened(f"GTIFF_DIR:off:{offset}:{path}")

    first = opened(path)
    try:
        chosen, remarks = _chosen(path, at)
        if chosen is None and len(first.subdatasets) > 1:
            raise UnclearPagesError(f"has {len(first.subdatasets)} pages; {ONE}")
    except UnclearPagesError:
        first.close()
        raise
    if not chosen:
        return GdalFile(first, remarks)
    first.close()
    files = [at(page.offset) for page in chosen]
    if len(files) > 1:
        return ColourPages(files, remarks, chosen[0].orientation)
    return GdalFile(files[0], remarks, chosen[0].orientation)
