"""Grain sizes: area-weighted quantiles of the equivalent circle diameter (ECD), mean chord, P / A.

Sizes are of sections through grains, not of grains: the section of a sphere of diameter D is on
average .785 D wide. Area weights soften this: the area-weighted median is .938 D.

A deposit has two of each number. That of all its grains leans on the sections with the largest
grains, so no interval over sections holds for it. The one with an interval is the geometric mean of
the sections' values (`..._sections_...`).

Where the frame cuts too much (see `deposits.grain_size.quantiles`), a size is "at least" what is
seen. So is a mean of sections of which some are "at least", and it has no interval.
"""

import math

import numpy as np
import pandas as pd

from oresurvey.deposits.grain_size.quantiles import quantiles, why_no_curve
from oresurvey.deposits.grain_size.sums import SizeSums, diameters_of, sums_of_grains
from oresurvey.deposits.levels import LEVELS
from oresurvey.deposits.replicates import Replicates
from oresurvey.instances.equivalent_circle import ecd
from oresurvey.statistics.intervals import log_t, none
from oresurvey.survey.minerals import Minerals

QUANTILES = {"d20": 0.2, "d50": 0.5, "p80": 0.8}
AT_LEAST = "at least"
UNITS = ("um", "px")
WARNING = (
    "2D: sections through grains; area-weighted D50 of equal spheres is .938 of their diameter"
)
SCALE = "no common scale"

_MEASURES = {
    **{name: f"{name}_{{bound}}{{unit}}" for name in QUANTILES},
    "mean_chord": "mean_chord_{bound}{unit}",
    "boundary_density": "boundary_density_{bound}1_{unit}",
}
COLUMNS = [
    *("level", "deposit", "section", "field", "code", "mineral"),
    *("grains", "grains_inside", "grains_corrected"),
    *("d20_px", "d50_px", "p80_px", "d20_um", "d50_um", "p80_um"),
    *("d50_low_um", "d50_high_um", "p80_low_um", "p80_high_um"),
    *("d50_low_px", "d50_high_px", "p80_low_px", "p80_high_px"),
    *("edge_area_pct", "p80_at_least", "mean_chord_px", "mean_chord_um"),
    *("interval", "sections", "note"),
    *("d20_low_um", "d20_high_um", "d20_low_px", "d20_high_px"),
    *("mean_chord_low_um", "mean_chord_high_um", "mean_chord_low_px", "mean_chord_high_px"),
    *("boundary_density_1_um", "boundary_density_low_1_um", "boundary_density_high_1_um"),
    *("boundary_density_1_px", "boundary_density_low_1_px", "boundary_density_high_1_px"),
    *("smallest_grain_px", "smallest_grain_um", "p80_censored", "connectivity", "splitting"),
    "warning",
    *("d20_sections_um", "d50_sections_um", "p80_sections_um", "mean_chord_sections_um"),
    *("d20_sections_px", "d50_sections_px", "p80_sections_px", "mean_chord_sections_px"),
    *("boundary_density_sections_1_um", "boundary_density_sections_1_px"),
    *("d20_at_least", "d50_at_least", "d20_censored", "d50_censored"),
    *("d20_sections_at_least", "d50_sections_at_least", "p80_sections_at_least"),
    *("frame_um", "frame_px", "ore_area_pct"),
]
"""Columns of ``grain_size.csv``. What others read comes first, in the order it always had."""


def _column(measure: str, unit: str, bound: str = "") -> str:
    return _MEASURES[measure].format(unit=unit, bound=f"{bound}_" if bound else "")


def _quantiles(
    sizes: pd.DataFrame, fields: pd.DataFrame, unit: str, scaled: bool
) -> tuple[dict[str, float], np.ndarray | None]:
    """D20, D50, P80 of a group, and which are "at least"; NaN and None unless all its fields can be
    told in this unit."""
    if not scaled:
        return {_column(name, unit): np.nan for name in QUANTILES}, None
    scale = fields["um_per_px"] if unit == "um" else 1.0
    short_side = (fields["short_side_px"] * scale).min()
    found = quantiles(diameters_of(sizes, unit), list(QUANTILES.values()), short_side)
    columns = (_column(name, unit) for name in QUANTILES)
    return dict(zip(columns, found.diameter.tolist(), strict=True)), found.at_least


