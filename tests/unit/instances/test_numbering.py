"""Numbers of grains while a map is read: few are remembered, and the gaps are closed at the end."""

import numpy as np
import pytest
from cut_maps import MAPS, random_map, spiral

from oresurvey.instances.crossings import strip_crossings
from oresurvey.instances.measures import GrainMeasures
from oresurvey.instances.numbering import VOID_NUMBER, ClosedNumbers, Numbering
from oresurvey.instances.pieces import strips
from oresurvey.maps.rows import ArrayRows


def test_absorbed_numbers_are_followed_to_the_end_and_closed_up():
    """6 became 5, which became 2; 3 became 1. So 1, 2, 4 and 7 stay, as 1 .. 4."""
    numbers = ClosedNumbers(7, absorbed=np.array([6, 5, 3]), into=np.array([5, 2, 1]))
    assert numbers.grains == 4
    given = np.array([0, 1, 2, 3, 4, 5, 6, 7, VOID_NUMBER])
    assert numbers.of(given).tolist() == [0, 1, 2, 1, 3, 2, 2, 4, 5]


def test_no_grain_at_all():
    numbers = ClosedNumbers(0, *np.empty((2, 0), np.int64))
    assert numbers.of(np.array([0, VOID_NUMBER])).tolist() == [0, 1]


@pytest.mark.parametrize("name", MAPS)
@pytest.mark.parametrize("connectivity", [4, 8])
@pytest.mark.parametrize("strip_rows", [1, 7, 64])
def test_open_grains_are_those_of_the_last_row(name, connectivity, strip_rows):
    """No more accumulators than runs of ore in one row of the map, however many grains ended."""
    values = MAPS[name]
    numbering, measures = Numbering(), GrainMeasures()
    ended = 0
    for strip in strips(ArrayRows(values), connectivity, strip_rows):
        runs = strip.runs()
        grains = numbering.add(strip, runs)
        found = measures.add(strip, runs, grains, strip_crossings(strip, grains))
        row = strip.codes[-1]
        begins = np.diff(row, prepend=row[:1] ^ 1) != 0
        assert len(numbering.open) <= np.count_nonzero(begins & (row != 0) & (row != 255))
        assert measures.open_grains == len(numbering.open)
        ended += len(found)
    assert len(numbering.open) == 0 and ended == numbering.closed().grains


def test_arms_of_a_spiral_are_absorbed_one_by_one():
    """Every row above the middle cuts more arms than have joined; at the end there are two."""
    numbering = Numbering()
    most = 0
    for strip in strips(ArrayRows(spiral()), 4, 1):
        numbering.add(strip, strip.runs())
        most = max(most, len(numbering.open))
    assert most > 60 and numbering.closed().grains == 2


def test_dust_leaves_nothing_open_but_what_the_row_cuts():
    """Of seven thousand grains in a narrow map, a dozen at a time."""
    numbering = Numbering()
    most = 0
    for strip in strips(ArrayRows(random_map(1, (4000, 30))), 8, 50):
        numbering.add(strip, strip.runs())
        most = max(most, len(numbering.open))
    assert most <= 30 and numbering.closed().grains > 7000
