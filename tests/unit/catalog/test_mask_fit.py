"""Fit of masks: shifted and turned ones are told, good ones and poor evidence are not."""

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter

from oresurvey.catalog.mask_fit import MaskFit

VOID = 255


def field(height=320, width=400):
    """A mask of two codes, and a photograph that shows it."""
    rng = np.random.default_rng(3)
    mask = (gaussian_filter(rng.random((height, width)), 8) > 0.5).astype(np.uint8)
    level = gaussian_filter(60 + 120.0 * mask, 1) + rng.normal(0, 3, mask.shape)
    return mask, np.repeat(level[..., None], 3, axis=2).astype(np.uint8)


def remark(mask, pixels, strip_px=160):
    fit = MaskFit(mask, VOID)
    for y in range(0, len(pixels), strip_px):
        fit.add(pixels[y : y + strip_px])
    return fit.remark()


def moved(mask, down, right):
    return np.roll(mask, (down, right), (0, 1))


def test_good_mask():
    mask, pixels = field()
    assert remark(mask, pixels) == ""


@pytest.mark.parametrize(("down", "right"), [(10, -12), (-8, 0), (0, 20)])
def test_shift_is_told_as_what_to_do(down, right):
    """A mask that lies 10 px too low has to go 10 px up."""
    mask, pixels = field()
    said = remark(moved(mask, down, right), pixels)
    assert f"shifted by {-right} px to the right and {-down} px down" in said


def test_small_shifts_are_let_be():
    """People draw outlines some pixels off."""
    mask, pixels = field()
    assert remark(moved(mask, 2, -2), pixels) == ""


@pytest.mark.parametrize(
    ("turn", "says"),
    [
        (np.s_[::-1, ::-1], "turned by 180 degrees"),
        (np.s_[:, ::-1], "mirrored left to right"),
        (np.s_[::-1], "mirrored upside down"),
    ],
)
def test_turn_is_told(turn, says):
    mask, pixels = field()
    assert says in remark(np.ascontiguousarray(mask[turn]), pixels)


def test_few_boundaries_say_nothing():
    _, pixels = field()
    mask = np.zeros(pixels.shape[:2], np.uint8)
    mask[100:110, 100:110] = 1
    assert remark(mask, pixels) == ""


def test_void_has_no_boundary():
    mask, pixels = field()
    assert remark(np.where(mask == 1, VOID, mask).astype(np.uint8), pixels) == ""


def test_photograph_that_shows_no_edges():
    mask, pixels = field()
    assert remark(moved(mask, 10, 10), np.full_like(pixels, 90)) == ""
