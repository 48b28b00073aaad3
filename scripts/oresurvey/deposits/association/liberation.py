"""Liberation of a mineral in mounts of particles: how pure the particles are that hold it.

A particle is a group of touching ore minerals (see `deposits.association.groups`). Class maps name
gangue and resin alike, as background, so gangue in a particle is not seen: what is printed is
liberation from other ore minerals, which is at least the liberation proper. It is of sections
through particles, and a section through a composite often shows one mineral only: it is too high
for that reason too.
"""

import numpy as np
import pandas as pd

from oresurvey.deposits.association.groups import BOX_COLUMNS
from oresurvey.deposits.replicates import Replicates
from oresurvey.deposits.usable_grains import edge_weight, frame_of
from oresurvey.statistics.intervals import logit_t, none
from oresurvey.survey.minerals import Minerals

PARTICLES = "particles"
CLASSES = 11
"""0-10, .. 90-100, and 100 % of the particle's area."""

LIBERATED_FROM = 8
"""Class from which a mineral counts as liberated: 80 % of the particle's area."""

COLUMNS = [
    *("level", "deposit", "section", "code", "mineral", "measure", "from_pct", "to_pct", "pct"),
    *("low_pct", "high_pct", "interval", "sections", "particles", "particles_at_frame"),
    "frame_area_pct",
]
NAMES = [f"class_{k}" for k in range(CLASSES)]
SUMS = [*NAMES, "particles", "particles_at_frame", "area_px", "frame_area_px"]


def is_particles(entry: dict) -> bool:
    """Whether a field is a mount of particles."""
    return entry["sample_type"] == PARTICLES


def liberation_class(area_px: np.ndarray, particle_px: np.ndarray) -> np.ndarray:
    """Class 0 .. 10 of a mineral in a particle, by its share of the area; (n,) int.

    Whole numbers, so that no share falls on the wrong side of a limit by rounding.
    """
    return 10 * np.asarray(area_px, np.int64) // np.asarray(particle_px, np.int64)


def classed_areas(entry: dict, members: pd.DataFrame, weight: float = 1.0) -> pd.DataFrame:
    """Area of every mineral of a field by class of liberation.

    Parameters
    ----------
    entry : dict
        Manifest entry of the instances: deposit, section, field, width, height.
    members : DataFrame
        As from `deposits.association.groups.members`, with boxes.
    weight : float
        What a pixel of the field counts, see `deposits.levels.pixel_weights`.

    Returns
    -------
    DataFrame
        deposit, section, code and `SUMS`. Particles at the frame are only counted; the areas of
        the others carry Miles-Lantuejoul weights, as large particles are cut more often.
    """
    size = pd.DataFrame([frame_of(entry)], index=[entry["field"]])
    boxes = members[[*BOX_COLUMNS, "touches_frame"]].assign(field=entry["field"])
    at_edge = edge_weight(boxes, size)
    area = members["area_px"].to_numpy()
    of = liberation_class(area, members["group_area_px"])
    area = area * weight
    table = pd.DataFrame(
        {name: np.where(of == k, at_edge * area, 0.0) for k, name in enumerate(NAMES)}
    )
    whole = at_edge > 0
    table["particles"], table["particles_at_frame"] = whole.astype(int), (~whole).astype(int)
    table["area_px"], table["frame_area_px"] = area, np.where(whole, 0, area)
    table = table.groupby(members["code"].to_numpy())[SUMS].sum().rename_axis("code").reset_index()
    return table.assign(deposit=entry["deposit"], section=entry["section"])


def _with_shares(areas: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Sums by place and mineral, the classes as shares; NaN where no particle is whole."""
    table = areas.groupby([*keys, "code"], as_index=False)[SUMS].sum()
    whole = table[NAMES].sum(axis=1)
    table[NAMES] = table[NAMES].div(whole.where(whole > 0), axis=0)
    return table.assign(liberated=table[NAMES[LIBERATED_FROM:]].sum(axis=1, skipna=False))


def _measures() -> list[tuple[str, str, int, int]]:
    """Column, measure, from and to of every row of a mineral."""
    classes = [(name, "class", 10 * k, min(10 * k + 10, 100)) for k, name in enumerate(NAMES)]
    return [*classes, ("liberated", "liberated", 10 * LIBERATED_FROM, 100)]


def liberation(
    areas: pd.DataFrame | None, minerals: Minerals, replicates: Replicates = Replicates()
) -> pd.DataFrame:
    """Content of ``liberation.csv``: per section and deposit.

    Parameters
    ----------
    areas : DataFrame or None
        Of all fields of particles, as from `classed_areas`; None where there is none.
    minerals : Minerals
    replicates : Replicates
        What the sample of each deposit is made of; its sections by default.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`: share of the mineral's area in particles of which it makes up from_pct
        to to_pct (half-open; the last class is 100 % alone). A deposit's value is the mean over
        the sections that hold the mineral, with a logit-t interval.
    """
    if areas is None or areas.empty:
        return pd.DataFrame(columns=COLUMNS)
    keys = {"section": ["deposit", "section"], "deposit": ["deposit"]}
    tables = {level: _with_shares(areas, of) for level, of in keys.items()}
    known = tables["section"].dropna(subset="liberated")
    counts = known.groupby(["deposit", "code"]).size()
    sample = replicates.joined(known, [*NAMES, "liberated"])
    values = dict(list(sample.groupby(["deposit", "code"])))
    nothing = tables["section"][:0]
    rows = []
    for level, table in tables.items():
        for row in table.to_dict("records"):
            key = row["deposit"], row["code"]
            of = values.get(key, nothing)
            for column, measure, low, high in _measures():
                share, found = row[column], none("one section is no sample")
                if level == "deposit":
                    found = logit_t(of[column].to_numpy())
                    share = of[column].mean()
                rows.append(
                    {
                        "level": level,
                        "deposit": row["deposit"],
                        "section": row.get("section", ""),
                        "code": row["code"],
                        "mineral": minerals[row["code"]].symbol,
                        "measure": measure,
                        "from_pct": low,
                        "to_pct": high,
                        "pct": 100 * share,
                        **found.in_pct(),
                        "sections": int(counts.get(key, 0)) if level == "deposit" else 1,
                        "particles": row["particles"],
                        "particles_at_frame": row["particles_at_frame"],
                        "frame_area_pct": 100 * row["frame_area_px"] / row["area_px"],
                    }
                )
    return pd.DataFrame(rows, columns=COLUMNS)
