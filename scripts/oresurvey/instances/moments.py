"""Second moments of grains, from sums of whole numbers.

Sums of whole numbers do not depend on the order of adding, so strips leave no trace in them.
"""

from dataclasses import dataclass

import numpy as np

from oresurvey.errors import FieldError
from oresurvey.instances.pieces import Runs

LARGEST_SUM = 2**63 - 1


def check_size(height: int, width: int) -> None:
    """Refuse a map whose sums of squared coordinates could pass 64 bits.

    Raises
    ------
    FieldError
        About 55 000 x 55 000 px is the limit.
    """
    if height * width * max(height, width) ** 2 > LARGEST_SUM:
        raise FieldError(
            f"a map of {width} x {height} px is too large to be measured exactly; cut the "
            "photograph into fields of at most 55000 px a side"
        )


def run_sums(runs: Runs) -> dict[str, np.ndarray]:
    """Sums over the pixels of every run, in closed form.

    Returns
    -------
    dict of str to (runs,) int64
        n, x, y, xx, yy, xy: pixels, and the sums of these products of coordinates.
    """
    n, x, y = runs.length, runs.x, runs.y
    # 0 + 1 + .. + (n - 1), and the same of their squares
    steps = n * (n - 1) // 2
    squares = steps * (2 * n - 1) // 3
    sum_x = n * x + steps
    return {
        "n": n,
        "x": sum_x,
        "y": n * y,
        "xx": (n * x + 2 * steps) * x + squares,
        "yy": n * y * y,
        "xy": sum_x * y,
    }


@dataclass(frozen=True)
class Ellipses:
    """The ellipse with the same second moments, of every grain.

    Attributes
    ----------
    x, y : (n,) float64
        Centroid in px; pixel centres at whole numbers.
    major, minor : (n,) float64
        Axes, in px.
    orientation_deg : (n,) float64
        Of the major axis, from +x towards +y.
    """

    x: np.ndarray
    y: np.ndarray
    major: np.ndarray
    minor: np.ndarray
    orientation_deg: np.ndarray


def ellipses(sums: dict[str, np.ndarray]) -> Ellipses:
    """Ellipses from the sums of whole grains.

    Parameters
    ----------
    sums : dict of str to (n,) int64
        As from `run_sums`, added up.

    Notes
    -----
    Sum(x^2) / n - mean(x)^2 loses in float64 about 1e-16 mean(x)^2, which 30 000 px from the origin
    is as much as 1e-7 px^2. So moments are taken about the pixel nearest to the centroid, by whole
    numbers: exact, and the same wherever the grain lies. The division is rounded once and what is
    left of the mean is below half a pixel, so the moments err by about 1e-16 of themselves, and the
    square of the minor axis by that of the square of the major one.
    """
    n = sums["n"]
    cx, cy = (sums["x"] + n // 2) // n, (sums["y"] + n // 2) // n
    # An intermediate product may pass 64 bits in the largest maps; whole numbers wrap around, and
    # the results, which fit (see `check_size`), are exact all the same.
    x, y = sums["x"] - n * cx, sums["y"] - n * cy
    xx = sums["xx"] - cx * (sums["x"] + x)
    yy = sums["yy"] - cy * (sums["y"] + y)
    xy = sums["xy"] - cx * sums["y"] - cy * x
    x, y = x / n, y / n
    # 1 / 12 is the second moment of a pixel about its own centre.
    xx, yy, xy = xx / n - x * x + 1 / 12, yy / n - y * y + 1 / 12, xy / n - x * y
    spread = np.sqrt((xx - yy) ** 2 + 4 * xy**2)
    return Ellipses(
        x=cx + x,
        y=cy + y,
        major=4 * np.sqrt((xx + yy + spread) / 2),
        minor=4 * np.sqrt(np.maximum(xx + yy - spread, 0) / 2),
        orientation_deg=np.rad2deg(0.5 * np.arctan2(2 * xy, xx - yy)),
    )
