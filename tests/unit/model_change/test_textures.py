"""Change of model: ratios of grain sizes and points of association, paired by section."""

import numpy as np
import pandas as pd
import pytest
from section_tables import whole

from oresurvey.model_change.sections import Common
from oresurvey.model_change.textures import (
    ASSOCIATION_COLUMNS,
    SIZE_COLUMNS,
    association_change,
    size_change,
)

NOTHING = pd.DataFrame(columns=["deposit", "section", "field", "reason"])
PLACES = Common(frozenset({"f"}), frozenset({("A", "a"), ("A", "b"), ("A", "c")}), NOTHING)


def sizes(sections, unit="um", factor=1.5, at_least=()):
    """Section rows of one mineral: {section: D50}, P80 `factor` times as large."""
    table = pd.DataFrame(
        [("section", "A", section, d50) for section, d50 in sections.items()],
        columns=["level", "deposit", "section", "d50"],
    )
    columns = {f"{name}_{u}": np.nan for name in ("d50", "p80") for u in ("um", "px")}
    columns |= {f"d50_{unit}": table.pop("d50")}
    columns[f"p80_{unit}"] = factor * columns[f"d50_{unit}"]
    flags = table["section"].isin(at_least)
    return table.assign(
        field=np.nan, code=6, mineral="Py", **columns, d50_at_least=False, p80_at_least=flags
    )


def test_ratio_is_paired_by_section():
    """Ratios 1, 2, 4: logs 0, ln 2, 2 ln 2 of mean and deviation ln 2; t(2) is 4.302653."""
    before, after = (
        sizes({"a": 10.0, "b": 40.0, "c": 90.0}),
        sizes({"c": 360.0, "b": 80.0, "a": 10.0}),
    )
    found = whole(size_change(before, after, PLACES), measure="d50")
    reach = 2 ** (4.302653 / np.sqrt(3))
    assert found["ratio"] == pytest.approx(2)
    assert (found["low_ratio"], found["high_ratio"]) == pytest.approx((2 / reach, 2 * reach))
    assert (found["unit"], found["sections"]) == ("um", 3)
    assert found["interval"] == "paired log-t, 3 sections"
    # Geometric means, so that their ratio is the ratio.
    assert found["before"] == pytest.approx((10 * 40 * 90) ** (1 / 3))
    assert found["after"] / found["before"] == pytest.approx(2)


def test_p80_has_a_ratio_of_its_own():
    table = size_change(
        sizes({"a": 10.0, "b": 20.0}), sizes({"a": 10.0, "b": 20.0}, factor=3), PLACES
    )
    assert whole(table, measure="d50")["ratio"] == pytest.approx(1)
    assert whole(table, measure="p80")["ratio"] == pytest.approx(2)
    # Both sections have the ratio 2: no width.
    assert whole(table, measure="p80")["low_ratio"] == pytest.approx(2)


def test_sizes_limited_by_the_frame_are_counted():
    before, after = sizes({"a": 10.0, "b": 20.0}, at_least={"a"}), sizes({"a": 10.0, "b": 20.0})
    table = size_change(before, after, PLACES)
    assert whole(table, measure="p80")["sections_at_least"] == 1
    assert whole(table, measure="d50")["sections_at_least"] == 0


def test_one_section_has_no_interval():
    found = whole(size_change(sizes({"a": 10.0}), sizes({"a": 5.0}), PLACES), measure="d50")
    assert found["ratio"] == 0.5 and np.isnan(found["low_ratio"])
    assert found["interval"] == "none: one section"


def test_sections_where_one_model_found_the_mineral_are_counted():
    table = size_change(sizes({"a": 10.0, "b": 8.0}), sizes({"a": 20.0, "c": 3.0}), PLACES)
    found = whole(table, measure="d50")
    assert (found["ratio"], found["sections"], found["sections_of_one"]) == (2, 1, 2)
    found = whole(size_change(sizes({}), sizes({"a": 20.0}), PLACES), measure="d50")
    assert np.isnan(found["ratio"]) and found["sections_of_one"] == 1
    assert found["interval"] == "none: grains with a size only after the change of model"


def test_without_a_scale_the_ratio_is_of_pixels():
    table = size_change(
        sizes({"a": 10.0, "b": 8.0}, "px"), sizes({"a": 5.0, "b": 4.0}, "px"), PLACES
    )
    found = whole(table, measure="d50")
    assert (found["unit"], found["ratio"]) == ("px", pytest.approx(0.5))


