"""Fields of one section at several magnifications: a pixel counts by its area.

Known answers by hand: an overview of 200 x 100 px at 2 um/px beside a detail of as many pixels at
0.5 um/px covers 16 times its area.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from oresurvey.deposits.association.locking import locked_areas, locking
from oresurvey.deposits.association.rims import read_rims, rim_table
from oresurvey.deposits.association.table import association, boundary_lengths
from oresurvey.deposits.association.textures import texture_groups, textures
from oresurvey.deposits.label_tables import NO_AUDIT, NO_CONFUSION
from oresurvey.deposits.levels import not_pooled, pixel_table, pixel_weights, weighed
from oresurvey.deposits.modal.boundary_sensitivity import boundary_sensitivity
from oresurvey.deposits.modal.estimators import ANNOTATION
from oresurvey.deposits.modal.labels import Tables, corrections
from oresurvey.deposits.modal.sampling_effort import sampling_effort
from oresurvey.deposits.modal.shares import modal
from oresurvey.model_change.areas import transitions
from oresurvey.survey.minerals import read_minerals

MINERALS = read_minerals(Path(__file__).parents[3] / "config" / "minerals.tsv")
PY, SP = 6, 8


def entry(field, pixels, um_per_px, section="s"):
    return {
        "deposit": "D", "section": section, "field": field, "um_per_px": um_per_px,
        "class_pixels": {str(code): n for code, n in pixels.items()}, "width": 200, "height": 100,
        "sample_type": "ore",
    }  # fmt: skip


OVERVIEW = entry("overview", {0: 18_000, PY: 2_000}, 2.0)
DETAIL = entry("detail", {0: 2_000, PY: 18_000}, 0.5)
PIXELS = pixel_table([OVERVIEW, DETAIL])
PYRITE = (16 * 2_000 + 18_000) / (17 * 20_000)
ONE_SCALE = [entry("a", {PY: 5}, 0.7), entry("b", {PY: 5}, 0.7), entry("c", {SP: 9}, 3.0, "t")]


def row(table, level, code=PY, basis="total"):
    table = table[(table["level"] == level) & (table["code"] == code) & (table["basis"] == basis)]
    assert len(table) == 1
    return table.iloc[0]


def test_a_pixel_of_the_finest_field_counts_one():
    assert pixel_weights(PIXELS).to_dict() == {"detail": 1.0, "overview": 16.0}


def test_fields_of_one_scale_are_as_they_were():
    """Not another type even: tables of such surveys keep their bytes."""
    pixels = pixel_table(ONE_SCALE)
    assert weighed(pixels, pixel_weights(pixels)) is pixels


def test_scales_that_no_micrometer_separates_are_one():
    fields = [entry("a", {PY: 5}, 1.25), entry("b", {PY: 5}, 1.2501)]
    assert pixel_weights(pixel_table(fields)).to_dict() == {"a": 1.0, "b": 1.0}
    fields[1]["um_per_px"] = 1.27
    assert pixel_weights(pixel_table(fields))["b"] == pytest.approx((1.27 / 1.25) ** 2)


@pytest.mark.parametrize("level", ["section", "deposit"])
def test_shares_are_those_of_the_area(level):
    table = modal(PIXELS, MINERALS)
    found = row(table, level)
    assert found["pct"] == pytest.approx(100 * PYRITE)
    whole = found["area_mm2"] + row(table, level, 0)["area_mm2"]
    assert found["area_mm2"] / whole == pytest.approx(PYRITE)
    # What was counted stays in pixels.
    assert found["pixels"] == 20_000 and found["fields"] == 2


def test_fields_themselves_keep_their_shares():
    table = modal(PIXELS, MINERALS)
    fields = table[(table["level"] == "field") & (table["code"] == PY)]
    fields = fields[fields["basis"] == "total"].set_index("field")["pct"]
    assert fields.to_dict() == pytest.approx({"detail": 90, "overview": 10})


@pytest.mark.parametrize(
    ("scales", "left_out", "pct"),
    [
        ((2.0, None), ["b"], 10),
        ((2.0, None, None), ["a"], 60),
        ((2.0, 2.0, None), ["c"], 50),
        ((None, None), [], 50),
    ],
)
def test_fields_with_and_without_a_scale_are_not_pooled(scales, left_out, pct):
    """The fewer are left out; of as many, those without a scale."""
    shares = (10, 90, 30)
    fields = [
        entry(name, {0: 100 - share, PY: share}, scale)
        for name, share, scale in zip("abc", shares, scales, strict=False)
    ]
    pixels = pixel_table(fields)
    assert not_pooled(pixel_weights(pixels)) == left_out
    table = modal(pixels, MINERALS)
    found = row(table, "section")
    assert found["pct"] == pytest.approx(pct)
    assert found["fields"] == len(fields) - len(left_out)
    # What is left out has its own row.
    assert table[table["level"] == "field"]["field"].nunique() == len(fields)


def test_corrections_start_from_the_same_shares():
    """All sections annotated, as the maps are: the corrected share is the counted one."""
    other = entry("other", {0: 500, PY: 500}, 1.0, "t")
    maps = pixel_table([OVERVIEW, DETAIL, other])
    table = corrections(
        Tables(maps, maps, NO_CONFUSION, NO_AUDIT), {"D": {"random"}}, {}, None, str, 1
    )
    found = table[(table["code"] == PY) & (table["basis"] == "total")].iloc[0]
    assert found["estimator"] == ANNOTATION
    assert found["corrected_pct"] == pytest.approx(100 * (PYRITE + 0.5) / 2)


@pytest.mark.parametrize("um_per_px", [2.0, None])
def test_points_that_count_pixels_correct_no_such_deposit(um_per_px):
    """Nor one of which a field has no scale: it is left out, and its points are not."""
    pixels = pixel_table([OVERVIEW | {"um_per_px": um_per_px}, DETAIL])
    points = pd.DataFrame(
        {
            "deposit": "D", "section": "s", "field": "detail", "x_px": range(9), "y_px": 0,
            "stratum": 1, "stratum_px": 20_000, "true_code": PY,
        }
    )  # fmt: skip
    tables = Tables(pixels, pixels[:0], NO_CONFUSION, points)
    notes = corrections(tables, {"D": {"random"}}, {}, None, str, 1)
    assert not notes["estimator"].str.contains("points").any()
    assert corrections(
        Tables(PIXELS.assign(um_per_px=1.0), PIXELS[:0], NO_CONFUSION, points),
        {"D": {"random"}}, {}, None, str, 1,
    )["estimator"].str.contains("points").all()  # fmt: skip


def test_sections_needed_go_by_area():
    of = [OVERVIEW, DETAIL, entry("other", {0: 500, PY: 500}, 1.0, "t")]
    found = sampling_effort(pixel_table(of), 2.0).set_index(["basis", "code"])
    spread = np.array([PYRITE, 0.5]).std(ddof=1)
    expected = np.ceil((12.706 * spread / 0.02) ** 2)
    assert found.at[("total", PY), "sections_needed"] == pytest.approx(expected, rel=1e-3)


def test_a_boundary_moves_by_a_pixel_of_its_own_field():
    lengths = {"overview": {PY: 100.0}, "detail": {PY: 100.0}}
    found = boundary_sensitivity(PIXELS, lengths)
    found = found[found["level"] != "field"].set_index(["level", "code"])
    expected = 100 * (16 * 100 + 100) / (16 * 2_000 + 18_000)
    assert found.at[("section", PY), "boundary_sensitivity_pct"] == pytest.approx(expected)


def test_contacts_count_by_length():
    """100 px at 2 um/px are 400 px of the detail: 400 of 500 against the background."""
    contacts = pd.DataFrame(
        [
            ("overview", 0, PY, 100.0, 200.0),
            ("detail", PY, SP, 100.0, 50.0),
        ],
        columns=["field", "code_a", "code_b", "length_px", "length_um"],
    ).assign(deposit="D", section="s")
    table = association(boundary_lengths(contacts), PIXELS, MINERALS)
    of = table[(table["code_a"] == PY) & (table["code_b"] == 0)].set_index("level")
    assert of.at["section", "association_pct"] == pytest.approx(80)
    assert of.at["deposit", "association_pct"] == pytest.approx(80)
    assert of.at["field", "association_pct"] == 100
    assert of.at["section", "length_um"] == 200


def group(code, area):
    return pd.DataFrame(
        {
            "group": [0], "code": code, "area_px": area, "group_area_px": area, "minerals": 1,
            "combination": MINERALS.symbol(code), "touches_frame": False,
        }
    )  # fmt: skip


def test_textures_and_locking_go_by_area():
    """10 px of pyrite at 2 um/px are 160 px of the detail, which has 40 px of sphalerite."""
    weights = pixel_weights(PIXELS)
    members = {"overview": (OVERVIEW, group(PY, 10)), "detail": (DETAIL, group(SP, 40))}
    groups = pd.concat(texture_groups(*of, weights[name]) for name, of in members.items())
    found = textures(groups).set_index(["level", "combination"])
    assert found.at[("section", "Py"), "area_pct"] == pytest.approx(80)
    assert found.at[("section", "Py"), "largest_ecd_um"] == pytest.approx(
        2 * found.at[("section", "Py"), "largest_ecd_px"]
    )
    complex_ = group(PY, 10).assign(minerals=2)
    areas = pd.concat(
        [
            locked_areas(OVERVIEW, group(PY, 10), weights["overview"]),
            locked_areas(DETAIL, complex_, weights["detail"]),
        ]
    )
    lengths = boundary_lengths(
        pd.DataFrame(
            [("D", "s", "detail", 0, PY, 1.0, 1.0)],
            columns=["deposit", "section", "field", "code_a", "code_b", "length_px", "length_um"],
        )
    )
    of = locking(areas, lengths, MINERALS)
    free = of[(of["level"] == "section") & (of["measure"] == "free")]["pct"].item()
    assert free == pytest.approx(100 * 160 / 170)


def test_rims_go_by_area():
    place = {"deposit": "D", "section": "s", "area_after": {}, "after": []}
    entries = [
        place | {"field": "overview", "area": {"6": 100}, "rim_area": {"6": 50}},
        place | {"field": "detail", "area": {"6": 100}, "rim_area": {}},
    ]
    table = rim_table(read_rims(entries, 2), MINERALS, pixel_weights(PIXELS))
    found = table.set_index("level")["rim_share_pct"]
    assert found["section"] == pytest.approx(100 * 16 * 50 / (17 * 100))


def test_what_becomes_what_goes_by_area():
    """Sums of what a mineral becomes are its modal share before."""
    changes = [
        {**OVERVIEW, "transitions": [[0, 0, 18_000], [PY, SP, 2_000]]},
        {**DETAIL, "transitions": [[0, 0, 2_000], [PY, PY, 18_000]]},
    ]
    table = transitions(changes, MINERALS)
    of = table[(table["level"] == "deposit") & (table["code_before"] == PY)]
    assert of["pct"].sum() == pytest.approx(row(modal(PIXELS, MINERALS), "deposit")["pct"])
