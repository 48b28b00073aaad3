"""Pixels of every class, summed up at the levels of the tables: field, section, deposit.

Fields of one section may differ in magnification: a pixel then counts by its area. Fields without a
scale are not pooled with fields that have one.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from oresurvey.survey.mineral_codes import BACKGROUND, UNIDENTIFIED

LEVELS = {
    "field": ["deposit", "section", "field"],
    "section": ["deposit", "section"],
    "deposit": ["deposit"],
}

ONE_SCALE = 1.005
"""Ratio of two scales up to which they are taken for one: no stage micrometer tells them apart."""


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


def pixel_weights(fields: pd.DataFrame) -> pd.Series:
    """What a pixel of each field counts where the fields of its section are pooled.

    Parameters
    ----------
    fields : DataFrame
        deposit, section, field, um_per_px (NaN: no scale); rows may repeat, as in `pixel_table`.

    Returns
    -------
    Series
        By field: the area of its pixels in those of the section's finest field, so 1 where all have
        one scale. Where some fields of a section have a scale and others have none, the fewer of
        the two (those without, if they are as many) count nothing: 0.
    """
    of = fields.drop_duplicates("field").set_index("field")
    section = [of["deposit"], of["section"]]
    scale = of["um_per_px"].astype(float)
    known = scale.notna()
    pooled = known == (known.groupby(section).transform("mean") >= 0.5)
    finest, coarsest = (scale.groupby(section).transform(one) for one in ("min", "max"))
    scale = scale.where(coarsest > ONE_SCALE * finest, finest)
    return ((scale / finest) ** 2).fillna(1.0).where(pooled, 0.0)


def not_pooled(weights: pd.Series) -> list[str]:
    """Fields that count nothing above the level of fields, see `pixel_weights`."""
    return sorted(weights.index[weights == 0])


def weighed(
    table: pd.DataFrame,
    weights: pd.Series,
    columns: Sequence[str] = ("pixels",),
    power: float = 1.0,
) -> pd.DataFrame:
    """A table of fields, ready to be pooled.

    Parameters
    ----------
    table : DataFrame
        With the column field.
    weights : Series
        As returned by `pixel_weights`; 1 for fields that it does not have.
    columns : sequence of str
        Areas in pixels.
    power : float
        0.5 where the columns are lengths in pixels.

    Returns
    -------
    DataFrame
        The table itself where every pixel counts the same. Otherwise without fields that are not
        pooled, and the columns in pixels of the section's finest field.
    """
    of = table["field"].map(weights).fillna(1.0)
    if (of == 1).all():
        return table
    kept, of = table[of > 0], of[of > 0] ** power
    return kept.assign(**{column: kept[column] * of for column in columns})


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
