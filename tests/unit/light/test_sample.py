"""Sample of colours: evenly spread block means, codes only where a block is of one mineral."""

import numpy as np
import pytest
from empty_sections import visible_where

from oresurvey.light.sample import (
    BLOCK_PX,
    BLOCKS,
    block_positions,
    sample_colours,
    sample_field,
)
from oresurvey.survey.mineral_codes import VOID


class Picture:
    """A photograph in memory that notes which rows are read."""

    def __init__(self, pixels):
        self.pixels, self.rows = pixels, 0
        self.height, self.width = pixels.shape[:2]

    def read(self, y0, y1, x0, x1):
        self.rows += y1 - y0
        return self.pixels[y0:y1, x0:x1]


def blocks(values):
    """One block per value; (8 h, 8 w, 3)."""
    values = np.asarray(values, np.uint8)
    return np.kron(values[..., None], np.ones((BLOCK_PX, BLOCK_PX, 3), np.uint8))


def test_every_block_of_a_small_photograph():
    values = np.arange(6, dtype=np.uint8).reshape(2, 3)
    mask = np.kron(values + 1, np.ones((BLOCK_PX, BLOCK_PX), np.uint8))
    mask[0, 0], mask[15, 23] = 9, VOID
    colours, codes = sample_colours(Picture(blocks(values)), mask)
    assert colours.tolist() == [[v, v, v] for v in range(6)]
    assert codes.tolist() == [VOID, 2, 3, 4, 5, VOID]


def test_mean_of_a_block_is_rounded():
    """Half the block 10, half 13: 11.5 rounds to the even 12."""
    pixels = np.full((8, 8, 3), 10, np.uint8)
    pixels[:, 4:] = 13
    assert sample_colours(Picture(pixels))[0].tolist() == [[12, 12, 12]]


def test_without_annotation_nothing_is_named():
    assert set(sample_colours(Picture(blocks(np.zeros((3, 3)))))[1]) == {VOID}


@pytest.mark.parametrize("shape", [(637, 849), (2547, 3396), (3000, 300), (5, 700), (9, 9)])
def test_some_6000_blocks_spread_evenly(shape):
    picture = Picture(np.broadcast_to(np.uint8(7), (*shape, 3)))
    colours, codes = sample_colours(picture)
    available = max(shape[0] // BLOCK_PX, 1) * max(shape[1] // BLOCK_PX, 1)
    assert min(available, BLOCKS) * 0.9 <= len(colours) <= BLOCKS * 1.05
    assert len(codes) == len(colours)


def test_few_rows_of_a_panorama_are_read():
    picture = Picture(np.broadcast_to(np.uint8(7), (20_000, 20_000, 3)))
    assert len(sample_colours(picture)[0]) <= BLOCKS * 1.05
    assert picture.rows < 0.05 * picture.height


def test_blocks_that_are_not_visible_to_the_last_pixel_are_no_sample():
    picture = Picture(blocks(np.arange(12).reshape(3, 4)))
    shown = np.ones((24, 32), bool)
    shown[:8, 16:] = shown[23, 31] = False
    picture.visible = visible_where(shown)
    colours, positions = sample_field(picture)
    assert colours[:, 0].tolist() == [0, 1, 4, 5, 6, 7, 8, 9, 10]
    kept = [k for k in range(12) if k not in (2, 3, 11)]
    assert np.array_equal(positions, block_positions(24, 32)[kept])


def test_all_blocks_of_a_whole_photograph():
    picture = Picture(blocks(np.arange(12).reshape(3, 4)))
    colours, positions = sample_field(picture)
    assert np.array_equal(colours, sample_colours(picture)[0])
    assert np.array_equal(positions, block_positions(24, 32))
