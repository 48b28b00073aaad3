"""Sizes of photographs that models can use."""

import pytest

from oresurvey.photographs.sizes import SMALLEST_PX, large_enough, smallest_mapped_px


@pytest.mark.parametrize(
    ("patch_px", "shares_light", "smallest"),
    [(516, False, 516), (516, True, 258), (SMALLEST_PX, True, SMALLEST_PX), (64, False, 64)],
)
def test_fields_that_share_their_light_may_be_smaller(patch_px, shares_light, smallest):
    assert smallest_mapped_px(patch_px, shares_light) == smallest


def test_the_shorter_side_counts():
    assert large_enough(640, 480, 480)
    assert not large_enough(640, 479, 480)
