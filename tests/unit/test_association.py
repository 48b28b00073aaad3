"""Association: shares of boundary per field, section and deposit, by hand."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from oresurvey.association import association, boundary_lengths
from oresurvey.intervals import logit_t
from oresurvey.minerals import read_minerals
from oresurvey.modal import pixel_table

MINERALS = read_minerals(Path(__file__).parents[2] / "config" / "minerals.tsv")
VOID = 255


def contacts_of(*rows):
    """(section, code, code, length): one field a section, named like it."""
    table = pd.DataFrame(rows, columns=["section", "code_a", "code_b", "length_px"])
    return table.assign(deposit="D", field=table["section"], length_um=table["length_px"] * 2)


def pixels_of(**sections):
    return pixel_table(
        [
            {
                "deposit": "D", "section": name, "field": name, "um_per_px": 2.0,
                "class_pixels": {str(code): n for code, n in counts.items()},
            }
            for name, counts in sections.items()
        ]
    )  # fmt: skip


def pick(table, level, a, b, section=None):
    rows = table[(table["level"] == level) & (table["code_a"] == a) & (table["code_b"] == b)]
    rows = rows if section is None else rows[rows["section"] == section]
    assert len(rows) == 1
    return rows.iloc[0]


CONTACTS = contacts_of(
    ("a", 0, 6, 30.0), ("a", 6, 8, 10.0), ("a", 6, VOID, 99.0), ("a", 6, 6, 7.0),
    ("b", 0, 6, 20.0), ("b", 1, 8, 5.0),
)  # fmt: skip
PIXELS = pixels_of(a={0: 50, 6: 30, 8: 20}, b={0: 60, 1: 10, 6: 20, 8: 10})


def test_lengths_are_both_ways_round_and_void_is_no_partner():
    """Nor is another grain of the same mineral; the background has no row of its own."""
    lengths = boundary_lengths(CONTACTS).set_index(["field", "code_a", "code_b"])
    assert lengths["length_px"].to_dict() == {
        ("a", 6, 0): 30, ("a", 6, 8): 10, ("a", 8, 6): 10,
        ("b", 6, 0): 20, ("b", 1, 8): 5, ("b", 8, 1): 5,
    }  # fmt: skip


def test_share_of_a_field():
    table = association(boundary_lengths(CONTACTS), PIXELS, MINERALS)
    found = pick(table, "field", 6, 8, "a")
    assert found["association_pct"] == pytest.approx(100 * 10 / 40)
    # Random contact: sphalerite is 20 of the 70 px that are not pyrite.
    assert found["index"] == pytest.approx(0.25 / (20 / 70))
    assert (found["length_px"], found["length_um"]) == (10, 20)
    assert found["interval"] == "none: one field is no sample"


def test_share_of_a_deposit_is_the_mean_of_its_sections():
    """Section b holds pyrite that never meets sphalerite: it counts as zero."""
    table = association(boundary_lengths(CONTACTS), PIXELS, MINERALS)
    found = pick(table, "deposit", 6, 8)
    assert found["association_pct"] == pytest.approx(100 * (10 / 40 + 0) / 2)
    expected = logit_t(np.array([0.25, 0.0]))
    ends = (found["low_pct"], found["high_pct"])
    assert ends == pytest.approx((100 * expected.low, 100 * expected.high))
    assert found["sections"] == 2
    # Chalcopyrite is in one section only.
    assert pick(table, "deposit", 1, 8)["sections"] == 1
    assert pick(table, "deposit", 1, 8)["interval"] == "none: one section"


def test_shares_of_a_mineral_add_up():
    table = association(boundary_lengths(CONTACTS), PIXELS, MINERALS)
    keys = ["level", "section", "field", "code_a"]
    assert table.groupby(keys)["association_pct"].sum().to_numpy() == pytest.approx(100)


def test_no_contact_at_all():
    table = association(boundary_lengths(CONTACTS[:0]), pixels_of(a={6: 100}), MINERALS)
    assert table.empty and "association_pct" in table
