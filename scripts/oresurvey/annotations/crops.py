"""Parts of photographs that were annotated by themselves, and their places in the whole.

A table beside the pictures of the parts says where each was cut, so that what was drawn on it
becomes a mask of the whole photograph, not annotated elsewhere.
"""

from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from oresurvey.errors import FieldError
from oresurvey.files.tables import write_csv
from oresurvey.photographs.photograph import read_mask
from oresurvey.survey.mineral_codes import VOID

TABLE = "crops.csv"
"""In the folder of the pictures."""


@dataclass(frozen=True)
class Place:
    """Where a part was cut; in pixels.

    Attributes
    ----------
    crop : str
        Name of its picture, without the ending.
    mask : str
        Name of the mask of the photograph, without an ending: the folder name of the field.
    x, y, width, height : int
        The part.
    field_width, field_height : int
        The photograph.
    """

    crop: str
    mask: str
    x: int
    y: int
    width: int
    height: int
    field_width: int
    field_height: int

    def put(self, codes: np.ndarray, whole: np.ndarray) -> np.ndarray:
        """A mask of the photograph with the part in it; where the part is void it is kept.

        Parameters
        ----------
        codes : (height, width) uint8
        whole : (field_height, field_width) uint8

        Raises
        ------
        FieldError
            If one has another size than the table says.
        """
        for mask, size in (
            (codes, (self.height, self.width)),
            (whole, (self.field_height, self.field_width)),
        ):
            if mask.shape != size:
                raise FieldError(
                    f"{self.crop}: a mask of {mask.shape[1]} x {mask.shape[0]} px, where {TABLE} "
                    f"says {size[1]} x {size[0]}; annotate the picture that lies beside {TABLE}"
                )
        whole = whole.copy()
        here = whole[self.y : self.y + self.height, self.x : self.x + self.width]
        here[codes != VOID] = codes[codes != VOID]
        return whole

    def start(self, path: Path) -> np.ndarray:
        """The mask that is there, of parts that were annotated before; else one without any."""
        if path.exists():
            return read_mask(path)
        return np.full((self.field_height, self.field_width), VOID, np.uint8)


def write_places(places: list[Place], folder: Path) -> None:
    """Write the table."""
    write_csv(pd.DataFrame([asdict(place) for place in places]), folder / TABLE)


def read_places(photographs: Path | None) -> dict[str, Place]:
    """Places by name of the crop; none where the folder of the photographs has no such table.

    Raises
    ------
    FieldError
        If the table cannot be read.
    """
    if photographs is None or not (photographs / TABLE).is_file():
        return {}
    path = photographs / TABLE
    try:
        table = pd.read_csv(path, dtype={"crop": str, "mask": str}, keep_default_na=False)
        places = [Place(**row) for row in table.to_dict("records")]
    except (ValueError, TypeError) as error:
        raise FieldError(
            f"{path} is no table of crops ({error}); write the folder again with suggest"
        ) from None
    return {place.crop: place for place in places}
