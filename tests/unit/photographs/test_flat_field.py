"""Flat fields: a known vignette is undone, and what is no uniform surface is refused."""

import os

import numpy as np
import pytest
from PIL import Image

from oresurvey.errors import FieldError
from oresurvey.photographs import flat_field as module
from oresurvey.photographs.flat_field import (
    FlatField,
    flat_field,
    flattened,
    open_field,
    read_field,
)
from oresurvey.photographs.photograph import Photograph
from oresurvey.survey.field import Field

SHAPE = (240, 320)


def vignette(shape=SHAPE, fall=0.35, tilt=0.1):
    """Illumination (h, w, 3): falls towards the corners, slopes, and red otherwise than blue."""
    y, x = ((np.arange(side) + 0.5) / side * 2 - 1 for side in shape)
    dome = 1 - fall * (x**2 + y[:, None] ** 2) / 2
    return np.stack([dome * (1 + tilt * x), dome, dome * (1 - tilt * y[:, None])], axis=2)


def save(path, pixels):
    Image.fromarray(np.clip(np.rint(pixels), 0, 255).astype(np.uint8)).save(path)
    return path


def standard(path, shape=SHAPE, level=(200, 190, 180), dusty=True, **light):
    """Photograph of a mirror under the vignette, with noise, dust and a scratch."""
    rng = np.random.default_rng(1)
    pixels = vignette(shape, **light) * level + rng.normal(0, 2, (*shape, 3))
    for _ in range(30 if dusty else 0):
        y, x = (int(rng.integers(0, side - 8)) for side in shape)
        pixels[y : y + 8, x : x + 6] *= 0.3
    if dusty:
        pixels[shape[0] // 3] = 255
    return save(path, pixels)


def ore(seed=2):
    """Grains of grey levels that no light changes, (h, w, 3)."""
    grains = np.random.default_rng(seed).integers(60, 160, (12, 16, 3))
    return grains.repeat(20, axis=0).repeat(20, axis=1).astype(float)


@pytest.fixture
def field(tmp_path):
    """A field under the vignette, and its calibration photograph."""
    image = save(tmp_path / "field.png", ore() * vignette())
    calibration = standard(tmp_path / "mirror.png")
    return Field("Birch", "B1", "B1a", image, calibration=calibration)


def test_a_known_vignette_is_undone(field):
    """What is left of a fall by a third is a factor for each channel, and rounding."""
    left = np.log2(read_field(field) / ore())
    before = np.log2(Photograph(field.image).read(0, 240, 0, 320) / ore())
    assert before.std(axis=(0, 1)).min() > 0.12
    assert left.std(axis=(0, 1)).max() < 0.012
    # The factor is that of the mean illumination: exposure and white balance stay what they were.
    np.testing.assert_allclose(left.mean(axis=(0, 1)), before.mean(axis=(0, 1)), atol=0.01)


def test_dust_and_scratches_do_not_count(tmp_path):
    clean, dusty = (
        FlatField.of(standard(tmp_path / f"{name}.png", dusty=name == "dusty"))
        for name in ("clean", "dusty")
    )
    np.testing.assert_allclose(dusty.factors, clean.factors, rtol=0.01)


def test_another_size_of_the_same_shape_will_do(field, tmp_path):
    small = standard(tmp_path / "small.png", (60, 80), dusty=False)
    found = flattened(Photograph(field.image), small).read(0, 240, 0, 320).astype(int)
    assert np.abs(found - read_field(field)).max() <= 3


@pytest.mark.parametrize("window", [(0, 240, 0, 320), (13, 200, 40, 41), (239, 240, 0, 320)])
def test_windows_are_parts_of_the_whole(field, window):
    y0, y1, x0, x1 = window
    with open_field(field) as photograph:
        assert (photograph.width, photograph.height, photograph.evenly_lit) == (320, 240, True)
        found = photograph.read(*window)
    assert np.array_equal(found, read_field(field)[y0:y1, x0:x1])


def test_without_a_calibration_a_photograph_is_itself(field):
    with Photograph(field.image) as photograph:
        assert flattened(photograph, None) is photograph and not photograph.evenly_lit


def test_highlights_are_clipped(field, tmp_path):
    white = save(tmp_path / "white.png", np.full((*SHAPE, 3), 255))
    assert (
        flattened(Photograph(white), field.calibration).read(0, 9, 0, 9).tolist()
        == [[[255] * 3] * 9] * 9
    )


def test_a_calibration_is_read_once_unless_it_changes(field, monkeypatch):
    read, of = [], FlatField.of
    monkeypatch.setattr(FlatField, "of", lambda path: read.append(path) or of(path))
    module._read_before.cache_clear()
    first = flat_field(field.calibration)
    assert flat_field(field.calibration) is first and len(read) == 1
    standard(field.calibration, fall=0.1)
    os.utime(field.calibration, ns=(0, 0))
    assert flat_field(field.calibration) is not first and len(read) == 2


def saturated(path):
    return standard(path, level=(270, 200, 200))


def dark(path):
    return standard(path, level=(60, 40, 12), dusty=False)


def of_ore(path):
    return save(path, ore())


def with_an_edge(path):
    """The standard ends within the view."""
    pixels = vignette() * 180
    pixels[:, 250:] *= 0.5
    return save(path, pixels)


def cut_off(path):
    standard(path)
    path.write_bytes(path.read_bytes()[:2000])
    return path


def another_shape(path):
    return standard(path, (240, 240))


def turned(path):
    return standard(path, SHAPE[::-1])


BAD = {
    saturated: r"is saturated: \d+ % of its pixels have a channel at 255; photograph a standard",
    dark: "is too dark: half of it is below level 20 of 255 in a channel; photograph a clean",
    of_ore: r"does not show a uniform surface: \d+ % of it is 7 % or more brighter or darker than",
    with_an_edge: "does not show a uniform surface",
    cut_off: "is damaged or cut off",
    another_shape: "is 240 x 240 px but the field's is 320 x 240 px, of another shape; name a",
    turned: "is 240 x 320 px but the field's is 320 x 240 px",
    lambda path: path: "is missing; put the file there or correct the sheet",
}


@pytest.mark.parametrize("make", BAD)
def test_what_cannot_be_used_is_refused(field, tmp_path, make):
    """The message names the file."""
    path = make(tmp_path / "bad.png")
    with (
        Photograph(field.image) as photograph,
        pytest.raises(FieldError, match=f"^calibration: photograph .*bad.png {BAD[make]}"),
    ):
        flattened(photograph, path)
