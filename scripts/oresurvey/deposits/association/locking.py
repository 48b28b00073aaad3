"""Locking: in what company a mineral occurs, and how much of its surface faces the background.

A mineral is "free" where its group (see `deposits.association.groups`) holds no other ore mineral,
and in binary, ternary or complex groups of two, three, or more minerals. Those words are of
particles. In ore in place all of it is locked, what is "free" in gangue alone: the column `term`
says what mineral processing calls each.
"""

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from oresurvey.deposits.levels import LEVELS
from oresurvey.deposits.replicates import Replicates
from oresurvey.deposits.usable_grains import TRACE_PCT
from oresurvey.statistics.intervals import logit_t, none
from oresurvey.survey.mineral_codes import BACKGROUND
from oresurvey.survey.minerals import Minerals

KINDS = ("free", "binary", "ternary", "complex")
FREE_SURFACE = "free surface"
COLUMNS = [
    *("level", "deposit", "section", "code", "mineral", "measure", "pct", "low_pct", "high_pct"),
    *("interval", "sections", "frame_area_pct"),
    *("term", "ore_area_pct", "note", "size_fraction_um"),
]
MUCH_CUT = 0.2
AREA_COLUMNS = ["deposit", "section", "field", "code", "sample_type", *KINDS, "at_frame"]
TERMS = {
    "ore": {
        "free": "locked in gangue alone",
        "binary": "locked with one other ore mineral",
        "ternary": "locked with two other ore minerals",
        "complex": "locked with three or more ore minerals",
        FREE_SURFACE: "boundary with gangue",
    },
    "particles": {
        "free": "free of other ore minerals; gangue is not seen",
        "binary": "locked in binary particles",
        "ternary": "locked in ternary particles",
        "complex": "locked in complex particles",
        FREE_SURFACE: "exposed, or boundary with gangue",
    },
}
"""By sample type: what mineral processing calls a measure."""


def locked_areas(entry: dict, members: pd.DataFrame, weight: float = 1.0) -> pd.DataFrame:
    """Area of every mineral of a field by company.

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
        Columns `AREA_COLUMNS`; areas in px, at_frame is that in groups which the frame cuts.
    """
    area, company = members["area_px"] * weight, members["minerals"].clip(upper=len(KINDS))
    columns = {kind: area.where(company == k, 0) for k, kind in enumerate(KINDS, start=1)}
    columns["at_frame"] = area.where(members["touches_frame"].astype(bool), 0)
    table = pd.DataFrame(columns).groupby(members["code"]).sum().reset_index()
    place = {name: entry[name] for name in ("deposit", "section", "field", "sample_type")}
    return table.assign(**place)[AREA_COLUMNS]


def _kinds(areas: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Shares of the four kinds, and of what the frame cuts; keys, code, measure, share, cut."""
    table = areas.groupby([*keys, "code"], as_index=False)[[*KINDS, "at_frame"]].sum()
    whole = table[list(KINDS)].sum(axis=1)
    cut = table["at_frame"] / whole
    ore = whole / whole.groupby([table[key] for key in keys]).transform("sum")
    parts = [
        table[[*keys, "code"]].assign(measure=kind, share=table[kind] / whole, cut=cut, ore=ore)
        for kind in KINDS
    ]
    return pd.concat(parts, ignore_index=True)


def _free_surface(lengths: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Boundary against the background over all boundary; as from `_kinds`."""
    free = lengths["length_px"].where(lengths["code_b"] == BACKGROUND, 0.0)
    table = lengths.assign(free=free, code=lengths["code_a"])
    table = table.groupby([*keys, "code"], as_index=False)[["free", "length_px"]].sum()
    share = table["free"] / table["length_px"]
    return table[[*keys, "code"]].assign(measure=FREE_SURFACE, share=share, cut=np.nan, ore=np.nan)


def _notes(row: dict) -> str:
    notes = []
    if row["ore"] < TRACE_PCT / 100:
        notes.append(f"a trace: {100 * row['ore']:.2g} % of the ore")
    if row["cut"] > MUCH_CUT:
        notes.append("what lies beyond the frame may hold other minerals")
    return "; ".join(notes)


def _term(types: Mapping, row: dict, keys: list[str]) -> str:
    """What mineral processing calls a measure; of a place with both sample types, both."""
    place = tuple(row[key] for key in keys)
    found = types.get(place if len(keys) > 1 else place[0], set())
    return " / ".join(TERMS[kind][row["measure"]] for kind in sorted(found))


def _rows(areas: pd.DataFrame, lengths: pd.DataFrame, replicates: Replicates) -> Iterator[dict]:
    of = {
        level: pd.concat([_kinds(areas, LEVELS[level]), _free_surface(lengths, LEVELS[level])])
        for level in ("section", "deposit")
    }
    by, known = ["deposit", "code", "measure"], of["section"].dropna(subset="share")
    counts = known.groupby(by).size()
    sample = replicates.joined(known, ["share"], by[1:])
    values = {key: group.to_numpy() for key, group in sample.groupby(by)["share"]}
    types = {level: areas.groupby(LEVELS[level])["sample_type"].agg(set).to_dict() for level in of}
    order = {name: place for place, name in enumerate((*KINDS, FREE_SURFACE))}
    for level, table in of.items():
        # Measures in the order of a geologist, not of the alphabet.
        table = table.assign(place=table["measure"].map(order))
        for row in table.sort_values([*LEVELS[level], "code", "place"]).to_dict("records"):
            deposit = level == "deposit"
            key = tuple(row[name] for name in by)
            found = values[key]
            interval = logit_t(found) if deposit else none("one section is no sample")
            yield {
                "level": level,
                "deposit": row["deposit"],
                "section": row.get("section", ""),
                "code": row["code"],
                "measure": row["measure"],
                "pct": 100 * (found.mean() if deposit else row["share"]),
                **interval.in_pct(),
                "sections": int(counts[key]) if deposit else 1,
                "frame_area_pct": 100 * row["cut"],
                "term": _term(types[level], row, LEVELS[level]),
                "ore_area_pct": 100 * row["ore"],
                "note": _notes(row),
                "size_fraction_um": "",
            }


def locking(
    areas: pd.DataFrame,
    lengths: pd.DataFrame,
    minerals: Minerals,
    replicates: Replicates = Replicates(),
) -> pd.DataFrame:
    """Content of ``locking.csv``: per section and deposit.

    Parameters
    ----------
    areas : DataFrame
        Of all fields, as from `locked_areas`.
    lengths : DataFrame
        As from `deposits.association.table.boundary_lengths`, ready to be pooled
        (`deposits.levels.weighed`).
    minerals : Minerals
    replicates : Replicates
        What the sample of each deposit is made of; its sections by default.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`. The measures free, binary, ternary and complex add up to 100 % of the
        area in groups; "free surface" is of the boundary. A deposit's value is the mean over the
        sections that hold the mineral, with a logit-t interval.
    """
    table = pd.DataFrame(list(_rows(areas, lengths, replicates)), columns=COLUMNS)
    return table.assign(mineral=[minerals[code].symbol for code in table["code"]])
