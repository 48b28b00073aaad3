"""Tiles: which part each decides, and which window it reads."""

import numpy as np
import pytest

from oresurvey.network.tiles import Tile, padded, plan_tiles


@pytest.mark.parametrize(
    ("length", "align_px", "expected"), [(1, 16, 16), (16, 16, 16), (17, 16, 32), (5, 1, 5)]
)
def test_padded(length, align_px, expected):
    assert padded(length, align_px) == expected


def test_one_tile_reads_the_whole_padded_field():
    assert plan_tiles(30, 21, 64, 8, 4) == [Tile(0, 21, 0, 30, 0, 24, 0, 32)]


def test_the_last_window_is_shifted_inwards():
    """Width 58 is padded to 60. Windows hold at most (16 + 2 x 4)^2 = 576 px.

    Cheapest is one row of three windows of 24 x 24 px: 24 + 24 + 24 - 2 x 8 = 56 is too short, so
    four of 24 px: 60 + 3 x 8 = 84 = 4 x 21, rounded up to the grid.
    """
    found = [(t.x0, t.x1, t.read_x0, t.read_x1) for t in plan_tiles(58, 24, 16, 4, 4)]
    assert found == [(0, 20, 0, 24), (20, 36, 16, 40), (36, 40, 32, 56), (40, 58, 36, 60)]
    assert plan_tiles(50, 4, 16, 4, 4) == [Tile(0, 4, 0, 50, 0, 4, 0, 52)]


def test_a_tile_off_the_grid_is_rounded_up():
    assert plan_tiles(64, 40, 13, 4, 4) == plan_tiles(64, 40, 16, 4, 4)


def test_tiles_go_row_by_row():
    places = [(tile.y0, tile.x0) for tile in plan_tiles(150, 140, 16, 4, 4)]
    assert places == sorted(places) and len(places) > 9


@pytest.mark.parametrize("size", [(3396, 2547), (30000, 30000), (100, 9000)])
def test_windows_are_bounded_and_cost_little(size):
    tiles = plan_tiles(*size, 2048, 128, 16)
    shapes = {(t.read_y1 - t.read_y0, t.read_x1 - t.read_x0) for t in tiles}
    (height, width), largest = shapes.pop(), (2048 + 2 * 128) ** 2
    assert not shapes and height * width <= largest
    # Square tiles of 2048 px computed with a halo all round cost this much more than the image.
    square = (1 + 2 * 128 / 2048) ** 2
    assert len(tiles) * height * width <= square * size[0] * size[1]


def test_own_part_is_where_the_tile_lies_in_its_window():
    tile = Tile(20, 30, 8, 12, 16, 40, 0, 24)
    assert tile.own_part == (slice(4, 14), slice(8, 12))


@pytest.mark.parametrize("width", [1, 15, 16, 17, 200, 1001])
@pytest.mark.parametrize("tile_px", [16, 64, 250])
def test_tiles_cover_once_with_windows_of_one_shape(width, tile_px):
    tiles = plan_tiles(width, 70, tile_px, 48, 16)
    covered = np.zeros((70, width), int)
    for tile in tiles:
        covered[tile.y0 : tile.y1, tile.x0 : tile.x1] += 1
        assert tile.read_x0 % 16 == 0 and tile.read_x0 >= 0 and tile.read_x1 <= -(-width // 16) * 16
        # The halo is there, unless the image ends.
        assert tile.read_x0 <= max(tile.x0 - 48, 0)
        assert tile.read_x1 >= min(tile.x1 + 48, -(-width // 16) * 16)
    assert (covered == 1).all()
    assert len({(t.read_y1 - t.read_y0, t.read_x1 - t.read_x0) for t in tiles}) == 1
