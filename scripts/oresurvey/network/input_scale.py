"""Photographs and masks at the scale of a network's input."""

import numpy as np

from oresurvey.errors import ConfigurationError

FACTORS = {1.0: 1, 0.5: 2, 0.25: 4, 0.125: 8}

ROWS_AT_A_TIME = 32
"""Rows of the scaled image that are summed together: their sums stay in the processor's cache."""


def scale_factor(input_scale: float) -> int:
    """Pixels of the photograph along one pixel of the network's input: 1, 2, 4 or 8.

    Raises
    ------
    ConfigurationError
        For a scale other than 1, 0.5, 0.25, 0.125.
    """
    if input_scale not in FACTORS:
        raise ConfigurationError(
            f"train.input_scale: {input_scale} is not offered; use 1, 0.5, 0.25 or 0.125"
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
        # Sixteen bits hold 8 x 8 pixels of 255.
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
