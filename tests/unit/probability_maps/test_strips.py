"""Strips: an image laid out for patches gives back every window of itself."""

import numpy as np
import pytest

from oresurvey.errors import FieldError
from oresurvey.files.arrays import save_array
from oresurvey.probability_maps.strips import STRIP_PX, Strips, as_strips, copy_pixels


def stored(tmp_path, image):
    path = tmp_path / "strips.npy"
    save_array(as_strips(image), path)
    return Strips(path, image.shape)


def picture(height, width, *channels):
    return np.random.default_rng(0).integers(0, 256, (height, width, *channels), np.uint8)


def test_layout():
    """A column of 130: one full strip, and one of 2 px filled up with zeros."""
    image = picture(2, STRIP_PX + 2)
    strips = as_strips(image)
    assert strips.shape == (2, 2, STRIP_PX)
    np.testing.assert_array_equal(strips[0], image[:, :STRIP_PX])
    np.testing.assert_array_equal(strips[1, :, :2], image[:, STRIP_PX:])
    assert not strips[1, :, 2:].any()


@pytest.mark.parametrize("channels", [(), (3,)])
@pytest.mark.parametrize("width", [5, STRIP_PX, STRIP_PX + 1, 3 * STRIP_PX - 1])
def test_every_window_is_that_of_the_image(tmp_path, width, channels):
    image = picture(7, width, *channels)
    strips = stored(tmp_path, image)
    for x in {0, 1, width // 2, width - 1}:
        for stop in {x + 1, (x + width + 1) // 2, width} - {x}:
            np.testing.assert_array_equal(strips[2:6, x:stop], image[2:6, x:stop])


@pytest.mark.parametrize("channels", [(), (3,)])
def test_read_into_a_turned_view(tmp_path, channels):
    image = picture(40, 300, *channels)
    strips = stored(tmp_path, image)
    patch = np.empty((32, 32, *channels), np.uint8)
    strips.read(4, 110, patch.swapaxes(0, 1)[::-1])
    expected = image[4:36, 110:142].swapaxes(0, 1)[:, ::-1]
    np.testing.assert_array_equal(patch, expected)


@pytest.mark.parametrize(("y", "x"), [(-1, 0), (0, -1), (1, 0), (0, 7)])
def test_outside_the_image(tmp_path, y, x):
    """The filling of the last strip is not handed out as pixels."""
    strips = stored(tmp_path, picture(10, 16))
    with pytest.raises(IndexError, match="of an image"):
        strips.read(y, x, np.empty((10, 10), np.uint8))


def test_file_that_was_cut_off(tmp_path):
    strips = stored(tmp_path, picture(10, 16))
    path = tmp_path / "strips.npy"
    path.write_bytes(path.read_bytes()[:500])
    with pytest.raises(FieldError, match=r"strips\.npy is cut off; delete its folder"):
        strips[0:10, 0:16]


@pytest.mark.parametrize("target", ["C", "F"])
def test_copy_into_any_layout(target):
    image = picture(4, 5, 3)
    out = np.empty(image.shape, np.uint8, order=target)
    copy_pixels(image, out)
    np.testing.assert_array_equal(out, image)
