"""Reading back the tables of deposits."""

from pathlib import Path

import pandas as pd

from oresurvey.files.tables import FORMULA_STARTS

PLACES = ("deposit", "section", "field")
DEPOSITS = ("deposit_a", "deposit_b")
NAMES = (*PLACES, *DEPOSITS, "mineral", "verdict", "note", "interval", "estimator")


def without_guard(cell: str) -> str:
    """A cell without the apostrophe of `files.tables.without_formulas`."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA_STARTS) else cell


def read_table(path: str | Path, columns: list[str] | None = None) -> pd.DataFrame:
    """Read a table of ``NAME/deposits/`` or ``NAME/evaluation/``, names as they are in the sheet.

    A section called 7 is no number, one called NA is not missing, and the apostrophe before a name
    that a spreadsheet would take for a formula is no part of it. A place that is not named is "".

    Parameters
    ----------
    path : path
    columns : list of str, optional
        All by default.
    """
    table = pd.read_csv(
        path,
        usecols=columns,
        dtype=dict.fromkeys(NAMES, str),
        keep_default_na=False,
        na_values=[""],
    )
    table = table.fillna({place: "" for place in PLACES if place in table})
    for name in (*PLACES, *DEPOSITS):
        if name in table:
            table[name] = table[name].map(without_guard, na_action="ignore")
    return table
