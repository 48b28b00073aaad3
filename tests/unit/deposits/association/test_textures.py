"""Textural groups: what touches what, on maps that a person can read."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from oresurvey.deposits.association.groups import group_numbers, members
from oresurvey.deposits.association.textures import texture_groups, textures
from oresurvey.instances.measure import instances
from oresurvey.statistics.intervals import logit_t
from oresurvey.survey.minerals import read_minerals

MINERALS = read_minerals(Path(__file__).parents[4] / "config" / "minerals.tsv")
CODES = {".": 0, "1": 1, "6": 6, "8": 8, "?": 254, "v": 255}

# Pyrite with chalcopyrite and sphalerite; pyrite alone; chalcopyrite at a corner of pyrite, at the
# frame; pyrite and sphalerite apart by void.
MAP = """
..............
.6611..66..66.
.6688..66..661
..........11..
..............
.66v88........
.66v88..?66...
"""


def drawn(text):
    return np.array([[CODES[c] for c in line] for line in text.split()], np.uint8)


def groups_of(codes, smallest_px=2):
    found = instances(codes)
    return members(found.grains, found.contacts, smallest_px, MINERALS)


def named(found):
    one = found.drop_duplicates("group")
    columns = ("combination", "minerals", "group_area_px", "touches_frame")
    return sorted(zip(*(one[column].tolist() for column in columns), strict=True))


def test_groups_by_hand():
    """The single pixel at the frame is below the smallest grain: it neither joins nor names."""
    assert named(groups_of(drawn(MAP))) == [
        ("Ccp+Py", 2, 6, False),
        ("Ccp+Py+Sp", 3, 8, False),
        ("Py", 1, 2, True),
        ("Py", 1, 4, False),
        ("Py", 1, 4, True),
        ("Sp", 1, 4, True),
    ]


def test_specks_count_once_they_are_large_enough():
    assert ("Ccp+Py", 2, 7, True) in named(groups_of(drawn(MAP), smallest_px=1))


def test_gangue_and_unidentified_pixels_join_nothing():
    assert named(groups_of(drawn("66.88 66.88"))) == named(groups_of(drawn("66?88 66?88")))
    assert [row[0] for row in named(groups_of(drawn("66.88 66.88")))] == ["Py", "Sp"]


def test_area_of_every_mineral_of_a_group():
    found = groups_of(drawn(MAP))
    three = found[found["minerals"] == 3]
    assert dict(zip(three["code"], three["area_px"], strict=True)) == {1: 2, 6: 4, 8: 2}
    assert set(three["left_px"]) == {1} and set(three["bottom_px"]) == {3}


def test_groups_are_numbered_by_their_first_grain():
    contacts = pd.DataFrame({"grain_a": [2, 0, 3], "grain_b": [5, 2, 9]})
    assert group_numbers(np.array([1, 2, 3, 5]), contacts).tolist() == [0, 1, 2, 1]


@pytest.mark.parametrize("codes", [np.zeros((4, 5), np.uint8), np.full((4, 5), 255, np.uint8)])
def test_no_ore_at_all(codes):
    found = groups_of(codes)
    assert found.empty
    table = textures(texture_groups(field("a"), found))
    assert table.empty and "area_pct" in table


def field(section, um_per_px=None):
    return {"deposit": "D", "section": section, "um_per_px": um_per_px}


def made(*sections):
    """(section, combination, area, at the frame): one group each."""
    return pd.DataFrame(
        [
            {
                "deposit": "D", "section": section, "combination": combination,
                "minerals": combination.count("+") + 1, "area_px": area, "counted_px": area,
                "ecd_um": np.nan, "touches_frame": cut,
            }
            for section, combination, area, cut in sections
        ]
    )  # fmt: skip


GROUPS = made(
    ("a", "Py", 100, False), ("a", "Py", 400, False), ("a", "Ccp+Py", 500, True),
    ("b", "Py", 900, False), ("b", "Sp", 100, False),
)  # fmt: skip


def pick(table, combination, level="deposit", section=""):
    found = table[(table["level"] == level) & (table["combination"] == combination)]
    return found[found["section"] == section].iloc[0]


def test_table_of_a_deposit():
    """Pyrite alone: .5 of the ore of section a, .9 of that of b."""
    table = textures(GROUPS)
    alone = pick(table, "Py")
    assert alone["area_pct"] == pytest.approx(70)
    expected = logit_t(np.array([0.5, 0.9]))
    assert (alone["low_pct"], alone["high_pct"]) == pytest.approx(
        (100 * expected.low, 100 * expected.high)
    )
    assert (alone["groups"], alone["groups_at_frame"], alone["sections"]) == (3, 0, 2)
    assert alone["median_ecd_px"] == pytest.approx(2 * np.sqrt(400 / np.pi))
    assert alone["largest_ecd_px"] == pytest.approx(2 * np.sqrt(900 / np.pi))
    assert pick(table, "Py", "section", "a")["area_pct"] == pytest.approx(50)


def test_a_section_without_the_combination_counts_as_zero():
    both = pick(textures(GROUPS), "Ccp+Py")
    assert both["area_pct"] == pytest.approx(25) and both["sections"] == 1
    assert both["interval"] == "logit-t, 2 sections"


def test_groups_at_the_frame_are_counted_apart():
    both = pick(textures(GROUPS), "Ccp+Py")
    assert (both["groups"], both["groups_at_frame"], both["frame_area_pct"]) == (0, 1, 100)
    assert np.isnan(both["median_ecd_px"]) and both["largest_at_frame"]


def test_shares_add_up_and_the_largest_comes_first():
    table = textures(GROUPS)
    assert table.groupby(["level", "section"])["area_pct"].sum().to_numpy() == pytest.approx(100)
    whole = table[table["level"] == "deposit"]
    assert whole["combination"].tolist() == ["Py", "Ccp+Py", "Sp"]


def test_order_of_groups_changes_nothing():
    one, other = textures(GROUPS), textures(GROUPS[::-1].reset_index(drop=True))
    pd.testing.assert_frame_equal(one, other, check_exact=True)


def test_sizes_in_micrometres_need_a_scale_everywhere():
    codes = drawn(MAP)
    found = groups_of(codes)
    scaled = texture_groups(field("a", 2.0), found)
    table = textures(scaled)
    row = pick(table, "Ccp+Py+Sp")
    assert row["median_ecd_um"] == pytest.approx(2 * row["median_ecd_px"])
    mixed = pd.concat([scaled, texture_groups(field("b"), found)], ignore_index=True)
    row = pick(textures(mixed), "Ccp+Py+Sp")
    assert np.isnan(row["median_ecd_um"]) and np.isnan(row["largest_ecd_um"])
