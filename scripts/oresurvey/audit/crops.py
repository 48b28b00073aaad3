"""Pictures of an audit: of every point its surroundings, and the whole field made small."""

from dataclasses import asdict, dataclass
from pathlib import Path

import pandas as pd

from oresurvey.errors import FieldError
from oresurvey.files.pictures import save_picture
from oresurvey.photographs.overview import overview_of
from oresurvey.photographs.photograph import Photograph

CROP_PX = 256
OVERVIEW_PX = 480


@dataclass(frozen=True)
class Picture:
    """Where the crop of a point is: in the folder, and in its field.

    Attributes
    ----------
    crop, overview : str
        File names.
    x0, y0, width, height : int
        The crop in pixels of the photograph.
    field_width, field_height : int
        The photograph.
    um_per_px : float or None
    """

    crop: str
    overview: str
    x0: int
    y0: int
    width: int
    height: int
    field_width: int
    field_height: int
    um_per_px: float | None


def crop_range(at: int, size: int, crop: int = CROP_PX) -> tuple[int, int]:
    """Half-open range of `crop` pixels with `at` in its middle, moved to lie within 0 .. size."""
    first = max(0, min(at - crop // 2, size - crop))
    return first, min(first + crop, size)


def write_crops(
    points: pd.DataFrame, entries: list[dict], paths: dict, folder: str | Path
) -> dict[int, Picture]:
    """Cut the pictures of all points, one photograph open at a time.

    Parameters
    ----------
    points : DataFrame
        As from `audit.points.draw_points`.
    entries : list of dict
        Manifest entries of the instances.
    paths : dict
        As from `survey.rows.paths_of`.
    folder : path

    Returns
    -------
    dict of int to Picture
        By number of the point. File names tell the number only.

    Raises
    ------
    FieldError
        If a photograph is missing, damaged, or not of the size of its map.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    about = {entry["field"]: entry for entry in entries}
    pictures = {}
    for number, (field, mine) in enumerate(points.groupby("field"), start=1):
        entry, overview = about[field], f"field_{number:03d}.jpg"
        with Photograph(paths[field][0]) as photograph:
            size = (photograph.width, photograph.height)
            if size != (entry["width"], entry["height"]):
                raise FieldError(
                    f"field {field}: the photograph is {size[0]} x {size[1]} px but its map "
                    f"{entry['width']} x {entry['height']}; run the target `grains` before `audit`"
                )
            save_picture(overview_of(photograph, OVERVIEW_PX), folder / overview, quality=88)
            for point in mine.itertuples():
                x0, x1 = crop_range(point.x_px, size[0])
                y0, y1 = crop_range(point.y_px, size[1])
                name = f"{point.point:03d}.png"
                save_picture(photograph.read(y0, y1, x0, x1), folder / name)
                pictures[point.point] = Picture(
                    name, overview, x0, y0, x1 - x0, y1 - y0, *size, entry["um_per_px"]
                )
    return pictures


def as_json(pictures: dict[int, Picture]) -> list[dict]:
    """Pictures in the order of the points, as JSON types."""
    return [asdict(pictures[point]) for point in sorted(pictures)]
