"""Scale bars: a drawn bar is found, bright and black grains are not."""

import numpy as np
import pytest

from oresurvey.catalog.scale_bars import BarFinder


def ore(height=200, width=400):
    noise = np.random.default_rng(0).integers(0, 40, (height, width, 1))
    return (np.full((height, width, 3), 110) + noise).astype(np.uint8)


def found(pixels, strip_px=64):
    finder = BarFinder()
    for y in range(0, len(pixels), strip_px):
        finder.add(pixels[y : y + strip_px])
    return [(bar.start, bar.end, bar.top) for bar in finder.bars()]


@pytest.mark.parametrize("colour", [(255, 255, 255), (0, 0, 0), (255, 0, 0)])
def test_bar_is_found_where_it_is(colour):
    pixels = ore()
    pixels[170:178, 300:360] = colour
    assert found(pixels) == [(300, 360, 170)]


def test_bar_across_two_strips():
    pixels = ore()
    pixels[60:68, 300:360] = 255
    assert found(pixels, strip_px=64) == found(pixels, strip_px=200) == [(300, 360, 60)]


@pytest.mark.parametrize(
    ("rows", "columns"),
    [
        # 8 px of 400 are less than 3 %; 4 rows are two looked at; nearly a square; at the rim.
        (slice(170, 178), slice(300, 308)),
        (slice(170, 174), slice(300, 360)),
        (slice(140, 180), slice(300, 360)),
        (slice(170, 178), slice(340, 400)),
    ],
    ids=["short", "thin", "square", "at the rim"],
)
def test_what_is_no_bar(rows, columns):
    pixels = ore()
    pixels[rows, columns] = 255
    assert found(pixels) == []


def test_saturated_grain_is_no_bar():
    """Its ends move from row to row."""
    pixels = ore()
    y, x = np.mgrid[:200, :400]
    pixels[(y - 100) ** 2 + ((x - 200) / 4) ** 2 < 40**2] = 255
    assert found(pixels) == []


def test_black_pit_in_dark_gangue_is_no_bar():
    """It fades into what is around it."""
    pixels = ore() // 4
    pixels[170:178, 300:360] = 0
    assert found(pixels) == []
