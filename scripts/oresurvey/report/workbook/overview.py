"""The first sheet of the workbook: deposits by minerals, best shares with intervals and marks."""

import pandas as pd

from oresurvey.presentation.tables import BELOW_LOD, BEST, NOT_SEARCHED, NOT_VALIDATED
from oresurvey.report.tables import ore_shares

OVERVIEW = "deposits"
"""Name of the sheet."""
NEEDED = {"level", "basis", "code", "best_low_pct", "best_high_pct", BEST}


def overview(modal: pd.DataFrame) -> pd.DataFrame | None:
    """A row per deposit, for each mineral its share, both ends of the interval, and what to mind.

    Parameters
    ----------
    modal : DataFrame
        As ``modal.csv``.

    Returns
    -------
    DataFrame or None
        deposit, shares are, then for each mineral of the ore "Py, %", "Py, low", "Py, high" and
        "Py, marks", the last where a deposit has one. None where the table has no best shares.
    """
    if not set(modal) >= NEEDED:
        return None
    ore = ore_shares(modal[modal["level"] == "deposit"])
    minerals = ore.drop_duplicates("code").sort_values("code")["mineral"].tolist()
    rows = []
    for deposit, own in ore.groupby("deposit", sort=True):
        row: dict[str, object] = {"deposit": deposit, "shares are": own["best_shares"].iloc[0]}
        for one in own.to_dict("records"):
            name = one["mineral"]
            row |= {f"{name}, %": one[BEST], f"{name}, low": one["best_low_pct"]}
            row |= {f"{name}, high": one["best_high_pct"], f"{name}, marks": _marks(one)}
        rows.append(row)
    parts = ("%", "low", "high", "marks")
    columns = [f"{name}, {part}" for name in minerals for part in parts]
    table = pd.DataFrame(rows, columns=["deposit", "shares are", *columns])
    silent = [one for one in columns if one.endswith("marks") and not (table[one] != "").any()]
    return table.drop(columns=silent)


def _marks(row: dict) -> str:
    if pd.isna(row[BEST]):
        return NOT_SEARCHED if str(row.get("searched")) == "False" else ""
    found = [BELOW_LOD] if str(row.get("below_lod")) == "True" else []
    found += [NOT_VALIDATED] if str(row.get("validated")) == "False" else []
    return "; ".join(found)
