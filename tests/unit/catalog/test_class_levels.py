"""Levels of classes: gangue is the darkest, or the numbers are no codes."""

import numpy as np
import pytest

from oresurvey.catalog.class_levels import ClassLevels
from oresurvey.survey.mineral_codes import VOID


def field(**levels):
    """A photograph of stripes, and a mask of their codes; c6=220 is code 6 at level 220."""
    codes = np.array([int(name[1:]) for name in levels], np.uint8).repeat(40)
    bright = np.array(list(levels.values())).repeat(40)
    noise = np.random.default_rng(0).normal(0, 4, (120, len(codes), 3))
    pixels = (bright[None, :, None] + noise).clip(0, 255).astype(np.uint8)
    return np.broadcast_to(codes, pixels.shape[:2]).copy(), pixels


def meter(mask, pixels, strip_px=40):
    levels = ClassLevels()
    for y in range(0, len(pixels), strip_px):
        levels.add(pixels[y : y + strip_px], mask[y : y + strip_px])
    return levels


def test_medians_by_code():
    found = meter(*field(c0=60, c6=220, c8=130)).levels()
    assert list(found) == [0, 6, 8]
    assert list(found.values()) == pytest.approx([60, 220, 130], abs=1)


@pytest.mark.parametrize(
    "levels",
    [
        {"c0": 60, "c6": 220, "c8": 130},
        # Sphalerite beside pyrite, and covellite.
        {"c6": 220, "c8": 130},
        {"c0": 70, "c6": 220, "c12": 90},
        {"c6": 220, f"c{VOID}": 50},
        {"c0": 60},
    ],
)
def test_nothing_to_say(levels):
    assert meter(*field(**levels)).remark() == ""


def test_numbered_from_one():
    said = meter(*field(c1=60, c2=220, c3=130)).remark()
    assert "its mask calls 1 what is as dark as gangue (0.27 of its brightest class)" in said
    assert "and not background (0), of which there is none" in said


def test_another_class_is_zero():
    said = meter(*field(c0=220, c1=130, c2=60)).remark()
    assert "its mask calls 2 what is as dark as gangue" in said
    assert "and not background (0), which is brighter" in said


def test_few_pixels_say_nothing():
    mask, pixels = field(c6=220, c8=130)
    mask[:8, :40], pixels[:8, :40] = 3, 40
    assert meter(mask, pixels).remark() == ""
