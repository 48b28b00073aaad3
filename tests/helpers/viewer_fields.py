"""Fields with their maps and tables on disk, and their viewers, for tests in a browser."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd
from PIL import Image

from oresurvey.files.tables import read_parquet
from oresurvey.instances.field import write_instances
from oresurvey.maps.corrected import UNCORRECTED
from oresurvey.maps.geotiff import MapWriter
from oresurvey.report.viewer.content import ViewerSettings, viewer_content
from oresurvey.report.viewer.page import write_viewer
from oresurvey.survey.field import Field
from oresurvey.survey.minerals import Minerals, minerals_of_maps, read_minerals

MINERALS = read_minerals(Path(__file__).parents[2] / "config" / "minerals.tsv")
UM_PER_PX = 1.25


@dataclass(frozen=True)
class Viewed:
    """A field and its viewer.

    Attributes
    ----------
    field : Field
    codes, confidence : (H, W) uint8
    folder : Path
        Of its tables.
    page : Path
    """

    field: Field
    codes: np.ndarray
    confidence: np.ndarray
    folder: Path
    page: Path

    @cached_property
    def grains(self) -> pd.DataFrame:
        return read_parquet(self.folder / "grains.parquet")

    @cached_property
    def contacts(self) -> pd.DataFrame:
        return read_parquet(self.folder / "contacts.parquet")

    def address(self, words: str = "") -> str:
        return self.page.as_uri() + words


def write_map(path: Path, values: np.ndarray) -> None:
    with MapWriter(path, values.shape[1], values.shape[0]) as data:
        data.write(values, 0, 0)


def viewed(
    folder: Path,
    codes: np.ndarray,
    mask: np.ndarray | None = None,
    *,
    um_per_px: float | None = UM_PER_PX,
    minerals: Minerals = MINERALS,
    place: tuple[str, str, str] = ("Alder Creek", "alder 1", "alder-1a"),
    most_px: int = 40_000_000,
    photographed: np.ndarray | None = None,
    uncorrected: np.ndarray | None = None,
) -> Viewed:
    """Make a field from its class map, and its viewer.

    `uncorrected` is the map of the model, where a person corrected it since.

    Red of the photograph is 20 times the code (modulo 12), of the map or of what is photographed
    where that is another one; green is the column, blue the row.
    """
    height, width = codes.shape
    y, x = np.mgrid[:height, :width]
    red = codes if photographed is None else photographed
    photograph = np.stack((red % 12 * 20, 255 * x / width, 255 * y / height), -1).astype(np.uint8)
    Image.fromarray(photograph).save(folder / "photograph.png")
    if mask is not None:
        Image.fromarray(mask).save(folder / "mask.png")
    confidence = (255 * (0.4 + 0.6 * x / width)).astype(np.uint8)
    write_map(folder / "classes.tif", codes)
    if uncorrected is not None:
        write_map(folder / UNCORRECTED, uncorrected)
    write_map(folder / "confidence.tif", confidence)
    field = Field(
        *place,
        folder / "photograph.png",
        mask=folder / "mask.png" if mask is not None else None,
        um_per_px=um_per_px,
    )
    names = minerals_of_maps(minerals)
    entry = write_instances(field, codes, confidence, 8, names, folder, {})
    settings = ViewerSettings(minerals, 8, None, "small", most_px)
    page = folder / "viewers" / f"{field.folder}.html"
    write_viewer(viewer_content(field, entry, settings), "../../index.html", page)
    return Viewed(field, codes, confidence, folder, page)


def ore(height: int = 300, width: int = 400) -> np.ndarray:
    """A class map with some hundred grains of four minerals in gangue, a few cut by the frame."""
    rng = np.random.default_rng(7)
    codes = np.zeros((height, width), np.uint8)
    y, x = np.mgrid[:height, :width]
    for _ in range(160):
        at, radius = rng.random(2) * (height, width), rng.uniform(2, 22)
        inside = (y - at[0]) ** 2 + (x - at[1]) ** 2 < radius**2
        codes[inside] = rng.choice([1, 2, 6, 8], p=[0.3, 0.1, 0.35, 0.25])
    return codes


def many_grains() -> np.ndarray:
    """Ten thousand grains side by side: 100 x 100 boxes of four minerals, none beside its own."""
    rng = np.random.default_rng(8)
    rows, columns = (np.repeat(np.arange(100), rng.integers(6, 16, 100)) for _ in range(2))
    return np.array([[1, 2], [6, 8]], np.uint8)[np.ix_(rows % 2, columns % 2)]