def _boundary(fields: pd.DataFrame, unit: str, scaled: bool) -> dict[str, float]:
    """Mean chord and boundary density of a group."""
    scale = fields["um_per_px"] if unit == "um" else 1.0
    area = math.fsum(fields["area_px"] * scale**2) if scaled else np.nan
    length = math.fsum(fields["boundary_px"] * scale) if scaled else np.nan
    return {
        _column("mean_chord", unit): np.pi * area / length if length > 0 else np.nan,
        _column("boundary_density", unit): length / area,
    }


def _words(values: pd.Series) -> str:
    return ", ".join(str(value) for value in sorted(set(values)))


def _row(sizes: pd.DataFrame, fields: pd.DataFrame) -> dict:
    """Sizes of one mineral in one group of fields."""
    one_scale = fields["um_per_px"].nunique(dropna=False) == 1
    scaled = {"px": one_scale, "um": bool(fields["um_per_px"].notna().all())}
    edge = 100 * fields["edge_area_px"].sum() / fields["area_px"].sum()
    scale = fields["um_per_px"]
    notes = [] if one_scale else ["fields of different scale: no sizes in px"]
    if not scaled["um"]:
        notes.append("no scale: sizes in px only, not comparable between deposits")
    smallest = scale * ecd(fields["smallest_px"])
    row = {
        "grains": fields["grains"].sum(),
        "grains_inside": fields["inside"].sum(),
        "grains_corrected": math.fsum(sizes["weight"]),
        "edge_area_pct": edge,
        # Of one frame as large as theirs are on average.
        "frame_px": np.sqrt(fields["frame_area_px"].mean()) if one_scale else np.nan,
        "frame_um": np.sqrt((fields["frame_area_px"] * scale**2).mean(skipna=False)),
        "smallest_grain_px": fields["smallest_px"].max(),
        "smallest_grain_um": smallest.max(skipna=False),
        "connectivity": _words(fields["connectivity"]),
        "splitting": _words(fields["splitting"]),
        "warning": WARNING,
        "note": "; ".join(notes),
    }
    bounds = np.zeros(len(QUANTILES), bool)
    for unit in UNITS:
        found, at_least = _quantiles(sizes, fields, unit, scaled[unit])
        row |= found | _boundary(fields, unit, scaled[unit])
        bounds = bounds if at_least is None else at_least
    for name, bound in zip(QUANTILES, bounds.tolist(), strict=True):
        row |= {f"{name}_at_least": bound, f"{name}_censored": AT_LEAST if bound else ""}
    return row


def _of_sections(sections: pd.DataFrame, measure: str, unit: str, replicates: Replicates):
    """Geometric mean of the replicates' values, with its interval."""
    values = sections[_column(measure, unit)].dropna()
    if len(values) < len(sections):
        return np.nan, none(SCALE)
    logs = sections[["deposit", "section"]].assign(log=np.log(values))
    joined = replicates.joined(logs, ["log"], ())
    # Sorted, so that the names of the sections change no number.
    values = (values if joined is logs else np.exp(joined["log"])).sort_values()
    mean = np.exp(np.log(values).mean())
    bounds = int(sections[f"{measure}_at_least"].sum()) if measure in QUANTILES else 0
    if bounds:
        return mean, none(f'"{AT_LEAST}" in {bounds} of {len(sections)} sections')
    return mean, log_t(values)


