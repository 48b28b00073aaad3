"""Association: which mineral shares its boundary with which.

s_AB is the boundary that A shares with B over all boundary of A; the frame and void take no part,
the background is a partner. The index compares s_AB with random contact, a_B / (1 - a_A) of the
areas a: 1 is random.
"""

import numpy as np
import pandas as pd

from oresurvey.intervals import logit_t, none
from oresurvey.minerals import BACKGROUND, VOID, Minerals
from oresurvey.modal import LEVELS, shares

COLUMNS = [
    *("level", "deposit", "section", "field", "code_a", "mineral_a", "code_b", "mineral_b"),
    *("length_px", "length_um", "association_pct", "index", "low_pct", "high_pct", "interval"),
    "sections",
]


def boundary_lengths(contacts: pd.DataFrame) -> pd.DataFrame:
    """Boundary between minerals, each pair both ways round.

    Parameters
    ----------
    contacts : DataFrame
        Columns of ``contacts.parquet``.

    Returns
    -------
    DataFrame
        deposit, section, field, code_a, code_b, length_px, length_um; code_a is never background.
    """
    place = LEVELS["field"]
    real = contacts[(contacts["code_a"] != VOID) & (contacts["code_b"] != VOID)]
    real = real[real["code_a"] != real["code_b"]]
    other = real.rename(columns={"code_a": "code_b", "code_b": "code_a"})
    both = pd.concat([real, other], ignore_index=True)
    both = both[both["code_a"] != BACKGROUND]
    return both.groupby([*place, "code_a", "code_b"], as_index=False).agg(
        length_px=("length_px", "sum"),
        length_um=("length_um", lambda length: length.sum(skipna=False)),
    )


def _pooled(lengths: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    table = lengths.groupby([*keys, "code_a", "code_b"], as_index=False).agg(
        length_px=("length_px", "sum"),
        length_um=("length_um", lambda length: length.sum(skipna=False)),
    )
    whole = table.groupby([*keys, "code_a"])["length_px"].transform("sum")
    table["share"] = table["length_px"] / whole
    return table


def _sections_with_zeros(by_section: pd.DataFrame) -> dict[tuple, np.ndarray]:
    """Section values of s_AB for every pair of a deposit; 0 where A is there and never meets B."""
    values = {}
    for (deposit, a), group in by_section.groupby(["deposit", "code_a"]):
        wide = group.pivot(index="section", columns="code_b", values="share").fillna(0.0)
        for b in wide.columns:
            values[deposit, a, b] = wide[b].to_numpy()
    return values


def association(lengths: pd.DataFrame, pixels: pd.DataFrame, minerals: Minerals) -> pd.DataFrame:
    """Content of ``association.csv``: per field, section and deposit.

    Parameters
    ----------
    lengths : DataFrame
        As from `boundary_lengths`.
    pixels : DataFrame
        As from `modal.pixel_table`.
    minerals : Minerals

    Returns
    -------
    DataFrame
        Columns `COLUMNS`. A deposit's share is the mean over the sections that hold A, with a
        logit-t interval over them.
    """
    lengths = lengths.sort_values([*LEVELS["field"], "code_a", "code_b"])
    of_sections = _sections_with_zeros(_pooled(lengths, LEVELS["section"]))
    rows = []
    for level, keys in LEVELS.items():
        areas = shares(pixels, keys).set_index([*keys, "code"])["share"]
        for row in _pooled(lengths, keys).to_dict("records"):
            a, b = row["code_a"], row["code_b"]
            place = tuple(row[key] for key in keys)
            values = of_sections[row["deposit"], a, b]
            if level == "deposit":
                share, found = values.mean(), logit_t(values)
            else:
                share, found = row["share"], none(f"one {level} is no sample")
            random = areas[(*place, b)] / (1 - areas[(*place, a)])
            rows.append(
                {key: row.get(key, "") for key in ("deposit", "section", "field")}
                | {
                    "level": level,
                    "code_a": a,
                    "mineral_a": minerals[a].symbol,
                    "code_b": b,
                    "mineral_b": minerals[b].symbol,
                    "length_px": row["length_px"],
                    "length_um": row["length_um"],
                    "association_pct": 100 * share,
                    "index": share / random,
                    "low_pct": 100 * found.low,
                    "high_pct": 100 * found.high,
                    "interval": found.method,
                    "sections": len(values) if level == "deposit" else 1,
                }
            )
    return pd.DataFrame(rows, columns=COLUMNS)
