"""Liberation of a mineral in mounts of particles: how pure the particles are that hold it.

A particle is a group of touching ore minerals (see `deposits.association.groups`). Class maps name
gangue and resin alike, as background, so gangue in a particle is not seen: what is printed is
liberation from other ore minerals, which is at least the liberation proper. It is of sections
through particles, and a section through a composite often shows one mineral only: it is too high
for that reason too.
"""

from collections.abc import Collection

import numpy as np
import pandas as pd

from oresurvey.deposits.association.groups import BOX_COLUMNS
from oresurvey.deposits.replicates import Replicates
from oresurvey.deposits.samples import CHOSEN_FIELDS
from oresurvey.deposits.usable_grains import edge_weight, frame_of
from oresurvey.statistics.bootstrap import particle_shares
from oresurvey.statistics.intervals import Interval, logit_t, none
from oresurvey.survey.minerals import Minerals

PARTICLES = "particles"
CLASSES = 11
"""0-10, .. 90-100, and 100 % of the particle's area."""

LIBERATED_FROM = 8
"""Class from which a mineral counts as liberated: 80 % of the particle's area."""

COLUMNS = [
    *("level", "deposit", "section", "code", "mineral", "measure", "from_pct", "to_pct", "pct"),
    *("low_pct", "high_pct", "interval", "sections", "particles", "particles_at_frame"),
    *("frame_area_pct", "note", "size_fraction_um"),
]
NAMES = [f"class_{k}" for k in range(CLASSES)]
AREA_COLUMNS = [
    *("deposit", "section", "field", "code", "class", "counted_px", "area_px", "whole"),
]
MUCH_CUT_PCT = 20.0


def is_particles(entry: dict) -> bool:
    """Whether a field is a mount of particles."""
    return entry["sample_type"] == PARTICLES


def liberation_class(area_px: np.ndarray, particle_px: np.ndarray) -> np.ndarray:
    """Class 0 .. 10 of a mineral in a particle, by its share of the area; (n,) int.

    Whole numbers, so that no share falls on the wrong side of a limit by rounding.
    """
    return 10 * np.asarray(area_px, np.int64) // np.asarray(particle_px, np.int64)


def classed_areas(entry: dict, members: pd.DataFrame, weight: float = 1.0) -> pd.DataFrame:
    """Area of every mineral in every particle of a field, with its class of liberation.

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
        Columns `AREA_COLUMNS`. counted_px is 0 in particles at the frame; in the others it carries
        Miles-Lantuejoul weights, as large particles are cut more often.
    """
    size = pd.DataFrame([frame_of(entry)], index=[entry["field"]])
    boxes = members[[*BOX_COLUMNS, "touches_frame"]].assign(field=entry["field"])
    at_edge = edge_weight(boxes, size)
    area = members["area_px"].to_numpy()
    return pd.DataFrame(
        {
            "deposit": entry["deposit"],
            "section": entry["section"],
            "field": entry["field"],
            "code": members["code"].to_numpy(),
            "class": liberation_class(area, members["group_area_px"]).astype(np.int8),
            "counted_px": at_edge * area * weight,
            "area_px": area * weight,
            "whole": at_edge > 0,
        },
        columns=AREA_COLUMNS,
    )


def _with_shares(areas: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Sums by place and mineral, the classes as shares; NaN where no particle is whole."""
    areas = areas.assign(frame_area_px=areas["area_px"].where(~areas["whole"], 0.0))
    by = [*keys, "code"]
    table = areas.groupby(by).agg(
        particles=("whole", "sum"),
        found=("whole", "size"),
        area_px=("area_px", "sum"),
        frame_area_px=("frame_area_px", "sum"),
    )
    classes = areas.groupby([*by, "class"])["counted_px"].sum().unstack(fill_value=0.0)
    classes = classes.reindex(columns=range(CLASSES), fill_value=0.0).set_axis(NAMES, axis=1)
    whole = classes.sum(axis=1)
    table = table.join(classes.div(whole.where(whole > 0), axis=0)).reset_index()
    table["particles_at_frame"] = table["found"] - table["particles"]
    return table.assign(liberated=table[NAMES[LIBERATED_FROM:]].sum(axis=1, skipna=False))


def _of_particles(areas: pd.DataFrame) -> dict[str, Interval]:
    """Intervals of all measures of one mineral in one section, by column."""
    whole = areas[areas["whole"]]
    counted = whole["counted_px"].to_numpy()
    of = whole["class"].to_numpy()
    parts = [of == k for k in range(CLASSES)] + [of >= LIBERATED_FROM]
    found = particle_shares(np.stack(parts, axis=1) * counted[:, None], counted)
    return dict(zip([*NAMES, "liberated"], found, strict=True))


def _note(cut_pct: float) -> str:
    if not cut_pct > MUCH_CUT_PCT:
        return ""
    much = "most" if cut_pct > 50 else f"{cut_pct:.0f} %"
    return f"{much} of the area is in particles that the frame cuts, the largest among them"


def _measures() -> list[tuple[str, str, int, int]]:
    """Column, measure, from and to of every row of a mineral."""
    classes = [(name, "class", 10 * k, min(10 * k + 10, 100)) for k, name in enumerate(NAMES)]
    return [*classes, ("liberated", "liberated", 10 * LIBERATED_FROM, 100)]


def liberation(
    areas: pd.DataFrame | None,
    minerals: Minerals,
    replicates: Replicates = Replicates(),
    chosen: Collection[str] = (),
) -> pd.DataFrame:
    """Content of ``liberation.csv``: per section and deposit.

    Parameters
    ----------
    areas : DataFrame or None
        Of all fields of particles, as from `classed_areas`; None where there is none.
    minerals : Minerals
    replicates : Replicates
        What the sample of each deposit is made of; its sections by default.
    chosen : collection of str
        Deposits whose fields were chosen by hand: their particles are no sample of the section.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`: share of the mineral's area in particles of which it makes up from_pct
        to to_pct (half-open; the last class is 100 % alone). A deposit's value is the mean over
        the sections that hold the mineral, with a logit-t interval; that of a section has one over
        its particles (`statistics.bootstrap`).
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
    particles = dict(list(areas.groupby([*keys["section"], "code"])))
    rows = []
    for level, table in tables.items():
        for row in table.to_dict("records"):
            key = row["deposit"], row["code"]
            of = values.get(key, nothing)
            cut_pct = 100 * row["frame_area_px"] / row["area_px"]
            if level == "section" and row["deposit"] in chosen:
                own = dict.fromkeys([*NAMES, "liberated"], none(CHOSEN_FIELDS))
            elif level == "section":
                own = _of_particles(particles[row["deposit"], row["section"], row["code"]])
            for column, measure, low, high in _measures():
                if level == "deposit":
                    share, found = of[column].mean(), logit_t(of[column].to_numpy())
                else:
                    share, found = row[column], own[column]
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
                        "frame_area_pct": cut_pct,
                        "note": _note(cut_pct),
                        "size_fraction_um": "",
                    }
                )
    return pd.DataFrame(rows, columns=COLUMNS)
