"""A folder of what to annotate: a table with reasons, pictures of parts, their maps for QuPath."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from oresurvey.annotations.crops import Place, write_places
from oresurvey.annotations.writing import Picture, checked, write_pictures
from oresurvey.errors import OreSurveyError
from oresurvey.files.folder_names import folder_name
from oresurvey.files.pictures import save_picture
from oresurvey.files.tables import write_csv
from oresurvey.maps.geotiff import MapReader
from oresurvey.photographs.photograph import Photograph
from oresurvey.suggestions.crops import Crop, suggested_crops
from oresurvey.suggestions.fields import Suggestion
from oresurvey.survey.minerals import Minerals

TABLE = "suggestions.csv"
CROPS, MAPS = "crops", "maps"
"""Pictures, and files of the same names for QuPath."""
COLUMNS = (
    *("order", "deposit", "section", "field", "x_px", "y_px", "width_px", "height_px"),
    *("mean_confidence", "feature_distance", "gain", "reasons"),
)


@dataclass(frozen=True)
class Part:
    """A part of a field to annotate.

    Attributes
    ----------
    suggestion : Suggestion
        The field.
    crop : Crop
    """

    suggestion: Suggestion
    crop: Crop

    @property
    def name(self) -> str:
        """Of its files, without the ending."""
        field = folder_name(self.suggestion.field.field)
        return f"{field}_{self.crop.x}_{self.crop.y}"


def parts_of(
    suggestion: Suggestion, photograph: Path, maps: Path, crops: int, crop_px: int
) -> list[Part]:
    """Parts of a field, the most helpful first; all of it as one part for no crops.

    Parameters
    ----------
    suggestion : Suggestion
    photograph : Path
    maps : Path
        Folder of the field's maps.
    crops, crop_px : int
        See `suggestions.crops.suggested_crops`.
    """
    with Photograph(photograph) as open_photograph:
        if crops:
            found = suggested_crops(open_photograph, maps, crops, crop_px)
        else:
            found = [Crop(0, 0, open_photograph.width, open_photograph.height)]
    return [Part(suggestion, crop) for crop in found]


def suggestion_table(parts: list[Part]) -> pd.DataFrame:
    """One row per part, columns `COLUMNS`, in the order in which to annotate."""
    rows = [
        (
            *(number, one.suggestion.field.deposit, one.suggestion.field.section),
            *(one.suggestion.field.field, one.crop.x, one.crop.y),
            *(one.crop.width, one.crop.height, one.suggestion.field.confidence),
            *(one.suggestion.field.distance, round(one.suggestion.gain, 4)),
            "; ".join(one.suggestion.reasons),
        )
        for number, one in enumerate(parts, start=1)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def must_be_empty(folder: Path) -> None:
    """Refuse a folder that holds something: a person may have worked in it.

    Raises
    ------
    OreSurveyError
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise OreSurveyError(f"{folder} is there already; name a folder that is not")


def write_folder(
    parts: list[Part],
    paths: Mapping[str, tuple[Path, Path]],
    minerals: Minerals,
    connectivity: int,
    folder: Path,
) -> None:
    """Write the table, and of every part its picture and its map as QuPath opens it.

    Parameters
    ----------
    parts : list of Part
    paths : dict of str to (Path, Path)
        Photograph and folder of the maps, by field.
    minerals : Minerals
    connectivity : int
        See `annotations.objects.objects_of`.
    folder : Path
        Made if it is missing.
    """
    must_be_empty(folder)
    places = []
    for part in parts:
        crop, field = part.crop, part.suggestion.field.field
        photograph, maps = paths[field]
        rows, columns = (crop.y, crop.y + crop.height), (crop.x, crop.x + crop.width)
        with Photograph(photograph) as whole, MapReader(maps / "classes.tif") as classes:
            save_picture(whole.read(*rows, *columns), folder / CROPS / f"{part.name}.png")
            codes = classes.read_rows(*rows)[:, slice(*columns)]
            size = (whole.width, whole.height)
        places.append(
            Place(part.name, folder_name(field), crop.x, crop.y, crop.width, crop.height, *size)
        )
        picture = checked(Picture(part.name, codes), minerals, None)
        write_pictures(
            *([picture], minerals, "geojson"),
            lambda stem: folder / MAPS / f"{stem}.geojson",
            connectivity,
            background=True,
        )
    write_places(places, folder / CROPS)
    write_csv(suggestion_table(parts), folder / TABLE)
