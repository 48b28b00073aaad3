"""What changes in grain sizes and associations when another model is used, paired by section."""

import numpy as np
import pandas as pd

from oresurvey.deposits.replicates import Replicates
from oresurvey.model_change.modal import mean_changes, paired_shares
from oresurvey.model_change.sections import PLACE, Common
from oresurvey.statistics.intervals import Interval, log_t, none

SIZES = ("d50", "p80")
OF_SIZE = ["deposit", "code", "mineral", "measure"]
SIZE_COLUMNS = [
    *(*PLACE, "code", "mineral", "measure", "unit", "before", "after", "ratio", "low_ratio"),
    *("high_ratio", "interval", "sections", "sections_of_one", "sections_at_least"),
]
PAIR = ["code_a", "mineral_a", "code_b", "mineral_b"]
ASSOCIATION_COLUMNS = [
    *(*PLACE, *PAIR, "association_before_pct", "association_after_pct", "change_pct", "low_pct"),
    *("high_pct", "interval", "sections"),
]


def _one_size(paired: pd.DataFrame, measure: str) -> pd.DataFrame:
    """One measure before and after; in micrometres where both models have it so, else in pixels."""
    um = paired[[f"{measure}_um_before", f"{measure}_um_after"]].astype(float)
    px = paired[[f"{measure}_px_before", f"{measure}_px_after"]].astype(float)
    # A mineral that one model alone found has no ratio; its scale is the other column's.
    scaled = um.notna().any(axis=1)
    chosen = np.where(scaled.to_numpy()[:, None], um, px)
    flags = paired[[f"{measure}_at_least_{side}" for side in ("before", "after")]]
    return paired[[*PLACE, "code", "mineral"]].assign(
        measure=measure,
        unit=np.where(scaled, "um", "px"),
        before=chosen[:, 0],
        after=chosen[:, 1],
        ratio=chosen[:, 1] / chosen[:, 0],
        sections_at_least=flags.astype(str).eq("True").any(axis=1).astype(int),
    )


def _mean_ratio(group: pd.DataFrame, replicates: Replicates) -> dict:
    """A deposit's row: geometric means over the sections where both models found the mineral."""
    both = group.dropna(subset="ratio")
    one_unit = both["unit"].nunique() == 1
    sizes = ["before", "after", "ratio"]
    logs = both[["deposit", "section"]].join(np.log(both[sizes].astype(float)))
    sample = replicates.joined(logs, sizes, ())
    ratios = both["ratio"] if sample is logs else np.exp(sample["ratio"])
    interval = log_t(ratios) if len(both) else _found_by_one(group)
    means = np.exp(sample[sizes].mean())
    return {
        # Micrometres and pixels have no mean; the ratio has.
        "unit": both["unit"].iloc[0] if one_unit else "",
        "before": means["before"] if one_unit else np.nan,
        "after": means["after"] if one_unit else np.nan,
        "ratio": means["ratio"],
        "low_ratio": interval.low,
        "high_ratio": interval.high,
        "interval": interval.method.replace("log-t", "paired log-t"),
        "sections": len(both),
        "sections_of_one": len(group) - len(both),
        "sections_at_least": both["sections_at_least"].sum(),
    }


def _found_by_one(group: pd.DataFrame) -> Interval:
    sides = [side for side in ("before", "after") if group[side].notna().any()]
    if len(sides) == 1:
        return none(f"grains with a size only {sides[0]} the change of model")
    return none("no section with a size by both models")


def size_change(before: pd.DataFrame, after: pd.DataFrame, places: Common) -> pd.DataFrame:
    """Change of D50 and P80 of every mineral.

    Parameters
    ----------
    before, after : DataFrame
        ``grain_size.csv`` of two models.
    places : Common

    Returns
    -------
    DataFrame
        Columns `SIZE_COLUMNS`. ratio is after / before. For deposits: geometric means over the
        sections where both models found the mineral, with a paired log-t interval (95 %).
        sections_of_one counts sections where one model alone found it, which have no ratio;
        sections_at_least counts those where the size is at least that under either model.
    """
    keys = [*PLACE, "code", "mineral"]
    kept = [f"{size}_{unit}" for size in SIZES for unit in ("um", "px")]
    kept += [f"{size}_at_least" for size in SIZES]
    parts = []
    for level in ("field", "section"):
        sides = [places.of(side, level)[[*keys, *kept]] for side in (before, after)]
        sides = [side.astype(dict.fromkeys(keys, object)) for side in sides]
        paired = sides[0].merge(sides[1], "outer", keys, suffixes=("_before", "_after"))
        parts += [_one_size(paired, size) for size in SIZES]
    rows = pd.concat(parts, ignore_index=True)
    # A section of cut grains alone, and a mineral that neither model sized, say nothing.
    rows = rows[rows[["before", "after"]].notna().any(axis=1)]
    sections = rows[rows["level"] == "section"].sort_values("section")
    deposits = [
        {"level": "deposit", "section": "", "field": ""}
        | dict(zip(OF_SIZE, names, strict=True))
        | _mean_ratio(group, places.replicates)
        for names, group in sections.groupby(OF_SIZE)
    ]
    parts = [part for part in (rows, pd.DataFrame(deposits)) if len(part)]
    if not parts:
        return pd.DataFrame(columns=SIZE_COLUMNS)
    table = pd.concat(parts, ignore_index=True).reindex(columns=SIZE_COLUMNS)
    table = table.sort_values([*keys, "measure"], ignore_index=True)
    return table.fillna({"interval": ""})


def _with_zeros(rows: pd.DataFrame, partners: pd.DataFrame) -> pd.DataFrame:
    """Every partner of the deposit wherever A has a boundary: 0 where A never meets it.

    Without these rows a mean over sections would be over those where the two meet.
    """
    there = rows[[*PLACE, "code_a", "mineral_a"]].drop_duplicates()
    full = there.merge(partners, on=["deposit", "code_a", "mineral_a"])
    return full.merge(rows, "left", [*PLACE, *PAIR]).fillna({"pct": 0.0})


def association_change(before: pd.DataFrame, after: pd.DataFrame, places: Common) -> pd.DataFrame:
    """Change of every association s_AB.

    Parameters
    ----------
    before, after : DataFrame
        ``association.csv`` of two models.
    places : Common

    Returns
    -------
    DataFrame
        Columns `ASSOCIATION_COLUMNS`; per cent of A's boundary, and points of change. For deposits:
        means over the sections where A has a boundary by both models, with a paired t interval. A
        partner that one model does not see there is 0.
    """
    keys = [*PLACE, *PAIR]
    levels = []
    for level in ("field", "section"):
        sides = [places.of(side, level)[[*keys, "association_pct"]] for side in (before, after)]
        sides = [side.rename(columns={"association_pct": "pct"}) for side in sides]
        partners = pd.concat(sides)[["deposit", *PAIR]].drop_duplicates()
        sides = [_with_zeros(side, partners) for side in sides]
        levels.append(paired_shares(sides[0], sides[1], keys, [*PLACE, "code_a"]))
    deposits = mean_changes(levels[1], ["deposit", *PAIR], places.replicates)
    deposits = deposits.assign(level="deposit", section="", field="")
    parts = [part for part in (*levels, deposits) if len(part)]
    if not parts:
        return pd.DataFrame(columns=ASSOCIATION_COLUMNS)
    names = {f"pct_{side}": f"association_{side}_pct" for side in ("before", "after")}
    table = pd.concat(parts, ignore_index=True).rename(columns=names)
    table = table.reindex(columns=ASSOCIATION_COLUMNS).sort_values(keys, ignore_index=True)
    return table.fillna({"interval": ""})
