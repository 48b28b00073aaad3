"""Error of a share by grain size alone: equal grains, frames that cut them, and areas needed."""

import numpy as np
import pandas as pd
import pytest

from oresurvey.deposits.grain_size.polished_area import COLUMNS, polished_area, relative_error
from oresurvey.deposits.grain_size.sums import SizeSums


def test_equal_grains_have_the_error_of_their_number():
    """25 grains that are a trace of the area: 1 / sqrt(25). A half of it: less by sqrt(.5)."""
    few = relative_error(np.array([25 * 4.0]), np.array([25 * 2.0]), np.array([1e9]))
    assert few == pytest.approx([0.2], rel=1e-6)
    half = relative_error(np.array([25 * 4.0]), np.array([50.0]), np.array([100.0]))
    assert half == pytest.approx([0.2 * np.sqrt(0.5)])


@pytest.mark.parametrize("side", [10.0, 60.0])
def test_error_is_the_spread_over_frames_that_cut_the_grains(side):
    """Squares that fall anywhere on frames of 100: Campbell's theorem, cut or not."""
    rng = np.random.default_rng(0)
    areas, errors = [], []
    for _ in range(2000):
        x, y = rng.uniform(-side, 100, (2, rng.poisson(8)))
        seen = [np.clip(at + side, 0, 100) - np.clip(at, 0, 100) for at in (x, y)]
        pieces = seen[0] * seen[1]
        areas.append(pieces.sum())
        errors.append((pieces**2).sum())
    predicted = np.sqrt(np.mean(errors))
    assert np.std(areas) == pytest.approx(predicted, rel=0.06)


def test_area_needed_goes_with_the_square_of_the_error():
    """Two frames of 1 mm2 at 1 um, one without the mineral; four grains of 100 x 100 um."""
    sizes = pd.DataFrame(
        {
            "deposit": "A", "section": "s", "field": "f", "code": 6, "area_px": [10_000],
            "grains": [4],
        }
    )  # fmt: skip
    frames = pd.DataFrame(
        {
            "deposit": "A", "section": ["s", "t"], "field": ["f", "g"], "width": 1000,
            "height": 1000, "um_per_px": 1.0,
        }
    )  # fmt: skip
    table = pd.DataFrame(
        {
            "level": ["field", "section", "deposit"], "deposit": "A", "section": ["s", "s", ""],
            "field": ["f", "", ""], "code": 6,
        }
    )  # fmt: skip
    found = polished_area(table, SizeSums(sizes, sizes), frames)
    assert found["polished_area_mm2"].tolist() == [1, 1, 2]
    error = 0.5 * np.sqrt(1 - 0.04 / 2)
    assert found["area_error_pct"].iloc[2] == pytest.approx(100 * error)
    assert found["area_needed_mm2"].iloc[2] == pytest.approx(2 * (error / 0.1) ** 2)
    unknown = polished_area(table, SizeSums(sizes, sizes), frames.assign(um_per_px=[1.0, np.nan]))
    assert unknown[COLUMNS].notna().all(axis=1).tolist() == [True, True, False]
    without = polished_area(table, SizeSums(sizes, sizes), frames.assign(um_per_px=np.nan))
    assert without["area_error_pct"].tolist() == pytest.approx(found["area_error_pct"].tolist())
    assert without[["polished_area_mm2", "area_needed_mm2"]].isna().all(axis=None)
