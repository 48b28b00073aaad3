"""Moments of grains: exact sums, the same measures wherever a grain lies."""

import numpy as np
import pytest

from oresurvey.errors import FieldError
from oresurvey.instances.measure import instances
from oresurvey.instances.moments import check_size, run_sums
from oresurvey.instances.pieces import strips
from oresurvey.maps.rows import ArrayRows

SHAPE = ["ecd_px", "major_axis_px", "minor_axis_px", "orientation_deg", "perimeter_px"]


def blob(seed=0):
    """A ragged grain of 24 x 20 px."""
    rng = np.random.default_rng(seed)
    yy, xx = np.mgrid[:20, :24]
    values = ((yy - 10) / 8) ** 2 + ((xx - 12 - (yy - 10) / 2) / 8) ** 2 < rng.uniform(0.6, 1.3)
    values[3:17, 12] = True
    return values.astype(np.uint8)


def test_sums_over_runs_are_sums_over_pixels():
    values = np.random.default_rng(0).choice(np.array([0, 1, 6], np.uint8), (12, 17))
    strip = next(strips(ArrayRows(values), 8))
    runs = strip.runs()
    sums = run_sums(runs)
    for k in range(len(runs.start)):
        x = np.arange(runs.x[k], runs.x[k] + runs.length[k])
        y = np.full_like(x, runs.y[k])
        assert (values[y, x] == runs.code[k]).all()
        expected = [len(x), *(int(part.sum()) for part in (x, y, x * x, y * y, x * y))]
        assert [int(sums[name][k]) for name in ("n", "x", "y", "xx", "yy", "xy")] == expected
    assert sums["n"].sum() == values.size


@pytest.mark.parametrize(
    "shape, offset", [((40, 29_100), (9, 29_000)), ((29_100, 40), (29_000, 9))]
)
def test_grain_far_from_the_origin_is_the_grain_at_the_origin(shape, offset):
    far = np.zeros(shape, np.uint8)
    for y, x in ((1, 1), offset):
        far[y : y + 20, x : x + 24] = blob()
    near, there = (row for _, row in instances(far).grains.iterrows())
    assert near[SHAPE].tolist() == there[SHAPE].tolist()
    assert there["x_px"] - near["x_px"] == pytest.approx(offset[1] - 1, abs=1e-10)
    assert there["y_px"] - near["y_px"] == pytest.approx(offset[0] - 1, abs=1e-10)


def test_needle_across_a_panorama():
    """A rectangle of w x h px has the second moments w^2 / 12 and h^2 / 12: axes 4 w / sqrt 12."""
    needle = np.ones((1, 30_000), np.uint8)
    grain = instances(needle).grains.iloc[0]
    assert grain["major_axis_px"] == pytest.approx(4 * 30_000 / np.sqrt(12), rel=1e-14)
    # Below the square of the major axis by a factor 1e9: 7 digits are left of 16.
    assert grain["minor_axis_px"] == pytest.approx(4 / np.sqrt(12), rel=1e-6)
    assert grain["x_px"] == 14_999.5


def test_map_that_could_overflow_is_refused():
    """55 000^4 is below 2^63 = 9.22e18, 55 200^4 is not."""
    check_size(55_000, 55_000)
    with pytest.raises(FieldError, match="55200 x 55200 px is too large"):
        check_size(55_200, 55_200)
    wide = np.broadcast_to(np.uint8(0), (2, 2_000_000))
    with pytest.raises(FieldError, match="too large"):
        instances(wide)
