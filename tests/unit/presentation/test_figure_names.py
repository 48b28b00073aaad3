"""Names in figures: short, each its own, never a formula."""

import pandas as pd

from oresurvey.presentation.figure_names import LONGEST, figure_names, with_figure_names


def test_short_names_are_as_they_are():
    assert figure_names(["Медное", "A"]) == {"A": "A", "Медное": "Медное"}


def test_long_names_are_cut_and_numbered_where_that_makes_them_alike():
    found = figure_names(["x" * 40 + "a", "x" * 40 + "b"])
    assert list(found.values()) == ["x" * 25 + "…", "x" * 21 + "… (2)"]
    assert {len(name) for name in found.values()} == {LONGEST}


def test_dollar_signs_are_signs():
    assert figure_names([r"$\frac$"]) == {r"$\frac$": r"\$\frac\$"}


def test_all_tables_get_the_same_names():
    long = "y" * 30
    tables = {
        "modal": pd.DataFrame({"deposit": [long, "B"], "section": ["$s", ""]}),
        "comparison": pd.DataFrame({"deposit_a": [long], "deposit_b": ["B"], "pct_a": [1.0]}),
    }
    found = with_figure_names(tables)
    short = "y" * 25 + "…"
    assert found["modal"]["deposit"].tolist() == [short, "B"]
    assert found["modal"]["section"].tolist() == [r"\$s", ""]
    assert found["comparison"].iloc[0].tolist() == [short, "B", 1.0]
    assert tables["modal"]["deposit"].tolist() == [long, "B"]
