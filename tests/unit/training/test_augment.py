"""Augmentation: positions, tones and warps of one patch."""

from collections import Counter

import numpy as np
import pytest
from scipy import stats

from oresurvey.survey.settings.training import Augmentation
from oresurvey.training.augment import (
    draw_position,
    tone,
    tone_table,
    upright,
    warped_patch,
)

SQUARE = np.arange(9).reshape(3, 3)


def seen_in(position):
    patch = np.empty_like(SQUARE)
    upright(patch, position)[:] = SQUARE
    return tuple(patch.ravel().tolist())


def every_position(**options):
    rng, settings = np.random.default_rng(0), Augmentation(**options)
    return Counter(seen_in(draw_position(settings, rng)) for _ in range(4000))


@pytest.mark.parametrize(
    ("flips", "quarter_turns", "expected"),
    [
        (False, False, [SQUARE]),
        (True, False, [SQUARE, SQUARE[:, ::-1]]),
        (False, True, [np.rot90(SQUARE, k) for k in range(4)]),
        (True, True, [np.rot90(a, k) for k in range(4) for a in (SQUARE, SQUARE[:, ::-1])]),
    ],
)
def test_positions(flips, quarter_turns, expected):
    seen = every_position(flips=flips, quarter_turns=quarter_turns)
    assert set(seen) == {tuple(one.ravel().tolist()) for one in expected}
    if len(seen) > 1:
        assert stats.chisquare(list(seen.values())).pvalue > 0.001


def test_upright_is_a_view():
    patch = np.zeros((2, 2, 3), np.uint8)
    assert all(upright(patch, position).base is not None for position in range(8))
    assert all(np.shares_memory(upright(patch, position), patch) for position in range(8))


def test_a_turn_by_no_degrees_changes_nothing():
    rng = np.random.default_rng(0)
    image = rng.integers(0, 256, (60, 70, 3), np.uint8)
    mask = rng.integers(0, 7, (60, 70)).astype(np.uint8)
    still = Augmentation(rotation_deg=1e-9)
    pixels, codes = warped_patch(image, mask, (5, 9), 32, still, rng)
    assert np.array_equal(codes, mask[5:37, 9:41])
    assert np.abs(pixels.astype(int) - image[5:37, 9:41]).max() <= 1


def test_outside_the_photograph_is_void():
    """Turned by 45 degrees about its centre, a patch in the corner reaches over the edge."""

    class Fixed:
        def uniform(self, low, high):
            return high

    image, mask = np.full((40, 40, 3), 9, np.uint8), np.ones((40, 40), np.uint8)
    turned = Augmentation(rotation_deg=45)
    pixels, codes = warped_patch(image, mask, (0, 0), 32, turned, Fixed())
    assert set(np.unique(codes).tolist()) == {1, 255}
    assert (pixels == 9).all()


def test_tone_table_is_gain_then_gamma():
    class Fixed:
        def uniform(self, low, high):
            return high

        def normal(self, mean, deviation, size):
            return np.zeros(size)

    table = tone_table(Augmentation(gain=1.0, gamma=1.0), Fixed())
    # One stop up doubles, exponent 2: (2 * 51 / 255)^2 * 255 = 40.8.
    assert table[51].tolist() == [41, 41, 41]
    assert table[200].tolist() == [255, 255, 255]


def test_each_channel_has_its_table():
    table = np.zeros((256, 3), np.uint8)
    table[7] = 1, 2, 3
    patch = np.full((2, 2, 3), 7, np.uint8)
    tone(patch, table)
    assert (patch == (1, 2, 3)).all()
