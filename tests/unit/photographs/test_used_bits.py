"""How many of 16 bits a photograph uses: outliers say nothing, small grains do."""

import numpy as np
import pytest
from scene import scene
from tifffile import imwrite

from oresurvey.photographs.kinds import remarks, too_few_bits
from oresurvey.photographs.photograph import Photograph
from oresurvey.photographs.used_bits import FULL, LOOKED_AT, TWELVE_BITS, looked_at, used_bits

PIXELS = scene()[0].astype(np.uint16)


def with_(samples, *places):
    samples = samples.copy()
    for place, value in places:
        samples[place] = value
    return samples


def read(path, samples):
    imwrite(path, samples, photometric="rgb")
    with Photograph(path) as photograph:
        pixels = photograph.read(0, photograph.height, 0, photograph.width)
        used = photograph.used_bits
        return pixels, too_few_bits(used), remarks(photograph.file, used)


BAR, PIXEL = np.s_[280:292, 260:360], np.s_[100, 200]
TWELVE = {
    "plain": PIXELS * 16,
    "a hot pixel": with_(PIXELS * 16, (PIXEL, FULL)),
    "a warm pixel": with_(PIXELS * 16, (np.s_[100, 200, 1], 20_000)),
    "a white bar": with_(PIXELS * 16, (BAR, FULL)),
    "a white bar of 8 bits": with_(PIXELS * 16, (BAR, 255 * 256)),
    "a red bar": with_(PIXELS * 16, (BAR, (FULL, 0, 0))),
}


@pytest.mark.parametrize("kind", TWELVE)
def test_twelve_bits_are_read_as_such(tmp_path, kind):
    pixels, few, said = read(tmp_path / "a.tif", TWELVE[kind])
    assert few == "" and "a camera with 12 bits" in said[0]
    expected = np.minimum(TWELVE[kind] / TWELVE_BITS * 255, 255)
    assert np.abs(pixels - expected).max() <= 0.5
    outside = np.ones(pixels.shape[:2], bool)
    outside[BAR] = outside[PIXEL] = False
    assert np.abs(pixels[outside].astype(int) - PIXELS[outside]).max() <= 1


UNCHANGED = {
    "all bits": (PIXELS * 257, ""),
    "14 bits": (PIXELS * 64, "uses 14 of its 16 bits"),
    "14 bits, a hot pixel": (with_(PIXELS * 64, (PIXEL, FULL)), "uses 14 of its 16 bits"),
    # 10 x 10 px of 320 x 400: resin with one grain, as a camera of 16 bits sees it.
    "dark, with a grain": (
        with_(PIXELS * 16, (np.s_[50:60, 50:60], PIXELS[50:60, 50:60] * 200)),
        "is nearly black",
    ),
}


@pytest.mark.parametrize("kind", UNCHANGED)
def test_others_are_read_as_they_are_stored(tmp_path, kind):
    samples, words = UNCHANGED[kind]
    pixels, few, said = read(tmp_path / "a.tif", samples)
    np.testing.assert_array_equal(pixels, (samples.astype(np.uint32) * 255 + FULL // 2) // FULL)
    assert few == "" and [words in one for one in said] == [True] * bool(words)


@pytest.mark.parametrize("places", [(), ((PIXEL, FULL),), ((BAR, FULL),)])
def test_ten_bits_may_be_too_little_light(tmp_path, places):
    _, few, _ = read(tmp_path / "a.tif", with_(PIXELS * 4, *places))
    assert "uses 10 of its 16 bits (levels up to 928 of 65535)" in few


def test_burned_out_photograph_is_no_drawing():
    """Half of it white, the rest dark: nothing is left out."""
    counts = np.zeros(2**16, np.int64)
    counts[FULL], counts[3000] = 600, 400
    assert used_bits(counts).full == FULL


@pytest.mark.parametrize("turn", [1, 6])
def test_windows_are_those_of_the_whole(tmp_path, turn):
    imwrite(tmp_path / "a.tif", TWELVE["a white bar"], photometric="rgb",
            extratags=[(274, "H", 1, turn, True)])  # fmt: skip
    with Photograph(tmp_path / "a.tif") as photograph:
        part = photograph.read(30, 60, 10, 90)
        whole = photograph.read(0, photograph.height, 0, photograph.width)
    np.testing.assert_array_equal(part, whole[30:60, 10:90])


def test_large_photographs_are_looked_at_in_parts():
    assert looked_at(300, 900, 1) == [(y, min(y + 64, 300)) for y in range(0, 300, 64)]
    assert looked_at(300, 900, 256) == [(0, 256), (256, 300)]
    assert looked_at(300, 900, 400) == [(0, 300)]
    parts = looked_at(30_000, 90_000, 1)
    assert sum(end - start for start, end in parts) * 90_000 <= 1.1 * LOOKED_AT
    assert parts[0][0] == 0 and parts[-1][1] > 28_000
