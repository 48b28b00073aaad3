"""Light of a field: what was laid over a photograph is taken off again."""

import numpy as np
import pytest

from oresurvey.light.field_light import FieldLight, apply_gain
from oresurvey.network.input_rows import InputRows
from oresurvey.network.input_scale import scale_image
from oresurvey.probability_maps.index import build_index, save_index
from oresurvey.probability_maps.store import write_store
from oresurvey.survey.settings.training import Augmentation, Training
from oresurvey.training.augment import upright
from oresurvey.training.sampler import BalancedSampler, PatchSource

LIGHT = FieldLight((-0.2, 0.05, -0.03, -0.25, 0.04, -0.15, 0.06, -0.04))


class Picture:
    """A photograph in memory."""

    def __init__(self, pixels):
        self.pixels = pixels
        self.height, self.width = pixels.shape[:2]

    def read(self, y0, y1, x0, x1):
        return self.pixels[y0:y1, x0:x1]


def stops_at(light, x, y):
    """Stops of red, green and blue at a place of the field, from the definition."""
    exposure, fx, fy, fxx, fxy, fyy, red, blue = light.stops
    bright = exposure + fx * x + fy * y + fxx * x * x + fxy * x * y + fyy * y * y
    green = bright - (red + blue) / 3
    return np.array([green + red, green, green + blue])


@pytest.mark.parametrize(("row", "column"), [(0, 0), (0, 119), (79, 0), (40, 60), (79, 119)])
def test_factors_are_those_of_the_definition(row, column):
    """A field of 80 x 120 px: x runs from -1 to 1, y from -2/3 to 2/3."""
    found = LIGHT.factors(np.array([row]), np.array([column]), (80, 120))[0, 0]
    x = (column + 0.5) / 60 - 1
    y = ((row + 0.5) / 40 - 1) * 80 / 120
    np.testing.assert_allclose(np.log2(found), -stops_at(LIGHT, x, y), atol=1e-5)


def test_the_mean_of_the_channels_carries_the_brightness():
    hues = FieldLight((0, 0, 0, 0, 0, 0, 0.3, -0.1))
    factors = np.log2(hues.factors(np.array([3]), np.array([4]), (8, 8))[0, 0])
    assert factors.sum() == pytest.approx(0, abs=1e-6)
    assert factors[0] - factors[1] == pytest.approx(-0.3, abs=1e-6)
    assert factors[2] - factors[1] == pytest.approx(0.1, abs=1e-6)


def test_undone_is_what_was_there_before():
    """Grey 120 seen under the light comes back, but for what rounding took twice."""
    seen = 120 / LIGHT.factors(np.arange(90), np.arange(130), (90, 130))
    found = LIGHT.undo(np.round(seen).astype(np.uint8))
    assert found.dtype == np.uint8 and np.abs(found.astype(int) - 120).max() <= 1


def test_windows_are_parts_of_the_whole():
    image = np.random.default_rng(0).integers(0, 256, (150, 170, 3), np.uint8)
    whole = LIGHT.undo(image)
    window = LIGHT.undo(image[30:141, 60:99], (30, 60), image.shape[:2])
    assert np.array_equal(window, whole[30:141, 60:99])


def test_white_is_the_most():
    bright = FieldLight((-3.0, 0.1, 0, 0, 0, 0, 0, 0)).undo(np.full((4, 4, 3), 200, np.uint8))
    assert (bright == 255).all()


@pytest.mark.parametrize("gain", [0.5, 1.37, 2.0])
def test_even_light_is_one_gain(gain):
    image = np.random.default_rng(1).integers(0, 256, (9, 9, 3), np.uint8)
    light = FieldLight.of_gain(gain)
    assert light.even and light.gain == pytest.approx(gain)
    assert np.array_equal(light.undo(image), apply_gain(image, gain))


@pytest.mark.parametrize("factor", [1, 2, 4])
def test_rows_read_for_inference_are_those_of_the_whole(factor):
    image = np.random.default_rng(2).integers(0, 256, (128, 192, 3), np.uint8)
    rows = InputRows(Picture(image), factor, LIGHT, 1)
    end = 128 // factor
    found = np.concatenate([rows.read(0, end // 3), rows.read(end // 3, end)])
    assert np.array_equal(found, LIGHT.undo(scale_image(image, factor)))


@pytest.mark.parametrize("augment", [Augmentation(), Augmentation(scale=1e-9)])
def test_patches_are_cut_from_the_undone_field(tmp_path, augment):
    """In every position, resampled or not."""
    rng = np.random.default_rng(3)
    image = rng.integers(0, 256, (60, 80, 3), np.uint8)
    mask = rng.integers(0, 2, (60, 80)).astype(np.uint8)
    write_store(tmp_path, image, mask, 1)
    save_index(build_index(mask, 16, (0, 1)), tmp_path)
    settings = Training(patch_px=16, augment=augment)
    source = PatchSource(tmp_path, "here", (0, 1), LIGHT)
    sampler = BalancedSampler([source], (0, 1), settings)
    whole = LIGHT.undo(image)
    for _ in range(20):
        planned = sampler.plan()
        y, x = planned.corner
        found = upright(sampler.cut(planned)[0], planned.position)
        expected = whole[y : y + 16, x : x + 16]
        assert np.abs(found.astype(int) - expected).max() <= (1 if augment.warps else 0)
