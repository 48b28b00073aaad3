"""Codes of masks: smoothed edges are known by the codes in between."""

import numpy as np
import pytest

from oresurvey.errors import FieldError
from oresurvey.photographs.mask_codes import codes_of, commonest_colours, other_size, smoothed_share


def stripes(*codes, height=80):
    """Columns of these codes, 5 px wide, in every row; drawn three times."""
    row = np.tile(np.repeat(np.array(codes, np.uint8), 5), 3)
    return np.repeat(row[None], height, axis=0)


def smoothed():
    """A pixel of code 4 between all stripes of 0 and 8."""
    mask = stripes(0, 8)
    mask[:, 4::5] = 4
    return mask


def test_share_of_smoothed_boundaries():
    """Five boundaries of 0 and 8 have become ten steps, over five pixels of 4 in between."""
    assert smoothed_share(stripes(0, 8)) == 0
    assert smoothed_share(smoothed()) == 5 / 10


def test_few_pixels_in_between_are_let_be():
    mask = stripes(0, 8)
    mask[0, 4] = 4
    assert smoothed_share(mask) == 0


def test_codes_are_counted_without_void():
    assert codes_of("m.png", stripes(0, 255, 6), range(15)) == {0: 1200, 6: 1200}


@pytest.mark.parametrize(
    ("mask", "codes", "says"),
    [
        (stripes(0, 77), range(15), "holds the codes 77, .*; correct the mask or add the minerals"),
        (stripes(*range(20, 31)), [0], "20, 21, 22, 23, 24, 25, 26, 27 and 3 more"),
        (smoothed(), [0, 8], "holds the codes 4, .*; export the mask without smoothing"),
        (smoothed(), range(15), "smoothed edges: .* code of a third; export the mask without"),
        (stripes(255), range(15), "names no pixel .*; annotate it, or leave the cell mask empty"),
    ],
)
def test_refused(mask, codes, says):
    with pytest.raises(FieldError, match=rf"mask m\.png .*{says}"):
        codes_of("m.png", mask, codes)


def test_other_size_says_what_to_do():
    assert other_size((30, 20), (20, 30)).endswith(
        "turn the mask by 90 degrees, as the photograph is shown"
    )
    assert other_size((10, 15), (20, 30)).endswith("export the mask at full size")


def test_colours_by_their_shares():
    samples = np.zeros((3, 2, 4), np.uint8)
    samples[0, 0, 0] = 255
    assert commonest_colours(samples) == " (#000000 88 %, #ff0000 12 %)"
    assert commonest_colours(samples[:2]) == ""
