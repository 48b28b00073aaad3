"""Traces: minerals of a deposit whose best share is next to nothing, and what is said of them.

A few pixels that are called by the name of a mineral have sizes, contacts and companions like any
others, and a counted share that a correction takes away. So pages and figures leave out what tables
say of the grains of a trace, name what they left out, and mark it where a group or a ratio has it.
"""

from collections.abc import Mapping

import pandas as pd

from oresurvey.deposits.usable_grains import TRACE_PCT
from oresurvey.presentation.render import text_of
from oresurvey.presentation.tables import BEST, NOTED

OF_GRAINS = (
    *("grain_size", "size_bands", "saltykov", "association", "rims", "locking", "liberation"),
    *("size_tests", "association_tests"),
)
"""Tables that say something of the grains of a mineral."""
_DEPOSITS = ("deposit", "deposit_a", "deposit_b")
_MINERALS = ("mineral", "mineral_a", "mineral_b")
LISTED = 6
Traces = Mapping[tuple[str, str], float]
"""Deposit and symbol of a mineral to its best share of the ore, per cent."""


def traces_of(modal: pd.DataFrame) -> dict[tuple[str, str], float]:
    """Minerals that a deposit has, by its map, and whose best share of the ore is a trace.

    Parameters
    ----------
    modal : DataFrame
        As ``modal.csv``.
    """
    if not {"level", "basis", BEST} <= set(modal):
        return {}
    ore = modal[(modal["level"] == "deposit") & (modal["basis"] == "ore")]
    there = ore[(ore["pct"] > 0) & (ore[BEST].astype(float) < TRACE_PCT)]
    return {
        (deposit, mineral): float(share)
        for deposit, mineral, share in zip(
            there["deposit"], there["mineral"], there[BEST], strict=True
        )
    }


def _of_row(table: pd.DataFrame, traces: Traces) -> list[list[tuple[str, str]]]:
    """Traces that each row of a table is about."""
    deposits = [table[name] for name in _DEPOSITS if name in table]
    minerals = [table[name] for name in _MINERALS if name in table]
    if not (traces and deposits and minerals):
        return [[] for _ in range(len(table))]
    return [
        [(d, m) for d in row[: len(deposits)] for m in row[len(deposits) :] if (d, m) in traces]
        for row in zip(*deposits, *minerals, strict=True)
    ]


def without_traces(
    name: str, table: pd.DataFrame, traces: Traces
) -> tuple[pd.DataFrame, list[tuple[str, str]]]:
    """A table without what it says of the grains of traces, and which ones it had.

    Parameters
    ----------
    name : str
        Of the table; one that is not of grains is returned as it is, with marks in a column `NOTED`
        where a row of it has a trace.
    table : DataFrame
    traces : dict
        As returned by `traces_of`.
    """
    if name == "textures" and traces and "combination" in table:
        words = [
            ", ".join(m for m in str(names).split("+") if (deposit, m) in traces)
            for deposit, names in zip(table["deposit"], table["combination"], strict=True)
        ]
        return table.assign(**{NOTED: [one and f"{one}: a trace" for one in words]}), []
    found = _of_row(table, traces)
    if name == "comparison":
        words = ["; ".join(f"a trace at {deposit}" for deposit, _ in one) for one in found]
        return (table.assign(**{NOTED: words}) if any(words) else table), []
    if name not in OF_GRAINS:
        return table, []
    kept = pd.Series([not one for one in found], table.index, dtype=bool)
    return table[kept], sorted({pair for one in found for pair in one})


def left_out_words(pairs: list[tuple[str, str]], traces: Traces) -> str:
    """A sentence on the traces that a table of a page lacks; empty where it lacks none."""
    if not pairs:
        return ""
    named = [
        f"{mineral} of {deposit} ({text_of(traces[deposit, mineral], 2)} %)"
        for deposit, mineral in pairs[:LISTED]
    ]
    more = f" and {len(pairs) - LISTED} more" if len(pairs) > LISTED else ""
    below = f"Left out, as their best share of the ore is below {TRACE_PCT} %"
    return f"{below}: {', '.join(named)}{more}."
