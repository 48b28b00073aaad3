"""Modal shares, grain sizes, association: the known answers of STATISTICS.md.

Those of compositions are in test_compositions.py, test_adjusted_p.py, test_permutation_tests.py.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from oresurvey.deposits.association.table import association, boundary_lengths
from oresurvey.deposits.grain_size.quantiles import area_weighted_quantile
from oresurvey.deposits.grain_size.table import grain_size
from oresurvey.deposits.levels import pixel_table
from oresurvey.deposits.modal.shares import modal
from oresurvey.deposits.usable_grains import edge_weight, usable_grains
from oresurvey.files.tables import read_parquet
from oresurvey.instances.field import write_instances
from oresurvey.instances.measure import instances
from oresurvey.survey.field import Field
from oresurvey.survey.minerals import read_minerals

MINERALS = read_minerals(Path(__file__).parents[3] / "config" / "minerals.tsv")


def entry(deposit, section, field, pixels, um_per_px=1.0):
    return {
        "deposit": deposit, "section": section, "field": field, "um_per_px": um_per_px,
        "class_pixels": {str(code): n for code, n in pixels.items()},
    }  # fmt: skip


ENTRIES = [
    entry("A", "a1", "a1x", {0: 50, 6: 30, 8: 20}),
    entry("A", "a1", "a1y", {0: 150, 6: 50}),
    entry("A", "a2", "a2x", {0: 20, 6: 60, 8: 20}),
    entry("B", "b1", "b1x", {0: 40, 8: 60}),
]


def row(table, **wanted):
    for column, value in wanted.items():
        table = table[table[column] == value]
    assert len(table) == 1
    return table.iloc[0]


def test_modal_pools_fields_and_averages_sections():
    table = modal(pixel_table(ENTRIES), MINERALS)
    a1 = row(table, level="section", section="a1", code=6, basis="total")
    assert a1["pct"] == pytest.approx(100 * 80 / 300)
    whole = row(table, level="deposit", deposit="A", code=6, basis="total")
    assert whole["pct"] == pytest.approx((100 * 80 / 300 + 60) / 2)
    assert (whole["sections"], whole["fields"]) == (2, 3)
    ore = row(table, level="deposit", deposit="A", code=6, basis="ore")
    assert ore["pct"] == pytest.approx((80 + 75) / 2)
    single = row(table, level="deposit", deposit="B", code=8, basis="total")
    assert single["interval"] == "none: one section"
    shares = table.groupby(["level", "deposit", "section", "field", "basis"])["pct"].sum()
    assert np.allclose(shares, 100)


def test_unidentified_pixels_are_a_row_of_the_whole_and_no_part_of_the_ore():
    """Of 100 px, 20 are unidentified."""
    table = modal(pixel_table([entry("D", "s", "f", {0: 50, 6: 20, 8: 10, 254: 20})]), MINERALS)
    deposit = table[table["level"] == "deposit"]
    total, ore = (deposit[deposit["basis"] == b].set_index("mineral") for b in ("total", "ore"))
    assert total["pct"].to_dict() == pytest.approx(
        {"BG": 50, "Py": 20, "Sp": 10, "unidentified": 20}
    )
    assert ore["pct"].to_dict() == pytest.approx({"Py": 200 / 3, "Sp": 100 / 3})
    assert np.isnan(total.loc["unidentified", "mass_pct"])


def test_mass_share_by_density():
    """STATISTICS.md: Py (5.0) and Gn (7.5) at 50/50 area -> 40/60."""
    table = modal(pixel_table([entry("A", "a", "f", {0: 10, 2: 45, 6: 45})]), MINERALS)
    assert row(table, level="deposit", code=6, basis="ore")["mass_pct"] == pytest.approx(40)
    assert row(table, level="deposit", code=2, basis="ore")["mass_pct"] == pytest.approx(60)


def test_area_needs_a_scale_everywhere():
    mixed = [entry("A", "a", "f", {6: 100}, 2.0), entry("A", "b", "g", {6: 100}, None)]
    table = modal(pixel_table(mixed), MINERALS)
    assert row(table, level="field", field="f", code=6, basis="ore")["area_mm2"] == 4e-4
    assert np.isnan(row(table, level="deposit", code=6, basis="ore")["area_mm2"])


def test_order_of_fields_changes_no_number():
    one = modal(pixel_table(ENTRIES), MINERALS)
    other = modal(pixel_table(ENTRIES[::-1]), MINERALS)
    pd.testing.assert_frame_equal(one, other)


def test_miles_lantuejoul_on_poisson_disks():
    """STATISTICS.md: d = 20 and 200 in 1000 x 1000, 50 each: 48.0 and 32.0 kept, both -> 50.

    Centres fall into the frame; a disk is kept when it lies inside: (1000 - d)^2 / 1000^2 of 50.
    """
    rng = np.random.default_rng(3)
    for diameter, kept_expected in ((20, 48.0), (200, 32.0)):
        kept, corrected = [], []
        for _ in range(300):
            centres = rng.uniform(0, 1000, (rng.poisson(50), 2))
            low, high = centres - diameter / 2, centres + diameter / 2
            table = pd.DataFrame(
                {
                    "field": "f",
                    "left_px": low[:, 0], "top_px": low[:, 1],
                    "right_px": high[:, 0], "bottom_px": high[:, 1],
                    "touches_frame": (low < 0).any(axis=1) | (high > 1000).any(axis=1),
                }
            )  # fmt: skip
            sizes = pd.DataFrame({"width": [1000], "height": [1000]}, index=["f"])
            weight = edge_weight(table, sizes)
            kept.append((weight > 0).sum())
            corrected.append(weight.sum())
        assert np.mean(kept) == pytest.approx(kept_expected, abs=1.2)
        assert np.mean(corrected) == pytest.approx(50, abs=1.6)


def test_sections_of_spheres():
    """STATISTICS.md: number mean .785 D, area-weighted D50 .938 D, P80 .991 D."""
    height = np.random.default_rng(0).uniform(0, 1, 200_000)
    diameter = np.sqrt(1 - height**2)
    assert diameter.mean() == pytest.approx(0.785, abs=0.002)
    assert area_weighted_quantile(diameter, diameter**2, 0.5) == pytest.approx(0.938, abs=0.002)
    assert area_weighted_quantile(diameter, diameter**2, 0.8) == pytest.approx(0.991, abs=0.002)


def grains_of(tmp_path, class_map, field="f", section="s", deposit="D", um_per_px=None):
    one = Field(deposit, section, field, Path("x.jpg"), um_per_px=um_per_px)
    names = {str(code): MINERALS.symbol(code) for code in MINERALS.codes} | {"255": "void"}
    found = write_instances(one, class_map, None, 8, names, tmp_path / field, {})
    return found, read_parquet(tmp_path / field / "grains.parquet")


def test_grain_sizes_without_a_scale_are_in_px_only(tmp_path):
    class_map = np.zeros((100, 100), np.uint8)
    class_map[20:40, 20:40] = 6
    found, grains = grains_of(tmp_path, class_map)
    fields = pd.DataFrame([found])[["field", "width", "height", "um_per_px"]]
    table = grain_size(usable_grains(grains, fields, 5), MINERALS)
    whole = row(table, level="deposit", code=6)
    assert whole["d50_px"] == pytest.approx(2 * np.sqrt(400 / np.pi))
    assert np.isnan(whole["d50_um"]) and "no scale" in whole["note"]
    assert not whole["p80_at_least"]


def test_grains_cut_by_the_frame_make_p80_at_least(tmp_path):
    class_map = np.zeros((100, 100), np.uint8)
    class_map[20:40, 20:40] = class_map[60:90, 70:] = 6
    found, grains = grains_of(tmp_path, class_map, um_per_px=2.0)
    fields = pd.DataFrame([found])[["field", "width", "height", "um_per_px"]]
    whole = row(grain_size(usable_grains(grains, fields, 5), MINERALS), level="deposit", code=6)
    assert whole["edge_area_pct"] == pytest.approx(100 * 900 / 1300)
    assert whole["d50_at_least"] and whole["p80_at_least"]
    # Half of the 1300 px lie between the middles of the two pieces, 200 and 400 + 450.
    sizes = 2 * 2 * np.sqrt(np.array([400, 900]) / np.pi)
    assert whole["d50_um"] == pytest.approx(np.interp(650, [200, 850], sizes))


def test_random_labels_associate_at_random():
    """STATISTICS.md: independent labels (.5, .3, .2): s_AB = .60."""
    labels = np.random.default_rng(0).choice(
        np.array([6, 1, 8], np.uint8), (700, 700), p=[0.5, 0.3, 0.2]
    )
    contacts = instances(labels).contacts.assign(deposit="D", section="s", field="f", length_um=1.0)
    pixels = {code: int((labels == code).sum()) for code in (1, 6, 8)}
    table = association(
        boundary_lengths(contacts), pixel_table([entry("D", "s", "f", pixels)]), MINERALS
    )
    found = row(table, level="deposit", code_a=6, code_b=1)
    assert found["association_pct"] == pytest.approx(60, abs=0.5)
    assert found["index"] == pytest.approx(1, abs=0.02)
    assert np.allclose(table.groupby(["level", "code_a"])["association_pct"].sum(), 100)
