"""What changes when another model is used: the same fields, paired by section."""

import numpy as np
import pandas as pd
from scipy import stats

PLACE = ["level", "deposit", "section", "field"]
KEYS = [*PLACE, "code", "mineral", "basis"]


def modal_change(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Change of every modal share.

    Parameters
    ----------
    before, after : DataFrame
        ``modal.csv`` of two models.

    Returns
    -------
    DataFrame
        `KEYS`, pct_before, pct_after, change_pct; for deposits low_pct and high_pct of the mean
        change (paired t over sections) and sections. A mineral that one model cannot name is 0
        there; fields and sections that only one model could use are left out.
    """
    sides = [
        table.fillna({"section": "", "field": ""})[[*KEYS, "pct"]] for table in (before, after)
    ]
    table = sides[0].merge(sides[1], on=KEYS, how="outer", suffixes=("_before", "_after"))
    # A field that one of the models could not use has not changed: it is left out.
    places = [side[PLACE].drop_duplicates() for side in sides]
    table = table.merge(places[0].merge(places[1], on=PLACE), on=PLACE)
    table[["pct_before", "pct_after"]] = table[["pct_before", "pct_after"]].fillna(0.0)
    table["change_pct"] = table["pct_after"] - table["pct_before"]
    sections = table[table["level"] == "section"]
    by = sections.groupby(["deposit", "code", "basis"])["change_pct"]
    table["low_pct"], table["high_pct"], table["sections"] = np.nan, np.nan, np.nan
    for at in table.index[table["level"] == "deposit"]:
        key = tuple(table.loc[at, ["deposit", "code", "basis"]])
        changes = by.get_group(key).to_numpy()
        table.loc[at, "sections"] = len(changes)
        if len(changes) > 1:
            reach = stats.t.ppf(0.975, len(changes) - 1) * changes.std(ddof=1)
            reach /= np.sqrt(len(changes))
            table.loc[at, "low_pct"] = changes.mean() - reach
            table.loc[at, "high_pct"] = changes.mean() + reach
    return table.sort_values(KEYS, ignore_index=True)
