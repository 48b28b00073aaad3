"""The store: annotated fields at the network's input scale, laid out to be memory-mapped.

Patches are cut from these arrays; the operating system keeps in memory what is in use, so memory
does not grow with the collection.
"""

import os
from pathlib import Path

import numpy as np

from oresurvey.errors import ConfigurationError

FACTORS = {1.0: 1, 0.5: 2, 0.25: 4}


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
    blocks = image[: height * factor, : width * factor].reshape(height, factor, width, factor, 3)
    total = blocks.sum(axis=(1, 3), dtype=np.uint32)
    return ((total + factor**2 // 2) // factor**2).astype(np.uint8)


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


def _save(array: np.ndarray, path: Path) -> None:
    fresh = path.with_name(f".{path.stem}.{os.getpid()}.new.npy")
    np.save(fresh, np.ascontiguousarray(array))
    os.replace(fresh, path)


def write_store(folder: str | Path, image: np.ndarray, mask: np.ndarray, factor: int) -> np.ndarray:
    """Write ``image.npy`` and ``mask.npy`` at the input scale.

    Returns
    -------
    (h, w) uint8
        The mask as stored.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    small = scale_mask(mask, factor)
    _save(scale_image(image, factor), folder / "image.npy")
    _save(small, folder / "mask.npy")
    return small


def open_store(folder: str | Path) -> tuple[np.ndarray, np.ndarray]:
    """Memory maps of image (h, w, 3) uint8 and mask (h, w) uint8."""
    folder = Path(folder)
    return (
        np.load(folder / "image.npy", mmap_mode="r"),
        np.load(folder / "mask.npy", mmap_mode="r"),
    )
