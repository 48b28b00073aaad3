"""Augmentation: one patch seen otherwise, its annotation with it."""

import numpy as np
from scipy.ndimage import affine_transform

from oresurvey.light.field_light import FieldLight
from oresurvey.probability_maps.strips import Strips
from oresurvey.survey.mineral_codes import VOID
from oresurvey.survey.settings.training import Augmentation

SWAP, MIRROR_COLUMNS, MIRROR_ROWS = 4, 2, 1
"""A position is a sum of these; rows and columns are mirrored first and swapped then."""

_POSITIONS = {
    # flips, quarter turns
    (False, False): (0,),
    (True, False): (0, MIRROR_COLUMNS),
    (False, True): (0, SWAP + MIRROR_ROWS, MIRROR_ROWS + MIRROR_COLUMNS, SWAP + MIRROR_COLUMNS),
    (True, True): tuple(range(8)),
}


def tone_table(settings: Augmentation, rng: np.random.Generator) -> np.ndarray:
    """One look-up table per channel for exposure, gamma and colour.

    Returns
    -------
    (256, 3) uint8
        255 * clip(gain_channel * v / 255, 0, 1) ** gamma, rounded.
    """
    stops = rng.uniform(-settings.gain, settings.gain) + rng.normal(0, settings.colour, 3)
    exponent = 2.0 ** rng.uniform(-settings.gamma, settings.gamma)
    values = np.arange(256)[:, None] / 255 * 2.0**stops
    return np.round(255 * np.clip(values, 0, 1) ** exponent).astype(np.uint8)


def draw_position(settings: Augmentation, rng: np.random.Generator) -> int:
    """One of the positions that flips and quarter turns allow, all equally likely.

    Takes one number from the generator whatever is allowed: the places of a sequence of patches do
    not depend on their augmentation.
    """
    positions = _POSITIONS[settings.flips, settings.quarter_turns]
    return positions[int(rng.integers(8)) % len(positions)]


def upright(patch: np.ndarray, position: int) -> np.ndarray:
    """View of a patch that is to be seen in a position, as it lies in the photograph.

    What is written upright into the view stands in the position in the patch.

    Parameters
    ----------
    patch : (s, s) or (s, s, C)
    position : int
        0 (as photographed) to 7.
    """
    if position & SWAP:
        patch = patch.swapaxes(0, 1)
    return patch[:: -1 if position & MIRROR_ROWS else 1, :: -1 if position & MIRROR_COLUMNS else 1]


def warped_patch(
    image: np.ndarray | Strips,
    mask: np.ndarray | Strips,
    corner: tuple[int, int],
    patch_px: int,
    settings: Augmentation,
    rng: np.random.Generator,
    light: FieldLight = FieldLight(),
) -> tuple[np.ndarray, np.ndarray]:
    """Cut a patch that is turned and magnified about its centre.

    Parameters
    ----------
    image : (H, W, 3) uint8, or Strips of it
    mask : (H, W) uint8, or Strips of it
    corner : (int, int)
        y, x of the upright patch.
    patch_px : int
    settings : Augmentation
    rng : numpy.random.Generator
    light : FieldLight
        Undone before the patch is resampled.

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
    pixels = light.undo(np.asarray(image[window]), low, mask.shape)
    channels = [
        affine_transform(pixels[..., band], matrix, offset, shape, order=1, mode="nearest")
        for band in range(3)
    ]
    return np.stack(channels, axis=-1), codes


def tone(patch: np.ndarray, table: np.ndarray) -> None:
    """Look every pixel up in the table of its channel, in place.

    Parameters
    ----------
    patch : (s, s, 3) uint8
    table : (256, 3) uint8
        As from `tone_table`.
    """
    for band in range(3):
        patch[..., band] = np.take(table[:, band], patch[..., band], mode="clip")
