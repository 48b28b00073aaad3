"""Reading back the tables of deposits."""

from pathlib import Path

import pandas as pd

PLACES = ("deposit", "section", "field")
NAMES = (*PLACES, "deposit_a", "deposit_b", "mineral", "verdict", "note", "interval", "estimator")


def read_table(path: str | Path) -> pd.DataFrame:
    """Read a table of ``NAME/deposits/``; names are text, and a place that is not named is "".

    A section called 7 is no number and one called NA is not missing.
    """
    table = pd.read_csv(
        path, dtype=dict.fromkeys(NAMES, str), keep_default_na=False, na_values=[""]
    )
    return table.fillna({place: "" for place in PLACES if place in table})
