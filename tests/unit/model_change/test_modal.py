"""Change of model: the same fields, paired by section."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from section_tables import whole

from oresurvey.model_change.modal import COLUMNS, modal_change
from oresurvey.model_change.sections import common, paired_t
from oresurvey.model_change.words import modal_sentences

NAN = float("nan")


def modal(sections, code=6, deposit="A"):
    """Rows of one mineral: {section: pct} and their mean."""
    rows = [("section", deposit, section, pct) for section, pct in sections.items()]
    rows += [("deposit", deposit, np.nan, np.mean(list(sections.values())))]
    table = pd.DataFrame(rows, columns=["level", "deposit", "section", "pct"])
    field = pd.Series(np.nan, table.index, dtype=object)
    return table.assign(field=field, code=code, mineral={1: "Ccp", 6: "Py"}[code], basis="total")


def test_change_is_paired_by_section():
    """Changes 1, 2, 6: mean 3, standard deviation sqrt 7; t(2) at 97.5 % is 4.3027 (tables)."""
    before = modal({"a": 10.0, "b": 40.0, "c": 70.0})
    after = modal({"c": 76.0, "a": 11.0, "b": 42.0})
    found = whole(modal_change(before, after))
    assert found["change_pct"] == pytest.approx(3) and found["sections"] == 3
    reach = 4.302653 * np.sqrt(7) / np.sqrt(3)
    assert (found["low_pct"], found["high_pct"]) == pytest.approx((3 - reach, 3 + reach))
    assert stats.t.ppf(0.975, 2) == pytest.approx(4.302653, abs=1e-6)


def test_fields_and_sections_have_a_change_and_no_interval():
    table = modal_change(modal({"a": 10.0, "b": 20.0}), modal({"a": 5.0, "b": 20.0}))
    sections = table[table["level"] == "section"].set_index("section")
    assert sections["change_pct"].to_dict() == {"a": -5, "b": 0}
    assert sections[["low_pct", "high_pct", "sections"]].isna().all(axis=None)


def test_one_section_has_no_interval():
    found = whole(modal_change(modal({"a": 10.0}), modal({"a": 12.0})))
    assert found["change_pct"] == 2 and np.isnan(found["low_pct"])


def test_mineral_that_one_model_cannot_name_was_nothing_there():
    before = modal({"a": 10.0, "b": 20.0})
    after = pd.concat([before, modal({"a": 3.0, "b": 5.0}, code=1)])
    found = whole(modal_change(before, after), code=1)
    assert (found["pct_before"], found["pct_after"], found["change_pct"]) == (0, 4, 4)
    assert whole(modal_change(after, before), code=1)["change_pct"] == -4


def test_what_one_model_did_not_search_is_called_so():
    before = pd.concat([modal({"a": 90.0, "b": 80.0}), modal({"a": NAN, "b": NAN}, code=1)])
    before["searched"] = before["code"] == 6
    after = pd.concat([modal({"a": 80.0, "b": 70.0}), modal({"a": 3.0, "b": 5.0}, code=1)])
    change = modal_change(before, after.assign(searched=True))
    found = whole(change, code=1)
    assert not found["searched_before"] and found["searched_after"] and found["change_pct"] == 4
    assert any("not searched becomes 4 %, +4 points" in one for one in modal_sentences(change))


def test_the_same_model_changes_nothing():
    table = modal_change(modal({"a": 10.0, "b": 20.0}), modal({"b": 20.0, "a": 10.0}))
    assert (table["change_pct"] == 0).all() and len(table) == 3


def test_identical_models_have_an_interval_of_no_width():
    found = whole(modal_change(modal({"a": 10.0, "b": 20.0}), modal({"a": 10.0, "b": 20.0})))
    assert (found["low_pct"], found["high_pct"]) == (0, 0)
    assert found["interval"] == "paired t, 2 sections"


def with_fields(fields, pct=10.0):
    """{section: fields} with the same share everywhere."""
    sections = modal(dict.fromkeys(fields, pct))
    rows = [("field", "A", section, field) for section, of in fields.items() for field in of]
    table = pd.DataFrame(rows, columns=["level", "deposit", "section", "field"])
    table = table.assign(code=6, mineral="Py", basis="total", pct=pct)
    return pd.concat([sections, table], ignore_index=True)


def test_section_with_a_field_of_one_model_alone_is_left_out_and_named():
    before = with_fields({"a": ["a1", "a2"], "b": ["b1"], "c": ["c1"]})
    after = with_fields({"a": ["a1"], "b": ["b1"], "d": ["d1"]}, 30.0)
    places = common(before, after, ("old", "new"))
    assert places.fields == {"a1", "b1"} and places.sections == {("A", "b")}
    named = places.left_out.set_index(["section", "field"])["reason"].to_dict()
    assert named == {
        ("a", "a2"): "used with old only",
        ("c", "c1"): "used with old only",
        ("d", "d1"): "used with new only",
        **{(s, ""): "its fields are not the same for both models" for s in "acd"},
    }
    table = modal_change(before, after, places)
    assert set(table["section"]) == {"a", "b", ""}  # of a, only the field that both used
    assert table.loc[table["section"] == "a", "level"].tolist() == ["field"]
    assert whole(table)["sections"] == 1 and whole(table)["change_pct"] == 20


def test_section_without_ore_by_one_model_has_no_share_to_change():
    before = pd.concat([modal({"a": 10.0, "b": 20.0, "c": np.nan}).assign(basis="ore")])
    before.loc[before["level"] == "deposit", "pct"] = 15.0
    after = modal({"a": 11.0, "b": 22.0, "c": 80.0}).assign(basis="ore")
    found = whole(modal_change(before, after))
    assert (found["sections"], found["change_pct"], found["pct_after"]) == (2, 1.5, 16.5)


def test_corrected_shares_stand_beside_the_raw_ones():
    after = modal({"a": 11.0, "b": 22.0}).assign(corrected_pct=12.5, estimator="difference")
    found = whole(modal_change(modal({"a": 10.0, "b": 20.0}), after))
    assert (found["corrected_pct_after"], found["estimator_after"]) == (12.5, "difference")
    assert np.isnan(found["corrected_pct_before"])


def test_order_of_rows_changes_no_number():
    before, after = modal({"a": 0.1, "b": 0.2, "c": 0.7}), modal({"a": 0.3, "b": 0.1, "c": 0.9})
    shuffled = [side.sample(frac=1, random_state=1) for side in (before, after)]
    pd.testing.assert_frame_equal(
        modal_change(before, after), modal_change(*shuffled), check_exact=True
    )


def test_empty_tables():
    empty = modal({"a": 10.0}).iloc[:0]
    assert list(modal_change(empty, empty).columns) == COLUMNS
    assert modal_change(empty, modal({"a": 10.0})).empty


def test_interval_without_sections():
    assert paired_t(np.array([])).method == "none: no section with a value by both models"
    assert paired_t(np.array([1.0])).method == "none: one section"


def test_changes_are_over_holes_where_these_are_the_sample():
    """a and b of one hole change by 1 and 3 points, c of another by 6: 2 and 6 points."""
    before = modal({"a": 10.0, "b": 20.0, "c": 30.0})
    after = modal({"a": 11.0, "b": 23.0, "c": 36.0})
    places = common(before, after, sampling={"hole": {"a": "A", "b": "A", "c": "B"}})
    found = whole(modal_change(before, after, places))
    assert found["change_pct"] == pytest.approx(4) and found["sections"] == 3
    reach = 12.7062 * 2
    assert [found["low_pct"], found["high_pct"]] == pytest.approx([4 - reach, 4 + reach], rel=1e-4)
    assert found["pct_before"] == pytest.approx((15 + 30) / 2)
