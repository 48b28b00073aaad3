"""Probability maps: where to cut a patch so that a class is in it, eq. (1) and (2) of the paper.

For a mask M, patch size s and class c, P(x, y | c) is the number of class-c pixels in the patch
whose upper left corner is (x, y), for 0 <= x < W - s and 0 <= y < H - s, else 0 (eq. 1), normalised
to sum 1 over the image (eq. 2).

No map is kept: an index of a field is enough to draw from it, see `probability_maps.area`. Of an
index on disk, a sampler keeps the totals of the classes and reads one row at each draw.
"""

import json
from pathlib import Path

import numpy as np

from oresurvey.errors import ConfigurationError, FieldError
from oresurvey.files.arrays import StoredRows, put_in_place, save_array
from oresurvey.probability_maps.area import AreaIndex, build_area_index
from oresurvey.probability_maps.distance import DistanceIndex, build_distance_index
from oresurvey.probability_maps.uniform import UniformIndex

METHODS = ("area", "distance", "uniform")

PatchIndex = AreaIndex | DistanceIndex | UniformIndex

_CLASSES = {"area": AreaIndex, "distance": DistanceIndex, "uniform": UniformIndex}
_ARRAYS: dict[str, dict[str, type]] = {
    "area": {"rows": np.int64},
    "distance": {"rows": np.float64, "cells": np.float32},
    "uniform": {},
}
"""What an index keeps in ``.npy`` files of these names."""


def build_index(
    mask: np.ndarray, patch_px: int, codes: tuple[int, ...], method: str = "area"
) -> PatchIndex:
    """Index of a mask for drawing patches.

    Parameters
    ----------
    mask : (H, W) uint8
        Mineral codes; 255 is void.
    patch_px : int
        s, in pixels of this mask.
    codes : tuple of int
        Classes that may be asked for.
    method : str
        One of `METHODS`.

    Raises
    ------
    FieldError
        If no patch fits: eq. (1) needs H > s and W > s.
    ConfigurationError
        For another method.
    """
    if method not in METHODS:
        raise ConfigurationError(
            f"train.sampling: {method!r} is not offered; use {', '.join(METHODS)}"
        )
    if min(mask.shape) <= patch_px:
        raise FieldError(
            f"mask of {mask.shape[1]} x {mask.shape[0]} px has no room for patches of "
            f"{patch_px} px; lower train.patch_px or use larger photographs"
        )
    codes = tuple(int(code) for code in codes)
    if method == "uniform":
        return UniformIndex(mask.shape, patch_px, codes)
    build = build_area_index if method == "area" else build_distance_index
    return build(np.asarray(mask), patch_px, codes)


def save_index(index: PatchIndex, folder: Path) -> None:
    """Write an index into the folder of its field: ``index.json`` and the arrays it names."""
    method = next(name for name, kind in _CLASSES.items() if isinstance(index, kind))
    about: dict = {"method": method, "arrays": {}}
    about |= {key: value for key, value in vars(index).items() if key not in _ARRAYS[method]}
    for name in _ARRAYS[method]:
        array = getattr(index, name)
        save_array(array, folder / f"{name}.npy")
        about["arrays"][name] = array.shape
    # Last, so that an index that can be read is whole.
    put_in_place(folder / "index.json", lambda stream: stream.write(json.dumps(about).encode()))


def open_index(folder: str | Path) -> PatchIndex:
    """The index of a field with its arrays left on disk: a draw reads the rows that it needs."""
    folder = Path(folder)
    about = json.loads((folder / "index.json").read_bytes())
    method, arrays = about.pop("method"), about.pop("arrays")
    content = {key: tuple(v) if isinstance(v, list) else v for key, v in about.items()}
    for name, dtype in _ARRAYS[method].items():
        content[name] = StoredRows(folder / f"{name}.npy", arrays[name], dtype)
    return _CLASSES[method](**content)


def load_index(folder: str | Path) -> PatchIndex:
    """Read the index of a field, as written by `save_index`, into memory."""
    folder = Path(folder)
    index = open_index(folder)
    names = [name for name, value in vars(index).items() if isinstance(value, StoredRows)]
    return type(index)(**vars(index) | {name: np.load(folder / f"{name}.npy") for name in names})
