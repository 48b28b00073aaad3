"""The store: annotated fields at the network's input scale, so that memory need not hold them.

Whole fields are memory-mapped row by row; patches are read from a second copy, laid out in strips.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from oresurvey.errors import ConfigurationError
from oresurvey.stored_arrays import StoredRows, save_array
from oresurvey.strips import Strips, as_strips

FACTORS = {1.0: 1, 0.5: 2, 0.25: 4}
ROWS_AT_A_TIME = 32
"""Rows of the scaled image that are summed together: their sums stay in the processor's cache."""


def scale_factor(input_scale: float) -> int:
    """Pixels of the photograph along one pixel of the network's input: 1, 2 or 4.

    Raises
    ------
    ConfigurationError
        For a scale other than 1, 0.5, 0.25.
    """
    if input_scale not in FACTORS:
        raise ConfigurationError(
            f"train.input_scale: {input_scale} is not offered; use 1, 0.5 or 0.25"
        )
    return FACTORS[input_scale]


def scale_image(image: np.ndarray, factor: int) -> np.ndarray:
    """Area mean over blocks of `factor` x `factor` pixels; rows and columns left over are dropped.

    Parameters
    ----------
    image : (H, W, 3) uint8
    factor : int

    Returns
    -------
    (H // factor, W // factor, 3) uint8
    """
    if factor == 1:
        return image
    height, width = image.shape[0] // factor, image.shape[1] // factor
    scaled = np.empty((height, width, 3), np.uint8)
    for y in range(0, height, ROWS_AT_A_TIME):
        out = scaled[y : y + ROWS_AT_A_TIME]
        rows = image[y * factor : (y + len(out)) * factor, : width * factor]
        rows = rows.reshape(len(out), factor, width * factor * 3)
        # Sixteen bits hold 4 x 4 pixels of 255.
        sums = rows[:, 0].astype(np.uint16)
        for k in range(1, factor):
            sums += rows[:, k]
        sums = sums.reshape(len(out), width, factor, 3)
        for band in range(3):
            block = sums[:, :, 0, band] + sums[:, :, 1, band]
            for k in range(2, factor):
                block += sums[:, :, k, band]
            out[..., band] = (block + factor**2 // 2) // factor**2
    return scaled


def scale_mask(mask: np.ndarray, factor: int) -> np.ndarray:
    """The code at the centre of each block.

    A majority vote would thin out narrow rims and veins; one sample per block keeps every class's
    expected share.

    Parameters
    ----------
    mask : (H, W) uint8
    factor : int

    Returns
    -------
    (H // factor, W // factor) uint8
    """
    if factor == 1:
        return mask
    height, width = mask.shape[0] // factor, mask.shape[1] // factor
    return mask[factor // 2 :: factor, factor // 2 :: factor][:height, :width]


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
