"""Change of model: the same fields, paired by section."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from oresurvey.model_change import modal_change


def modal(sections, code=6, deposit="A"):
    """Rows of one mineral: {section: pct} and their mean."""
    rows = [("section", deposit, section, pct) for section, pct in sections.items()]
    rows += [("deposit", deposit, np.nan, np.mean(list(sections.values())))]
    table = pd.DataFrame(rows, columns=["level", "deposit", "section", "pct"])
    field = pd.Series(np.nan, table.index, dtype=object)
    return table.assign(field=field, code=code, mineral={1: "Ccp", 6: "Py"}[code], basis="total")


def whole(table, **wanted):
    table = table[table["level"] == "deposit"]
    for column, value in wanted.items():
        table = table[table[column] == value]
    assert len(table) == 1
    return table.iloc[0]


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


def test_the_same_model_changes_nothing():
    table = modal_change(modal({"a": 10.0, "b": 20.0}), modal({"b": 20.0, "a": 10.0}))
    assert (table["change_pct"] == 0).all() and len(table) == 3
