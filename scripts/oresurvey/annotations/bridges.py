"""Polygons without holes, for formats that know none: each hole is joined to the outline.

The bridge is a line through the polygon, there and back, so it has no area. It runs a quarter of a
pixel below the edge of a row, through the centre of no pixel.
"""

import numpy as np
import shapely

BELOW_EDGE = 0.25


def _first_rows(rings: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Of every ring, its leftmost column and the first row beside that; (n,) each."""
    left = np.array([ring[:, 0].min() for ring in rings])
    top = np.array([ring[ring[:, 0] == x, 1].min() for ring, x in zip(rings, left, strict=True)])
    return left, top


def _edges(rings: list[np.ndarray]) -> tuple[np.ndarray, ...]:
    """Upright edges: column, first row, row after the last, ring, and place in that ring."""
    parts = []
    for number, ring in enumerate(rings):
        starts, ends = ring[:-1], ring[1:]
        upright = np.flatnonzero(starts[:, 0] == ends[:, 0])
        rows = np.sort(np.stack((starts[upright, 1], ends[upright, 1])), axis=0)
        parts.append((starts[upright, 0], *rows, np.full(len(upright), number), upright))
    return tuple(np.concatenate(column) for column in zip(*parts, strict=True))


def without_holes(polygon: shapely.Polygon) -> np.ndarray:
    """One ring with the area of a polygon.

    Parameters
    ----------
    polygon : Polygon
        Along pixel edges: corners are whole numbers.

    Returns
    -------
    (n, 2) float64
        x and y; the last point is the first.

    Notes
    -----
    From its leftmost edge each hole looks to the left, over pixels of the polygon, and is joined to
    the first edge that it meets. That belongs to a ring which begins further left, so from right to
    left every ring is complete before it is joined.
    """
    rings = [shapely.get_coordinates(ring) for ring in (polygon.exterior, *polygon.interiors)]
    if len(rings) == 1:
        return rings[0]
    left, top = _first_rows(rings)
    column, first, after, ring_of, place = _edges(rings)
    # By ring: place of the edge, row of the bridge, and what is inserted there.
    inserts: list[list[tuple[int, float, np.ndarray]]] = [[] for _ in rings]
    for number in np.argsort(-left[1:], kind="stable") + 1:
        row = top[number] + BELOW_EDGE
        met = np.flatnonzero((first < row) & (row < after) & (column < left[number]))
        edge = met[column[met].argmax()]
        path = _joined(rings[number], inserts[number])[:-1]
        # The hole from the foot of the bridge round to it.
        own = np.flatnonzero(
            (path[:, 0] == left[number])
            & (np.roll(path[:, 0], -1) == left[number])
            & (np.minimum(path[:, 1], np.roll(path[:, 1], -1)) < row)
            & (np.maximum(path[:, 1], np.roll(path[:, 1], -1)) > row)
        )[0]
        foot, head = (left[number], row), (column[edge], row)
        around = np.concatenate(([head, foot], np.roll(path, -own - 1, axis=0), [foot, head]))
        inserts[ring_of[edge]].append((int(place[edge]), row, around))
    return _joined(rings[0], inserts[0])


def _joined(ring: np.ndarray, inserts: list[tuple[int, float, np.ndarray]]) -> np.ndarray:
    """A ring with what is inserted into its edges, in the order of the way round."""
    if not inserts:
        return ring
    pieces, done = [], 0

    def order(one: tuple[int, float, np.ndarray]) -> tuple[int, float]:
        place, row, _ = one
        return place, row if ring[place, 1] < ring[place + 1, 1] else -row

    for place, _, around in sorted(inserts, key=order):
        pieces += [ring[done : place + 1], around]
        done = place + 1
    return np.concatenate([*pieces, ring[done:]])
