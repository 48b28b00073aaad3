"""Masks and class maps written for labelling programs and painting programs."""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from oresurvey.annotations import coco, cvat, geojson, labelme
from oresurvey.annotations.objects import objects_of
from oresurvey.errors import FieldError, OreSurveyError
from oresurvey.files.tables import replace_file, write_text
from oresurvey.photographs.mask_codes import other_size
from oresurvey.survey.mineral_codes import BACKGROUND, UNIDENTIFIED, VOID
from oresurvey.survey.minerals import Minerals

SOFTWARE = "oresurvey"
ENDINGS = {
    "geojson": ".geojson",
    "coco": ".json",
    "coco-rle": ".json",
    "labelme": ".json",
    "cvat": ".xml",
    "indexed": ".png",
    "colours": ".png",
    "numbers": ".png",
}
"""Formats that can be written, and how names of their files end."""
NEED_PHOTOGRAPH = ("coco", "coco-rle", "labelme", "cvat")
"""Formats that name the photograph."""
TOGETHER = ("coco", "coco-rle", "cvat")
"""Formats of one file for all photographs."""


@dataclass(frozen=True)
class Picture:
    """A mask or class map to write.

    Attributes
    ----------
    stem : str
        Name of the field or photograph.
    codes : (H, W) uint8
    photograph : Path or None
    """

    stem: str
    codes: np.ndarray
    photograph: Path | None = None

    @property
    def size(self) -> tuple[int, int]:
        """Height and width."""
        height, width = self.codes.shape
        return height, width


def write_indexed(codes: np.ndarray, minerals: Minerals, path: Path) -> None:
    """Write codes as a PNG with a palette: the colours of the table of minerals, white for void.

    Its values are the codes, so it is a mask, and any program shows it in colours.

    Parameters
    ----------
    codes : (H, W) uint8
    minerals : Minerals
    path : Path
    """
    image = Image.fromarray(codes)
    palette = minerals.palette()
    image.putpalette([level for code in range(256) for level in palette.get(code, (0, 0, 0))])
    about = PngInfo()
    about.add_text("Software", SOFTWARE)
    replace_file(path, lambda fresh: image.save(fresh, format="PNG", pnginfo=about, bits=8))


def must_be_new(path: Path, unless_ours: bool = False) -> None:
    """Refuse to write over a file: a person may have worked on it since.

    Parameters
    ----------
    path : Path
    unless_ours : bool
        Masks that `write_indexed` wrote, and no other program since, may be written again.

    Raises
    ------
    OreSurveyError
    """
    if not path.exists():
        return
    if unless_ours:
        try:
            with Image.open(path) as image:
                if image.info.get("Software") == SOFTWARE:
                    return
        except OSError:
            pass
    raise OreSurveyError(f"{path} is there already; move it away or give another name")


def _write_colours(picture: Picture, minerals: Minerals, path: Path) -> None:
    """A PNG in RGB and its legend beside it."""
    table = np.zeros((256, 3), np.uint8)
    for code, rgb in minerals.palette().items():
        table[code] = rgb
    image = Image.fromarray(table[picture.codes])
    replace_file(path, lambda fresh: image.save(fresh, format="PNG"))
    rows = [f"{mineral.colour},{mineral.symbol}" for mineral in minerals.table]
    lines = ["colour,mineral", *rows, "#ffffff,void"]
    write_text("\n".join(lines) + "\n", path.with_suffix(".legend.csv"))


def _write_numbers(picture: Picture, minerals: Minerals, path: Path) -> None:
    """A PNG of classes from 1 on, 0 where nothing is annotated, and their names beside it."""
    numbers = np.zeros(256, np.uint8)
    numbers[list(minerals.codes)] = np.arange(1, len(minerals.table) + 1)
    image = Image.fromarray(numbers[picture.codes])
    replace_file(path, lambda fresh: image.save(fresh, format="PNG"))
    rows = [f"{number},{mineral.symbol}" for number, mineral in enumerate(minerals.table, start=1)]
    write_text("\n".join(["name,mineral", *rows]) + "\n", path.with_suffix(".names.csv"))


def _json(content: dict) -> str:
    return json.dumps(content, ensure_ascii=False) + "\n"


def checked(picture: Picture, minerals: Minerals, size: tuple[int, int] | None) -> Picture:
    """A picture whose codes are of the table and which has the size of its photograph.

    Unidentified pixels of class maps become void.

    Raises
    ------
    FieldError
    """
    if size and size != picture.size:
        raise FieldError(
            f"{picture.stem} {other_size(picture.size, size)} (photograph {picture.photograph})"
        )
    codes = np.where(picture.codes == UNIDENTIFIED, np.uint8(VOID), picture.codes)
    unknown = sorted(set(np.unique(codes).tolist()) - {*minerals.codes, VOID})
    if unknown:
        raise FieldError(
            f"{picture.stem} holds the codes {unknown[:8]}, which the table of minerals does not "
            "name; give the table that it was made with (--minerals)"
        )
    return Picture(picture.stem, codes, picture.photograph)


def write_pictures(
    pictures: list[Picture],
    minerals: Minerals,
    format: str,
    path_of: Callable[[str], Path],
    connectivity: int,
    background: bool,
) -> list[Path]:
    """Write masks or class maps in a format of `ENDINGS`.

    Parameters
    ----------
    pictures : list of Picture
        As from `checked`.
    minerals : Minerals
    format : str
    path_of : callable
        Stem to the path of its file; a format of `TOGETHER` asks once, for "annotations".
    connectivity : int
        See `annotations.objects.objects_of`.
    background : bool
        Whether background is written; formats of pixels leave it void otherwise.

    Returns
    -------
    list of Path
    """

    def objects(picture: Picture):
        return objects_of(picture.codes, minerals, connectivity, background)

    if format in TOGETHER:
        images = (
            (picture.photograph.name if picture.photograph else "", picture.size, objects(picture))
            for picture in pictures
        )
        path = path_of("annotations")
        if format == "cvat":
            write_text(cvat.write(images, minerals), path)
        else:
            write_text(_json(coco.write(images, minerals, format == "coco-rle")), path)
        return [path]
    for picture in pictures:
        path = path_of(picture.stem)
        if format == "geojson":
            write_text(_json(geojson.write(objects(picture))), path)
        elif format == "labelme":
            start = path.resolve().parent
            name = os.path.relpath((picture.photograph or path).resolve(), start)
            write_text(_json(labelme.write(name, picture.size, objects(picture))), path)
        else:
            _write_pixels(picture, minerals, format, path, background)
    return [path_of(picture.stem) for picture in pictures]


def _write_pixels(
    picture: Picture, minerals: Minerals, format: str, path: Path, background: bool
) -> None:
    if not background:
        codes = np.where(picture.codes == BACKGROUND, np.uint8(VOID), picture.codes)
        picture = Picture(picture.stem, codes, picture.photograph)
    if format == "indexed":
        write_indexed(picture.codes, minerals, path)
    elif format == "colours":
        _write_colours(picture, minerals, path)
    else:
        _write_numbers(picture, minerals, path)
