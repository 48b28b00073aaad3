"""Outlines of grains that strips cut, put together again."""

from collections import Counter

import numpy as np
import shapely


def _with_holes(
    polygons: np.ndarray, grain: np.ndarray, holes: np.ndarray, grain_of_hole: np.ndarray
) -> np.ndarray:
    """Polygons with these holes, each cut into the one of its grain that it lies in.

    Parameters
    ----------
    polygons : (n,) array of Polygon
    grain : (n,) int64
    holes : (m,) array of LinearRing
        Corners are whole numbers.
    grain_of_hole : (m,) int64

    Returns
    -------
    (n,) array of Polygon
    """
    corner, next_corner = (shapely.get_coordinates(shapely.get_point(holes, k)) for k in (0, 1))
    # Half a pixel along its first side: polygons touch one another, and a hole its outline, only
    # at corners.
    inner = shapely.points(corner + np.sign(next_corner - corner) / 2)
    # This way round, polygons are the prepared ones: far faster than "within".
    polygon, hole = shapely.STRtree(inner).query(polygons, predicate="contains")
    own = grain_of_hole[hole] == grain[polygon]
    rings, ring_of = shapely.get_rings(polygons, return_index=True)
    rings = np.concatenate((rings, holes[hole[own]]))
    ring_of = np.concatenate((ring_of, polygon[own]))
    order = np.argsort(ring_of, kind="stable")
    return shapely.polygons(rings[order], indices=ring_of[order])


def _at_an_edge(outlines: np.ndarray, y0: int, y1: int) -> np.ndarray:
    """Which of these touch the first or the last row of a strip; (n,) bool."""
    _, top, _, bottom = shapely.bounds(outlines).T
    return (top == y0) | (bottom == y1)


class CutOutlines:
    """Outlines of the grains that go on in the next strip, until they end.

    Union is slow, so it is given only what a cut can change: parts at an edge of their strip,
    without the holes that are not. Such a hole holds nothing that goes on in another strip.
    Corners are whole pixels and cuts run along rows, so union loses nothing and areas stay exact.
    At a cut, a point more than the outline needs may be left on a side.
    """

    def __init__(self):
        # By grain: parts to join, holes to put back, and parts that are whole.
        self._cut: dict[int, list[shapely.Polygon]] = {}
        self._holes: dict[int, list[shapely.LinearRing]] = {}
        self._whole: dict[int, list[shapely.Polygon]] = {}
        self._corners: Counter[int] = Counter()

    @property
    def grains(self) -> list[int]:
        """Numbers of the grains that are not complete."""
        return list(self._corners)

    def larger_than(self, corners: int) -> set[int]:
        """Numbers of the grains whose outlines so far have more corners than this."""
        return {grain for grain, count in self._corners.items() if count > corners}

    def add(self, grain: np.ndarray, polygons: np.ndarray, y0: int, y1: int) -> None:
        """Take in the parts of cut grains that lie in one strip.

        Parameters
        ----------
        grain : (n,) int64
        polygons : (n,) array of Polygon
            4-connected, in px.
        y0, y1 : int
            Rows of the strip, half-open.
        """
        for number, corners in zip(
            grain.tolist(), shapely.get_num_coordinates(polygons), strict=True
        ):
            self._corners[number] += int(corners)
        at_edge = _at_an_edge(polygons, y0, y1)
        _append(self._whole, grain[~at_edge], polygons[~at_edge])
        grain = grain[at_edge]
        rings, polygon = shapely.get_rings(polygons[at_edge], return_index=True)
        kept = _at_an_edge(rings, y0, y1)
        kept |= np.diff(polygon, prepend=-1) > 0
        _append(self._cut, grain, shapely.polygons(rings[kept], indices=polygon[kept]))
        _append(self._holes, grain[polygon[~kept]], rings[~kept])

    def take(self, grains: set[int]) -> tuple[np.ndarray, np.ndarray]:
        """What there is of these grains; it is not kept.

        Parameters
        ----------
        grains : set of int

        Returns
        -------
        grain : (n,) int64
        polygons : (n,) array of Polygon
            4-connected parts.
        """
        for number in grains:
            del self._corners[number]
        joined = {number: [shapely.union_all(self._cut.pop(number))] for number in grains}
        grain, polygons = _flat(joined)
        polygons, part_of = shapely.get_parts(polygons, return_index=True)
        grain = grain[part_of]
        hole_of, holes = _flat({number: self._holes.pop(number, []) for number in grains})
        if len(holes):
            polygons = _with_holes(polygons, grain, holes, hole_of)
        whole_of, whole = _flat({number: self._whole.pop(number, []) for number in grains})
        return np.concatenate((grain, whole_of)), np.concatenate((polygons, whole))


def _append(lists: dict[int, list], keys: np.ndarray, values: np.ndarray) -> None:
    """Put every value into the list of its key."""
    for key, value in zip(keys.tolist(), values, strict=True):
        lists.setdefault(key, []).append(value)


def _flat(lists: dict[int, list]) -> tuple[np.ndarray, np.ndarray]:
    """Keys, repeated, and values of lists; (n,) int64 and (n,) object."""
    keys = np.repeat(np.fromiter(lists, np.int64, len(lists)), [len(one) for one in lists.values()])
    values = np.empty(len(keys), object)
    values[:] = [value for one in lists.values() for value in one]
    return keys, values
