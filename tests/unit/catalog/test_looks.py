"""Looks: a photograph saved again is known, a stranger is not."""

import numpy as np
from scipy.ndimage import gaussian_filter

from oresurvey.catalog.looks import SAME_BITS, LookMeter, same_looks


def picture(seed, height=544, width=576):
    noise = np.random.default_rng(seed).random((height, width))
    smooth = gaussian_filter(noise, 24)
    level = 40 + 170 * (smooth - smooth.min()) / np.ptp(smooth)
    return np.repeat(level[..., None], 3, axis=2).astype(np.uint8)


def look(pixels, strip_px=64):
    meter = LookMeter(*pixels.shape[:2])
    for y in range(0, len(pixels), strip_px):
        meter.add(pixels[y : y + strip_px])
    return meter.look()


def bits(first, second):
    return (int(first, 16) ^ int(second, 16)).bit_count()


def test_noise_brightness_and_strips_keep_the_look():
    pixels = picture(0)
    noise = np.random.default_rng(9).normal(0, 4, pixels.shape)
    again = np.clip(pixels * 0.8 + noise, 0, 255).astype(np.uint8)
    assert bits(look(pixels), look(again)) <= SAME_BITS
    assert look(pixels) == look(pixels, 8)


def test_strangers_differ_in_about_half_of_the_bits():
    found = [bits(look(picture(a)), look(picture(b))) for a in range(4) for b in range(a)]
    assert min(found) > 4 * SAME_BITS


def test_plain_photographs_have_no_look():
    """Light that falls off towards the corners is no picture."""
    y, x = np.mgrid[-1:1:136j, -1:1:144j]
    plain = np.repeat((120 - 40 * (x * x + y * y))[..., None], 3, axis=2).astype(np.uint8)
    assert look(plain) == look(np.full((136, 144, 3), 90, np.uint8)) == ""


def test_small_photographs_have_no_look():
    assert look(picture(0, 64, 64)) == ""


def test_groups():
    whole = int("f" * 64, 16)
    looks = {"c": whole ^ 0b111, "a": whole, "b": whole ^ (2**16 - 1), "f": whole ^ (0b111 << 250)}
    looks = {name: f"{value:064x}" for name, value in looks.items()} | {"d": "", "e": ""}
    # From a: c and f 3 bits, b 16, one too many. From b, which is not asked: c 13.
    assert same_looks(looks) == [["a", "c", "f"]]
    assert same_looks(dict(reversed(looks.items()))) == [["a", "c", "f"]]
    assert same_looks({"a": ""}) == []
