"""Exposure: the brightest mineral of every field comes to one grey."""

import numpy as np
import pytest
from PIL import Image

from oresurvey.light.exposure import STEP_PX, TARGET, Exposure
from oresurvey.light.field_light import apply_gain
from oresurvey.photographs.photograph import Photograph


def gain(path, pixels, method="brightest"):
    Image.fromarray(np.asarray(pixels, np.uint8)).save(path)
    with Photograph(path) as photograph:
        return Exposure(method).light(photograph).gain


def grey(value, height=40, width=40):
    return np.full((height, width, 3), value, np.uint8)


@pytest.mark.parametrize("value", [1, 100, 235, 255])
def test_one_grey_becomes_the_target(tmp_path, value):
    assert gain(tmp_path / "a.png", grey(value)) == pytest.approx(TARGET / value)


def test_none_leaves_the_exposure_alone(tmp_path):
    assert gain(tmp_path / "a.png", grey(100), "none") == 1.0


def test_black_photograph_stays_finite(tmp_path):
    assert gain(tmp_path / "a.png", grey(0)) == pytest.approx(TARGET)


def test_brightest_channel_counts(tmp_path):
    """One factor for all channels, so that hues stay."""
    pixels = grey(50)
    pixels[..., 1] = 200
    assert gain(tmp_path / "a.png", pixels) == pytest.approx(TARGET / 200)


@pytest.mark.parametrize(("bright_rows", "expected"), [(0, 100), (1, 100), (2, 250)])
def test_a_few_glints_do_not_count(tmp_path, bright_rows, expected):
    """The sample is every fourth row, 250 here: one bright row is 0.4 % of it, two are 0.8 %."""
    pixels = grey(100, height=250 * STEP_PX, width=8)
    pixels[: bright_rows * STEP_PX] = 250
    assert gain(tmp_path / "a.png", pixels) == pytest.approx(TARGET / expected)


@pytest.mark.parametrize("height", [511, 512, 513, 1030])
def test_equals_the_quantile_of_the_whole(tmp_path, height):
    """Strips change nothing: the smallest grey with at least 99.5 % of the sample at or below."""
    pixels = np.random.default_rng(height).integers(0, 200, (height, 50, 3), np.uint8)
    pixels[..., 2] += 20
    sample = np.sort(pixels[::STEP_PX, ::STEP_PX, 2].ravel())
    brightest = sample[int(np.ceil(0.995 * sample.size)) - 1]
    assert gain(tmp_path / "a.png", pixels) == pytest.approx(TARGET / brightest)


def test_exposures_of_one_scene_become_one(tmp_path):
    """Twice the light, half the gain."""
    scene = np.random.default_rng(0).integers(10, 120, (60, 60, 3), np.uint8)
    dark, light = gain(tmp_path / "a.png", scene), gain(tmp_path / "b.png", scene * 2)
    assert dark == pytest.approx(2 * light)
    undone = apply_gain(scene, dark).astype(int) - apply_gain(scene * 2, light)
    assert np.abs(undone).max() <= 1


@pytest.mark.parametrize(
    ("factor", "expected"),
    [(1.0, [0, 1, 100, 255]), (2.0, [0, 2, 200, 255]), (0.25, [0, 0, 25, 64])],
)
def test_gain_rounds_and_clips(factor, expected):
    """255 / 4 = 63.75."""
    image = np.array([[0, 1, 100, 255]], np.uint8)
    result = apply_gain(image, factor)
    assert (result.tolist(), result.dtype) == ([expected], np.uint8)
