"""Augmentation: one patch seen otherwise, its annotation with it."""

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import affine_transform

from oresurvey.minerals import VOID


@dataclass(frozen=True)
class Augmentation:
    """What may happen to a patch; the defaults are the paper's flips and rotations.

    Attributes
    ----------
    flips, quarter_turns : bool
    gain : float
        Exposure: brightness times 2^u, u uniform in -gain..gain (photographic stops).
    gamma : float
        Tone curve: exponent 2^u, u uniform in -gamma..gamma.
    colour : float
        White balance: each channel times 2^u, u normal with this standard deviation.
    rotation_deg : float
        Turn by a uniform angle up to this many degrees either way.
    scale : float
        Magnification 2^u, u uniform in -scale..scale.
    """

    flips: bool = True
    quarter_turns: bool = True
    gain: float = 0.0
    gamma: float = 0.0
    colour: float = 0.0
    rotation_deg: float = 0.0
    scale: float = 0.0

    @property
    def warps(self) -> bool:
        """Whether patches have to be resampled."""
        return bool(self.rotation_deg or self.scale)


def tone_table(settings: Augmentation, rng: np.random.Generator) -> np.ndarray | None:
    """One look-up table per channel for gain, gamma and colour; None when all are off.

    Returns
    -------
    (256, 3) uint8 or None
        255 * clip(gain_channel * v / 255, 0, 1) ** gamma, rounded.
    """
    if not (settings.gain or settings.gamma or settings.colour):
        return None
    stops = rng.uniform(-settings.gain, settings.gain) + rng.normal(0, settings.colour, 3)
    exponent = 2.0 ** rng.uniform(-settings.gamma, settings.gamma)
    values = np.arange(256)[:, None] / 255 * 2.0**stops
    return np.round(255 * np.clip(values, 0, 1) ** exponent).astype(np.uint8)


def turned(array: np.ndarray, settings: Augmentation, rng: np.random.Generator) -> np.ndarray:
    """Flip and turn by quarters; the same draws for image and mask when given equal generators."""
    turns = int(rng.integers(4)) if settings.quarter_turns else 0
    array = np.rot90(array, turns)
    if settings.flips and rng.random() < 0.5:
        array = array[:, ::-1]
    return array


def warped_patch(
    image: np.ndarray,
    mask: np.ndarray,
    corner: tuple[int, int],
    patch_px: int,
    settings: Augmentation,
    rng: np.random.Generator,
) -> tuple[np.ndarray, np.ndarray]:
    """Cut a patch that is turned and magnified about its centre.

    Parameters
    ----------
    image : (H, W, 3) uint8
    mask : (H, W) uint8
    corner : (int, int)
        y, x of the upright patch.
    patch_px : int
    settings : Augmentation
    rng : numpy.random.Generator

    Returns
    -------
    (s, s, 3) uint8, (s, s) uint8
        Outside the photograph the image repeats its edge and the mask is void.
    """
    angle = np.deg2rad(rng.uniform(-settings.rotation_deg, settings.rotation_deg))
    step = 2.0 ** rng.uniform(-settings.scale, settings.scale)
    cos, sin = np.cos(angle) * step, np.sin(angle) * step
    matrix = np.array([[cos, -sin], [sin, cos]])
    half = (patch_px - 1) / 2
    centre = np.array(corner) + half
    reach = half * (abs(cos) + abs(sin)) + 1
    low = np.maximum(np.floor(centre - reach).astype(int), 0)
    high = np.minimum(np.ceil(centre + reach).astype(int) + 1, mask.shape)
    window = np.s_[low[0] : high[0], low[1] : high[1]]
    offset = centre - low - matrix @ (half, half)
    shape = (patch_px, patch_px)
    codes = affine_transform(
        np.asarray(mask[window]), matrix, offset, shape, order=0, mode="constant", cval=VOID
    )
    pixels = np.asarray(image[window])
    channels = [
        affine_transform(pixels[..., band], matrix, offset, shape, order=1, mode="nearest")
        for band in range(3)
    ]
    return np.stack(channels, axis=-1), codes


def cut_patch(
    image: np.ndarray,
    mask: np.ndarray,
    corner: tuple[int, int],
    patch_px: int,
    settings: Augmentation,
    rng: np.random.Generator,
) -> tuple[np.ndarray, np.ndarray]:
    """One augmented patch.

    Parameters and returns as in `warped_patch`; the result is contiguous and the caller's own.
    """
    if settings.warps:
        pixels, codes = warped_patch(image, mask, corner, patch_px, settings, rng)
    else:
        window = np.s_[corner[0] : corner[0] + patch_px, corner[1] : corner[1] + patch_px]
        pixels, codes = image[window], mask[window]
    table = tone_table(settings, rng)
    seed = int(rng.integers(2**32))
    pixels = turned(pixels, settings, np.random.default_rng(seed))
    codes = turned(codes, settings, np.random.default_rng(seed))
    if table is not None:
        pixels = np.stack([table[:, band][pixels[..., band]] for band in range(3)], axis=-1)
    return np.array(pixels), np.array(codes)
