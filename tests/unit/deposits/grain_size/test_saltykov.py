"""Unfolding of Saltykov: spheres of one size, mixtures, and what it says of itself."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from oresurvey.deposits.grain_size.saltykov import COLUMNS, saltykov, sections_of_spheres, unfolded
from oresurvey.deposits.grain_size.sums import SizeSums
from oresurvey.survey.minerals import read_minerals

MINERALS = read_minerals(Path(__file__).parents[4] / "config" / "minerals.tsv")


def probabilities(classes):
    """Section classes of a sphere, exactly: sqrt(1 - (d / D)^2) is uniform, d its diameter."""
    edges = np.linspace(0, 1, classes + 1)
    return -np.diff(np.sqrt(1 - edges**2))


def sums_of(diameter, number, cut=0.0):
    sizes = pd.DataFrame(
        {
            "deposit": "A", "section": "s", "field": "f", "code": 6, "area_px": 1,
            "ecd_px": diameter, "ecd_um": diameter, "weight": number, "inside": 1,
            "grains": 1,
        }
    )  # fmt: skip
    fields = pd.DataFrame({"deposit": ["A"], "code": [6], "splitting": ["none"]})
    fields = fields.assign(area_px=8.0, edge_area_px=cut)
    return SizeSums(sizes, fields)


FRAMES = pd.DataFrame(
    {"deposit": ["A", "A"], "field": ["f", "g"], "width": 50, "height": 20, "um_per_px": 1.0}
)


@pytest.mark.parametrize("classes", [1, 2, 7, 15])
def test_sections_of_one_sphere_add_up_to_one(classes):
    matrix = sections_of_spheres(classes)
    assert (matrix / np.arange(1, classes + 1)).sum(axis=0) == pytest.approx(np.ones(classes))
    assert (matrix[:, -1] / classes) == pytest.approx(probabilities(classes))
    assert not np.tril(matrix, -1).any()


@pytest.mark.parametrize("classes", [5, 12])
def test_spheres_of_one_size_are_in_the_top_class(classes):
    """N_A = N_V D: 3 spheres per volume of diameter 10 show 30 sections per area."""
    found = unfolded(30 * probabilities(classes), 10 / classes)
    assert found[-1] == pytest.approx(3)
    assert found[:-1] == pytest.approx(np.zeros(classes - 1), abs=1e-12)


def test_mixed_spheres_come_back():
    """Round trip: sections of every class of sphere, added up, unfold to the spheres."""
    spheres = np.array([5.0, 0, 2, 7, 0, 1])
    width = 4.0
    sections = np.zeros(6)
    for j, number in enumerate(spheres, start=1):
        sections[:j] += number * j * width * probabilities(j)
    assert unfolded(sections, width) == pytest.approx(spheres)


def test_table_of_spheres_of_one_size():
    """A hundred thousand planes evenly through a sphere of 10 um: all the volume in one class."""
    heights = (np.arange(100_000) + 0.5) / 100_000
    diameter = 10 * np.sqrt(1 - heights**2)
    # Two frames of 1000 um2; 0.002 spheres per um3 would show 0.02 * 2000 = 40 sections there.
    table = saltykov(sums_of(diameter, 40 / 100_000), FRAMES, MINERALS, "um", 8)
    assert list(table.columns) == COLUMNS and len(table) == 8
    assert table["volume_pct"].to_numpy() == pytest.approx([0] * 7 + [100], abs=0.02)
    assert table["spheres_per_volume"].iloc[-1] == pytest.approx(0.002, rel=1e-3)
    assert table["sections_per_area"].sum() == pytest.approx(0.02)
    assert table["diameter_to"].iloc[-1] == pytest.approx(10)
    assert table["interval"].str.startswith("none: ").all()


def test_negative_classes_are_set_to_zero_and_said():
    """No section below the largest class, which no sphere can show."""
    table = saltykov(sums_of(np.array([10.0, 10.0]), 1.0), FRAMES, MINERALS, "um", 4)
    assert table["set_to_zero"].tolist() == [True, True, True, False]
    assert table["spheres_per_volume"].tolist()[:3] == [0, 0, 0]
    assert table["volume_pct"].tolist() == [0, 0, 0, 100]


def test_area_of_cut_grains_is_told():
    table = saltykov(sums_of(np.array([10.0]), 1.0, cut=2.0), FRAMES, MINERALS, "um", 4)
    assert (
        table["note"].str.endswith("without the 25 % of the area in grains cut by the frame").all()
    )


def test_off_by_default_and_nothing_without_a_scale():
    sums = sums_of(np.array([10.0, 5.0]), 1.0)
    assert saltykov(sums, FRAMES, MINERALS, "um", 0).empty
    sums.sizes["ecd_um"] = np.nan
    assert saltykov(sums, FRAMES, MINERALS, "um", 4).empty
    assert len(saltykov(sums, FRAMES, MINERALS, "px", 4)) == 4
