"""Shares of the classes among the annotated pixels."""

import pandas as pd

from oresurvey.survey.minerals import Minerals


def class_shares(pixels: pd.DataFrame, minerals: Minerals) -> pd.DataFrame:
    """Share of every class among the annotated pixels (Table 1 of the 2021 paper).

    Parameters
    ----------
    pixels : DataFrame
        Columns deposit, split, field, code, pixels.
    minerals : Minerals

    Returns
    -------
    DataFrame
        deposit, split, code, mineral, paper_label, name, pixels, pct, fields (annotated fields of
        the group), fields_with (those that hold the class).
    """
    keys = ["deposit", "split"]
    sums = pixels.groupby([*keys, "code"], as_index=False).agg(
        pixels=("pixels", "sum"), fields_with=("field", "nunique")
    )
    groups = pixels.groupby(keys, as_index=False).agg(
        annotated=("pixels", "sum"), fields=("field", "nunique")
    )
    table = sums.merge(groups, on=keys)
    table["pct"] = 100.0 * table["pixels"] / table["annotated"]
    for column in ("symbol", "paper_label", "name"):
        table[column] = [getattr(minerals[code], column) for code in table["code"]]
    table = table.rename(columns={"symbol": "mineral"}).sort_values([*keys, "code"])
    return table[
        [
            "deposit",
            "split",
            "code",
            "mineral",
            "paper_label",
            "name",
            "pixels",
            "pct",
            "fields",
            "fields_with",
        ]
    ].reset_index(drop=True)
