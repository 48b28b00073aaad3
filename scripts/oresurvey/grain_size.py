"""Grain sizes: area-weighted curves of the equivalent circle diameter (ECD).

Sizes are of sections through grains, not of grains: the section of a sphere of diameter D is on
average .785 D wide. Area weights soften this: the area-weighted median is .938 D.
"""

import numpy as np
import pandas as pd

from oresurvey.intervals import log_t, none
from oresurvey.minerals import Minerals
from oresurvey.modal import LEVELS

QUANTILES = {"d20": 0.2, "d50": 0.5, "p80": 0.8}
EDGE_LIMIT_PCT = 20.0
COLUMNS = [
    "level",
    "deposit",
    "section",
    "field",
    "code",
    "mineral",
    "grains",
    "grains_inside",
    "grains_corrected",
    "d20_px",
    "d50_px",
    "p80_px",
    "d20_um",
    "d50_um",
    "p80_um",
    "d50_low_um",
    "d50_high_um",
    "p80_low_um",
    "p80_high_um",
    "d50_low_px",
    "d50_high_px",
    "p80_low_px",
    "p80_high_px",
    "edge_area_pct",
    "p80_at_least",
    "mean_chord_px",
    "mean_chord_um",
    "interval",
    "sections",
    "note",
]


def edge_weight(grains: pd.DataFrame, sizes: pd.DataFrame) -> np.ndarray:
    """Miles-Lantuejoul weights: 0 for grains that touch the frame, else W H / ((W-w-1)(H-h-1)).

    Parameters
    ----------
    grains : DataFrame
        field, left_px, top_px, right_px, bottom_px, touches_frame.
    sizes : DataFrame
        width and height, by field.

    Returns
    -------
    (n,) float64

    Notes
    -----
    Source: Lantuejoul (1978). A large grain fits wholly into fewer places of the frame.
    """
    wide = sizes["width"].reindex(grains["field"]).to_numpy(float)
    high = sizes["height"].reindex(grains["field"]).to_numpy(float)
    room_x = wide - (grains["right_px"] - grains["left_px"]).to_numpy() - 1
    room_y = high - (grains["bottom_px"] - grains["top_px"]).to_numpy() - 1
    free = ~grains["touches_frame"].to_numpy(bool) & (room_x > 0) & (room_y > 0)
    weight = np.zeros(len(grains))
    weight[free] = (wide * high)[free] / (room_x * room_y)[free]
    return weight


def area_weighted_quantile(diameter: np.ndarray, area: np.ndarray, share: float) -> float:
    """Diameter below which this share of the area lies.

    The cumulative area is taken at the middle of each grain and interpolated between grains.

    Parameters
    ----------
    diameter, area : (n,) float
    share : float
        0..1.
    """
    diameter, area = np.asarray(diameter, float), np.asarray(area, float)
    used = np.isfinite(diameter) & (area > 0)
    if not used.any():
        return float("nan")
    order = np.argsort(diameter[used], kind="stable")
    d, a = diameter[used][order], area[used][order]
    middle = (np.cumsum(a) - a / 2) / a.sum()
    return float(np.interp(share, middle, d))


def _sizes(group: pd.DataFrame, unit: str) -> dict[str, float]:
    diameter = group[f"ecd_{unit}"].to_numpy(float)
    weight = group["weight"].to_numpy() * group["area_px"].to_numpy(float)
    if unit == "um" and not np.isfinite(diameter).all():
        # One field without a scale: sizes in micrometres of the group are not known.
        return {f"{name}_um": float("nan") for name in QUANTILES}
    return {
        f"{name}_{unit}": area_weighted_quantile(diameter, weight, share)
        for name, share in QUANTILES.items()
    }


def _row(group: pd.DataFrame) -> dict:
    """Sizes of one mineral in one group of fields."""
    one_scale = group["um_per_px"].nunique(dropna=False) == 1
    area = group["area_px"].to_numpy(float)
    edge = 100 * area[group["touches_frame"].to_numpy(bool)].sum() / area.sum()
    pixels = _sizes(group, "px") if one_scale else {f"{name}_px": np.nan for name in QUANTILES}
    scale = group["um_per_px"].iloc[0] if one_scale else np.nan
    boundary = group["perimeter_px"].sum()
    chord = np.pi * area.sum() / boundary if one_scale and boundary > 0 else np.nan
    notes = [] if one_scale else ["fields of different scale: no sizes in px"]
    if group["um_per_px"].isna().any():
        notes.append("no scale: sizes in px only, not comparable between deposits")
    return {
        "grains": len(group),
        "grains_inside": int((~group["touches_frame"]).sum()),
        "grains_corrected": group["weight"].sum(),
        **pixels,
        **_sizes(group, "um"),
        "edge_area_pct": edge,
        "p80_at_least": bool(edge > EDGE_LIMIT_PCT),
        "mean_chord_px": chord,
        "mean_chord_um": chord * scale,
        "note": "; ".join(notes),
    }


