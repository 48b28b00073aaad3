"""Names in figures: short enough to leave room for the data, and never read as a formula."""

from collections.abc import Iterable

import pandas as pd

LONGEST = 26
PLACES = ("deposit", "deposit_a", "deposit_b", "section")


def _short(name: str, mark: str = "") -> str:
    """At most `LONGEST` letters, the mark at the end."""
    kept = name if len(name) + len(mark) <= LONGEST else f"{name[: LONGEST - len(mark) - 1]}…"
    # Matplotlib sets what stands between two dollar signs as a formula, or stops.
    return f"{kept}{mark}".replace("$", r"\$")


def figure_names(names: Iterable[str]) -> dict[str, str]:
    """Names of deposits or sections as figures write them.

    Parameters
    ----------
    names : iterable of str

    Returns
    -------
    dict of str to str
        No two alike: those that are the same when shortened are numbered.
    """
    found: dict[str, str] = {}
    taken: set[str] = set()
    for name in sorted(set(names)):
        label, number = _short(name), 1
        while label in taken:
            number += 1
            label = _short(name, f" ({number})")
        taken.add(label)
        found[name] = label
    return found


def _renamed(table: pd.DataFrame, names: dict[str, dict[str, str]]) -> pd.DataFrame:
    """A table with other names in some columns; what has no other name keeps its own."""
    changed = {
        column: [names[column].get(cell, cell) for cell in table[column]]
        for column in PLACES
        if column in table
    }
    return table.assign(**changed)


def with_figure_names(tables: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Tables of the deposits with the names as figures write them.

    Parameters
    ----------
    tables : dict of str to DataFrame
        modal among them, which has every deposit and every section.
    """
    modal = tables["modal"]
    deposits = figure_names(modal["deposit"])
    names = {
        **dict.fromkeys(PLACES[:3], deposits),
        "section": figure_names(modal["section"].dropna()),
    }
    return {title: _renamed(table, names) for title, table in tables.items()}
