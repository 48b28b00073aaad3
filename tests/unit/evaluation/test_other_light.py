"""Other light: literal pixels; windows agree with the whole."""

import numpy as np
import pytest

from oresurvey.evaluation.other_light import LIGHTS, Light, UnderLight


class Picture:
    """A photograph in memory."""

    def __init__(self, pixels):
        self.pixels = np.asarray(pixels, np.uint8)
        self.height, self.width = self.pixels.shape[:2]

    def read(self, y0, y1, x0, x1):
        return self.pixels[y0:y1, x0:x1]


def under(pixels, kind, value):
    picture = Picture(pixels)
    return UnderLight(picture, Light(kind, value)).read(0, picture.height, 0, picture.width)


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("exposure", 1.0, [10, 100, 200]),
        ("exposure", 2.0, [20, 200, 255]),
        ("exposure", 0.5, [5, 50, 100]),
        ("white_balance", 1.25, [12, 100, 160]),
    ],
)
def test_one_pixel(kind, value, expected):
    """12.5 rounds to the even 12; 400 is clipped."""
    assert under([[[10, 100, 200]]], kind, value).tolist() == [[expected]]


def test_vignetting_is_nothing_in_the_centre_and_all_in_the_corners():
    """101 x 51 px: the centres of the corner pixels lie just inside the corners."""
    found = under(np.full((51, 101, 3), 200), "vignetting", 0.5)[..., 0].astype(int)
    assert found[25, 50] == 200
    assert [found[y, x] for y in (0, -1) for x in (0, -1)] == [102] * 4
    # Halfway along the diagonal a quarter of the square of the distance: 200 (1 - 0.5 / 4).
    assert found[12, 25] == pytest.approx(175, abs=1)
    np.testing.assert_array_equal(found, found[::-1, ::-1])


@pytest.mark.parametrize("light", LIGHTS, ids=str)
def test_windows_agree_with_the_whole(light):
    pixels = np.random.default_rng(0).integers(0, 256, (40, 30, 3))
    seen = UnderLight(Picture(pixels), light)
    whole = seen.read(0, 40, 0, 30)
    np.testing.assert_array_equal(seen.read(7, 21, 3, 29), whole[7:21, 3:29])


def test_one_of_the_lights_is_the_photograph_itself():
    assert Light("exposure", 1.0) in LIGHTS
