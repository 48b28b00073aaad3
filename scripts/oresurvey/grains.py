"""Instances: grains of a class map, each measured.

A grain is a contiguous patch of one mineral. Touching crystals of one mineral are one grain: a
class map cannot tell them apart.
"""

from dataclasses import dataclass

import cc3d
import numpy as np
import pandas as pd

from oresurvey.contacts import contacts, perimeters
from oresurvey.minerals import BACKGROUND, VOID


@dataclass(frozen=True)
class Instances:
    """Grains and contacts of one field.

    Attributes
    ----------
    labels : (H, W) uint32
        0 background, 1.. grains, the last number void.
    grains : DataFrame
        One row per grain, see `instances`.
    contacts : DataFrame
        See `contacts.contacts`.
    """

    labels: np.ndarray
    grains: pd.DataFrame
    contacts: pd.DataFrame


def label(class_map: np.ndarray, connectivity: int = 8) -> tuple[np.ndarray, np.ndarray]:
    """Number the connected patches of every mineral.

    Parameters
    ----------
    class_map : (H, W) uint8
        Mineral codes; 0 background, 255 void.
    connectivity : int
        8: pixels that touch at a corner belong together; 4: only at a side.

    Returns
    -------
    labels : (H, W) uint32
        0 background, grains from 1, void all under the last number (whether there is any or not).
    code_of : (grains + 2,) int64
        Code of each label.
    """
    ore = np.where(class_map == VOID, BACKGROUND, class_map)
    labels = cc3d.connected_components(ore, connectivity=connectivity, out_dtype=np.uint32)
    count = int(labels.max())
    code_of = np.zeros(count + 2, np.int64)
    code_of[labels.ravel()] = ore.ravel()
    code_of[-1] = VOID
    labels[class_map == VOID] = count + 1
    return labels, code_of


