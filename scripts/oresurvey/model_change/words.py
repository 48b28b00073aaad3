"""What changed between two models, in sentences: largest first, flipped conclusions one by one."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from oresurvey.model_change.conclusions import DIFFERS, NOT_TESTED

MOST = 5
"""Sentences of each kind."""

UNITS = {"um": "\N{MICRO SIGN}m", "px": "px"}


@dataclass(frozen=True)
class Change:
    """Columns of a table of changes: the change, its interval, and the value of no change."""

    value: str
    low: str
    high: str
    neutral: float


CHANGES = {
    "modal": Change("change_pct", "low_pct", "high_pct", 0.0),
    "grain_size": Change("ratio", "low_ratio", "high_ratio", 1.0),
    "association": Change("change_pct", "low_pct", "high_pct", 0.0),
}

VERDICTS = {DIFFERS: "told apart", NOT_TESTED: "not tested"}


def _interval(row: dict, kind: str) -> str:
    """The interval of a change and whether the sections agree that there is one."""
    of = CHANGES[kind]
    low, high = row[of.low], row[of.high]
    if not np.isfinite(low):
        return f"no interval: {str(row['interval']).removeprefix('none: ')}"
    sign = "+" if of.neutral == 0 else ""
    # "paired t, 3 sections"; or holes, where these are the sample.
    counted = str(row["interval"]).rpartition(", ")[2]
    what = counted.partition(" ")[2] or "sections"
    words = f"95 % interval {low:{sign}.3g} to {high:{sign}.3g}, {counted}"
    return f"{words}; within the scatter of the {what}" if low <= of.neutral <= high else words


def largest_first(table: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Rows of deposits: first those whose interval leaves out no change, each by its size.

    Parameters
    ----------
    table : DataFrame
        A table of changes.
    kind : str
        Its name, a key of `CHANGES`.

    Returns
    -------
    DataFrame
        The table's columns and ``size``, 0 for no change; rows without a value are left out.
    """
    of = CHANGES[kind]
    table = table[(table["level"] == "deposit") & table[of.value].notna()]
    values = table[[of.value, of.low, of.high]].astype(float)
    value, low, high = (values[name] for name in values)
    size = np.log(value).abs() if of.neutral == 1 else value.abs()
    table = table.assign(size=size, unsure=~((low > of.neutral) | (high < of.neutral)))
    table = table.sort_values(["unsure", "size"], ascending=[True, False], kind="stable")
    return table.drop(columns="unsure")


def _largest(table: pd.DataFrame, kind: str, most: int) -> list[dict]:
    rows = largest_first(table, kind)
    return rows[rows["size"] > 0].head(most).to_dict("records")


def _share(row: dict, side: str) -> str:
    """A share of the area, or that the model could not name the mineral."""
    if str(row.get(f"searched_{side}")) == "False":
        return "not searched"
    return f"{row[f'pct_{side}']:.3g} %{' of the area' if side == 'before' else ''}"


def modal_sentences(change: pd.DataFrame, most: int = MOST) -> list[str]:
    """The largest changes of modal shares, of the whole area."""
    return [
        f"{row['deposit']}, {row['mineral']}: {_share(row, 'before')} becomes "
        f"{_share(row, 'after')}, {row['change_pct']:+.2g} points "
        f"({_interval(row, 'modal')})"
        for row in _largest(change[change["basis"] == "total"], "modal", most)
    ]


def size_sentences(change: pd.DataFrame, most: int = MOST) -> list[str]:
    """The largest changes of D50 and P80."""
    found = []
    for row in _largest(change, "grain_size", most):
        unit = UNITS.get(row["unit"])
        values = f"{row['before']:.3g} {unit} becomes {row['after']:.3g} {unit}, " if unit else ""
        bounds = row["sections_at_least"]
        cut = f'; "at least" in {bounds} of {row["sections"]} sections' if bounds else ""
        found.append(
            f"{row['deposit']}, {row['measure'].upper()} of {row['mineral']}: {values}"
            f"{row['ratio']:.3g} times ({_interval(row, 'grain_size')}{cut})"
        )
    return found


def association_sentences(change: pd.DataFrame, most: int = MOST) -> list[str]:
    """The largest changes of association."""
    return [
        f"{row['deposit']}, boundary of {row['mineral_a']} with {row['mineral_b']}: "
        f"{row['association_before_pct']:.3g} % becomes {row['association_after_pct']:.3g} %, "
        f"{row['change_pct']:+.2g} points ({_interval(row, 'association')})"
        for row in _largest(change, "association", most)
    ]


def _side(row: dict, side: str, model: str) -> str:
    words = f"{VERDICTS.get(row[f'verdict_{side}'], 'not told apart')} with {model}"
    p, effect = row[f"p_{side}"], row[f"effect_{side}"]
    known = [f"{row['effect']} {effect:.3g}"] if np.isfinite(effect) else []
    if np.isfinite(p):
        known.append("p < 0.001" if p < 0.001 else f"p = {p:.2g}")
    else:
        known += [row[f"note_{side}"]] if row[f"note_{side}"] else []
    return f"{words} ({', '.join(known)})" if known else words


def flip_sentences(conclusions: pd.DataFrame, names: tuple[str, str]) -> list[str]:
    """A sentence for every conclusion that flips.

    Parameters
    ----------
    conclusions : DataFrame
        As from `model_change.conclusions.conclusions`.
    names : (str, str)
        The two models.
    """
    found = []
    for row in conclusions[conclusions["flip"].astype(bool)].to_dict("records"):
        what = f"{row['about']}, {row['subject']}" if row["subject"] else row["about"]
        sides = [_side(row, s, m) for s, m in zip(("before", "after"), names, strict=True)]
        turned = "; the difference has turned round" if row["change"] == "turned round" else ""
        found.append(
            f"{row['deposit_a']} and {row['deposit_b']}, {what}: {'; '.join(sides)}{turned}"
        )
    return found
