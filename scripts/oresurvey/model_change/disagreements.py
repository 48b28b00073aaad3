"""Where two models disagree: how often either is right, by annotation that trained neither."""

import numpy as np
import pandas as pd
from scipy import stats

from oresurvey.model_change.areas import ALL, DEPOSIT
from oresurvey.statistics.intervals import LEVEL, ROUNDING, Interval, none, share_interval

SIDES = ("after", "before", "neither")
COLUMNS = [
    *("level", "deposit", "split", "sections", "fields", "annotated_px", "changed_pct"),
    *(f"{side}_right_{part}pct" for side in SIDES for part in ("", "low_", "high_")),
    *("net_pct", "net_low_pct", "net_high_pct", "interval"),
]


def ratio_of_sums(part: np.ndarray, whole: np.ndarray) -> tuple[float, float]:
    """A ratio of two sums over sections, and its variance.

    Parameters
    ----------
    part, whole : (k,) float
        Of each section; two sections at least.

    Returns
    -------
    float, float
        r = sum y / sum x; k / (k - 1) sum (y - r x)^2 / (sum x)^2 (Cochran 1977, Sampling
        Techniques, 3rd ed., section 2.11, no finite population).
    """
    part, whole = np.asarray(part, float), np.asarray(whole, float)
    ratio, k = part.sum() / whole.sum(), len(whole)
    return ratio, k / (k - 1) * ((part - ratio * whole) ** 2).sum() / whole.sum() ** 2


def _net_interval(part: np.ndarray, whole: np.ndarray) -> Interval:
    """Student's t: the difference of two shares lies in -1 .. 1 and is rarely near either."""
    ratio, variance = ratio_of_sums(part, whole)
    if variance < ROUNDING**2:
        return none("the same in every section")
    reach = stats.t.ppf(0.5 + LEVEL / 2, len(whole) - 1) * np.sqrt(variance)
    return Interval(max(-1.0, ratio - reach), min(1.0, ratio + reach), "t")


def _interval_of(part: np.ndarray, whole: np.ndarray) -> Interval:
    if len(whole) < 2:
        return none("one section" if len(whole) else "the models agree")
    ratio, variance = ratio_of_sums(part, whole)
    return share_interval(ratio, [(variance, len(whole) - 1)])


def _row(sections: pd.DataFrame) -> dict:
    """How often either model is right in some sections."""
    # A section in which the two agree says nothing of who is right.
    said = sections[sections["changed"] > 0]
    whole, total = said["changed"].to_numpy(), said["changed"].sum()
    row = {
        "sections": len(said),
        "fields": int(sections["fields"].sum()),
        "annotated_px": int(sections["annotated"].sum()),
        "changed_pct": 100 * total / sections["annotated"].sum(),
    }
    methods = []
    for side in SIDES:
        found = _interval_of(said[side].to_numpy(), whole)
        methods.append(found.method)
        row[f"{side}_right_pct"] = 100 * said[side].sum() / total if total else np.nan
        row[f"{side}_right_low_pct"] = 100 * found.low
        row[f"{side}_right_high_pct"] = 100 * found.high
    # One share may be the same in every section while the others vary.
    row["interval"] = min(methods, key=lambda method: method.startswith("none"))
    row["net_pct"] = row["after_right_pct"] - row["before_right_pct"]
    net = none("one section")
    if len(said) > 1:
        net = _net_interval((said["after"] - said["before"]).to_numpy(), whole)
    return row | {"net_low_pct": 100 * net.low, "net_high_pct": 100 * net.high}


def disagreements(entries: list[dict], split: str) -> pd.DataFrame:
    """Content of ``disagreements.csv``.

    Parameters
    ----------
    entries : list of dict
        Of the manifests of the map changes; those that were not judged are left out.
    split : str
        Of the judged fields, for the table.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`: of each deposit, and of all of them with level "all". changed_pct is of
        the annotated pixels. right_pct are of the changed ones, pooled over sections, and sum up to
        100; net_pct is after - before. Intervals (95 %) are over sections: logit-t for shares, t
        for the net.
    """
    rows = [
        {"deposit": entry["deposit"], "section": entry["section"], "fields": 1} | entry["judged"]
        for entry in entries
        if entry["judged"]
    ]
    if not rows:
        return pd.DataFrame(columns=COLUMNS)
    sections = pd.DataFrame(rows).groupby(["deposit", "section"], as_index=False).sum()
    sections["neither"] = sections["changed"] - sections["before"] - sections["after"]
    sections = sections[sections["annotated"] > 0]
    groups = [(ALL, "", sections)]
    groups += [(DEPOSIT, name, part) for name, part in sections.groupby("deposit")]
    table = [
        {"level": level, "deposit": name, "split": split} | _row(part)
        for level, name, part in groups
        if len(part)
    ]
    return pd.DataFrame(table, columns=COLUMNS)