def _moments(labels: np.ndarray, regions: int) -> dict[str, np.ndarray]:
    """Area, centroid, second moments and bounding box of every region, in one pass over runs.

    A run is a stretch of one label in a row: sums over x are closed forms of its ends, so the work
    grows with the number of runs and not with pixels.
    """
    height, width = labels.shape
    change = np.ones(labels.shape, bool)
    change[:, 1:] = labels[:, 1:] != labels[:, :-1]
    start = np.flatnonzero(change)
    stop = np.append(start[1:], labels.size)
    # Rows begin a new run, so the next run's start is where this one ends.
    owner = labels.ravel()[start]
    y = (start // width).astype(np.float64)
    x0 = (start % width).astype(np.float64)
    n = (stop - start).astype(np.float64)
    x1 = x0 + n - 1
    sum_x = n * (x0 + x1) / 2
    sum_xx = x1 * (x1 + 1) * (2 * x1 + 1) / 6 - (x0 - 1) * x0 * (2 * x0 - 1) / 6

    def add(values):
        return np.bincount(owner, values, regions)

    area = add(n)
    with np.errstate(invalid="ignore"):
        mean_x, mean_y = add(sum_x) / area, add(n * y) / area
        moments = {
            "area": area,
            "x": mean_x,
            "y": mean_y,
            # 1 / 12 is the second moment of a pixel about its own centre.
            "xx": add(sum_xx) / area - mean_x**2 + 1 / 12,
            "yy": add(n * y * y) / area - mean_y**2 + 1 / 12,
            "xy": add(sum_x * y) / area - mean_x * mean_y,
        }
    box = {
        "left": np.full(regions, width, np.int64),
        "top": np.full(regions, height, np.int64),
        "right": np.zeros(regions, np.int64),
        "bottom": np.zeros(regions, np.int64),
    }
    np.minimum.at(box["left"], owner, x0.astype(np.int64))
    np.minimum.at(box["top"], owner, y.astype(np.int64))
    np.maximum.at(box["right"], owner, x1.astype(np.int64) + 1)
    np.maximum.at(box["bottom"], owner, y.astype(np.int64) + 1)
    return moments | box


def _frame_length(labels: np.ndarray, regions: int) -> np.ndarray:
    """Pixels of every region along the frame of the field: where it was cut off."""
    edges = (labels[0], labels[-1], labels[:, 0], labels[:, -1])
    return sum(np.bincount(edge, minlength=regions) for edge in edges)


def instances(
    class_map: np.ndarray,
    confidence: np.ndarray | None = None,
    connectivity: int = 8,
    um_per_px: float | None = None,
) -> Instances:
    """Grains and contacts of a class map.

    Parameters
    ----------
    class_map : (H, W) uint8
        Mineral codes; 0 background, 255 void.
    confidence : (H, W) uint8, optional
        Probability * 255 of the class of each pixel.
    connectivity : int
        8 or 4.
    um_per_px : float, optional
        Scale; without it the columns in micrometres are NaN.

    Returns
    -------
    Instances
        Columns of ``grains``: grain, code, area_px, ecd_px (2 sqrt(A / pi)), x_px, y_px (centroid,
        pixel centres at whole numbers), left_px, top_px, right_px, bottom_px (half-open),
        major_axis_px, minor_axis_px (of the ellipse with the same second moments), orientation_deg
        (of the major axis, from +x towards +y), perimeter_px (Crofton, four directions, the frame
        left out), circularity (4 pi A / P^2, at most 1; NaN where the frame cuts the grain),
        mean_confidence (0..1), touches_frame; and area_um2, ecd_um, perimeter_um.

    Notes
    -----
    Work grows with pixels and runs, not with the number or the shape of grains.
    """
    labels, code_of = label(class_map, connectivity)
    regions = len(code_of)
    contact = contacts(labels, code_of)
    found = _moments(labels, regions)
    perimeter = perimeters(contact, regions)
    touches = _frame_length(labels, regions) > 0
    if confidence is None:
        mean_confidence = np.full(regions, np.nan)
    else:
        total = np.bincount(labels.ravel(), confidence.ravel(), regions)
        mean_confidence = total / 255 / np.maximum(found["area"], 1)

    of_grains = slice(1, regions - 1)
    area = found["area"][of_grains]
    xx, yy, xy = (found[key][of_grains] for key in ("xx", "yy", "xy"))
    spread = np.sqrt((xx - yy) ** 2 + 4 * xy**2)
    p = perimeter[of_grains]
    cut = touches[of_grains]
    circularity = np.full(len(area), np.nan)
    whole = ~cut & (p > 0)
    circularity[whole] = np.minimum(4 * np.pi * area[whole] / p[whole] ** 2, 1.0)
    scale = um_per_px or np.nan
    ecd = 2 * np.sqrt(area / np.pi)
    table = pd.DataFrame(
        {
            "grain": np.arange(1, regions - 1),
            "code": code_of[of_grains],
            "area_px": area.astype(np.int64),
            "ecd_px": ecd,
            "x_px": found["x"][of_grains],
            "y_px": found["y"][of_grains],
            **{f"{side}_px": found[side][of_grains] for side in ("left", "top", "right", "bottom")},
            "major_axis_px": 4 * np.sqrt((xx + yy + spread) / 2),
            "minor_axis_px": 4 * np.sqrt(np.maximum(xx + yy - spread, 0) / 2),
            "orientation_deg": np.rad2deg(0.5 * np.arctan2(2 * xy, xx - yy)),
            "perimeter_px": p,
            "circularity": circularity,
            "mean_confidence": mean_confidence[of_grains],
            "touches_frame": cut,
            "area_um2": area * scale**2,
            "ecd_um": ecd * scale,
            "perimeter_um": p * scale,
        }
    )
    return Instances(labels, table, contact)


def class_pixels(class_map: np.ndarray) -> dict[int, int]:
    """Pixels of every code in a map, void left out."""
    counts = np.bincount(class_map.ravel(), minlength=VOID + 1)
    return {int(code): int(counts[code]) for code in np.flatnonzero(counts[:VOID])}
