"""Pyramids of tiles: every pixel in its place at every level, and no page too large."""

import base64
import io

import numpy as np
import pytest
from PIL import Image

from oresurvey.report.viewer import tiles as viewer_tiles
from oresurvey.report.viewer.tiles import QUALITIES, Level, halved, pyramid, tiles


def decoded(tile: str) -> np.ndarray:
    return np.array(Image.open(io.BytesIO(base64.b64decode(tile))))


def level_of(level: dict) -> np.ndarray:
    """A level put together again."""
    found = [decoded(tile) for tile in level["tiles"]]
    rows = [found[k : k + level["columns"]] for k in range(0, len(found), level["columns"])]
    return np.concatenate([np.concatenate(row, axis=1) for row in rows])


def smooth(height: int, width: int) -> np.ndarray:
    """A picture without edges, so that a lossy picture is near it."""
    y, x = np.mgrid[:height, :width]
    return np.stack((60 + x / width * 120, 60 + y / height * 120, 120 + 0 * x), -1).astype(np.uint8)


@pytest.mark.parametrize("size", [(100, 60), (512, 512), (513, 1025), (1300, 700)])
def test_levels_are_the_picture_and_its_halves(size):
    picture = smooth(*size)
    found = pyramid(lambda: np.array_split(picture, 5), size[1], size[0])
    expected = picture
    for level in reversed(found["levels"]):
        shown = level_of(level)
        assert shown.shape == expected.shape
        assert abs(shown.astype(int) - expected).max() <= 12
        expected = halved(expected)
    assert max(level_of(found["levels"][0]).shape) <= 512


def test_halves_are_rounded_means_and_odd_sides_stand_alone():
    pixels = np.array([[1, 2, 9], [3, 5, 9], [7, 8, 4]], np.uint8)
    # (1 + 2 + 3 + 5 + 2) // 4 = 3; 9; (7 + 8) / 2 = 7.5 -> 8; 4.
    assert halved(pixels).tolist() == [[3, 9], [8, 4]]


def test_tiles_do_not_depend_on_how_the_rows_come():
    picture = np.random.default_rng(3).integers(0, 255, (1100, 600, 3), np.uint8)
    whole = pyramid(lambda: [picture], 600, 1100, 9.0)
    for rows in (1, 300, 512):
        parts = pyramid(lambda rows=rows: np.split(picture, range(rows, 1100, rows)), 600, 1100, 9)
        assert parts == whole


def test_no_more_than_a_strip_of_each_level_waits(monkeypatch):
    monkeypatch.setattr(viewer_tiles, "TILE_PX", 8)
    top = Level(16, 64, lambda tile: "", smaller=True)
    waiting = []
    for _ in range(64):
        top.add(np.zeros((1, 16, 3), np.uint8))
        waiting.append([sum(map(len, level._waiting)) for level in top.levels()])
    assert np.max(waiting) == 7
    # 16 x 64, 8 x 32, 4 x 16, 2 x 8 px in tiles of 8 px.
    assert [len(level.tiles) for level in top.levels()] == [1, 2, 4, 16]


def test_a_noisy_photograph_gets_a_lower_quality():
    noise = np.random.default_rng(4).integers(0, 255, (512, 512, 3), np.uint8)
    assert pyramid(lambda: [noise], 512, 512)["quality"] < QUALITIES[0]
    assert pyramid(lambda: [smooth(512, 512)], 512, 512)["quality"] == QUALITIES[0]


def test_one_level_only_of_a_grey_picture():
    grey = smooth(600, 700)[..., 0]
    found = tiles([grey[:100], grey[100:]], 700, 600, 90)
    assert (found["columns"], len(found["tiles"]), found["width"], found["height"]) == (
        *(2, 4),
        *(700, 600),
    )
    # A WebP has three channels, alike here.
    assert abs(level_of(found)[..., 0].astype(int) - grey).max() <= 12
