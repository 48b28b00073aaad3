"""Sample of a field's colours: means of small blocks, spread evenly over the photograph."""

import numpy as np

from oresurvey.photographs.visible import Visible, visible_part
from oresurvey.survey.mineral_codes import VOID

BLOCK_PX = 8
"""A block's mean has an eighth of the pixels' noise, and is still smaller than most grains."""
BLOCKS = 6000


def _spread(length: int, count: int) -> np.ndarray:
    """First pixels of `count` blocks, or of all there are, evenly along a side of `length` px."""
    blocks = max(length // BLOCK_PX, 1)
    count = min(count, blocks)
    return ((np.arange(count) + 0.5) * blocks / count).astype(int) * BLOCK_PX


def _grid(height: int, width: int) -> tuple[np.ndarray, np.ndarray]:
    """First rows and first columns of the blocks."""
    down = max(round((BLOCKS * height / width) ** 0.5), 1)
    return _spread(height, down), _spread(width, max(BLOCKS // down, 1))


def block_positions(height: int, width: int) -> np.ndarray:
    """Where the blocks of a photograph of this size lie.

    Returns
    -------
    (N, 2) float64
        Of their centres: x from -1 to 1 over the width, y in the same unit from the middle.
    """
    rows, columns = _grid(height, width)
    x = (columns + BLOCK_PX / 2) / width * 2 - 1
    y = ((rows + BLOCK_PX / 2) / height * 2 - 1) * height / width
    return np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)


def seen_blocks(height: int, width: int, visible: Visible | None) -> np.ndarray | slice:
    """Which of the blocks of a photograph are visible to their last pixel.

    Returns
    -------
    (N,) bool, or slice
        In the order of `block_positions`; all of them where `visible` is None.
    """
    if visible is None:
        return slice(None)
    block_rows, columns = _grid(height, width)
    inside = (columns[:, None] + np.arange(BLOCK_PX)).clip(max=width - 1)
    return np.concatenate(
        [
            visible.rows(y, min(y + BLOCK_PX, height))[:, inside].all(axis=(0, 2))
            for y in block_rows.tolist()
        ]
    )


def sample_field(photograph) -> tuple[np.ndarray, np.ndarray]:
    """Colours (N, 3) uint8 and positions (N, 2) float64 of the blocks that are visible.

    Parameters
    ----------
    photograph : photographs.photograph.Photograph
        Its ``visible`` says what counts.
    """
    height, width = photograph.height, photograph.width
    kept = seen_blocks(height, width, visible_part(photograph))
    return sample_colours(photograph)[0][kept], block_positions(height, width)[kept]


def sample_colours(photograph, mask: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Mean colours of some 6000 blocks of 8 x 8 px, whatever the size of the photograph.

    Parameters
    ----------
    photograph : photographs.photograph.Photograph
        Only the rows of the blocks are read.
    mask : (H, W) uint8, optional
        Annotation.

    Returns
    -------
    colours : (N, 3) uint8
    codes : (N,) uint8
        Code of the mineral that fills the block; VOID where there are several, or no annotation.
    """
    height, width = photograph.height, photograph.width
    block_rows, columns = _grid(height, width)
    inside = (columns[:, None] + np.arange(BLOCK_PX)).clip(max=width - 1)
    colours, codes = [], []
    for y in block_rows.tolist():
        rows = slice(y, min(y + BLOCK_PX, height))
        pixels = photograph.read(rows.start, rows.stop, 0, width)[:, inside]
        colours.append(np.round(pixels.mean(axis=(0, 2))).astype(np.uint8))
        named = np.full(len(columns), VOID, np.uint8)
        if mask is not None:
            block = mask[rows][:, inside]
            lowest, highest = block.min(axis=(0, 2)), block.max(axis=(0, 2))
            named = np.where(lowest == highest, lowest, named)
        codes.append(named)
    return np.concatenate(colours), np.concatenate(codes)
