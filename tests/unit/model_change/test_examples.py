"""Pictures of changed fields: made small without losing a change."""

import numpy as np
import pytest

from oresurvey.maps.rows import ArrayRows
from oresurvey.model_change.examples import changed_picture, small_changes, small_map
from oresurvey.survey.mineral_codes import VOID
from oresurvey.survey.minerals import read_minerals

MINERALS = read_minerals("config/minerals.tsv")


def grid(values):
    return ArrayRows(np.array(values, np.uint8))


BEFORE = grid([[1, 1, 6, 6, 0], [1, 1, 6, 6, 0], [8, 8, 8, 8, 0]])
AFTER = grid([[1, 1, 6, 8, 0], [1, 6, 6, 2, 0], [1, 1, 1, 1, 0]])
"""3 x 5 pixels, in blocks of two: a rest at the right and at the bottom."""


def test_small_map_keeps_the_first_pixel_of_every_block():
    assert small_map(BEFORE, longest_px=3).tolist() == [[1, 6]]


def test_small_map_of_a_small_map_is_itself():
    assert np.array_equal(small_map(BEFORE, longest_px=5), BEFORE.values)


def test_no_change_is_lost():
    """The first block has its change in its last pixel; of two changes the first one counts."""
    assert small_changes(BEFORE, AFTER, longest_px=3).tolist() == [[6, 8]]
    assert small_changes(BEFORE, BEFORE, longest_px=3).tolist() == [[VOID, VOID]]


@pytest.mark.parametrize("shape", [(1, 9), (9, 1)])
def test_side_shorter_than_a_block(shape):
    thin = ArrayRows(np.full(shape, 6, np.uint8))
    assert small_map(thin, longest_px=3).size == 3
    assert (small_changes(thin, ArrayRows(thin.values + 2), longest_px=3) == 8).all()


def test_unchanged_pixels_are_grey():
    """White becomes the lightest grey, black the darkest; Py is #f6ecae."""
    photograph = np.array([[[255, 255, 255], [0, 0, 0], [9, 9, 9]]], np.uint8)
    found = changed_picture(photograph, np.array([[VOID, VOID, 6]], np.uint8), MINERALS)
    assert found.tolist() == [[[170, 170, 170], [110, 110, 110], [0xF6, 0xEC, 0xAE]]]
