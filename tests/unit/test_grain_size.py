"""Grain sizes: weights, quantiles and curves of a handful of grains, by hand."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from oresurvey.grain_size import (
    area_weighted_quantile,
    edge_weight,
    grain_size,
    size_curve,
    usable_grains,
)
from oresurvey.intervals import log_t
from oresurvey.minerals import read_minerals

MINERALS = read_minerals(Path(__file__).parents[2] / "config" / "minerals.tsv")


def grains_of(*rows, um_per_px=2.0):
    """Squares of pyrite inside fields of 100 x 50 px: (section, field, side)."""
    return pd.DataFrame(
        [
            {
                "deposit": "A", "section": section, "field": field, "grain": k, "code": 6,
                "area_px": side**2, "ecd_px": 2 * side / np.sqrt(np.pi),
                "ecd_um": 2 * side / np.sqrt(np.pi) * um_per_px,
                "left_px": 5, "right_px": 5 + side, "top_px": 5, "bottom_px": 5 + side,
                "perimeter_px": 4.0 * side, "touches_frame": False,
            }
            for k, (section, field, side) in enumerate(rows, start=1)
        ]
    )  # fmt: skip


def fields_of(grains, um_per_px=2.0):
    fields = pd.DataFrame({"field": sorted(grains["field"].unique()), "width": 100, "height": 50})
    return fields.assign(um_per_px=um_per_px)


def table_of(grains, um_per_px=2.0):
    table = grain_size(usable_grains(grains, fields_of(grains, um_per_px), 4), MINERALS)
    return table.set_index("level")


def test_edge_weight():
    """Miles-Lantuejoul: W H / ((W - w - 1)(H - h - 1)), nothing for what the frame cuts."""
    grains = grains_of(("s", "f", 10), ("s", "f", 20), ("s", "f", 49))
    grains.loc[1, "touches_frame"] = True
    sizes = fields_of(grains).set_index("field")
    # The third fills the height: there is no place where it would lie inside.
    assert edge_weight(grains, sizes) == pytest.approx([100 * 50 / (89 * 39), 0, 0])


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        # Areas 1, 1, 2 of diameters 10, 20, 30: middles of the cumulative area .125, .375, .75.
        (0.125, 10), (0.375, 20), (0.75, 30), (0.25, 15), (0.05, 10), (0.9, 30),
    ],
)  # fmt: skip
def test_area_weighted_quantile(share, expected):
    diameter, area = np.array([30, 10, np.nan, 20]), np.array([2.0, 1, 9, 1])
    assert area_weighted_quantile(diameter, area, share) == pytest.approx(expected)


def test_no_grain_has_no_quantile():
    assert np.isnan(area_weighted_quantile(np.array([]), np.array([]), 0.5))


def test_small_grains_are_left_out():
    grains = grains_of(("s", "f", 1), ("s", "f", 2), ("s", "f", 3))
    assert usable_grains(grains, fields_of(grains), 4)["area_px"].tolist() == [4, 9]


def test_interval_is_log_t_over_sections():
    """One grain a section, so D50 of each is its diameter."""
    grains = grains_of(("a", "a1", 10), ("b", "b1", 20), ("c", "c1", 14))
    table = table_of(grains)
    expected = log_t(grains["ecd_um"].to_numpy())
    whole = table.loc["deposit"]
    found = (whole["d50_low_um"], whole["d50_high_um"])
    assert found == pytest.approx((expected.low, expected.high))
    assert whole["interval"] == "log-t, 3 sections" and whole["sections"] == 3
    assert table.loc["section", "d50_um"].tolist() == pytest.approx(grains["ecd_um"].tolist())
    assert table.loc["section", ["d50_low_um", "p80_high_px"]].isna().all(axis=None)


@pytest.mark.parametrize("um_per_px", [2.0, np.nan])
def test_reason_for_no_interval(um_per_px):
    """The deeper one: a missing scale alone would leave the interval in pixels."""
    one = grains_of(("a", "f", 10), um_per_px=um_per_px)
    assert table_of(one, um_per_px).loc["deposit", "interval"].startswith("none: one section")
    cut = grains_of(("a", "f", 10), ("b", "g", 10), um_per_px=um_per_px)
    cut.loc[1, "touches_frame"] = True
    whole = table_of(cut, um_per_px).loc["deposit"]
    assert whole["interval"] == "none: a section holds only grains cut by the frame"


def test_mean_chord_of_a_square():
    """pi A / P with P as measured: pi 10^2 / 40 px, and twice that in micrometres."""
    whole = table_of(grains_of(("a", "f", 10))).loc["deposit"]
    assert whole["mean_chord_px"] == pytest.approx(np.pi * 100 / 40)
    assert whole["mean_chord_um"] == pytest.approx(2 * np.pi * 100 / 40)


def test_fields_of_different_scale_have_no_size_in_px():
    grains = grains_of(("a", "f", 10), ("a", "g", 10))
    grains.loc[1, "ecd_um"] *= 2
    whole = table_of(grains, [2.0, 4.0]).loc["deposit"]
    assert np.isnan(whole["d50_px"]) and np.isfinite(whole["d50_um"])
    assert "different scale" in whole["note"]


def test_one_field_without_a_scale_leaves_the_deposit_without_micrometres():
    grains = grains_of(("a", "f", 10), ("b", "g", 10))
    grains.loc[1, "ecd_um"] = np.nan
    whole = table_of(grains, [2.0, np.nan]).loc["deposit"]
    assert np.isnan(whole["d50_um"]) and np.isnan(whole["d50_low_um"])
    assert "no scale" in whole["note"]


def test_curve_ends_at_100():
    """Sides 20 and 10; weights 5000 / (79 * 29) and 5000 / (89 * 39)."""
    grains = grains_of(("a", "f", 20), ("a", "f", 10))
    curve = size_curve(usable_grains(grains, fields_of(grains), 4))
    small, large = 100 / (89 * 39), 400 / (79 * 29)
    expected = [100 * small / (small + large), 100]
    assert curve["cumulative_area_pct"].tolist() == pytest.approx(expected)
    assert curve["ecd"].tolist() == pytest.approx(sorted(grains["ecd_um"]))


def test_no_curve_without_a_scale_or_without_a_whole_grain():
    grains = grains_of(("a", "f", 20))
    unscaled = usable_grains(grains.assign(ecd_um=np.nan), fields_of(grains), 4)
    cut = usable_grains(grains.assign(touches_frame=True), fields_of(grains), 4)
    assert size_curve(unscaled).empty and size_curve(cut).empty
    assert len(size_curve(unscaled, "px")) == 1


def test_all_grains_cut_by_the_frame():
    """Sizes are not known; the row says how much was lost."""
    whole = table_of(grains_of(("a", "f", 20)).assign(touches_frame=True)).loc["deposit"]
    assert np.isnan(whole["d50_um"]) and whole["edge_area_pct"] == 100
    assert whole["p80_at_least"] and whole["grains_inside"] == 0
