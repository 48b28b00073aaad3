"""The store: annotated fields at the network's input scale, so that memory need not hold them.

Whole fields are memory-mapped row by row; patches are read from a second copy, laid out in strips.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from oresurvey.files.arrays import StoredRows, save_array
from oresurvey.network.input_scale import scale_image, scale_mask
from oresurvey.probability_maps.strips import Strips, as_strips


def write_store(folder: str | Path, image: np.ndarray, mask: np.ndarray, factor: int) -> np.ndarray:
    """Write image and mask at the input scale: ``image.npy``, ``mask.npy``, and both in strips.

    Returns
    -------
    (h, w) uint8
        The mask as stored.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    small = np.ascontiguousarray(scale_mask(mask, factor))
    for name, array in (("image", scale_image(image, factor)), ("mask", small)):
        save_array(array, folder / f"{name}.npy")
        save_array(as_strips(array), folder / f"{name}_strips.npy")
    return small


def open_store(folder: str | Path) -> tuple[np.ndarray, np.ndarray]:
    """Memory maps of image (h, w, 3) uint8 and mask (h, w) uint8."""
    folder = Path(folder)
    return (
        np.load(folder / "image.npy", mmap_mode="r"),
        np.load(folder / "mask.npy", mmap_mode="r"),
    )


@dataclass(frozen=True, slots=True)
class StoredField:
    """One field of the store, read in pieces; nothing of it stays open or in memory.

    Attributes
    ----------
    image, mask : Strips
        Windows of image and mask.
    mask_rows : StoredRows
        Whole rows of the mask.
    """

    image: Strips
    mask: Strips
    mask_rows: StoredRows


def stored_field(folder: str | Path, shape: tuple[int, int]) -> StoredField:
    """A field of `write_store` whose mask has this shape (h, w); opens no file yet."""
    folder = Path(folder)
    return StoredField(
        Strips(folder / "image_strips.npy", (*shape, 3)),
        Strips(folder / "mask_strips.npy", shape),
        StoredRows(folder / "mask.npy", shape, np.uint8),
    )
