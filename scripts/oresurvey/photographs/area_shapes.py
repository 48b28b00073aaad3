"""Shapes of what is left of a photograph beside an area of one colour: a circle, tiles, a turned
picture. Areas are of blocks, see `photographs.flat_areas`, and connected with the frame.
"""

import numpy as np
from scipy.ndimage import binary_dilation
from skimage.morphology import convex_hull_image

BURNED_OUT = 253
"""A channel so bright may be all that the camera could tell."""
LONG_BLOCKS, STRAIGHT_SHARE = 8, 0.85
"""Of the outline of tiles and bars, so much lies in pieces along rows and columns that long."""
CONVEX_SHARE = 0.975
OFF_CIRCLE_BLOCKS = 1.0
"""Root mean square of the distances between the rim of a round field and a circle."""
SMALLEST_CIRCLE, LARGEST_CIRCLE = 0.6, 1.1
"""Diameter in terms of the shorter side, and of the diagonal: a bright grain in a dark photograph
is smaller, and of a straight edge the circle is far larger, with its middle elsewhere."""
STEP_LEVELS = 8
RIM_BLOCKS, BEYOND_BLOCKS = 3, 6
"""Between so many blocks from a round field's rim, half of the blocks differ by so much from what
is outside: where light only falls off towards the corners, they do not."""


def _is_straight(region: np.ndarray) -> bool:
    """Whether most of the outline lies along rows and columns, in long pieces."""
    long, whole = 0, 0
    for blocks in (region, region.T):
        outline = np.pad(blocks[1:] != blocks[:-1], ((0, 0), (1, 1))).astype(np.int8)
        turns = np.diff(outline, axis=1)
        lengths = np.nonzero(turns == -1)[1] - np.nonzero(turns == 1)[1]
        long += int(lengths[lengths >= LONG_BLOCKS].sum())
        whole += int(lengths.sum())
    return whole > 0 and long >= STRAIGHT_SHARE * whole


def _corners(region: np.ndarray) -> int:
    """Corners of the photograph that a region holds."""
    return int(region[[0, 0, -1, -1], [0, -1, 0, -1]].sum())


def _has_a_step(region: np.ndarray, levels: np.ndarray) -> bool:
    """Whether the photograph differs from an area soon beyond its rim."""
    rim = binary_dilation(region, iterations=RIM_BLOCKS)
    beyond = binary_dilation(rim, iterations=BEYOND_BLOCKS - RIM_BLOCKS) & ~rim
    if not beyond.any():
        return False
    off = np.abs(levels[beyond] - np.median(levels[region], axis=0)).max(axis=1)
    return bool(np.median(off) >= STEP_LEVELS)


def is_round(region: np.ndarray, levels: np.ndarray) -> bool:
    """Whether an area is what a circle leaves of a photograph: two corners or more.

    Parameters
    ----------
    region : (rows, columns) bool
    levels : (rows, columns, 3) int
        Of the blocks.
    """
    y, x = np.nonzero(~region & binary_dilation(region))
    if _corners(region) < 2 or len(y) < LONG_BLOCKS:
        return False
    terms = np.stack([x, y, np.ones(len(x))], axis=1).astype(float)
    (a, b, c), *_ = np.linalg.lstsq(terms, (x * x + y * y).astype(float), rcond=None)
    radius = np.sqrt(max(c + (a * a + b * b) / 4, 0.0))
    small, large = SMALLEST_CIRCLE * min(region.shape), LARGEST_CIRCLE * np.hypot(*region.shape)
    within = 0 <= b / 2 <= region.shape[0] and 0 <= a / 2 <= region.shape[1]
    if not (small <= 2 * radius <= large and within):
        return False
    off = np.hypot(x - a / 2, y - b / 2) - radius
    y, x = np.nonzero(region)
    outside = np.hypot(x - a / 2, y - b / 2) > radius - 1
    circle = np.sqrt((off**2).mean()) <= OFF_CIRCLE_BLOCKS and outside.mean() > CONVEX_SHARE
    return bool(circle) and _has_a_step(region, levels)


def _leaves_convex(region: np.ndarray) -> bool:
    """Whether what is left of the photograph is convex, as a turned picture is. The region then
    fills three corners or four; a crystal with straight faces fills one or two."""
    if _corners(region) < 3:
        return False
    left = ~region
    hull = convex_hull_image(left, offset_coordinates=False)
    return bool(left.sum() >= CONVEX_SHARE * hull.sum())


def is_shaped(region: np.ndarray, colour: np.ndarray, levels: np.ndarray) -> bool:
    """Whether an area of exactly one colour is of a shape that nothing in ore has.

    Parameters
    ----------
    region : (rows, columns) bool
    colour : (3,) int
    levels : (rows, columns, 3) int
        Of the blocks.
    """
    if _is_straight(region) or is_round(region, levels):
        return True
    # A burned-out crystal in a corner leaves something convex as well.
    return bool(colour.max() < BURNED_OUT) and _leaves_convex(region)
