"""What a page shows of a field: whole-number scales, means of blocks, classes at their middles."""

import numpy as np
import pytest

from oresurvey.maps.rows import ArrayRows
from oresurvey.report.viewer import shown_scale as module
from oresurvey.report.viewer.shown_scale import (
    block_means,
    centres,
    shown,
    shown_codes,
    shown_means,
    shown_scale,
)


@pytest.mark.parametrize(
    "width, height, scale",
    [
        (3396, 2547, 1),
        (8000, 5000, 1),
        # 40 million px and one row more.
        (8000, 5001, 2),
        # 2 400 million px: 7500 x 5000 = 37.5 million at 1:8, 8572 x 5715 = 49 million at 1:7.
        (60000, 40000, 8),
    ],
)
def test_scale_is_the_least_that_is_small_enough(width, height, scale):
    assert shown_scale(width, height) == scale
    assert shown(width, scale) * shown(height, scale) <= module.MOST_PX


def test_middles_of_blocks_lie_in_the_field():
    # Blocks 0..3, 4..7, 8: of the last one only pixel 8 is there.
    assert centres(9, 4).tolist() == [2, 6, 8]
    assert centres(3, 1).tolist() == [0, 1, 2]


def test_means_of_blocks_and_of_cut_blocks():
    pixels = np.array([[0, 2, 10], [4, 6, 20], [1, 2, 7]], np.uint8)
    # (0 + 2 + 4 + 6) / 4 = 3; (10 + 20) / 2 = 15; (1 + 2) / 2 = 1.5, rounded to even: 2; 7.
    assert block_means(pixels, 2).tolist() == [[3, 15], [2, 7]]
    assert block_means(pixels[..., None], 2)[..., 0].tolist() == [[3, 15], [2, 7]]
    assert block_means(pixels, 1) is pixels


@pytest.mark.parametrize("scale", [1, 3])
def test_portions_change_nothing(monkeypatch, scale):
    values = np.random.default_rng(5).integers(0, 255, (50, 31), np.uint8)
    whole = [np.concatenate(list(f(ArrayRows(values), scale))) for f in (shown_codes, shown_means)]
    monkeypatch.setattr(module, "READ_PX", 200)
    for function, expected in zip((shown_codes, shown_means), whole, strict=True):
        parts = list(function(ArrayRows(values), scale))
        assert len(parts) > 3
        assert np.array_equal(np.concatenate(parts), expected)
    middles = np.ix_(centres(50, scale), centres(31, scale))
    assert np.array_equal(whole[0], values[middles])
