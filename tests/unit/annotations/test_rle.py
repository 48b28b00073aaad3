"""Run lengths of COCO and CVAT, against values that the COCO API (pycocotools 2.0.11) wrote."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oresurvey.annotations import rle

RING = np.array(
    [[0, 0, 0, 0, 0, 0], [0, 1, 1, 1, 0, 0], [0, 1, 0, 1, 0, 1], [1, 1, 1, 1, 0, 1]], bool
)
COUNTS = [3, 1, 1, 3, 1, 1, 1, 1, 1, 3, 6, 2]
COMPRESSED = "31120N00025O"


def test_down_the_columns():
    assert rle.counts_of(RING.T.ravel()) == COUNTS
    assert rle.column_counts(RING, 0, 0, RING.shape) == COUNTS


def test_compressed_text_of_the_coco_api():
    assert rle.pack(COUNTS) == COMPRESSED
    assert rle.unpack(COMPRESSED) == COUNTS


@settings(deadline=None)
@given(st.lists(st.integers(0, 10**7), min_size=1, max_size=30))
def test_compressed_there_and_back(counts):
    assert rle.unpack(rle.pack(counts)) == counts


@settings(deadline=None)
@given(st.data())
def test_a_patch_in_an_image(data):
    height, width = data.draw(st.integers(1, 7)), data.draw(st.integers(1, 7))
    pixels = data.draw(st.lists(st.booleans(), min_size=height * width, max_size=height * width))
    patch = np.array(pixels).reshape(height, width)
    y, x = data.draw(st.integers(0, 3)), data.draw(st.integers(0, 3))
    image = np.zeros((y + height + data.draw(st.integers(0, 3)), x + width + 2), bool)
    image[y : y + height, x : x + width] = patch
    counts = rle.column_counts(patch, y, x, image.shape)
    assert counts == rle.counts_of(image.T.ravel())
    back = np.zeros_like(image)
    top, left, found = rle.column_patch(counts, image.shape)
    back[top : top + found.shape[0], left : left + found.shape[1]] = found
    np.testing.assert_array_equal(back, image)


@pytest.mark.parametrize("counts", [[3, -1, 2], [30, 5], [0, 10, 4, 20]])
def test_counts_of_another_image(counts):
    with pytest.raises(ValueError, match="run lengths are not those of 24 pixels"):
        rle.column_patch(counts, (4, 6))


@pytest.mark.parametrize(("text", "says"), [("o", "cut off"), ("2 3", "hold the character")])
def test_bad_text(text, says):
    with pytest.raises(ValueError, match=says):
        rle.unpack(text)


def test_zeros_at_the_end_may_be_missing():
    assert rle.flat_of([1, 2], 5).tolist() == [False, True, True, False, False]
