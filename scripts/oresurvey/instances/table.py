"""Table of grains, from their whole-number measures."""

import numpy as np
import pandas as pd

from oresurvey.instances.crofton import length_px
from oresurvey.instances.equivalent_circle import ecd
from oresurvey.instances.moments import ellipses

SIDES = ("left", "top", "right", "bottom")
SHAPE_ECD_PX = 40.0
"""A smaller grain has no circularity: its outline is a few steps of the grid."""


def grain_table(
    found: np.ndarray,
    first: int,
    height: int,
    width: int,
    um_per_px: float | None,
    with_confidence: bool,
) -> pd.DataFrame:
    """Columns of `instances.measure.instances`.

    Parameters
    ----------
    found : (n,) GRAIN
        See `instances.measures`; in the order of the grains.
    first : int
        Number of the first of them.
    height, width : int
        Of the map, in px.
    um_per_px : float or None
    with_confidence : bool
        Whether it was measured; else the column is NaN.
    """
    # Side by side in memory: arithmetic with fields of records takes several times as long.
    whole_numbers = {name: found[name].astype(np.int64) for name in found.dtype.names or ()}
    area = whole_numbers["n"]
    left, top, right, bottom = (whole_numbers[side] for side in SIDES)
    touches_frame = (left == 0) | (top == 0) | (right == width) | (bottom == height)
    # What is not visible cuts a grain as the frame does.
    touches_frame |= whole_numbers["cut"] > 0
    perimeter = length_px(whole_numbers["straight"], whole_numbers["diagonal"])
    circularity = np.full(len(area), np.nan)
    diameter = ecd(area)
    has_shape = ~touches_frame & (diameter >= SHAPE_ECD_PX)
    circularity[has_shape] = 4 * np.pi * area[has_shape] / perimeter[has_shape] ** 2
    confidence = whole_numbers["confidence"] if with_confidence else np.full(len(area), np.nan)
    ellipse = ellipses(whole_numbers)
    scale = um_per_px or np.nan
    return pd.DataFrame(
        {
            "grain": np.arange(first, first + len(area)),
            "code": whole_numbers["code"],
            "area_px": area,
            "ecd_px": diameter,
            "x_px": ellipse.x,
            "y_px": ellipse.y,
            **{f"{side}_px": whole_numbers[side] for side in SIDES},
            "major_axis_px": ellipse.major,
            "minor_axis_px": ellipse.minor,
            "orientation_deg": ellipse.orientation_deg,
            "perimeter_px": perimeter,
            "circularity": circularity,
            "mean_confidence": confidence / 255 / area,
            "touches_frame": touches_frame,
            "area_um2": area * scale**2,
            "ecd_um": diameter * scale,
            "perimeter_um": perimeter * scale,
        },
        copy=False,
    )
