"""What changes in the modal shares when another model is used: same fields, paired by section."""

import pandas as pd

from oresurvey.deposits.replicates import Replicates
from oresurvey.model_change.sections import PLACE, Common, common, paired_t, with_places

KEYS = [*PLACE, "code", "mineral", "basis"]
CORRECTED = ["corrected_pct", "estimator"]
COLUMNS = [
    *(*KEYS, "pct_before", "pct_after", "change_pct", "low_pct", "high_pct", "sections"),
    *("interval", "corrected_pct_before", "corrected_pct_after"),
    *("estimator_before", "estimator_after", "searched_before", "searched_after"),
]


def paired_shares(before: pd.DataFrame, after: pd.DataFrame, keys: list[str], within: list[str]):
    """Rows of two tables side by side.

    Parameters
    ----------
    before, after : DataFrame
        keys and pct.
    keys : list of str
        What names a row.
    within : list of str
        The keys of a whole that the rows are shares of. What one model does not list is 0 where it
        has the whole, and unknown where it has not (a section without any ore).

    Returns
    -------
    DataFrame
        keys, pct_before, pct_after, change_pct.
    """
    # Columns of an empty table have no type of their own; as objects they go with any other.
    sides = [side[[*keys, "pct"]].astype(dict.fromkeys(keys, object)) for side in (before, after)]
    table = sides[0].merge(sides[1], "outer", keys, suffixes=("_before", "_after"))
    for side in ("before", "after"):
        whole = table.groupby(within)[f"pct_{side}"].transform("count")
        table[f"pct_{side}"] = table[f"pct_{side}"].fillna(0.0).where(whole > 0)
    return table.assign(change_pct=table["pct_after"] - table["pct_before"])


def mean_changes(
    sections: pd.DataFrame, keys: list[str], replicates: Replicates = Replicates()
) -> pd.DataFrame:
    """Deposit rows from section rows: mean shares of the sections that both models have.

    Parameters
    ----------
    sections : DataFrame
        As from `paired_shares`.
    keys : list of str
        What names a row of a deposit.
    replicates : Replicates
        What the sample of each deposit is made of; its sections by default.

    Returns
    -------
    DataFrame
        keys, pct_before, pct_after, change_pct, low_pct, high_pct, sections, interval.
    """
    values = ["pct_before", "pct_after", "change_pct"]
    rows = []
    for names, group in sections.sort_values("section").groupby(keys):
        both = group.dropna(subset="change_pct")
        sample = replicates.joined(both, values, ())
        found = paired_t(sample["change_pct"])
        rows.append(
            dict(zip(keys, names, strict=True))
            | sample[values].mean().to_dict()
            | {"low_pct": found.low, "high_pct": found.high}
            | {"sections": len(both), "interval": found.method}
        )
    return pd.DataFrame(rows)


def _corrected(table: pd.DataFrame, before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """The deposit's corrected shares of both models beside the change of the raw ones."""
    keys = ["level", "deposit", "code", "basis"]
    for side, name in ((before, "before"), (after, "after")):
        if not set(CORRECTED) <= set(side):
            continue
        rows = side.loc[side["level"] == "deposit", [*keys, *CORRECTED]]
        table = table.merge(
            rows.rename(columns={c: f"{c}_{name}" for c in CORRECTED}), "left", keys
        )
    return table


def _searched(table: pd.DataFrame, before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Whether either model could name the mineral of a row; empty where its table does not say."""
    for side, name in ((before, "before"), (after, "after")):
        if "searched" in side:
            of = side.drop_duplicates(["deposit", "code"])[["deposit", "code", "searched"]]
            of = of.rename(columns={"searched": f"searched_{name}"})
            table = table.merge(of, "left", ["deposit", "code"])
    return table


def modal_change(
    before: pd.DataFrame, after: pd.DataFrame, places: Common | None = None
) -> pd.DataFrame:
    """Change of every modal share.

    Parameters
    ----------
    before, after : DataFrame
        ``modal.csv`` of two models.
    places : Common, optional
        As from `common` of the two.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`. For deposits: means over the sections that both models have, with a
        paired t interval (95 %) of the mean change. A mineral that one model cannot name counts as
        0 there, and searched_before or searched_after is False; fields and sections that only one
        model could use are left out.
    """
    places = places or common(before, after)
    before, after = with_places(before), with_places(after)
    within = [*PLACE, "basis"]
    levels = [
        paired_shares(places.of(before, level), places.of(after, level), KEYS, within)
        for level in ("field", "section")
    ]
    deposits = mean_changes(levels[1], ["deposit", "code", "mineral", "basis"], places.replicates)
    deposits = deposits.assign(level="deposit", section="", field="")
    parts = [part for part in (*levels, deposits) if len(part)]
    if not parts:
        return pd.DataFrame(columns=COLUMNS)
    table = _corrected(pd.concat(parts, ignore_index=True), before, after)
    table = _searched(table, before, after)
    table = table.reindex(columns=COLUMNS).sort_values(KEYS, ignore_index=True)
    return table.fillna({"interval": ""})
