"""Tables of changed area: what becomes what in each deposit, and the fields that change most."""

from collections import defaultdict

import pandas as pd

from oresurvey.deposits.levels import pixel_weights
from oresurvey.survey.minerals import Minerals

ALL, DEPOSIT = "all", "deposit"
TRANSITION_COLUMNS = [
    *("level", "deposit", "code_before", "mineral_before", "code_after", "mineral_after"),
    *("pct", "sections"),
]
FIELD_COLUMNS = [
    *("deposit", "section", "field", "pixels", "changed_pct", "largest_transition", "largest_pct"),
]


def _section_shares(entries: list[dict]) -> pd.DataFrame:
    """Per cent of the area of each section by code before and after: sections in rows."""
    pixels: dict[tuple, dict[tuple, float]] = defaultdict(lambda: defaultdict(float))
    weights = pixel_weights(pd.DataFrame(entries)[["deposit", "section", "field", "um_per_px"]])
    for entry in entries:
        for before, after, count in entry["transitions"] if weights[entry["field"]] else ():
            pixels[entry["deposit"], entry["section"]][before, after] += (
                count * weights[entry["field"]]
            )
    table = pd.DataFrame.from_dict(pixels, orient="index").fillna(0).sort_index()
    table.index = pd.MultiIndex.from_tuples(table.index, names=["deposit", "section"])
    return 100 * table.div(table.sum(axis=1), axis=0)[sorted(table)]


def transitions(entries: list[dict], minerals: Minerals) -> pd.DataFrame:
    """Content of ``transitions.csv``.

    Parameters
    ----------
    entries : list of dict
        Of the manifests of the map changes; of sections that both models used whole.
    minerals : Minerals

    Returns
    -------
    DataFrame
        Columns `TRANSITION_COLUMNS`. Per cent of the whole area that one model calls "before" and
        the other "after": means over sections, of each deposit and of all. Rows where both are one
        mineral are the area that stays. Sums over "after" are the modal shares before, and the
        other way round.
    """
    if not entries:
        return pd.DataFrame(columns=TRANSITION_COLUMNS)
    sections = _section_shares(entries)
    groups = [(ALL, "", sections)]
    groups += [(DEPOSIT, name, part) for name, part in sections.groupby(level="deposit")]
    rows = [
        (level, name, a, minerals.symbol(a), b, minerals.symbol(b), pct, len(part))
        for level, name, part in groups
        for (a, b), pct in part.mean().items()
        if pct > 0
    ]
    return pd.DataFrame(rows, columns=TRANSITION_COLUMNS)


def changed_fields(entries: list[dict], minerals: Minerals) -> pd.DataFrame:
    """Content of ``fields.csv``: the share of each field that changes, and its largest transition.

    Parameters
    ----------
    entries : list of dict
        Of the manifests of the map changes.
    minerals : Minerals

    Returns
    -------
    DataFrame
        Columns `FIELD_COLUMNS`, per cent of the pixels of the field; deposits in the order of their
        names, the most changed field first.
    """
    rows = []
    for entry in entries:
        whole = sum(count for _, _, count in entry["transitions"])
        moved = [(count, a, b) for a, b, count in entry["transitions"] if a != b]
        # Of equal ones the first in the order of the codes.
        largest = max(moved, key=lambda one: (one[0], -one[1], -one[2]), default=None)
        rows.append(
            {key: entry[key] for key in ("deposit", "section", "field")}
            | {
                "pixels": whole,
                "changed_pct": 100 * sum(count for count, _, _ in moved) / whole,
                "largest_transition": (
                    f"{minerals.symbol(largest[1])} -> {minerals.symbol(largest[2])}"
                    if largest
                    else ""
                ),
                "largest_pct": 100 * largest[0] / whole if largest else 0.0,
            }
        )
    table = pd.DataFrame(rows, columns=FIELD_COLUMNS)
    order = ["deposit", "changed_pct", "field"]
    return table.sort_values(order, ascending=[True, False, True], ignore_index=True)


def example_fields(fields: pd.DataFrame, most: int) -> pd.DataFrame:
    """The fields of each deposit that changed most, as many as asked for; unchanged ones never."""
    return fields[fields["changed_pct"] > 0].groupby("deposit").head(most)