def test_sections_with_and_without_a_scale_have_a_ratio_and_no_mean_size():
    mixed = [
        pd.concat([sizes({"a": 10.0 * f}), sizes({"b": 40.0 * f}, "px")], ignore_index=True)
        for f in (1, 2)
    ]
    found = whole(size_change(*mixed, PLACES), measure="d50")
    assert found["ratio"] == pytest.approx(2) and found["unit"] == "" and np.isnan(found["before"])


def test_section_of_cut_grains_alone_says_nothing():
    table = size_change(sizes({"a": np.nan, "b": 8.0}), sizes({"a": np.nan, "b": 8.0}), PLACES)
    assert set(table["section"]) == {"b", ""}


def test_sections_that_are_not_common_are_left_out():
    table = size_change(sizes({"a": 10.0, "z": 1.0}), sizes({"a": 10.0, "z": 9.0}), PLACES)
    assert whole(table, measure="d50")["sections"] == 1 and "z" not in set(table["section"])


def contacts(rows):
    """Section rows: (section, A, B, per cent of A's boundary)."""
    codes = {"BG": 0, "Ccp": 1, "Py": 6, "Sp": 8}
    table = pd.DataFrame(rows, columns=["section", "mineral_a", "mineral_b", "association_pct"])
    return table.assign(
        level="section", deposit="A", field=np.nan,
        code_a=table["mineral_a"].map(codes), code_b=table["mineral_b"].map(codes),
    )  # fmt: skip


def test_association_changes_by_points():
    """Changes 1, 2, 6 as in test_model_change: mean 3, deviation sqrt 7."""
    before = contacts([("a", "Py", "Sp", 10.0), ("b", "Py", "Sp", 40.0), ("c", "Py", "Sp", 70.0)])
    after = contacts([("a", "Py", "Sp", 11.0), ("b", "Py", "Sp", 42.0), ("c", "Py", "Sp", 76.0)])
    found = whole(association_change(before, after, PLACES))
    reach = 4.302653 * np.sqrt(7) / np.sqrt(3)
    assert (found["change_pct"], found["sections"]) == (pytest.approx(3), 3)
    assert (found["low_pct"], found["high_pct"]) == pytest.approx((3 - reach, 3 + reach))


def test_partner_that_is_not_met_is_zero_where_a_has_a_boundary():
    """Py meets Sp in a alone; in b it is there without Sp, in c it is not there before."""
    background = [("b", "Py", "BG", 100.0), ("a", "Py", "BG", 70.0)]
    before = contacts([("a", "Py", "Sp", 30.0), *background])
    after = contacts([("a", "Py", "Sp", 30.0), *background, ("c", "Py", "BG", 100.0)])
    found = whole(association_change(before, after, PLACES), mineral_b="Sp")
    assert (found["sections"], found["association_before_pct"]) == (2, 15)
    assert found["change_pct"] == 0


def test_mineral_that_one_model_cannot_name_is_no_partner_and_has_no_boundary():
    before = contacts([("a", "Py", "BG", 100.0)])
    after = contacts([("a", "Py", "BG", 60.0), ("a", "Py", "Sp", 40.0), ("a", "Sp", "Py", 100.0)])
    table = association_change(before, after, PLACES)
    assert whole(table, mineral_a="Py", mineral_b="Sp")["change_pct"] == 40
    found = whole(table, mineral_a="Sp", mineral_b="Py")
    assert np.isnan(found["change_pct"])
    assert found["interval"] == "none: no section with a value by both models"


def test_identical_models_change_nothing():
    table = contacts([("a", "Py", "Sp", 10.0), ("b", "Py", "Sp", 40.0)])
    found = whole(association_change(table, table, PLACES))
    assert (found["change_pct"], found["low_pct"], found["high_pct"]) == (0, 0, 0)
    same = sizes({"a": 3.0, "b": 7.0})
    found = whole(size_change(same, same, PLACES), measure="d50")
    assert (found["ratio"], found["low_ratio"], found["high_ratio"]) == (1, 1, 1)


def test_empty_tables():
    empty, some = sizes({}), sizes({"a": 3.0})
    assert list(size_change(empty, empty, PLACES).columns) == SIZE_COLUMNS
    assert len(size_change(empty.astype(object), some, PLACES))
    empty, some = contacts([]), contacts([("a", "Py", "Sp", 10.0)])
    assert list(association_change(empty, empty, PLACES).columns) == ASSOCIATION_COLUMNS
    assert len(association_change(some, empty, PLACES))


def test_order_of_rows_changes_no_number():
    one = [sizes({"a": 0.1, "b": 0.7, "c": 0.3}), sizes({"a": 0.2, "b": 0.9, "c": 0.1})]
    other = [side.sample(frac=1, random_state=1) for side in one]
    pd.testing.assert_frame_equal(
        size_change(*one, PLACES), size_change(*other, PLACES), check_exact=True
    )
