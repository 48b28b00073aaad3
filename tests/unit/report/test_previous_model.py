"""The change against the previous model on the survey page, from tables as they are read back."""

import pandas as pd

from oresurvey.deposits.tables import read_table
from oresurvey.files.tables import write_csv
from oresurvey.model_change.conclusions import COLUMNS
from oresurvey.model_change.modal import COLUMNS as MODAL
from oresurvey.report.previous_model import change_summary, flips


def conclusion(before: str, after: str, flip: bool) -> dict:
    """Of compositions: without a subject, a note only where there is no p."""
    return {
        "about": "composition of the ore", "subject": "", "deposit_a": "A", "deposit_b": "B",
        "effect": "R2", "effect_before": 0.5, "p_before": 0.01, "p_after": None, "flip": flip,
        "verdict_before": before, "verdict_after": after, "change": "", "note_before": "",
        "note_after": "one section", "table": "deposit_tests.csv",
    }  # fmt: skip


def share(mineral: str, before: float, after: float) -> dict:
    return {
        "level": "deposit", "deposit": "A", "section": "", "field": "", "mineral": mineral,
        "basis": "total", "pct_before": before, "pct_after": after, "change_pct": after - before,
        "low_pct": 1.0, "high_pct": 3.0, "sections": 4, "interval": "paired t",
    }  # fmt: skip


def read_back(tmp_path, rows, columns) -> pd.DataFrame:
    write_csv(pd.DataFrame(rows, columns=columns), tmp_path / "table.csv")
    return read_table(tmp_path / "table.csv")


def test_flips_and_largest_changes(tmp_path):
    rows = [
        conclusion("differs", "not tested", True),
        conclusion("differs", "differs", False),
        conclusion("not tested", "not tested", False),
    ]
    shares = [share("Py", 10.0, 12.0), share("Bn", 0.0, 0.0)]
    change = {
        "conclusions": read_back(tmp_path, rows, COLUMNS),
        "modal": read_back(tmp_path, shares, MODAL),
    }
    found = change_summary(change, ("old", "new"))
    assert (found["flips"], found["compared"]) == flips(change) == (1, 2)
    assert found["flip_sentences"] == [
        "A and B, composition of the ore: told apart with old (R2 0.5, p = 0.01); "
        "not tested with new (one section)"
    ]
    # Bornite is in neither map: no news.
    [text] = found["modal_sentences"]
    assert text.startswith("A, Py: 10 % of the area becomes 12 %, +2 points")


def test_without_a_previous_model_there_is_nothing():
    assert change_summary({}, ("", "new")) is None and flips({}) == (0, 0)
