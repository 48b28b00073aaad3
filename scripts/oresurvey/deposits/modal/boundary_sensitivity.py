"""Boundary sensitivity: how much of a mineral's area hangs on where its boundary is drawn.

Shifting every boundary by d changes the area by d * perimeter; for d = 1 px the area changes by
100 P / A per cent (a disk of radius 50 px: 4 %). P is the Crofton length of its contacts with other
classes; the frame of a photograph and void are no boundary.
"""

import pandas as pd

from oresurvey.deposits.levels import LEVELS, pixel_weights, weighed
from oresurvey.survey.mineral_codes import VOID

COLUMNS = ["level", "deposit", "section", "field", "code", "boundary_sensitivity_pct"]


def perimeters(contacts: pd.DataFrame) -> dict[int, float]:
    """Boundary of every class of one field with any other, px.

    Parameters
    ----------
    contacts : DataFrame
        code_a, code_b, length_px of ``contacts.parquet``.
    """
    real = contacts[(contacts["code_a"] != VOID) & (contacts["code_b"] != VOID)]
    real = real[real["code_a"] != real["code_b"]]
    sides = pd.concat([real.groupby(side)["length_px"].sum() for side in ("code_a", "code_b")])
    return {int(code): float(length) for code, length in sides.groupby(level=0).sum().items()}


def boundary_sensitivity(
    pixels: pd.DataFrame, lengths: dict[str, dict[int, float]]
) -> pd.DataFrame:
    """Relative change of area if every boundary moves by 1 px, %.

    Parameters
    ----------
    pixels : DataFrame
        As from `deposits.levels.pixel_table`.
    lengths : dict of str to dict of int to float
        Field to `perimeters`.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`: per field, section and deposit, pooled; NaN without area.
    """
    places = zip(pixels["field"], pixels["code"], strict=True)
    table = pixels.assign(perimeter=[lengths[field].get(code, 0.0) for field, code in places])
    parts, weights = [], pixel_weights(pixels)
    # By area both: a boundary moves by a pixel of its own field.
    counted = weighed(table, weights, ["perimeter", "pixels"])
    for level, keys in LEVELS.items():
        of = table if level == "field" else counted
        pooled = of.groupby([*keys, "code"], as_index=False)[["perimeter", "pixels"]].sum()
        share = pooled["perimeter"] / pooled["pixels"].where(pooled["pixels"] > 0)
        parts.append(pooled.assign(level=level, boundary_sensitivity_pct=100 * share))
    whole = pd.concat(parts, ignore_index=True).reindex(columns=COLUMNS)
    return whole.fillna({"section": "", "field": ""})
