"""Textural groups: which minerals occur in touch, how often, and how large together."""

import numpy as np
import pandas as pd

from oresurvey.deposits.replicates import Replicates
from oresurvey.instances.equivalent_circle import ecd
from oresurvey.statistics.intervals import logit_t, none

COLUMNS = [
    *("level", "deposit", "section", "combination", "minerals", "groups", "groups_at_frame"),
    *("sections", "area_pct", "low_pct", "high_pct", "interval", "frame_area_pct"),
    *("median_ecd_px", "largest_ecd_px", "median_ecd_um", "largest_ecd_um", "largest_at_frame"),
    *("median_ecd_at_least", "largest_ecd_at_least"),
]
MUCH_CUT_PCT = 20.0
"""Share of the area in groups that the frame cuts, above which the median of the others is at least
that: large groups are cut more often."""
GROUP_COLUMNS = [
    *("deposit", "section", "combination", "minerals", "area_px", "counted_px", "ecd_um"),
    "touches_frame",
]


def texture_groups(entry: dict, members: pd.DataFrame, weight: float = 1.0) -> pd.DataFrame:
    """The groups of a field, one row each.

    Parameters
    ----------
    entry : dict
        Manifest entry of the instances.
    members : DataFrame
        As from `deposits.association.groups.members`.
    weight : float
        What a pixel of the field counts, see `deposits.levels.pixel_weights`.

    Returns
    -------
    DataFrame
        Columns `GROUP_COLUMNS`; counted_px is the area that shares are of; ecd_um is NaN without a
        scale.
    """
    one = members.drop_duplicates("group")
    return pd.DataFrame(
        {
            "deposit": entry["deposit"],
            "section": entry["section"],
            "combination": one["combination"].astype("category"),
            "minerals": one["minerals"],
            "area_px": one["group_area_px"],
            "counted_px": one["group_area_px"] * weight,
            "ecd_um": ecd(one["group_area_px"]) * (entry["um_per_px"] or np.nan),
            "touches_frame": one["touches_frame"],
        },
        columns=GROUP_COLUMNS,
    )


def _row(groups: pd.DataFrame) -> dict:
    """What is said of one combination: numbers of its groups."""
    at_frame = groups["touches_frame"].to_numpy(bool)
    whole = groups[~at_frame]
    area, counted = groups["area_px"].to_numpy(), groups["counted_px"].to_numpy()
    cut_pct = 100 * counted[at_frame].sum() / counted.sum()
    largest_cut = bool(at_frame[area == area.max()].any())
    return {
        "minerals": int(groups["minerals"].iloc[0]),
        "groups": len(whole),
        "groups_at_frame": int(at_frame.sum()),
        "frame_area_pct": cut_pct,
        "median_ecd_px": float(np.median(ecd(whole["area_px"]))) if len(whole) else np.nan,
        "largest_ecd_px": float(ecd(area.max())),
        # A group without a scale leaves both unknown.
        "median_ecd_um": float(np.median(whole["ecd_um"])) if len(whole) else np.nan,
        "largest_ecd_um": float(np.max(groups["ecd_um"].to_numpy())),
        "largest_at_frame": largest_cut,
        "median_ecd_at_least": cut_pct > MUCH_CUT_PCT,
        "largest_ecd_at_least": largest_cut,
    }


def _section_shares(groups: pd.DataFrame) -> pd.DataFrame:
    """Share of the ore area by section (rows) and combination (columns); 0 where there is none."""
    area = groups.pivot_table(
        index="section", columns="combination", values="counted_px", aggfunc="sum", observed=True
    ).fillna(0.0)
    return area.div(area.sum(axis=1), axis=0)


def textures(groups: pd.DataFrame, replicates: Replicates = Replicates()) -> pd.DataFrame:
    """Rows of ``textures.csv`` of one deposit.

    Parameters
    ----------
    groups : DataFrame
        Of all its fields, as from `texture_groups`.
    replicates : Replicates
        What the sample of the deposit is made of; its sections by default.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`, the largest share first. The share is of the ore area in groups; a
        deposit's is the mean of its sections, those without the combination counting as zero, with
        a logit-t interval. `sections` hold the combination. `groups` lie inside the frame, and the
        median is theirs; the largest group may touch the frame, and is then larger than it looks.
    """
    if groups.empty:
        return pd.DataFrame(columns=COLUMNS)
    groups = groups.assign(combination=groups["combination"].astype(str))
    deposit = groups["deposit"].iloc[0]
    shares = _section_shares(groups)
    rows = []
    for (section, combination), of in groups.groupby(["section", "combination"]):
        place = {"level": "section", "deposit": deposit, "section": section}
        found = none("one section is no sample")
        rows.append((place, combination, of, shares.at[section, combination], found, 1))
    sample = replicates.joined_rows(
        shares.set_axis(
            pd.MultiIndex.from_product([[deposit], shares.index], names=["deposit", "section"])
        )
    )
    for combination, of in groups.groupby("combination"):
        values = sample[combination].to_numpy()
        place = {"level": "deposit", "deposit": deposit, "section": ""}
        rows.append(
            (place, combination, of, values.mean(), logit_t(values), of["section"].nunique())
        )
    table = pd.DataFrame(
        [
            place
            | _row(of)
            | {
                "combination": combination,
                "sections": sections,
                "area_pct": 100 * share,
                **found.in_pct(),
            }
            for place, combination, of, share, found, sections in rows
        ],
        columns=COLUMNS,
    )
    order = ["level", "section", "area_pct", "combination"]
    return table.sort_values(order, ascending=[False, True, False, True], ignore_index=True)