def _intervals(whole: dict, sections: pd.DataFrame, replicates: Replicates) -> dict:
    """Numbers over the sections of a deposit, their log-t intervals, and how these were found."""
    found: dict = {}
    methods: dict[str, list[str]] = {}
    outside = []
    for measure in _MEASURES:
        for unit in UNITS:
            value, interval = _of_sections(sections, measure, unit, replicates)
            bounds = {"sections": value, "low": interval.low, "high": interval.high}
            found |= {_column(measure, unit, bound): number for bound, number in bounds.items()}
            methods.setdefault(measure, []).append(interval.method)
            pooled = whole[_column(measure, unit)]
            if pooled < interval.low or pooled > interval.high:
                outside.append(measure.replace("_", " "))
    # The other unit needs no common scale: why it has no interval is why there is none at all.
    of = {
        measure: min(both, key=lambda method: (method.startswith("none"), SCALE in method))
        for measure, both in methods.items()
        if measure in QUANTILES
    }
    interval = min(of.values(), key=lambda method: method.startswith("none"))
    notes = [whole["note"]] if whole["note"] else []
    for method in dict.fromkeys(of.values()):
        if AT_LEAST in method and method != interval:
            names = ", ".join(name.upper() for name, one in of.items() if one == method)
            notes.append(f"no interval of {names}: {method.removeprefix('none: ')}")
    if outside:
        names = ", ".join(dict.fromkeys(outside))
        notes.append(f"interval of the sections' mean, not of all grains: {names} outside")
    for name in QUANTILES:
        found[f"{name}_sections_at_least"] = bool(sections[f"{name}_at_least"].any())
    return found | {"interval": interval, "note": "; ".join(notes)}


def ore_area_pct(fields: pd.DataFrame, keys: list[str]) -> pd.Series:
    """Share of each mineral in the area of all grains of its place, in %.

    Parameters
    ----------
    fields : DataFrame
        Of `SizeSums`.
    keys : list of str
        Of the place.

    Returns
    -------
    Series
        By keys and code; NaN where some fields of the place have a scale and others have none.
    """
    scale = fields["um_per_px"]
    area = fields["area_px"] * (1.0 if scale.isna().all() else scale**2)
    known = area.groupby([fields[key] for key in keys]).transform("count") == area.groupby(
        [fields[key] for key in keys]
    ).transform("size")
    of = area.where(known).groupby([fields[key] for key in [*keys, "code"]]).sum(min_count=1)
    return 100 * of / of.groupby(level=keys).transform("sum")


def grain_size_table(
    sums: SizeSums, minerals: Minerals, replicates: Replicates = Replicates()
) -> pd.DataFrame:
    """Content of ``grain_size.csv``: sizes per field, section and deposit and mineral.

    Parameters
    ----------
    sums : SizeSums
    minerals : Minerals
    replicates : Replicates
        What the sample of each deposit is made of; its sections by default.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`. D20, D50, P80 are area-weighted and corrected for the frame, of all
        grains of the group; d20_at_least, d50_at_least and p80_at_least mark those that are a lower
        bound (see `deposits.grain_size.quantiles`). mean_chord (pi A / P) and boundary_density
        (P / A) are of all grains, cut or not. low and high are of the geometric mean of the
        sections' values, which is in the columns named sections.
    """
    rows = []
    by_section: dict[tuple, list[dict]] = {}
    for level, keys in LEVELS.items():
        sizes_of = dict(list(sums.sizes.groupby([*keys, "code"])))
        of_ore = ore_area_pct(sums.fields, keys)
        for place, fields in sums.fields.groupby([*keys, "code"], sort=True):
            row = dict(zip([*keys, "code"], place, strict=True)) | {"level": level}
            row |= _row(sizes_of.get(place, sums.sizes.iloc[:0]), fields)
            row |= {"sections": fields["section"].nunique(), "ore_area_pct": of_ore[place]}
            if level == "section":
                by_section.setdefault((row["deposit"], row["code"]), []).append(row)
            if level == "deposit":
                of = pd.DataFrame(by_section[row["deposit"], row["code"]])
                row |= _intervals(row, of, replicates)
                row["note"] = "; ".join(filter(None, (row["note"], why_no_curve(row))))
            else:
                row["interval"] = f"none: one {level} is no sample"
            row["mineral"] = minerals[row["code"]].symbol
            rows.append(row)
    table = pd.DataFrame(rows).reindex(columns=COLUMNS)
    for key in ("section", "field"):
        table[key] = table[key].fillna("")
    return table


def grain_size(grains: pd.DataFrame, minerals: Minerals) -> pd.DataFrame:
    """`grain_size_table` of grains that are all in memory.

    Parameters
    ----------
    grains : DataFrame
        As from `usable_grains`.
    minerals : Minerals
    """
    return grain_size_table(sums_of_grains(grains), minerals)
