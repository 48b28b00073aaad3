"""Grain sizes: weights, quantiles and curves of a handful of grains, by hand."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from oresurvey.deposits.grain_size.quantiles import area_weighted_quantile
from oresurvey.deposits.grain_size.table import COLUMNS, grain_size
from oresurvey.deposits.usable_grains import SmallestGrain, edge_weight, frame_of, usable_grains
from oresurvey.statistics.intervals import log_t
from oresurvey.survey.minerals import read_minerals

MINERALS = read_minerals(Path(__file__).parents[4] / "config" / "minerals.tsv")


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


def test_frame_of_what_is_visible():
    """A quarter of 100 x 60 px is visible: as a frame of 50 x 30 px."""
    entry = {"width": 100, "height": 60}
    assert frame_of(entry) == entry
    assert frame_of(entry | {"visible_px": 1500}) == {"width": 50, "height": 30}


def test_edge_weight():
    """Miles-Lantuejoul: W H / ((W - w - 1)(H - h - 1)), nothing for what the frame cuts."""
    grains = grains_of(("s", "f", 10), ("s", "f", 20), ("s", "f", 49))
    grains.loc[1, "touches_frame"] = True
    sizes = fields_of(grains).set_index("field")
    # The third fills the height: there is no place where it would lie inside.
    assert edge_weight(grains, sizes) == pytest.approx([100 * 50 / (89 * 39), 0, 0])
    # Nor in a frame half a pixel higher, as that of a field that is partly empty may be.
    sizes["height"] = 50.5
    assert edge_weight(grains, sizes) == pytest.approx([100 * 50.5 / (89 * 39.5), 0, 0])


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
    cut = grains_of(("a", "f", 10), ("b", "g", 20), um_per_px=um_per_px)
    cut.loc[1, "touches_frame"] = True
    whole = table_of(cut, um_per_px).loc["deposit"]
    assert whole["interval"] == 'none: "at least" in 1 of 2 sections'
    # The mean of a size and a bound is a bound.
    assert whole["d50_sections_px"] == pytest.approx(2 * np.sqrt(200 / np.pi))
    assert whole["d50_sections_at_least"] and np.isnan(whole["d50_low_px"])


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


def test_all_grains_cut_by_the_frame():
    """Sizes are at least what is seen; the row says how much is cut."""
    whole = table_of(grains_of(("a", "f", 20)).assign(touches_frame=True)).loc["deposit"]
    assert whole["d20_px"] == whole["p80_px"] == pytest.approx(40 / np.sqrt(np.pi))
    assert whole["d50_at_least"] and whole["d50_censored"] == "at least"
    assert whole["edge_area_pct"] == 100 and whole["grains_inside"] == 0
    assert "no size curve: 0 whole grains" in whole["note"]


def test_d20_has_an_interval_and_sections_a_mean():
    """Three sections of one grain each: the geometric mean of 10, 20 and 14 px squares."""
    grains = grains_of(("a", "a1", 10), ("b", "b1", 20), ("c", "c1", 14))
    whole = table_of(grains).loc["deposit"]
    expected = log_t(grains["ecd_um"].to_numpy())
    assert (whole["d20_low_um"], whole["d20_high_um"]) == pytest.approx(
        (expected.low, expected.high)
    )
    middle = (10 * 20 * 14) ** (1 / 3) * 2 * 2 / np.sqrt(np.pi)
    assert whole["d20_sections_um"] == whole["p80_sections_um"] == pytest.approx(middle)
    assert np.sqrt(expected.low * expected.high) == pytest.approx(middle)


def test_note_where_all_grains_are_unlike_the_mean_of_the_sections():
    """Nine sections of small grains and one of a large one, which holds most of the area."""
    small = [(f"s{k}", f"f{k}", 5 + k % 2) for k in range(9)]
    whole = table_of(grains_of(*small, ("s9", "f9", 30))).loc["deposit"]
    assert whole["d50_um"] > whole["d50_high_um"] > whole["d50_sections_um"]
    assert "interval of the sections' mean, not of all grains: d50, p80" in whole["note"]
    note = table_of(grains_of(("a", "f", 5), ("b", "g", 6))).loc["deposit", "note"]
    assert note == "no size curve: 2 whole grains, 0 % of the area cut by the frame"


def test_coverage_of_the_sections_mean():
    """Nominal 95 % over five sections: lognormal sizes, sections that differ, 8 to 60 grains."""
    rng = np.random.default_rng(0)

    def log_d50():
        sizes = np.exp(rng.normal(3, 0.3) + rng.normal(0, 0.6, rng.integers(8, 60)))
        return np.log(area_weighted_quantile(sizes, sizes**2, 0.5))

    truth = np.mean([log_d50() for _ in range(4000)])
    covered = 0
    for _ in range(400):
        found = log_t(np.exp([log_d50() for _ in range(5)]))
        covered += found.low <= np.exp(truth) <= found.high
    # Four standard errors of 400 tries are 4.4 %.
    assert covered / 400 == pytest.approx(0.95, abs=0.044)


def test_boundary_density_is_perimeter_over_area():
    """A square of 10 px: 40 / 100 per px; at 2 um a pixel, half of that per um."""
    whole = table_of(grains_of(("a", "f", 10))).loc["deposit"]
    assert whole["boundary_density_1_px"] == pytest.approx(0.4)
    assert whole["boundary_density_1_um"] == pytest.approx(0.2)
    assert whole["mean_chord_px"] * whole["boundary_density_1_px"] == pytest.approx(np.pi)


def test_micrometres_of_fields_of_different_scale_add_up():
    """Squares of 10 px at 2 and at 4 um: 20 and 40 um. Of 2000 um2, four fifths are coarse."""
    grains = grains_of(("a", "f", 10), ("a", "g", 10))
    grains.loc[1, "ecd_um"] *= 2
    whole = table_of(grains, [2.0, 4.0]).loc["deposit"]
    assert whole["mean_chord_um"] == pytest.approx(np.pi * 2000 / (4 * 20 + 4 * 40))
    fine, coarse = 20 * 2 / np.sqrt(np.pi), 40 * 2 / np.sqrt(np.pi)
    # Middles of the grains in the cumulative area: .1 and .6.
    assert whole["d20_um"] == pytest.approx(fine + (coarse - fine) * 0.1 / 0.5)


def test_smallest_grain_in_micrometres():
    """ECD of 8 um is 4 px at 2 um a pixel: 12.6 px; and 2 px at 4 um, where 5 px are more."""
    smallest = SmallestGrain(5, 8.0)
    assert smallest.in_px([2.0, 4.0, np.nan]).tolist() == [13, 5, 5]
    grains = grains_of(("a", "f", 3), ("a", "f", 4), ("a", "g", 3), ("a", "g", 4))
    fields = fields_of(grains, [2.0, 4.0])
    used = usable_grains(grains, fields, smallest)
    assert list(zip(used["field"], used["area_px"], strict=True)) == [
        ("f", 16),
        ("g", 9),
        ("g", 16),
    ]
    rows = grain_size(used, MINERALS).set_index(["level", "field"])
    assert rows.loc[("field", "f"), "smallest_grain_px"] == 13
    assert rows.loc[("field", "f"), "smallest_grain_um"] == pytest.approx(4 * np.sqrt(13 / np.pi))
    assert rows.loc[("field", "g"), "smallest_grain_px"] == 5


def test_table_says_how_grains_were_told_apart():
    grains = grains_of(("a", "f", 10))
    fields = fields_of(grains).assign(connectivity=4, splitting="watershed, h = 2 px")
    whole = grain_size(usable_grains(grains, fields, 4), MINERALS).iloc[-1]
    assert (whole["connectivity"], whole["splitting"]) == ("4", "watershed, h = 2 px")
    assert ".938" in whole["warning"]


def test_frame_and_share_of_the_ore():
    grains = grains_of(("a", "f", 10), ("a", "f", 20))
    grains.loc[0, "code"] = 8
    whole = table_of(grains).loc["deposit"].set_index("code")
    assert whole["ore_area_pct"].to_dict() == {6: 80, 8: 20}
    assert whole.loc[6, "frame_px"] == pytest.approx(np.sqrt(100 * 50))
    assert whole.loc[6, "frame_um"] == pytest.approx(2 * np.sqrt(100 * 50))


def test_no_grain_makes_an_empty_table():
    grains = grains_of(("a", "f", 1))
    table = grain_size(usable_grains(grains, fields_of(grains), 4), MINERALS)
    assert table.empty and list(table.columns) == COLUMNS


def test_order_and_names_of_grains_sections_and_fields_change_no_number():
    rng = np.random.default_rng(0)
    rows = [(f"s{k % 3}", f"f{k % 7}", int(side)) for k, side in enumerate(rng.integers(3, 25, 90))]
    rows = sorted(rows, key=lambda row: row[1])
    grains = grains_of(*[(f"s{field}", field, side) for _, field, side in rows])
    grains["right_px"] += rng.integers(0, 20, len(grains))
    names = {f"f{k}": f"f{6 - k}" for k in range(7)}
    other = grains.assign(
        field=grains["field"].map(names), section="s" + grains["field"].map(names)
    ).sample(frac=1, random_state=0)
    # Fields of different scale, so that no name may be mixed up.
    scale = pd.Series(np.linspace(1, 3, 7), [f"f{k}" for k in range(7)])
    for table, of in ((grains, scale), (other, scale.rename(index=names))):
        table["ecd_um"] = table["ecd_px"] * table["field"].map(of)
    one = grain_size(usable_grains(grains, fields_of(grains, scale.to_numpy()), 4), MINERALS)
    renamed = scale.rename(index=names).sort_index()
    two = grain_size(usable_grains(other, fields_of(other, renamed.to_numpy()), 4), MINERALS)
    whole = [table[table["level"] == "deposit"].reset_index(drop=True) for table in (one, two)]
    pd.testing.assert_frame_equal(*whole, check_exact=True)
