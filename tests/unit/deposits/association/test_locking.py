"""Locking and liberation: areas by company, by hand."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from oresurvey.deposits.association.fractions import by_fraction
from oresurvey.deposits.association.liberation import (
    classed_areas,
    is_particles,
    liberation,
    liberation_class,
)
from oresurvey.deposits.association.locking import locked_areas, locking
from oresurvey.statistics.intervals import logit_t
from oresurvey.survey.minerals import read_minerals

MINERALS = read_minerals(Path(__file__).parents[4] / "config" / "minerals.tsv")
BOX = dict(zip(("left_px", "top_px", "right_px", "bottom_px"), (10, 10, 19, 19), strict=True))


def members(*groups):
    """Groups as {code: area}, with "frame" where the frame cuts one; boxes of 9 x 9 px."""
    rows = []
    for number, group in enumerate(groups):
        cut = group.get("frame", False)
        areas = {code: area for code, area in group.items() if code != "frame"}
        for code, area in areas.items():
            rows.append(
                {
                    "group": number, "code": code, "area_px": area, "minerals": len(areas),
                    "group_area_px": sum(areas.values()), "touches_frame": cut, **BOX,
                }
            )  # fmt: skip
    columns = ["group", "code", "area_px", "minerals", "group_area_px", "touches_frame", *BOX]
    return pd.DataFrame(rows, columns=columns)


def field(section, sample_type="ore"):
    return {
        "deposit": "D", "section": section, "field": f"{section}1", "width": 100, "height": 100,
        "sample_type": sample_type,
    }  # fmt: skip


def lengths(*rows):
    table = pd.DataFrame(rows, columns=["section", "code_a", "code_b", "length_px"])
    return table.assign(deposit="D", field=table["section"] + "1", length_um=np.nan)


A = members({6: 40}, {6: 30, 8: 10}, {6: 20, 8: 5, 1: 5}, {6: 10, 8: 1, 1: 1, 2: 1, "frame": True})
B = members({6: 50}, {8: 50})
LENGTHS = lengths(("a", 6, 0, 30.0), ("a", 6, 8, 10.0), ("b", 6, 0, 20.0), ("b", 8, 0, 7.0))
AREAS = pd.concat([locked_areas(field("a"), A), locked_areas(field("b"), B)])


def shares(table, level, code, section=""):
    rows = table[(table["level"] == level) & (table["code"] == code)]
    return rows[rows["section"] == section].set_index("measure")["pct"].to_dict()


def test_company_of_pyrite_in_a_section():
    """Of 100 px: 40 alone, 30 with one, 20 with two, 10 with three; the frame cuts those 10."""
    table = locking(AREAS, LENGTHS, MINERALS)
    found = shares(table, "section", 6, "a")
    expected = {"free": 40, "binary": 30, "ternary": 20, "complex": 10, "free surface": 75}
    assert found == pytest.approx(expected)
    assert list(found) == list(expected)
    assert set(table[(table["section"] == "a") & (table["code"] == 6)]["frame_area_pct"][:4]) == {
        10
    }


def test_a_deposit_is_the_mean_of_its_sections():
    table = locking(AREAS, LENGTHS, MINERALS)
    found = shares(table, "deposit", 6)
    expected = {"free": 70, "binary": 15, "ternary": 10, "complex": 5, "free surface": 87.5}
    assert found == pytest.approx(expected)
    row = table[(table["level"] == "deposit") & (table["measure"] == "free")]
    row = row[row["code"] == 6].iloc[0]
    interval = logit_t(np.array([0.4, 1.0]))
    ends = (row["low_pct"], row["high_pct"])
    assert ends == pytest.approx((100 * interval.low, 100 * interval.high))
    assert row["sections"] == 2 and row["mineral"] == "Py"


def test_a_mineral_of_one_section_has_no_interval():
    table = locking(AREAS, LENGTHS, MINERALS)
    galena = table[(table["level"] == "deposit") & (table["code"] == 2)]
    assert set(galena["interval"]) == {"none: one section"} and galena["low_pct"].isna().all()


def test_order_of_fields_changes_no_locking():
    one = locking(AREAS, LENGTHS, MINERALS)
    other = locking(AREAS[::-1], LENGTHS[::-1], MINERALS)
    pd.testing.assert_frame_equal(one, other, check_exact=True)


def test_terms_of_mineral_processing_by_sample_type():
    """What is "free" of other ore minerals is locked in ore, and of particles is not known."""
    ore = locking(AREAS, LENGTHS, MINERALS)
    terms = ore[ore["code"] == 6].groupby("measure")["term"].agg(set)
    assert terms["free"] == {"locked in gangue alone"}
    assert terms["binary"] == {"locked with one other ore mineral"}
    mount = pd.concat([locked_areas(field("a"), A), locked_areas(field("b", "particles"), B)])
    both = locking(mount, LENGTHS, MINERALS).set_index(["level", "section", "code", "measure"])
    assert both.loc[("section", "b", 6, "free"), "term"].startswith("free of other ore minerals")
    whole = both.loc[("deposit", "", 6, "free"), "term"]
    assert whole.startswith("locked in gangue alone / free of other ore minerals")


def test_traces_and_what_the_frame_cuts_are_noted():
    groups = members({6: 100_000}, {8: 7}, {1: 70_000, "frame": True})
    table = locking(locked_areas(field("a"), groups), LENGTHS[:0], MINERALS)
    rows = table[(table["level"] == "deposit") & (table["measure"] == "free")].set_index("code")
    assert rows["ore_area_pct"].sum() == pytest.approx(100)
    assert rows["note"].to_dict() == {
        1: "what lies beyond the frame may hold other minerals",
        6: "",
        8: "a trace: 0.0041 % of the ore",
    }


def test_no_ore_at_all():
    empty = locked_areas(field("a"), members())
    assert locking(empty, LENGTHS[:0], MINERALS).empty
    assert liberation(classed_areas(field("a"), members()), MINERALS).empty


def test_classes_of_liberation():
    """Limits belong to the class above; 100 % is a class of its own."""
    found = liberation_class([1, 10, 29, 79, 80, 99, 100], [100] * 7)
    assert found.tolist() == [0, 1, 2, 7, 8, 9, 10]


# Pyrite: 100 px alone, 90 of 100, 80 of 100, 30 of 100; a group at the frame is left out.
PARTICLES = members({6: 100}, {6: 90, 8: 10}, {6: 80, 8: 20}, {6: 30, 8: 70},
                    {6: 500, "frame": True})  # fmt: skip


def test_liberation_of_a_section():
    table = liberation(classed_areas(field("a", "particles"), PARTICLES), MINERALS)
    pyrite = table[(table["level"] == "section") & (table["code"] == 6)]
    classes = pyrite[pyrite["measure"] == "class"].set_index("from_pct")["pct"]
    nonzero = classes[classes > 0].to_dict()
    assert nonzero == pytest.approx({30: 10, 80: 80 / 3, 90: 30, 100: 100 / 3})
    assert classes.sum() == pytest.approx(100) and len(classes) == 11
    liberated = pyrite[pyrite["measure"] == "liberated"].iloc[0]
    assert liberated["pct"] == pytest.approx(90)
    assert (liberated["particles"], liberated["particles_at_frame"]) == (4, 1)
    assert liberated["frame_area_pct"] == pytest.approx(100 * 500 / 800)


def test_large_particles_count_for_those_that_the_frame_cut():
    """Miles-Lantuejoul: a box of 60 x 60 in 100 x 100 weighs 10000 / 39^2, one of 9 x 9 / 90^2."""
    two = members({6: 100}, {6: 50, 8: 50})
    two.loc[two["group"] == 1, ["right_px", "bottom_px"]] = 70
    table = liberation(classed_areas(field("a", "particles"), two), MINERALS)
    pyrite = table[(table["level"] == "section") & (table["code"] == 6)]
    small, large = 100 / 90**2, 50 / 39**2
    assert pyrite[pyrite["measure"] == "liberated"]["pct"].iloc[0] == pytest.approx(
        100 * small / (small + large)
    )


def test_liberation_of_a_deposit_has_an_interval():
    areas = [classed_areas(field(name, "particles"), PARTICLES) for name in "ab"]
    areas.append(classed_areas(field("c", "particles"), members({6: 70, 8: 30})))
    table = liberation(pd.concat(areas), MINERALS)
    row = table[(table["level"] == "deposit") & (table["code"] == 6)].iloc[-1]
    assert row["pct"] == pytest.approx(60) and row["sections"] == 3
    expected = logit_t(np.array([0.9, 0.9, 0.0]))
    ends = (row["low_pct"], row["high_pct"])
    assert ends == pytest.approx((100 * expected.low, 100 * expected.high))


def test_interval_of_a_section_is_over_its_particles():
    """30 particles of pyrite alone and 30 half of sphalerite, each of 100 px: two thirds free."""
    many = members(*[{6: 100}] * 30, *[{6: 50, 8: 50}] * 30)
    table = liberation(classed_areas(field("a", "particles"), many), MINERALS)
    rows = table[(table["code"] == 6) & (table["measure"] == "liberated")].set_index("level")
    section = rows.loc["section"]
    assert section["interval"] == "bootstrap of 60 particles"
    assert section["pct"] == pytest.approx(200 / 3)
    # Of 60 particles with whole area 75 on average: sqrt(sum (y - p x)^2) / sum x = .057.
    assert section["high_pct"] - section["low_pct"] == pytest.approx(2 * 196 * 0.0574, rel=0.12)
    assert rows.loc["deposit", "interval"] == "none: one section"
    areas = classed_areas(field("a", "particles"), many)
    picked = liberation(areas, MINERALS, chosen=["D"])
    picked = picked[picked["level"] == "section"]
    assert picked["interval"].str.startswith("none: fields were chosen by hand").all()


def test_note_where_the_frame_cuts_much():
    table = liberation(classed_areas(field("a", "particles"), PARTICLES), MINERALS)
    notes = table[table["code"] == 6]["note"].unique()
    assert notes.tolist() == [
        "most of the area is in particles that the frame cuts, the largest among them"
    ]
    assert set(table[table["code"] == 8]["note"]) == {""}


def test_size_fractions_are_summed_each_and_all():
    fractions = {"a1": "38 to 75", "b1": "75 to 150"}
    areas = pd.concat([classed_areas(field(name, "particles"), PARTICLES) for name in "ab"])
    areas = pd.concat([areas, classed_areas(field("c", "particles"), members({6: 5}))])
    table = by_fraction(lambda kept: liberation(kept(areas), MINERALS), fractions)
    whole = table[(table["level"] == "deposit") & (table["code"] == 6)]
    whole = whole[whole["measure"] == "liberated"].set_index("size_fraction_um")
    assert list(whole.index) == ["", "38 to 75", "75 to 150"]
    assert whole["sections"].tolist() == [3, 1, 1]
    assert whole["pct"].tolist() == pytest.approx([(90 + 90 + 100) / 3, 90, 90])
    assert whole.loc["", "interval"].startswith("none: sections are of several size fractions")
    assert np.isnan(whole.loc["", "low_pct"])
    one = by_fraction(lambda kept: liberation(kept(areas), MINERALS), {})
    pd.testing.assert_frame_equal(one, liberation(areas, MINERALS))


def test_all_particles_at_the_frame():
    areas = classed_areas(field("a", "particles"), members({6: 10, "frame": True}))
    table = liberation(areas, MINERALS)
    assert table["pct"].isna().all() and set(table["frame_area_pct"]) == {100}


def test_liberation_is_of_particles_only():
    assert is_particles(field("a", "particles")) and not is_particles(field("a"))
    assert liberation(None, MINERALS).empty and "pct" in liberation(None, MINERALS)
