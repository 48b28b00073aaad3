"""Outlines of grains as polygons along pixel edges: their areas are those of the pixels."""

from collections.abc import Iterator
from itertools import chain, islice

import numpy as np
import shapely
from rasterio.features import shapes
from rasterio.transform import Affine

from oresurvey.instances.cut_outlines import CutOutlines
from oresurvey.instances.labels import GrainLabels
from oresurvey.maps.rows import Rows, by_rows, rows_of_strip

STRIP_PX = 2**24
"""Pixels outlined at a time: a photograph of one field is one strip, and nothing is joined."""

MOST_CORNERS = 2**20
"""Corners of an outline beyond which a grain that goes on is outlined in several parts."""

# Coordinates come as tuples of tuples; few at a time, the garbage collector never walks them.
_AT_A_TIME = 100


def _polygons(labels: np.ndarray, ore: np.ndarray, y: int) -> tuple[np.ndarray, np.ndarray]:
    """Outlines of 4-connected patches: label and Polygon of each.

    Parameters
    ----------
    labels : (h, W) int32
    ore : (h, W) bool
        Pixels to outline.
    y : int
        Row of the map that comes first here.
    """
    found = shapes(labels, ore, connectivity=4, transform=Affine.translation(0, y))
    parts = []
    while batch := list(islice(found, _AT_A_TIME)):
        polygons = [shape["coordinates"] for shape, _ in batch]
        rings = list(chain.from_iterable(polygons))
        corners = chain.from_iterable(rings)
        parts.append(
            (
                np.fromiter((label for _, label in batch), np.int64, len(batch)),
                np.fromiter(map(len, polygons), np.int64, len(polygons)),
                np.fromiter(map(len, rings), np.int64, len(rings)),
                np.fromiter(chain.from_iterable(corners), np.float64).reshape(-1, 2),
            )
        )
    if not parts:
        return np.empty(0, np.int64), np.empty(0, object)
    label, rings_of, points_of, points = map(np.concatenate, zip(*parts, strict=True))
    begins = tuple(np.concatenate(([0], np.cumsum(counts))) for counts in (points_of, rings_of))
    polygons = shapely.from_ragged_array(shapely.GeometryType.POLYGON, points, begins)
    return label, polygons


def _by_grain(number: np.ndarray, polygons: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """One MultiPolygon for every number, of the polygons that have it; in the order of numbers."""
    order = np.argsort(number, kind="stable")
    grains, index = np.unique(number[order], return_inverse=True)
    return grains, shapely.multipolygons(polygons[order], indices=index)


def grain_outlines(
    class_map: np.ndarray | Rows,
    connectivity: int,
    um_per_px: float | None,
    strip_rows: int | None = None,
    most_corners: int = MOST_CORNERS,
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Outline of every grain, along pixel edges.

    Parameters
    ----------
    class_map : (H, W) uint8, or a map read by rows
    connectivity : int
    um_per_px : float or None
    strip_rows : int, optional
        Rows outlined at a time; the outlines are the same, but for points on straight sides.
    most_corners : int
        A grain that goes on in the next strip, with more corners than this behind it, comes in
        parts, cut along a row.

    Yields
    ------
    grain : (n,) int64
        Numbers of the grains that end in this strip, or come in parts; ascending.
    outline : (n,) array of MultiPolygon
        Micrometres where there is a scale, else pixels; y downwards.

    Notes
    -----
    Held in memory: the outlines of one strip, and of what crosses its lower edge. The matrix of a
    panorama of massive ore has tens of millions of corners, gigabytes as one polygon, which no GIS
    draws either: hence the parts. A strip is larger than a photograph of one field, where every
    grain comes once.
    """
    rows = by_rows(class_map)
    labels = GrainLabels(rows, connectivity, strip_rows or rows_of_strip(rows, STRIP_PX))
    cut = CutOutlines()
    scale = um_per_px or 1.0
    for y, strip in labels:
        end = y + len(strip)
        grain, polygons = _polygons(strip, (strip > 0) & (strip <= labels.grains), y)
        # Parts of a grain above and below are connected, so it has pixels in the last row.
        goes_on = set(np.unique(strip[-1]).tolist()) if end < rows.height else set()
        is_cut = np.isin(grain, [*cut.grains, *goes_on])
        cut.add(grain[is_cut], polygons[is_cut], y, end)
        ended, joined = cut.take(set(cut.grains) - goes_on | cut.larger_than(most_corners))
        grain, outline = _by_grain(
            np.concatenate((grain[~is_cut], ended)), np.concatenate((polygons[~is_cut], joined))
        )
        yield grain, shapely.transform(outline, lambda points: points * scale)
