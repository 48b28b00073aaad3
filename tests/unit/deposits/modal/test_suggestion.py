"""Minerals that may occur: how they are known, and a suggestion that nothing applies."""

from pathlib import Path

import pandas as pd
import pytest

from oresurvey.deposits.modal.suggestion import (
    COLUMNS,
    may_occur_table,
    mean_confidences,
    suggested_minerals,
)
from oresurvey.network.naming import Naming
from oresurvey.survey.minerals import read_minerals

MINERALS = read_minerals(Path(__file__).parents[4] / "config" / "minerals.tsv")
CCP, PYH, PY, AU = 1, 5, 6, 14
ABOUT = {"codes": [0, CCP, PYH, PY], "labelled": {"Trained": [0, CCP, PY]}}


def modal(deposit, sections):
    """Shares of the ore of each section, in %: a dict by code; None for a section without ore."""
    rows = []
    for name, shares in sections.items():
        for code in (CCP, PYH, PY):
            pct = None if shares is None else shares.get(code, 0.0)
            rows.append(("section", deposit, name, code, "ore", pct))
    table = pd.DataFrame(rows, columns=["level", "deposit", "section", "code", "basis", "pct"])
    table["pct"] = table["pct"].astype(float)
    whole = table.groupby("code", as_index=False)["pct"].mean()
    whole = whole.assign(level="deposit", deposit=deposit, section="", basis="ore")
    return pd.concat([table, whole], ignore_index=True)


FOUR = {"a": {CCP: 60, PYH: 40}, "b": {CCP: 99.6, PYH: 0.4}, "c": {CCP: 99, PY: 1}, "d": None}
NO_CONFIDENCE = pd.Series(dtype=float)


def table_of(*names, **known):
    shares = pd.concat([modal(name, FOUR) for name in names])
    return may_occur_table(
        shares, NO_CONFIDENCE, ABOUT, Naming(**known), {"New": "Trained"}, MINERALS
    )


def test_an_open_deposit_gets_a_suggestion():
    """Half a per cent in one of three sections with ore is a third of them."""
    found = table_of("New")
    assert list(found.columns) == COLUMNS and set(found["known"]) == {"open"}
    assert found["may_occur"].all() and found["searched"].all()
    assert found.set_index("mineral")["sections_with"].to_dict() == {"Ccp": 3, "Pyh": 1, "Py": 1}
    assert (found["sections"] == 3).all() and (found["light_as"] == "Trained").all()
    assert suggested_minerals(found, "New") == ["Ccp", "Pyh", "Py"]
    rare = {name: {CCP: 100} for name in "efgh"} | FOUR
    wide = may_occur_table(modal("New", rare), NO_CONFIDENCE, ABOUT, Naming(), {}, MINERALS)
    assert suggested_minerals(wide, "New") == ["Ccp"]


def test_what_is_known_is_not_suggested():
    found = table_of("Listed", "Trained", declared={"Listed": [CCP, AU]})
    assert not found["suggested"].any()
    listed = found[found["deposit"] == "Listed"].set_index("mineral")
    assert set(listed["known"]) == {"declared"}
    # Gold may occur, but no map of this model can name it.
    assert listed["may_occur"].to_dict() == {"Ccp": True, "Pyh": False, "Py": False, "Au": True}
    assert listed["searched"].to_dict() == {"Ccp": True, "Pyh": False, "Py": False, "Au": False}
    trained = found[found["deposit"] == "Trained"].set_index("mineral")
    assert set(trained["known"]) == {"annotated"} and not trained["may_occur"]["Pyh"]


def test_mean_confidence_is_by_area():
    grains = pd.DataFrame(
        [("A", CCP, 300, 0.9), ("A", CCP, 100, 0.5), ("A", PY, 10, None), ("B", CCP, 10, 1.0)],
        columns=["deposit", "code", "area_px", "mean_confidence"],
    )
    found = mean_confidences(grains)
    assert found["A", CCP] == pytest.approx(0.8) and found["B", CCP] == 1
    assert pd.isna(found["A", PY])


def test_nothing_mapped():
    assert may_occur_table(modal("A", {}), NO_CONFIDENCE, ABOUT, Naming(), {}, MINERALS).empty
