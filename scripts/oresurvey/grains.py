"""Instances: grains of a class map, each measured.

A grain is a contiguous patch of one mineral. Touching crystals of one mineral are one grain: a
class map cannot tell them apart.

A map is read once, strip by strip; memory grows with the number of grains and the width of the map
and not with its height. The numbers are the same, to the last bit, whatever the strips.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from oresurvey.contacts import Crossings, contact_table, perimeters
from oresurvey.errors import FieldError
from oresurvey.map_rows import Rows, by_rows
from oresurvey.minerals import BACKGROUND, VOID
from oresurvey.moments import check_size, ellipses
from oresurvey.piece_measures import Measures
from oresurvey.pieces import Joins, Strip, strips


@dataclass(frozen=True)
class Instances:
    """Grains and contacts of one field.

    Attributes
    ----------
    grains : DataFrame
        One row per grain, see `instances`.
    contacts : DataFrame
        See `contacts.contact_table`.
    class_pixels : dict of int to int
        Pixels of every code, void left out.
    """

    grains: pd.DataFrame
    contacts: pd.DataFrame
    class_pixels: dict[int, int]


def _grain_table(
    found: dict[str, np.ndarray],
    perimeter: np.ndarray,
    height: int,
    width: int,
    um_per_px: float | None,
) -> pd.DataFrame:
    """Columns of `instances` from the measures of grains."""
    area = found["n"]
    touches_frame = (found["left"] == 0) | (found["top"] == 0)
    touches_frame |= (found["right"] == width) | (found["bottom"] == height)
    circularity = np.full(len(area), np.nan)
    whole = ~touches_frame & (perimeter > 0)
    circularity[whole] = np.minimum(4 * np.pi * area[whole] / perimeter[whole] ** 2, 1.0)
    confidence = found.get("confidence", np.full(len(area), np.nan))
    ellipse = ellipses(found)
    ecd = 2 * np.sqrt(area / np.pi)
    scale = um_per_px or np.nan
    return pd.DataFrame(
        {
            "grain": np.arange(1, len(area) + 1),
            "code": found["code"].astype(np.int64),
            "area_px": area,
            "ecd_px": ecd,
            "x_px": ellipse.x,
            "y_px": ellipse.y,
            **{
                f"{side}_px": found[side].astype(np.int64)
                for side in ("left", "top", "right", "bottom")
            },
            "major_axis_px": ellipse.major,
            "minor_axis_px": ellipse.minor,
            "orientation_deg": ellipse.orientation_deg,
            "perimeter_px": perimeter,
            "circularity": circularity,
            "mean_confidence": confidence / 255 / area,
            "touches_frame": touches_frame,
            "area_um2": area * scale**2,
            "ecd_um": ecd * scale,
            "perimeter_um": perimeter * scale,
        },
        copy=False,
    )


def instances(
    class_map: np.ndarray | Rows,
    confidence: np.ndarray | Rows | None = None,
    connectivity: int = 8,
    um_per_px: float | None = None,
    strip_rows: int | None = None,
) -> Instances:
    """Grains and contacts of a class map.

    Parameters
    ----------
    class_map : (H, W) uint8, or a map read by rows
        Mineral codes; 0 background, 254 unidentified, 255 void.
    confidence : the same, optional
        Probability * 255 of the class of each pixel.
    connectivity : int
        8 or 4.
    um_per_px : float, optional
        Scale; without it the columns in micrometres are NaN.
    strip_rows : int, optional
        Rows read at a time; the numbers do not depend on it.

    Returns
    -------
    Instances
        Columns of ``grains``: grain, code, area_px, ecd_px (2 sqrt(A / pi)), x_px, y_px (centroid,
        pixel centres at whole numbers), left_px, top_px, right_px, bottom_px (half-open),
        major_axis_px, minor_axis_px (of the ellipse with the same second moments), orientation_deg
        (of the major axis, from +x towards +y), perimeter_px (Crofton, four directions, the frame
        left out), circularity (4 pi A / P^2, at most 1; NaN where the frame cuts the grain),
        mean_confidence (0..1), touches_frame; and area_um2, ecd_um, perimeter_um. Grains are
        numbered in the raster order of their first pixels.

    Raises
    ------
    FieldError
        If the map is too large for exact sums (see `moments.check_size`) or the confidence is of
        another size.

    Notes
    -----
    Work grows with pixels and runs, not with the number or the shape of grains.
    """
    rows = by_rows(class_map)
    sure = None if confidence is None else by_rows(confidence)
    height, width = rows.height, rows.width
    check_size(height, width)
    if sure and (sure.height, sure.width) != (height, width):
        raise FieldError(
            f"the class map is {width} x {height} px but the confidence {sure.width} x "
            f"{sure.height} px; delete both and rerun"
        )
    joins, measures, crossings = Joins(height * width), Measures(), Crossings()
    for strip in strips(rows, connectivity, strip_rows):
        end = strip.y + len(strip.codes)
        runs = strip.runs()
        joins.add(strip, runs)
        measures.add(strip, runs, sure and sure.read_rows(strip.y + strip.overlap, end))
        crossings.add(strip, last=end == height)
    grain_of = joins.grain_of()
    crossed = crossings.of_grains(grain_of)
    found = measures.of_grains(grain_of)
    code_of = np.concatenate(([BACKGROUND], found["code"], [VOID]), dtype=np.int64)
    perimeter = perimeters(crossed, len(code_of))[1:-1]
    contacts = contact_table(crossed, code_of)
    # A panorama has millions of both: at most one of them twice in memory.
    del crossed
    grains = _grain_table(found, perimeter, height, width, um_per_px)
    return Instances(grains, contacts, _by_code(measures.class_px))


def _by_code(counts: np.ndarray) -> dict[int, int]:
    """Counts of codes that there are, void left out."""
    return {int(code): int(counts[code]) for code in np.flatnonzero(counts[:VOID])}


def class_pixels(class_map: np.ndarray) -> dict[int, int]:
    """Pixels of every code in a map, void left out."""
    return _by_code(np.bincount(class_map.ravel(), minlength=VOID + 1))


class GrainLabels:
    """The grain of every pixel, strip by strip, numbered as `instances` numbers them.

    The map is read twice: a grain has its number once all its pieces have been seen.

    Parameters
    ----------
    class_map : (H, W) uint8, or a map read by rows
    connectivity : int
    strip_rows : int, optional

    Attributes
    ----------
    grains : int
        Their number.
    """

    def __init__(self, class_map: np.ndarray | Rows, connectivity: int, strip_rows=None):
        self._arguments = by_rows(class_map), connectivity, strip_rows
        rows = self._arguments[0]
        joins = Joins(rows.height * rows.width)
        for strip in self._strips():
            joins.add(strip, strip.runs())
        self._grain_of = joins.grain_of()
        self.grains = int(self._grain_of[1]) - 1

    def _strips(self) -> Iterator[Strip]:
        return strips(*self._arguments)

    def __iter__(self) -> Iterator[tuple[int, np.ndarray]]:
        """First row of every strip, and its labels; (h, W) int32: 0 background, void the last."""
        for strip in self._strips():
            number_of = self._grain_of[strip.piece_of].astype(np.int32)
            yield strip.y + strip.overlap, number_of[strip.labels[strip.overlap :]]


def label(class_map: np.ndarray | Rows, connectivity: int = 8, strip_rows=None) -> np.ndarray:
    """The grain of every pixel of a whole map.

    Parameters
    ----------
    class_map : (H, W) uint8, or a map read by rows
        Mineral codes; 0 background, 255 void.
    connectivity : int
        8: pixels that touch at a corner belong together; 4: only at a side.
    strip_rows : int, optional

    Returns
    -------
    (H, W) int32
        0 background, grains from 1 as in `instances`, void all under the last number (whether
        there is any or not).
    """
    return np.concatenate([part for _, part in GrainLabels(class_map, connectivity, strip_rows)])