SCALE = "no common scale"


def _intervals(sections: pd.DataFrame) -> dict:
    """Log-t intervals of D50 and P80 over the sections of a deposit."""
    found = {}
    methods = []
    for name in ("d50", "p80"):
        for unit, other in (("um", "px"), ("px", "um")):
            values = sections[f"{name}_{unit}"].dropna()
            if len(values) == len(sections):
                interval = log_t(values)
            elif len(values) < sections[f"{name}_{other}"].count():
                interval = none(SCALE)
            else:
                # Leaving such a section out would lean to the fine side.
                interval = none("a section holds only grains cut by the frame")
            found[f"{name}_low_{unit}"], found[f"{name}_high_{unit}"] = interval.low, interval.high
            methods.append(interval.method)
    known = [method for method in methods if not method.startswith("none")]
    # The other unit needs no common scale: why it has no interval is why there is none at all.
    deeper = [method for method in methods if SCALE not in method]
    return found | {"interval": (known or deeper or methods)[0]}


def usable_grains(grains: pd.DataFrame, fields: pd.DataFrame, smallest_px: int) -> pd.DataFrame:
    """Grains of at least `smallest_px` pixels with their edge weight and the scale of their field.

    Parameters
    ----------
    grains : DataFrame
        Columns of ``grains.parquet``.
    fields : DataFrame
        field, width, height, um_per_px.
    smallest_px : int
        Smaller ones are mostly noise of the classifier.
    """
    sizes = fields.set_index("field")
    used = grains[grains["area_px"] >= smallest_px]
    return used.assign(
        weight=edge_weight(used, sizes),
        um_per_px=sizes["um_per_px"].reindex(used["field"]).to_numpy(float),
    ).sort_values(["field", "grain"], ignore_index=True)


def grain_size(grains: pd.DataFrame, minerals: Minerals) -> pd.DataFrame:
    """Content of ``grain_size.csv``: sizes per field, section and deposit and mineral.

    Parameters
    ----------
    grains : DataFrame
        As from `usable_grains`.
    minerals : Minerals

    Returns
    -------
    DataFrame
        Columns `COLUMNS`. D20, D50, P80 are area-weighted and corrected for the frame; p80_at_least
        marks groups that lost more than 20 % of their area to grains cut by the frame.
    """
    rows = []
    by_section: dict[tuple, list[dict]] = {}
    for level, keys in LEVELS.items():
        for place, group in grains.groupby([*keys, "code"], sort=True):
            row = dict(zip([*keys, "code"], place, strict=True)) | {"level": level} | _row(group)
            row["sections"] = group["section"].nunique()
            if level == "section":
                by_section.setdefault((row["deposit"], row["code"]), []).append(row)
            if level == "deposit":
                row |= _intervals(pd.DataFrame(by_section[row["deposit"], row["code"]]))
            else:
                row["interval"] = f"none: one {level} is no sample"
            row["mineral"] = minerals[row["code"]].symbol
            rows.append(row)
    table = pd.DataFrame(rows).reindex(columns=COLUMNS)
    for key in ("section", "field"):
        table[key] = table[key].fillna("")
    return table


def size_curve(grains: pd.DataFrame, unit: str = "um") -> pd.DataFrame:
    """Cumulative area over ECD per deposit and mineral, for figures.

    Returns
    -------
    DataFrame
        deposit, code, ecd (in `unit`), cumulative_area_pct.
    """
    curves = []
    for (deposit, code), group in grains.groupby(["deposit", "code"]):
        ordered = group.sort_values(f"ecd_{unit}", kind="stable")
        area = (ordered["area_px"] * ordered["weight"]).to_numpy()
        if not area.sum() or ordered[f"ecd_{unit}"].isna().any():
            continue
        curves.append(
            pd.DataFrame(
                {
                    "deposit": deposit,
                    "code": code,
                    "ecd": ordered[f"ecd_{unit}"].to_numpy(),
                    "cumulative_area_pct": 100 * np.cumsum(area) / area.sum(),
                }
            )
        )
    if not curves:
        return pd.DataFrame(columns=["deposit", "code", "ecd", "cumulative_area_pct"])
    return pd.concat(curves, ignore_index=True)
