"""Tiles: which part each decides, and which window it reads."""

import pytest

from oresurvey.tiles import Tile, padded, plan_tiles


@pytest.mark.parametrize(
    ("length", "align_px", "expected"), [(1, 16, 16), (16, 16, 16), (17, 16, 32), (5, 1, 5)]
)
def test_padded(length, align_px, expected):
    assert padded(length, align_px) == expected


def test_one_tile_reads_the_whole_padded_field():
    assert plan_tiles(30, 21, 64, 8, 4) == [Tile(0, 21, 0, 30, 0, 24, 0, 32)]


def test_windows_at_the_ends_are_shifted_inwards():
    """Width 50 is padded to 52; tiles of 16 with a halo of 4 read 24 px each."""
    found = [(t.x0, t.x1, t.read_x0, t.read_x1) for t in plan_tiles(50, 4, 16, 4, 4)]
    assert found == [(0, 16, 0, 24), (16, 32, 12, 36), (32, 48, 28, 52), (48, 50, 28, 52)]


def test_a_tile_off_the_grid_is_rounded_up():
    assert plan_tiles(64, 4, 13, 4, 4) == plan_tiles(64, 4, 16, 4, 4)


def test_tiles_go_row_by_row():
    starts = [(tile.y0, tile.x0) for tile in plan_tiles(50, 40, 16, 4, 4)]
    assert starts == [(y, x) for y in (0, 16, 32) for x in (0, 16, 32, 48)]
