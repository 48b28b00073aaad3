"""Pixels of every class, summed up at the levels of the tables: field, section, deposit."""

import numpy as np
import pandas as pd

from oresurvey.survey.mineral_codes import BACKGROUND, UNIDENTIFIED

LEVELS = {
    "field": ["deposit", "section", "field"],
    "section": ["deposit", "section"],
    "deposit": ["deposit"],
}


def pixel_table(entries: list[dict], also: frozenset[int] = frozenset()) -> pd.DataFrame:
    """Pixels of every class in every field, zeros included.

    Parameters
    ----------
    entries : list of dict
        Manifest entries of the instances.
    also : set of int
        Classes to have rows for besides those that some field shows.

    Returns
    -------
    DataFrame
        deposit, section, field, code, pixels, um_per_px.
    """
    codes = sorted(
        {int(code) for entry in entries for code in entry["class_pixels"]} | {BACKGROUND, *also}
    )
    return pd.DataFrame(
        [
            {
                "deposit": entry["deposit"],
                "section": entry["section"],
                "field": entry["field"],
                "code": code,
                "pixels": entry["class_pixels"].get(str(code), 0),
                "um_per_px": entry["um_per_px"] or np.nan,
            }
            for entry in sorted(entries, key=lambda entry: entry["field"])
            for code in codes
        ],
        columns=["deposit", "section", "field", "code", "pixels", "um_per_px"],
    )


def identified(pixels: pd.DataFrame) -> pd.DataFrame:
    """The rows of `pixel_table` that name something: unidentified pixels are left out."""
    return pixels[pixels["code"] != UNIDENTIFIED]


def shares(pixels: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Pooled share of every class in every group.

    Parameters
    ----------
    pixels : DataFrame
        As from `pixel_table`, of one basis.
    keys : list of str

    Returns
    -------
    DataFrame
        keys, code, pixels, fields, share (0..1; NaN where the group has no pixel).
    """
    table = pixels.groupby([*keys, "code"], as_index=False).agg(
        pixels=("pixels", "sum"), fields=("field", "nunique")
    )
    whole = table.groupby(keys)["pixels"].transform("sum")
    table["share"] = table["pixels"] / whole.where(whole > 0)
    return table
