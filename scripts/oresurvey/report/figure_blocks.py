"""Figures as the templates take them: file, size, title, how to read it."""

import re
from pathlib import Path

from PIL import Image

from oresurvey.presentation.links import href
from oresurvey.report.figures.notes import note_of

HEAVY_BYTES = 200_000
"""A drawing larger than this is shown as pixels where these are fewer bytes."""
PX_PER_POINT = 96 / 72
"""Pixels of a page, by CSS."""
_NAMED = ("mineral", "confusion", "ternary")
"""Kinds of which there are several: the rest of the name says which."""


def shown_file(folder: Path, name: str) -> str:
    """File to show of a figure: the drawing, unless the pixels are much lighter."""
    drawing, pixels = folder / f"{name}.svg", folder / f"{name}.png"
    if not drawing.exists():
        return pixels.name
    heavy = drawing.stat().st_size > HEAVY_BYTES
    lighter = pixels.exists() and pixels.stat().st_size < drawing.stat().st_size
    return pixels.name if heavy and lighter else drawing.name


def shown_size(path: Path) -> tuple[int, int]:
    """Width and height of a figure on a page, by which a browser keeps its place before it is read.

    Parameters
    ----------
    path : Path
        Drawing of matplotlib, whose size is in points, or pixels.

    Returns
    -------
    (int, int)
        In pixels of a page.
    """
    if path.suffix != ".svg":
        with Image.open(path) as image:
            return image.size
    with path.open(encoding="utf-8") as text:
        found = re.search(r'width="([\d.]+)pt" height="([\d.]+)pt"', text.read(1000))
    if found is None:
        raise ValueError(f"{path} gives no size in points: it is no drawing of matplotlib")
    width, height = (round(float(side) * PX_PER_POINT) for side in found.groups())
    return width, height


def figure_block(folder: Path, name: str, place: str) -> dict:
    """A figure for the templates.

    Parameters
    ----------
    folder : Path
        Where its files are.
    name : str
        Without suffix.
    place : str
        The same folder as the page sees it.

    Returns
    -------
    dict
        src, title, how, caution, wide, width, height.
    """
    note = note_of(name)
    of = name.partition("_")[2].replace("_", " ") if name.split("_")[0] in _NAMED else ""
    title = f"{note.title}: {of}" if of else note.title
    file = shown_file(folder, name)
    width, height = shown_size(folder / file)
    return {
        "src": href(f"{place}/{file}"),
        "title": title,
        "how": note.how,
        "caution": note.caution,
        "wide": note.wide,
        "width": width,
        "height": height,
    }
