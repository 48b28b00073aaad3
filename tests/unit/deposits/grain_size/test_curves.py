"""Size curves and bands, and sums over grains that are read in parts."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from oresurvey.deposits.grain_size.curves import (
    BAND_COLUMNS,
    MOST_POINTS,
    common_unit,
    diameter_grid,
    size_bands,
    size_curves,
    thinned,
)
from oresurvey.deposits.grain_size.fields import sums_of_fields
from oresurvey.deposits.grain_size.sums import SizeSums, sums_of_grains
from oresurvey.deposits.grain_size.table import grain_size_table
from oresurvey.deposits.usable_grains import SmallestGrain, usable_grains
from oresurvey.files.tables import write_csv, write_json
from oresurvey.instances.field import write_instances
from oresurvey.instances.splitting import Watershed
from oresurvey.report.figures.grain_size import draw_size_curves
from oresurvey.statistics.intervals import logit_t
from oresurvey.survey.field import Field
from oresurvey.survey.minerals import read_minerals
from sum_up_grain_sizes import main

MINERALS_PATH = Path(__file__).parents[4] / "config" / "minerals.tsv"
MINERALS = read_minerals(MINERALS_PATH)


def sums_of(*grains, frame=10**6, times=20):
    """Sums over grains of pyrite in a frame so large that weights are 1: (section, area, cut).

    Every grain so many times, so that they bear a curve; no share depends on it.
    """
    grains = [one for one in grains for _ in range(times)]
    table = pd.DataFrame(
        [
            {
                "deposit": section[0], "section": section, "field": section, "grain": k, "code": 6,
                "area_px": int(area), "ecd_px": 2 * np.sqrt(area / np.pi),
                "ecd_um": 2 * np.sqrt(area / np.pi), "left_px": 5, "right_px": 6, "top_px": 5,
                "bottom_px": 6, "perimeter_px": 1.0, "touches_frame": cut,
            }
            for k, (section, area, cut) in enumerate(grains)
        ]
    )  # fmt: skip
    fields = pd.DataFrame({"field": sorted(set(table["field"]))})
    fields = fields.assign(width=frame, height=frame, um_per_px=1.0)
    return sums_of_grains(usable_grains(table, fields, 1))


def bands_of(sums, unit="um"):
    return size_bands(sums, grain_size_table(sums, MINERALS), MINERALS, unit)


def test_band_is_the_mean_of_the_sections_with_its_logit_t():
    """Areas 100 and 300, 200 and 200, 300 and 100: a quarter, a half and three quarters finer."""
    sums = sums_of(
        *[("A1", 100, False), ("A1", 301, False), ("A2", 200, False), ("A2", 302, False)],
        *[("A3", 250, False), ("A3", 303, False)],
    )
    bands = bands_of(sums)
    at = bands[bands["ecd"] < 2 * np.sqrt(301 / np.pi)].iloc[-1]
    shares = np.array([100 / 401, 200 / 502, 250 / 553])
    expected = logit_t(shares)
    assert at["pct_finer"] == pytest.approx(100 * shares.mean(), rel=1e-6)
    assert (at["low_pct"], at["high_pct"]) == pytest.approx(
        (100 * expected.low, 100 * expected.high), rel=1e-6
    )
    assert (at["sections"], at["interval"], at["mineral"]) == (3, "logit-t, 3 sections", "Py")
    last = bands.iloc[-1]
    assert last["pct_finer"] == 100 and np.isnan(last["low_pct"])
    assert last["interval"].startswith("none: share is 0 or 1")


def test_deposits_share_one_grid():
    sums = sums_of(("A1", 100, False), ("B1", 400, False), ("B2", 900, False))
    bands = bands_of(sums)
    grids = [group["ecd"].to_numpy() for _, group in bands.groupby("deposit")]
    assert np.array_equal(*grids) and grids[0] == pytest.approx(diameter_grid(sums, "um"))
    assert grids[0][[0, -1]] == pytest.approx(2 * np.sqrt(np.array([100, 900]) / np.pi))
    assert np.ptp(np.diff(np.log(grids[0]))) < 1e-9


def test_one_section_has_no_band():
    one = bands_of(sums_of(("A1", 100, False)))
    assert set(one["interval"]) == {"none: one section"} and (one["sections"] == 1).all()


def test_curve_ends_where_whole_grains_do():
    """A third of the area is in grains of 200 px that lie inside, the rest in cut ones."""
    sums = sums_of(("A1", 200, False), ("A1", 400, True))
    bands = bands_of(sums)
    assert bands["pct_finer"].max() == pytest.approx(100 / 3, rel=1e-5)
    assert bands["ecd"].max() == pytest.approx(2 * np.sqrt(200 / np.pi))
    curve = size_curves(sums, grain_size_table(sums, MINERALS), "um")
    assert curve["cumulative_area_pct"].tolist() == pytest.approx([100 / 3], rel=1e-5)


@pytest.mark.parametrize(
    ("grains", "times", "why"),
    [
        # Twelve grains, and 99.93 % of the area cut by the frame.
        ([("A1", 100, False)] * 12 + [("A1", 1_700_000, True)], 1, "12 whole grains, 99.93 %"),
        ([("A1", 100, True)], 20, "0 whole grains, 100 %"),
        ([("A1", 100, False)], 19, "19 whole grains, 0 %"),
        # A tenth of the area is whole: not even D20 is known.
        ([("A1", 100, False), ("A1", 900, True)], 20, "D20 is not known, 20 whole grains, 90 %"),
    ],
)
def test_no_curve_of_what_cannot_bear_one(grains, times, why):
    sums = sums_of(*grains, times=times)
    sizes = grain_size_table(sums, MINERALS)
    bands = size_bands(sums, sizes, MINERALS, "um")
    assert bands.empty and list(bands.columns) == BAND_COLUMNS
    assert size_curves(sums, sizes, "um").empty
    assert f"no size curve: {why} of the area" in sizes.iloc[-1]["note"]


def test_no_curve_of_a_trace():
    grains = [("A1", 100, False), ("A1", 150_000, False)]
    sums = sums_of(*grains)
    sums.sizes.loc[0, "code"] = 8
    of_ore = pd.concat([sums.fields, sums.fields.assign(code=8)], ignore_index=True)
    of_ore["area_px"] = [20 * 150_000, 20 * 100]
    sums = SizeSums(sums.sizes, of_ore)
    sizes = grain_size_table(sums, MINERALS)
    assert set(size_bands(sums, sizes, MINERALS, "um")["code"]) == {6}
    row = sizes[(sizes["level"] == "deposit") & (sizes["code"] == 8)].iloc[0]
    assert row["ore_area_pct"] == pytest.approx(100 / 1501)
    assert "no size curve: 0.067 % of the ore is a trace" in row["note"]


def test_names_of_sections_change_no_number():
    areas = [(120, 340), (99, 410), (230, 231), (77, 500)]
    tables = [
        bands_of(
            sums_of(*[(f"A{name}", a, False) for name, of in zip(names, areas, strict=True)
                      for a in of])
        )
        for names in ("1234", "4213")
    ]  # fmt: skip
    pd.testing.assert_frame_equal(*tables, check_exact=True)


def test_curve_does_not_grow_with_the_grains():
    """Twenty thousand sizes: as few points, within half a percent of all of them."""
    rng = np.random.default_rng(0)
    areas = np.unique(np.exp(rng.normal(7, 1.5, 60_000)).astype(int) + 1)[:20_000]
    sums = sums_of(*[("A1", int(area), False) for area in areas], times=1)
    curve = size_curves(sums, grain_size_table(sums, MINERALS), "um")
    assert len(curve) <= MOST_POINTS < len(areas)
    every = np.cumsum(areas) / areas.sum()
    sizes = 2 * np.sqrt(areas / np.pi)
    at = np.searchsorted(curve["ecd"], sizes, side="right") - 1
    assert (at >= 0).all()
    shown = curve["cumulative_area_pct"].to_numpy()[at]
    assert np.abs(shown - 100 * every).max() < 0.5
    assert curve["ecd"].iloc[[0, -1]].tolist() == pytest.approx(sizes[[0, -1]])


def test_short_curves_are_whole_and_large_grains_keep_their_steps():
    assert thinned(np.array([1.0, 2, 3]), np.array([10.0, 20, 100])).tolist() == [0, 1, 2]
    diameter = np.arange(1.0, 2001)
    pct = np.append(np.linspace(0.001, 10, 1998), [60, 100])
    kept = thinned(diameter, pct)
    assert {0, 1998, 1999} <= set(kept.tolist()) and len(kept) <= MOST_POINTS


# Fields on disk: read in parts, split, and summed up by the script.


def beads(field, shift=0):
    """Two disks of pyrite that meet, one alone, a square of sphalerite at the frame."""
    y, x = np.mgrid[:120, :200]
    values = np.zeros((120, 200), np.uint8)
    for row, column, radius in ((60, 60, 20), (60, 95, 20), (30, 150, 9 + shift)):
        values[(y - row) ** 2 + (x - column) ** 2 <= radius**2] = 6
    values[100:, 10:30] = 8
    values[90:96, 100:110] = 8
    return values


def entry_of(tmp_path, field, section, um_per_px=0.5, splitting=None, shift=0):
    one = Field("D", section, field, tmp_path / "x.jpg", um_per_px=um_per_px)
    names = {str(code): MINERALS.symbol(code) for code in MINERALS.codes} | {"255": "void"}
    return write_instances(
        one, beads(field, shift), None, 8, names, tmp_path / field, {}, splitting=splitting
    )


def entries_of(tmp_path, **options):
    places = (("f1", "s1"), ("f2", "s1"), ("f3", "s2"), ("f4", "s3"))
    return [
        entry_of(tmp_path, field, section, shift=k, **options)
        for k, (field, section) in enumerate(places)
    ]


def test_parts_leave_no_trace(tmp_path):
    entries = entries_of(tmp_path)
    tables = [
        grain_size_table(sums_of_fields(entries, SmallestGrain(12), rows)[0], MINERALS)
        for rows in (2**18, 1)
    ]
    pd.testing.assert_frame_equal(*tables, rtol=1e-13)
    assert tables[0][tables[0]["level"] == "deposit"]["grains"].tolist() == [8, 8]
    assert all(table["code"].dtype.kind in "iu" for table in tables)


def test_order_of_the_manifest_changes_no_number(tmp_path):
    entries = entries_of(tmp_path)
    one, two = (
        grain_size_table(sums_of_fields(some, SmallestGrain(12))[0], MINERALS)
        for some in (entries, entries[::-1])
    )
    pd.testing.assert_frame_equal(one, two, check_exact=True)


def test_boundary_density_and_mean_chord_are_independent_of_splitting(tmp_path):
    """STATISTICS.md: mean chord and boundary density are independent of splitting."""
    whole, split = (
        grain_size_table(
            sums_of_fields(entries_of(tmp_path / str(how), splitting=how), SmallestGrain(12))[0],
            MINERALS,
        )
        for how in (None, Watershed(1.5))
    )
    one, two = (table[table["mineral"] == "Py"].iloc[-1] for table in (whole, split))
    assert (one["grains"], two["grains"]) == (8, 12)
    for column in ("mean_chord_um", "boundary_density_1_px", "mean_chord_sections_px"):
        assert two[column] == pytest.approx(one[column])
    assert two["d50_um"] < 0.8 * one["d50_um"]
    assert (one["splitting"], two["splitting"]) == ("none", "watershed, h = 1.5 px")


@pytest.mark.parametrize("um_per_px", [0.5, None])
def test_script_writes_its_tables(tmp_path, um_per_px):
    # Two whole grains of pyrite each.
    entries = [entry_of(tmp_path, f"f{k}", f"s{k}", um_per_px) for k in range(10)]
    write_json({"fields": entries}, tmp_path / "batch.json")
    settings = {"smallest_grain_px": 12, "smallest_grain_um": 3.0, "saltykov_classes": 4}
    main([tmp_path / "batch.json"], None, settings, MINERALS_PATH, tmp_path / "deposits")
    found = {path.stem: pd.read_csv(path) for path in (tmp_path / "deposits").glob("*.csv")}
    assert set(found) == {"grain_size", "size_curves", "size_bands", "saltykov"}
    unit = "um" if um_per_px else "px"
    assert {found[name]["unit"].iloc[0] for name in list(found) if "unit" in found[name]} == {unit}
    # ECD of 3 um is 6 px: 28.3 px. All grains but none of the sphalerite are larger than this.
    assert found["grain_size"]["smallest_grain_px"].iloc[0] == (29 if um_per_px else 12)
    assert len(found["saltykov"]) == 8
    for name in ("code", "grains", "sections", "smallest_grain_px"):
        assert pd.api.types.is_integer_dtype(found["grain_size"][name])


@pytest.mark.parametrize("code", [0, 254, 255])
def test_no_grain_at_all_makes_empty_tables(tmp_path, code):
    field = Field("D", "s", "f", tmp_path / "x.jpg")
    names = {str(code): MINERALS.symbol(code) for code in MINERALS.codes} | {"255": "void"}
    values = np.full((20, 30), code, np.uint8)
    entry = write_instances(field, values, None, 8, names, tmp_path / "f", {})
    write_json({"fields": [entry]}, tmp_path / "batch.json")
    main([tmp_path / "batch.json"], None, {"smallest_grain_px": 12}, MINERALS_PATH, tmp_path)
    for name in ("grain_size", "size_curves", "size_bands", "saltykov"):
        assert pd.read_csv(tmp_path / f"{name}.csv").empty
    tables = [pd.read_csv(tmp_path / f"{name}.csv") for name in ("size_bands", "grain_size")]
    draw_size_curves(*tables, MINERALS, tmp_path / "sizes")
    assert (tmp_path / "sizes.svg").is_file()


def test_manifests_of_earlier_versions_say_nothing_of_splitting(tmp_path):
    entry = entry_of(tmp_path, "f", "s")
    del entry["splitting"], entry["connectivity"]
    sums, frames = sums_of_fields([entry], SmallestGrain(12))
    assert set(sums.fields["splitting"]) == {"none"} and set(sums.fields["connectivity"]) == {8}
    assert common_unit(frames) == "um"


def test_figure_reads_the_tables_as_written(tmp_path):
    sums = sums_of(("A1", 400, False), ("A1", 900, True), ("A2", 500, False), ("A2", 70, True))
    write_csv(bands_of(sums), tmp_path / "size_bands.csv")
    write_csv(grain_size_table(sums, MINERALS), tmp_path / "grain_size.csv")
    tables = [pd.read_csv(tmp_path / f"{name}.csv") for name in ("size_bands", "grain_size")]
    draw_size_curves(*tables, MINERALS, tmp_path / "sizes")
    text = (tmp_path / "sizes.svg").read_text(encoding="utf-8")
    for words in ("ECD (µm)", "pyrite", "that the frame cuts", "area in finer grains (%)"):
        assert words in text
