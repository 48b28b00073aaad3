"""Sizes where the frame cuts grains: estimates and bounds, by hand and on grains of known size."""

import numpy as np
import pytest

from oresurvey.deposits.grain_size.quantiles import quantiles, share_finer
from oresurvey.deposits.grain_size.sums import Diameters

SHARES = [0.2, 0.5, 0.8]


def sizes_of(*groups):
    """(diameter, whole grains, cut ones, weight of a whole one), in the order of diameters."""
    diameter, whole, cut, weight = (np.array(column, float) for column in zip(*groups, strict=True))
    area = whole * weight * np.pi / 4 * diameter**2
    return Diameters(
        diameter, area, whole * weight, whole.astype(np.int64), (whole + cut).astype(np.int64)
    )


def test_area_of_cut_grains_counts_in_the_whole():
    """Of 196 units seen, 100 grains of 10 are 100 and stand for 120; cut ones of 20 are 96."""
    found = quantiles(sizes_of((10, 100, 0, 1.2), (20, 0, 24, 0)), SHARES, 1000)
    # Miles-Lantuejoul alone would say 10 for all three: the cut ones would not be there.
    assert found.diameter.tolist() == [10, 10, 20]
    assert found.at_least.tolist() == [False, False, True]


@pytest.mark.parametrize(
    ("grains", "cut", "short_side", "at_least"),
    [
        (60, 12, 1000, False),
        # Worth 15.7 grains of one size.
        (15, 3, 1000, True),
        # A third of the frame is less than 12, below which half of the area has to lie.
        (60, 12, 35, True),
        # .597 of the area is in grains of 12: .5 is passed by 1.645 sqrt(.25 / n) for 123 grains,
        # not for 61.
        (120, 36, 1000, False),
        (60, 18, 1000, True),
    ],
)
def test_estimate_needs_grains_and_a_large_frame(grains, cut, short_side, at_least):
    found = quantiles(sizes_of((12, grains, 0, 1.0), (18, 0, cut, 0)), [0.5], short_side)
    assert found.at_least.tolist() == [at_least] and found.diameter.tolist() == [12]


def test_little_cut_is_an_estimate_of_few_grains_too():
    found = quantiles(sizes_of((10, 3, 0, 1.0), (20, 3, 0, 1.1)), [0.5], 30)
    assert found.at_least.tolist() == [False]


def test_curve_reaches_the_share_of_whole_grains_and_stays_below_that_of_pieces():
    sizes = sizes_of((10, 100, 0, 1.2), (20, 0, 50, 0))
    assert share_finer(sizes, np.array([5, 10, 20])) == pytest.approx([0, 1 / 3, 0.4])
    heavy = sizes_of((10, 100, 0, 3.5), (20, 0, 50, 0))
    assert share_finer(heavy, np.array([10, 20])) == pytest.approx([1 / 3, 1])


def squares_in_frames(rng, frames, side=100.0, number=600):
    """Pieces of squares of 10, 20 and 60, as many of each, whose corners fall anywhere."""
    true = rng.choice([10.0, 20.0, 60.0], (frames, number))
    x, y = rng.uniform(-60, side, (2, frames, number))
    seen = [np.clip(at + true, 0, side) - np.clip(at, 0, side) for at in (x, y)]
    whole = (seen[0] == true) & (seen[1] == true)
    return seen[0] * seen[1], np.where(whole, side**2 / (side - true) ** 2, 0)


def test_share_of_a_size_is_right_where_the_frame_cuts_most_of_the_largest():
    """Area shares of squares of 10, 20 and 60: 100, 400, 3600 of 4100, in frames of 100."""
    area, weight = squares_in_frames(np.random.default_rng(0), 400)
    seen = area > 0
    diameter = np.sqrt(4 / np.pi * area[seen])
    order = np.argsort(diameter)
    stands_for = (weight * area)[seen][order]
    whole = (weight[seen][order] > 0).astype(np.int64)
    sizes = Diameters(
        diameter[order], stands_for, weight[seen][order], whole, np.ones(len(order), np.int64)
    )
    finer = share_finer(sizes, 2 / np.sqrt(np.pi) * np.array([10.5, 20.5]))
    assert finer == pytest.approx([100 / 4100, 500 / 4100], rel=0.03)
    # Most of the area is cut, and 84 % of the large squares.
    assert sizes.cut_share > 0.5
