"""Outlines hold exactly their pixels, whether the map is outlined at once or in strips."""

import numpy as np
import pytest
import shapely
from drawn_maps import class_map

from oresurvey.instances.measure import instances
from oresurvey.instances.outlines import grain_outlines


def whole(outlines):
    """All grains of a field, in the order of their numbers."""
    number, outline = map(np.concatenate, zip(*outlines, strict=True))
    order = np.argsort(number)
    return number[order], outline[order]


@pytest.mark.parametrize("connectivity", [4, 8])
@pytest.mark.parametrize("um_per_px", [None, 2.0])
@pytest.mark.parametrize("source", ["drawn", "random"])
def test_area_of_every_polygon_is_that_of_its_pixels(connectivity, um_per_px, source):
    codes = np.array([0, 1, 6], np.uint8)
    maps = {"drawn": class_map(), "random": np.random.default_rng(0).choice(codes, (40, 50))}
    number, outlines = whole(grain_outlines(maps[source], connectivity, um_per_px))
    grains = instances(maps[source], connectivity=connectivity).grains
    assert number.tolist() == grains["grain"].tolist()
    expected = grains["area_px"].to_numpy() * (um_per_px or 1) ** 2
    assert shapely.area(outlines).tolist() == expected.tolist()
    assert shapely.is_valid(outlines).all()


def test_outlines_stand_where_the_grains_are():
    """Pixel edges: the ring spans columns 1 to 8 and rows 1 to 7, with one hole."""
    _, outlines = whole(grain_outlines(class_map(), 8, None))
    ring = next(one for one in outlines if one.bounds == (1, 1, 8, 7))
    assert [len(part.interiors) for part in ring.geoms] == [1]
    joined = [one for one in outlines if len(one.geoms) == 2]
    assert [one.bounds for one in joined] == [(11, 1, 15, 5)]


def nested_map():
    """Frames of four minerals one inside the other, some opened at a corner, and dust in them."""
    rng = np.random.default_rng(1)
    yy, xx = np.mgrid[:60, :50]
    depth = np.minimum(np.minimum(yy, 59 - yy), np.minimum(xx, 49 - xx))
    class_map = np.array([1, 6, 1, 0], np.uint8)[depth // 3 % 4]
    dust = rng.random(class_map.shape) < 0.1
    class_map[dust] = rng.choice(np.array([0, 1, 6, 255], np.uint8), dust.sum())
    return class_map


@pytest.mark.parametrize("connectivity", [4, 8])
@pytest.mark.parametrize("strip_rows", [1, 3, 16, 59])
@pytest.mark.parametrize("source", ["nested", "random"])
def test_strips_make_the_same_outlines(connectivity, strip_rows, source):
    codes = np.array([0, 1, 6], np.uint8)
    random = np.random.default_rng(0).choice(codes, (60, 50), p=[0.2, 0.7, 0.1])
    values = {"nested": nested_map(), "random": random}[source]
    number, expected = whole(grain_outlines(values, connectivity, 0.5))
    again, outlines = whole(grain_outlines(values, connectivity, 0.5, strip_rows))
    assert number.tolist() == again.tolist()
    assert shapely.area(outlines).tolist() == shapely.area(expected).tolist()
    assert shapely.is_valid(outlines).all() and shapely.equals(outlines, expected).all()
    assert (shapely.get_num_geometries(outlines) == shapely.get_num_geometries(expected)).all()


def test_grain_comes_with_the_strip_that_it_ends_in():
    values = np.zeros((9, 5), np.uint8)
    values[1:8, 1] = values[1, 3] = values[8, 4] = 1
    ended = [grain.tolist() for grain, _ in grain_outlines(values, 8, None, 3)]
    assert ended == [[2], [], [1, 3]]


def test_map_without_a_grain():
    assert [len(grain) for grain, _ in grain_outlines(np.zeros((4, 5), np.uint8), 8, 2.0)] == [0]
