"""Quality of photographs: numbers of pictures whose numbers are known."""

import math

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter1d

from oresurvey.catalog.quality import QualityMeter
from oresurvey.survey.catalog_columns import QUALITY


def measured(pixels, strip_px=1024):
    meter = QualityMeter()
    for y in range(0, len(pixels), strip_px):
        meter.add(pixels[y : y + strip_px])
    return meter.measures()


def flat(*rgb, height=64, width=96):
    return np.full((height, width, 3), rgb, np.uint8)


def test_levels_and_casts_of_one_colour():
    found = measured(flat(120, 100, 80))
    assert tuple(found) == QUALITY
    assert found["mean_level"] == 100
    # 120 and 80 against 100; (120 - 80) / 120.
    assert (found["cast_red_pct"], found["cast_blue_pct"]) == (20, -20)
    assert found["saturation_pct"] == pytest.approx(100 / 3, abs=1e-3)
    assert (found["dark_pct"], found["clipped_pct"], found["edge_width_px"]) == (0, 0, None)


def test_dark_and_clipped_shares():
    """A quarter of the columns below 5 in all channels, a half with one channel at 254."""
    pixels = flat(100, 100, 100)
    pixels[:, :24] = (4, 0, 4)
    pixels[:, 48:] = (254, 100, 100)
    found = measured(pixels)
    assert (found["dark_pct"], found["clipped_pct"]) == (25, 50)


def test_black_has_no_cast():
    found = measured(flat(0, 0, 0))
    assert (found["cast_red_pct"], found["cast_blue_pct"]) == (None, None)
    assert (found["mean_level"], found["dark_pct"], found["saturation_pct"]) == (0, 100, 0)


@pytest.mark.parametrize("sigma", [1.5, 2.0, 3.0])
def test_width_of_a_blurred_edge(sigma):
    """Slope of a blurred step of height A: A / (sigma sqrt(2 pi)) in its middle.

    Over 2 px it is a little less, A erf(1 / (sigma sqrt 2)) / 2, and over 16 px the step is whole.
    """
    step = np.repeat([40.0, 200.0], 40)
    edges = np.tile(np.concatenate([step, step[::-1]]), 3)
    row = np.round(gaussian_filter1d(edges, sigma)).astype(np.uint8)
    pixels = np.repeat(np.broadcast_to(row, (64, len(row)))[..., None], 3, axis=2)
    over_two = math.erf(1 / (sigma * math.sqrt(2)))
    assert measured(pixels)["edge_width_px"] == pytest.approx(2 / over_two, rel=0.05)


def test_exposure_leaves_the_width_as_it_is():
    rng = np.random.default_rng(0)
    field = gaussian_filter1d(
        gaussian_filter1d((rng.random((256, 256)) > 0.5) * 1.0, 2, axis=0), 2, axis=1
    )
    bright = np.repeat((field * 200).astype(np.uint8)[..., None], 3, axis=2)
    widths = [measured(pixels)["edge_width_px"] for pixels in (bright, bright // 2)]
    assert widths[0] == pytest.approx(widths[1], rel=0.1)


def test_strips_change_levels_in_no_way():
    pixels = np.random.default_rng(0).integers(0, 256, (96, 80, 3), np.uint8)
    whole, parts = measured(pixels), measured(pixels, 32)
    for name in set(QUALITY) - {"edge_width_px"}:
        assert whole[name] == parts[name]
