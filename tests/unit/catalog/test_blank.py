"""Blank photographs: black and white ones are refused, dark and bright ones are not."""

import numpy as np
import pytest

from oresurvey.catalog.blank import BlankMeter


def reason(pixels):
    meter = BlankMeter()
    for y in range(0, len(pixels), 64):
        meter.add(pixels[y : y + 64])
    return meter.reason()


@pytest.mark.parametrize(("level", "says"), [(0, "black"), (4, "black"), (254, "white")])
def test_blank(level, says):
    assert reason(np.full((160, 160, 3), level, np.uint8)).startswith(f"is {says}")


@pytest.mark.parametrize("level", [5, 20, 128, 253])
def test_barren_field_counts(level):
    """Resin alone is a result."""
    assert reason(np.full((160, 160, 3), level, np.uint8)) == ""


def test_one_coloured_channel_is_no_white():
    pixels = np.full((160, 160, 3), 255, np.uint8)
    pixels[..., 2] = 200
    assert reason(pixels) == ""


def test_a_grain_in_the_dark():
    """8 of 400 pixels looked at (2 %) show something."""
    pixels = np.zeros((160, 160, 3), np.uint8)
    pixels[:16, :32] = 90
    assert reason(pixels) == ""
