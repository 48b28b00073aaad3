"""Remarks that the collection allows: who is far from the rest of its deposit."""

import numpy as np
import pandas as pd
import pytest

from oresurvey.catalog.remarks import (
    look_alikes,
    numbered_from_one,
    small_fields,
    unlike_others,
)
from oresurvey.survey.catalog_columns import QUALITY


def fields(deposit="Birch", count=8, **last):
    """Fields that are alike, but for what `last` says of the last one."""
    table = pd.DataFrame({"field": [f"{deposit}{k}" for k in range(count)], "deposit": deposit})
    table = table.assign(
        status="accepted", um_per_px=np.nan, split="", **dict.fromkeys(QUALITY, 0.0)
    )
    table["edge_width_px"], table["mean_level"] = 6.0, 100.0
    for name, value in last.items():
        table.loc[count - 1, name] = value
    return table


def test_equals_are_not_unlike():
    assert unlike_others(fields()) == {}


@pytest.mark.parametrize(
    ("measure", "near", "far", "says"),
    [
        # The spread counts as .05 in log2: 6 px times 2^(3.5 * .05) is 6.77 px.
        ("edge_width_px", 6.7, 6.8, "less sharp"),
        # .1 in log2: 100 times and by 2^.35, 127.5 and 78.5.
        ("mean_level", 127, 128, "brighter"),
        ("mean_level", 79, 78, "darker"),
        # 3 points and 1 point, times 3.5.
        ("cast_red_pct", 10.4, 10.6, "redder"),
        ("cast_blue_pct", -10.4, -10.6, "less blue"),
        ("clipped_pct", 3.4, 3.6, "more burned out"),
    ],
)
def test_outliers(measure, near, far, says):
    assert unlike_others(fields(**{measure: near})) == {}
    found = unlike_others(fields(**{measure: far}))
    assert list(found) == ["Birch7"]
    assert found["Birch7"][0].startswith(f"{says} {'than' if says[0] != 'l' else ''}".strip())
    assert f"of Birch: {measure} is {far:.3g}, their median" in found["Birch7"][0]


def test_a_wide_spread_forgives():
    """Levels 50 to 200: the median absolute deviation is a factor of 2^.57."""
    table = fields(count=9)
    table["mean_level"] = 50 * 2 ** np.linspace(0, 2, 9)
    assert unlike_others(table) == {}


def test_few_fields_tell_nothing():
    assert unlike_others(fields(count=5, mean_level=10.0)) == {}
    assert list(unlike_others(fields(count=6, mean_level=10.0))) == ["Birch5"]


def test_deposits_and_scales_are_apart():
    """Another magnification is as many pixels wide as it likes."""
    other = fields("Oak", mean_level=100.0).assign(mean_level=30.0)
    scaled = fields("Elm").assign(um_per_px=[0.5] * 6 + [2.0] * 2)
    scaled.loc[6:, "edge_width_px"] = 20.0
    assert unlike_others(pd.concat([fields(), other, scaled])) == {}


def test_quarantined_fields_are_left_out():
    assert unlike_others(fields(mean_level=1.0, status="quarantined")) == {}


def test_fields_without_an_edge():
    assert unlike_others(fields(edge_width_px=np.nan)) == {}


def test_look_alikes_name_the_others_and_their_splits():
    table = fields(count=6)
    table["split"] = ["train", "train", "test", np.nan, "", ""]
    looks = dict(
        zip(table["field"], ["a" * 64, "a" * 64, "b" * 64, "b" * 64, "", "c" * 64], strict=True)
    )
    found = look_alikes(table, looks)
    assert set(found) == {"Birch0", "Birch1", "Birch2", "Birch3"}
    assert "looks the same as Birch1, " in found["Birch0"][0]
    assert found["Birch0"][0].endswith("delete all rows but one")
    assert "their splits are none, test: a leak" in found["Birch3"][0]


def test_long_groups_are_cut():
    table = fields(count=7)
    found = look_alikes(table, dict.fromkeys(table["field"], "a" * 64))
    assert "looks the same as Birch1, Birch2, Birch3 and 3 more, as" in found["Birch0"][0]


def test_masks_that_number_their_classes():
    table = pd.concat([fields(count=3), fields("Alder", 2), fields("Cedar", 2), fields("Elm", 2)])
    pixels = {
        # No single mask has all numbers.
        **{"Birch0": {1: 5, 3: 5}, "Birch1": {2: 5}, "Birch2": {}},
        **{"Alder0": {0: 9, 1: 5}, "Alder1": {1: 5, 2: 5}},
        **{"Cedar0": {1: 5}, "Cedar1": {1: 5}},
        **{"Elm0": {6: 5, 8: 5}, "Elm1": {}},
    }
    found = numbered_from_one(table.reset_index(drop=True), pixels)
    assert list(found) == ["Birch0", "Birch1"]
    assert "the masks of Birch hold the codes 1 to 3 and no background (0)" in found["Birch0"][0]


def test_small_fields_are_remarked_with_whom_they_share_light():
    table = fields(count=5).assign(
        width=[640, 640, 640, 2000, 640],
        height=[480, 480, 480, 1500, 480],
        calibration=["c.png", "c.png", "d.png", "c.png", "c.png"],
    )
    table.loc[4, "status"] = "quarantined"
    found = small_fields(table, 516)
    assert set(found) == {"Birch0", "Birch1", "Birch2"}
    assert "smaller than a patch of 516 px: its light is found with 2 others" in found["Birch0"][0]
    assert "no other field names its calibration" in found["Birch2"][0]


def test_fields_as_large_as_a_patch_are_not_small():
    table = fields(count=2).assign(width=516, height=516)
    assert small_fields(table, 516) == {}
