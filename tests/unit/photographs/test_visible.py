"""What is visible of a photograph, for those who ask."""

import numpy as np
import pytest
from empty_sections import outside_circle, quarter, section, transparent, visible_where
from PIL import Image

from oresurvey.photographs.empty_areas import find_visible, open_seen
from oresurvey.photographs.flat_field import open_field, read_field
from oresurvey.photographs.photograph import Photograph
from oresurvey.photographs.visible import (
    entry_of,
    read_annotation,
    seen,
    visible_of,
    visible_part,
)
from oresurvey.survey.field import Field
from oresurvey.survey.mineral_codes import VOID

SHAPE = (480, 640)
EMPTY = quarter(SHAPE)


@pytest.fixture
def field(tmp_path):
    image = transparent(tmp_path / "a.png", section(*SHAPE), EMPTY)
    Image.fromarray(np.full(SHAPE, 6, np.uint8)).save(tmp_path / "m.png")
    return Field("D", "s", "f", image, tmp_path / "m.png")


def visible_in(path):
    with Photograph(path) as photograph:
        return find_visible(photograph)


def test_manifests_carry_it_only_where_something_is_empty(field):
    assert entry_of(None) == {} and visible_of({"field": "f"}) is None
    visible = visible_in(field.image)
    assert visible_of(entry_of(visible)) == visible
    assert visible.pixels == 480 * 640 - 240 * 320
    assert visible.empty_pct == 25.0


def test_readers_see_it_filled(field):
    visible = visible_in(field.image)
    with open_field(field, visible) as told, open_seen(field) as looked_for:
        assert visible_part(told) == visible_part(looked_for) == visible
        assert np.array_equal(told.read(0, 480, 0, 640), looked_for.read(0, 480, 0, 640))
    assert (read_field(field, visible)[EMPTY] == visible.fill).all()
    with open_field(field) as photograph:
        assert seen(photograph, None) is photograph and visible_part(photograph) is None


def test_annotation_is_void_there(field):
    codes = read_annotation(field.mask, visible_in(field.image))
    assert np.array_equal(codes == VOID, EMPTY)
    assert (read_annotation(field.mask, None) == 6).all()


@pytest.mark.parametrize("factor", [1, 2, 4, 8])
def test_at_the_scale_of_a_network(factor):
    """One pixel of every block; what is left over at the ends is dropped."""
    shown = ~outside_circle((301, 403))
    visible = visible_where(shown)
    small = visible.at_scale(301 // factor)
    assert small.shape == (301 // factor, 403 // factor)
    expected = shown[factor // 2 :: factor, factor // 2 :: factor]
    assert np.array_equal(small, expected[: small.shape[0], : small.shape[1]])
