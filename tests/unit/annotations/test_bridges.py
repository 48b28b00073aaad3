"""Polygons with holes become one ring of the same area, which covers the same pixels."""

import numpy as np
from drawn_labels import NESTED, masks
from hypothesis import given, settings
from PIL import Image, ImageDraw
from rasterio.features import rasterize, shapes
from shapely.geometry import Polygon, shape

from oresurvey.annotations.bridges import without_holes


def polygons(mask, connectivity):
    for geometry, _ in shapes(mask.astype(np.int32), mask != 255, connectivity=connectivity):
        yield shape(geometry)


def same_pixels(mask):
    for polygon in polygons(mask, 4):
        ring = without_holes(polygon)
        assert tuple(ring[0]) == tuple(ring[-1])
        x, y = ring.T
        assert abs(np.dot(x[:-1], y[1:]) - np.dot(x[1:], y[:-1])) / 2 == polygon.area
        wanted = rasterize([polygon], out_shape=mask.shape)
        np.testing.assert_array_equal(rasterize([Polygon(ring)], out_shape=mask.shape), wanted)


@settings(deadline=None)
@given(masks())
def test_random_masks(mask):
    same_pixels(mask)


def test_islands_in_holes():
    same_pixels(NESTED)


def test_no_bridge_without_a_hole():
    square = Polygon([(1, 1), (1, 3), (4, 3), (4, 1)])
    np.testing.assert_array_equal(without_holes(square), square.exterior.coords)


def test_a_painting_program_fills_the_same_inside():
    """Pillow also draws the outline; within it, a hole stays a hole."""
    polygon = Polygon([(2, 2), (2, 18), (18, 18), (18, 2)], [[(6, 6), (14, 6), (14, 14), (6, 14)]])
    image = Image.new("L", (20, 20))
    ImageDraw.Draw(image).polygon([tuple(point) for point in without_holes(polygon)], fill=1)
    pixels = np.asarray(image)
    assert pixels[3:5, 3:17].all()
    assert not pixels[8:13, 8:13].any()
