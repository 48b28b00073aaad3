"""Detection limit of a mineral: what a map shows of it where there is none.

Currie (1968), Analytical Chemistry 40, 586-593: mean + 1.645 standard deviations of blanks; 5 % of
blanks lie above. The blanks are labelled fields, unseen in training, whose annotation is free of
the mineral. They may share a section: the limit is of a field, not of a deposit.
"""

import numpy as np
import pandas as pd

from oresurvey.survey.mineral_codes import BACKGROUND, UNIDENTIFIED

ONE_SIDED = 1.645
"""95 % quantile of the normal distribution."""
FEWEST_BLANKS = 3
COLUMNS = ["code", "basis", "lod_pct", "lod_fields"]


def _predicted(confusion: pd.DataFrame) -> pd.DataFrame:
    """Pixels of every field (rows) by predicted code (columns)."""
    return confusion.pivot_table(
        index=["deposit", "field"],
        columns="predicted_code",
        values="pixels",
        aggfunc="sum",
        fill_value=0,
    )


def detection_limits(
    confusion: pd.DataFrame, codes: list[int], supported: dict[str, set[int]] | None = None
) -> pd.DataFrame:
    """Detection limits of the minerals.

    Parameters
    ----------
    confusion : DataFrame
        ``field_confusion.csv``.
    codes : list of int
        Background and unidentified are left out.
    supported : dict of str to set of int, optional
        Codes that the maps of each deposit can name; fields that cannot show a mineral are no
        blanks for it.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`; lod_fields is the number of blanks, lod_pct NaN where they are fewer than
        three. Within the ore the blanks are those that show ore.
    """
    found = _predicted(confusion)
    true = set(map(tuple, confusion[["field", "true_code"]].to_numpy()))
    ore = found.drop(columns=[BACKGROUND, UNIDENTIFIED], errors="ignore")
    rows = []
    for code in sorted({*codes} - {BACKGROUND, UNIDENTIFIED}):
        blank = [
            (field, code) not in true and (supported is None or code in supported[deposit])
            for deposit, field in found.index
        ]
        for basis, table in (("total", found), ("ore", ore)):
            whole = table[blank].sum(axis=1).to_numpy(float)
            shown = table[blank][code].to_numpy(float) if code in table else np.zeros(len(whole))
            shares = shown[whole > 0] / whole[whole > 0]
            limit = np.nan
            if len(shares) >= FEWEST_BLANKS:
                limit = 100 * (shares.mean() + ONE_SIDED * shares.std(ddof=1))
            rows.append((code, basis, limit, len(shares)))
    return pd.DataFrame(rows, columns=COLUMNS)


def add_detection_limits(
    table: pd.DataFrame, limits: pd.DataFrame, supported: dict[str, set[int]] | None = None
) -> pd.DataFrame:
    """Add lod_pct, lod_fields and below_lod to ``modal.csv``.

    Parameters
    ----------
    table : DataFrame
        As from `deposits.modal.shares.modal`.
    limits : DataFrame
        As from `detection_limits`.
    supported : dict of str to set of int, optional
        Where the maps of a deposit cannot name a mineral there is no limit.

    Returns
    -------
    DataFrame
        below_lod, on both bases, says whether the raw share of the whole area is below its limit;
        empty without a limit.
    """
    table = table.merge(limits, on=["code", "basis"], how="left")
    if supported is not None:
        places = zip(table["deposit"], table["code"], strict=True)
        table.loc[[code not in supported[name] for name, code in places], "lod_pct"] = np.nan
    place = ["level", "deposit", "section", "field", "code"]
    total = table[table["basis"] == "total"]
    below = (total["pct"] < total["lod_pct"]).astype(object)
    below[total["lod_pct"].isna() | total["pct"].isna()] = None
    return table.merge(total[place].assign(below_lod=below), on=place, how="left")
