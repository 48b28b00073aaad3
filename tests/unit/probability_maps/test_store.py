"""Store: photographs and masks at the network's input scale, memory-mapped and in strips."""

import numpy as np
import pytest

from oresurvey.errors import ConfigurationError
from oresurvey.network.input_scale import ROWS_AT_A_TIME, scale_factor, scale_image, scale_mask
from oresurvey.probability_maps.store import open_store, stored_field, write_store


@pytest.mark.parametrize(("scale", "factor"), [(1, 1), (1.0, 1), (0.5, 2), (0.25, 4)])
def test_scale_as_a_factor(scale, factor):
    assert scale_factor(scale) == factor


@pytest.mark.parametrize("scale", [2, 0.3, 0])
def test_scale_that_is_not_offered(scale):
    with pytest.raises(ConfigurationError, match=rf"train\.input_scale: {scale} is not offered"):
        scale_factor(scale)


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ([[0, 0], [0, 1]], 0),  # 0.25
        ([[0, 0], [1, 1]], 1),  # 0.5 is rounded up
        ([[10, 20], [30, 43]], 26),  # 25.75
        ([[255, 255], [255, 255]], 255),
    ],
)
def test_block_mean(block, expected):
    image = np.repeat(np.array(block, np.uint8)[..., None], 3, axis=2)
    assert scale_image(image, 2).tolist() == [[[expected] * 3]]


def test_channels_are_apart():
    image = np.full((4, 4, 3), (8, 16, 32), np.uint8)
    assert scale_image(image, 4).tolist() == [[[8, 16, 32]]]


@pytest.mark.parametrize("factor", [2, 4])
@pytest.mark.parametrize("height", [1, ROWS_AT_A_TIME, ROWS_AT_A_TIME + 1])
def test_blocks_of_a_whole_image(height, factor):
    """Against the mean in floating point; rows and columns left over are dropped."""
    image = np.random.default_rng(0).integers(0, 256, (height * factor + 1, 7 * factor + 1, 3))
    blocks = image[:-1, :-1].reshape(height, factor, 7, factor, 3).mean(axis=(1, 3))
    found = scale_image(image.astype(np.uint8), factor)
    np.testing.assert_array_equal(found, np.floor(blocks + 0.5))


def test_brightest_block_does_not_overflow():
    assert (scale_image(np.full((8, 8, 3), 255, np.uint8), 4) == 255).all()


def test_mask_takes_the_centre_of_each_block():
    """Row and column 2 of 4: the pixel below and right of the middle."""
    mask = np.arange(8 * 4, dtype=np.uint8).reshape(8, 4)
    assert scale_mask(mask, 4).tolist() == [[2 * 4 + 2], [6 * 4 + 2]]


def test_mask_keeps_the_share_of_a_thin_vein():
    """A vein one pixel wide is lost or kept by its place; over all places its share is kept."""
    masks = [np.tile(np.arange(8) == place, (8, 1)).astype(np.uint8) for place in range(8)]
    assert np.mean([scale_mask(mask, 2).mean() for mask in masks]) == 1 / 8


@pytest.mark.parametrize("factor", [1, 2, 4])
@pytest.mark.parametrize(("height", "width"), [(8, 12), (9, 15), (11, 13)])
def test_image_and_mask_have_one_size(height, width, factor):
    size = (height // factor, width // factor)
    assert scale_image(np.zeros((height, width, 3), np.uint8), factor).shape == (*size, 3)
    assert scale_mask(np.zeros((height, width), np.uint8), factor).shape == size


def test_full_scale_changes_nothing():
    image = np.arange(12, dtype=np.uint8).reshape(2, 2, 3)
    np.testing.assert_array_equal(scale_image(image, 1), image)
    np.testing.assert_array_equal(scale_mask(image[..., 0], 1), image[..., 0])


@pytest.mark.parametrize("factor", [1, 2])
def test_what_is_written_is_read(tmp_path, factor):
    rng = np.random.default_rng(0)
    image = rng.integers(0, 256, (6, 8, 3), np.uint8)
    mask = rng.choice(np.array([0, 6, 255], np.uint8), (6, 8))
    kept = write_store(tmp_path / "field", image, mask, factor)
    stored_image, stored_mask = open_store(tmp_path / "field")
    np.testing.assert_array_equal(stored_image, scale_image(image, factor))
    np.testing.assert_array_equal(stored_mask, scale_mask(mask, factor))
    np.testing.assert_array_equal(kept, stored_mask)
    assert {path.name for path in (tmp_path / "field").iterdir()} == {
        "image.npy", "image_strips.npy", "mask.npy", "mask_strips.npy",
    }  # fmt: skip


def test_pieces_are_those_of_the_maps(tmp_path):
    rng = np.random.default_rng(0)
    image = rng.integers(0, 256, (20, 300, 3), np.uint8)
    mask = rng.integers(0, 256, (20, 300), np.uint8)
    write_store(tmp_path, image, mask, 1)
    stored = stored_field(tmp_path, mask.shape)
    np.testing.assert_array_equal(stored.image[3:9, 100:290], image[3:9, 100:290])
    np.testing.assert_array_equal(stored.mask[3:9, 100:290], mask[3:9, 100:290])
    np.testing.assert_array_equal(stored.mask_rows[7], mask[7])


def test_arrays_are_mapped_and_laid_out_in_rows(tmp_path):
    """A view turned on its side is written as rows, so that a patch is a few pages."""
    image = np.zeros((4, 6, 3), np.uint8).swapaxes(0, 1)
    write_store(tmp_path, image, np.zeros((4, 6), np.uint8).T, 1)
    for array in open_store(tmp_path):
        assert isinstance(array, np.memmap)
        assert array.flags["C_CONTIGUOUS"]
        assert not array.flags["WRITEABLE"]
