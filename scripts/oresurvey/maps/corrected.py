"""A person overrules a class map: pixels that were corrected, and the map of the model beside them.

The map as the model has it is kept, so that a correction taken back restores it to the byte, and
scores are those of the model.
"""

import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from oresurvey.files.tables import read_json
from oresurvey.maps.abstention import CLASSES
from oresurvey.maps.geotiff import MapReader, MapWriter, read_tags
from oresurvey.maps.rows import row_ranges
from oresurvey.survey.mineral_codes import UNIDENTIFIED, VOID

UNCORRECTED = "uncorrected.tif"
"""Class map as the model has it; there only where a person corrected some of it."""
TAG = "CORRECTIONS_SHA256"


def read_runs(path: str | Path) -> tuple[np.ndarray, int, dict[str, str]]:
    """Runs of a file of corrections, the scale they were drawn at, by whom and when.

    What it holds was checked when the run began (`annotations.corrected_fields`).

    Returns
    -------
    (n, 4) int64
        See `correct`.
    int
        Pixels of the photograph along one that was shown.
    dict
        by, made.
    """
    content = read_json(path)
    runs = np.array(content["runs"], np.int64).reshape(-1, 4)
    made = {key: str(content.get(key, "")) for key in ("by", "made")}
    return runs, int(content.get("scale", 1)), made


@dataclass(frozen=True)
class Held:
    """What became of corrections.

    Attributes
    ----------
    class_pixels : dict of str to int
        Pixels of each code on the map of the model, where the photograph is visible.
    corrected_px : int
        Pixels that a person gave another class than the model.
    not_held_px : int
        Pixels of which the map says something else than when they were corrected, and not what they
        were corrected to: they are left as they are.
    """

    class_pixels: dict[str, int]
    corrected_px: int
    not_held_px: int


def model_map(folder: str | Path) -> Path:
    """The class map of a field as the model has it, whoever corrected it since."""
    kept = Path(folder) / UNCORRECTED
    return kept if kept.exists() else Path(folder) / CLASSES


def take_back(folder: str | Path) -> None:
    """Let the class map of a field be that of the model, to the byte."""
    kept = Path(folder) / UNCORRECTED
    if kept.exists():
        os.replace(kept, Path(folder) / CLASSES)


def _spread(runs: np.ndarray, begin: int, end: int) -> tuple[np.ndarray, np.ndarray]:
    """Pixels begin .. end that runs reach, counted from `begin`, and the number of their run."""
    first = np.maximum(runs[:, 0], begin)
    lengths = np.maximum(np.minimum(runs[:, 0] + runs[:, 1], end) - first, 0)
    of = np.repeat(np.arange(len(runs)), lengths)
    before = np.cumsum(lengths) - lengths
    return np.arange(lengths.sum()) - before[of] + first[of] - begin, of


def _still(said: np.ndarray, of: np.ndarray, scale: int) -> np.ndarray:
    """Whether pixels of runs still hold: each by itself, or the run where most of it does.

    On a map that was shown reduced, one pixel spoke for a block: at edges of grains others of the
    block said something else from the first.
    """
    if scale == 1 or not len(of):
        return said
    return (np.bincount(of, said) / np.maximum(np.bincount(of), 1))[of] >= 0.5


def correct(
    folder: str | Path,
    runs: np.ndarray,
    digest: str,
    um_per_px: float | None = None,
    scale: int = 1,
) -> Held:
    """Correct the class map of a field, and keep that of the model beside it.

    Parameters
    ----------
    folder : path
        Holds the class map of the model, see `take_back`. A kill at any point leaves what
        `take_back` goes on from.
    runs : (n, 4) int64
        First pixel along the rows, pixels, code now, code on the map that was corrected; in order.
        VOID is a mineral that the person does not know: unidentified.
    digest : str
        Of the corrections, for the tags of the map.
    um_per_px : float, optional
        Scale of the map.
    scale : int
        Pixels along one that was shown when it was corrected.
    """
    folder = Path(folder)
    kept, classes = folder / UNCORRECTED, folder / CLASSES
    os.replace(classes, kept)
    now = np.where(runs[:, 2] == VOID, UNIDENTIFIED, runs[:, 2]).astype(np.uint8)
    corrected = other = 0
    counts = np.zeros(VOID + 1, np.int64)
    with (
        MapReader(kept) as map_,
        MapWriter(
            classes, map_.width, map_.height, read_tags(kept) | {TAG: digest}, um_per_px,
            nodata=map_.nodata,
        ) as written,
    ):  # fmt: skip
        for y0, y1 in row_ranges(map_):
            codes = map_.read_rows(y0, y1).copy()
            flat = codes.reshape(-1)
            at, of = _spread(runs, y0 * map_.width, y1 * map_.width)
            counts += np.bincount(flat, minlength=len(counts))
            # What is not visible is nothing, whoever says otherwise.
            differs = (flat[at] != now[of]) & (flat[at] != VOID)
            holds = differs & _still(flat[at] == runs[of, 3], of, scale)
            flat[at[holds]] = now[of[holds]]
            corrected += int(holds.sum())
            other += int(differs.sum() - holds.sum())
            written.write(codes, y0, 0)
    found = {str(code): int(counts[code]) for code in np.flatnonzero(counts[:VOID])}
    return Held(found, corrected, other)
