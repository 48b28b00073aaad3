"""Detection limit: by hand on blanks, and which fields are blanks."""

import numpy as np
import pandas as pd
import pytest

from oresurvey.deposits.modal.detection_limit import add_detection_limits, detection_limits

COLUMNS = ["deposit", "section", "field", "split", "true_code", "predicted_code", "pixels"]


def confusion(*rows):
    """Rows of field, true code, predicted code, pixels."""
    return pd.DataFrame([("A", f"{f}s", f, "test", *rest) for f, *rest in rows], columns=COLUMNS)


BLANKS = confusion(
    ("a", 0, 0, 99), ("a", 0, 6, 1),
    ("b", 0, 0, 97), ("b", 0, 6, 3),
    ("c", 0, 0, 45), ("c", 1, 1, 45), ("c", 1, 6, 5), ("c", 0, 6, 5),
    ("d", 0, 0, 50), ("d", 6, 0, 50),
)  # fmt: skip


def limit(table, code, basis="total"):
    return table.set_index(["code", "basis"])["lod_pct"][code, basis]


def test_mean_and_spread_of_what_blanks_show():
    """Currie (1968): a, b, c are free of 6 and show 1, 3 and 10 % of it; d holds it."""
    table = detection_limits(BLANKS, [0, 1, 6])
    shown = np.array([1.0, 3.0, 10.0])
    assert limit(table, 6) == pytest.approx(shown.mean() + 1.645 * shown.std(ddof=1))
    assert set(table["code"]) == {1, 6}
    # Within the ore: a and b show nothing but 6; c shows 45 and 10 px.
    within = np.array([1, 1, 10 / 55])
    assert limit(table, 6, "ore") == pytest.approx(
        100 * (within.mean() + 1.645 * within.std(ddof=1))
    )


def test_too_few_blanks_are_no_limit():
    table = detection_limits(BLANKS[BLANKS["field"] != "c"], [6])
    assert np.isnan(limit(table, 6)) and table["lod_fields"].tolist() == [2, 2]
    assert np.isnan(limit(detection_limits(BLANKS[:0], [6]), 6))


def test_a_mineral_that_blanks_never_show_has_limit_zero():
    assert limit(detection_limits(BLANKS, [8]), 8) == 0


def test_fields_that_cannot_show_a_mineral_are_no_blanks():
    assert np.isnan(limit(detection_limits(BLANKS, [6], {"A": {0, 1}}), 6))


def test_what_is_below():
    table = pd.DataFrame(
        [("deposit", "A", "", "", code, basis, pct) for code, basis, pct in (
            (6, "total", 2.0), (6, "ore", 50.0), (8, "total", 5.0), (8, "ore", 50.0),
            (0, "total", 93.0),
        )],
        columns=["level", "deposit", "section", "field", "code", "basis", "pct"],
    )  # fmt: skip
    limits = pd.DataFrame(
        [(6, "total", 2.5, 3), (6, "ore", 9.0, 3), (8, "total", 4.0, 3), (8, "ore", np.nan, 0)],
        columns=["code", "basis", "lod_pct", "lod_fields"],
    )
    found = add_detection_limits(table, limits)
    assert found["below_lod"].tolist() == [True, True, False, False, None]
    cannot = add_detection_limits(table, limits, {"A": {0, 8}})
    assert cannot["below_lod"].tolist() == [None, None, False, False, None]
