"""Tables of the pages as people read them: headings with units, intervals as [a, b], marks."""

from collections.abc import Mapping, Sequence

import pandas as pd

from oresurvey.presentation.headings import HEADINGS, INTERVALS
from oresurvey.presentation.render import text_of

MOST_ROWS = 150
"""Of one table on a page; the file has all of them."""
LONG_ROWS = 12
"""A longer table is folded away."""
PRINTED_ROWS = 40
"""A longer one that is folded is not printed."""
WORDS = {"basis": {"total": "whole area", "ore": "ore"}}
AT_LEAST = "at least"
"""Before a size NAME_um or NAME_px whose row says so in the column NAME_at_least."""
BELOW_LOD, NOT_VALIDATED, NOT_SEARCHED = "< L_C", "not validated", "not searched"
SEARCHED = {
    **dict.fromkeys(("pct", "best_pct", "ore_mass_pct", "rock_mass_pct"), "searched"),
    **{f"pct_{side}": f"searched_{side}" for side in ("before", "after")},
}
"""Column of shares to the one that says whether the mineral, or the element, was searched."""
NOT_BOUNDED = "not bounded"
"""In place of an interval of a share that leaves nearly everything possible."""
WIDEST_PCT = 95.0
OF_SHARES = {
    f"{stem}low_pct"
    for stem in ("", "corrected_", "best_", "best_mass_", "ore_mass_", "rock_mass_")
}
LEAST_PCT = 0.001
"""A smaller share that is not 0 is printed as less than this."""
MOST = dict.fromkeys(("sections_needed", "sections_needed_relative"), 1000)
"""A larger number is printed as more than this: so far it cannot be extrapolated."""
NOTED, NAMED_BY = "noted", ("mineral", "combination", "element")
"""Column of words on what a row is about: a mark in those of these columns that it has."""
BEST = "best_pct"
"""The one share that labels may have given to a mineral that maps cannot name."""


def p_text(p: float) -> str:
    """A p-value in a cell."""
    if pd.isna(p):
        return ""
    return "< 0.001" if p < 0.001 else f"{p:.2g}"


def interval_text(low: float, high: float, figures: int = 3) -> str:
    """An interval in a cell, or a bound where it has one end; nothing where there is none."""
    if pd.isna(low) or pd.isna(high):
        ends = ((f"{word} ", end) for word, end in (("at least", low), ("at most", high)))
        return "".join(word + text_of(float(end), figures) for word, end in ends if pd.notna(end))
    return f"[{text_of(float(low), figures)}, {text_of(float(high), figures)}]"


def bounded(low: float, high: float) -> bool:
    """Whether an interval of a share in per cent says anything; NaN is no interval."""
    return bool(high - low <= WIDEST_PCT)


def share_interval_text(low: float, high: float) -> str:
    """An interval of a share in per cent; `NOT_BOUNDED` where it excludes next to nothing.

    One that ends at the whole is no more than a bound from below, and is written as one.
    """
    if pd.isna(low) or pd.isna(high):
        return interval_text(low, high)
    if not bounded(low, high):
        return NOT_BOUNDED
    if high > 100 - LEAST_PCT:
        return interval_text(low, float("nan"))
    low, high = (0.0 if abs(end) < LEAST_PCT else end for end in (low, high))
    return interval_text(low, high)


def _is_p(name: str) -> bool:
    return name == "p" or name.startswith("p_") or name.endswith(("_p", "_p_value"))


def _cells(frame: pd.DataFrame, name: str) -> list[str]:
    """One column as text."""
    values = frame[name].tolist()
    if name in INTERVALS and INTERVALS[name][0] in frame:
        text = share_interval_text if name in OF_SHARES else interval_text
        return [text(*ends) for ends in zip(values, frame[INTERVALS[name][0]], strict=True)]
    if pd.api.types.is_bool_dtype(frame[name]):
        return ["yes" if value else "no" for value in values]
    if pd.api.types.is_numeric_dtype(frame[name]) and _is_p(name):
        return [p_text(value) for value in values]
    texts = [WORDS.get(name, {}).get(text, text) for text in map(text_of, values)]
    if name in MOST:
        texts = [
            f"> {MOST[name]}" if pd.notna(value) and value > MOST[name] else text
            for value, text in zip(values, texts, strict=True)
        ]
    if name.endswith("pct") and pd.api.types.is_numeric_dtype(frame[name]):
        texts = [
            f"< {LEAST_PCT}" if pd.notna(value) and 0 < value < LEAST_PCT else text
            for value, text in zip(values, texts, strict=True)
        ]
    bound = f"{name.removesuffix('_um').removesuffix('_px')}_at_least"
    if bound in frame:
        texts = [
            f"{AT_LEAST} {text}" if text and str(yes) == "True" else text
            for text, yes in zip(texts, frame[bound], strict=True)
        ]
    if SEARCHED.get(name) in frame:
        return [
            text if str(searched) != "False" or (text and name == BEST) else NOT_SEARCHED
            for text, searched in zip(texts, frame[SEARCHED[name]], strict=True)
        ]
    return texts


def _marks(frame: pd.DataFrame, name: str) -> list[tuple[str, ...]]:
    """What a cell of a share has to say beside its number."""
    nothing: list[tuple[str, ...]] = [()] * len(frame)
    below, without = nothing, nothing
    if name in ("pct", BEST) and "below_lod" in frame:
        below = [(BELOW_LOD,) if str(value) == "True" else () for value in frame["below_lod"]]
    if name in ("pct", "corrected_pct", BEST) and "validated" in frame:
        without = [(NOT_VALIDATED,) if str(v) == "False" else () for v in frame["validated"]]
    traces = nothing
    if name in NAMED_BY and NOTED in frame:
        traces = [(words,) if words else () for words in frame[NOTED]]
    return [a + b + c for a, b, c in zip(below, without, traces, strict=True)]


def _heading(name: str, frame: pd.DataFrame, headings: Mapping[str, str]) -> tuple[str, str]:
    """Heading, and the names in the file."""
    if name in INTERVALS and INTERVALS[name][0] in frame:
        return headings.get(name, INTERVALS[name][1]), f"{name}, {INTERVALS[name][0]}"
    return headings.get(name, HEADINGS.get(name, name)), name


def page_table(
    frame: pd.DataFrame,
    columns: Sequence[str] | None = None,
    headings: Mapping[str, str] | None = None,
    links: Mapping[str, Mapping[str, str]] | None = None,
    most: int = MOST_ROWS,
) -> dict:
    """A table for the templates.

    Parameters
    ----------
    frame : DataFrame
        Columns below_lod and validated become marks at the shares, noted one at the name,
        searched a word instead, and NAME_at_least words before the sizes.
    columns : sequence of str, optional
        Those to show, in order, as far as the table has them; all by default. The upper end of an
        interval need not be named.
    headings : dict, optional
        Headings that differ from `HEADINGS` in this table.
    links : dict of str to dict of str to str, optional
        Column to the link of each of its values.
    most : int
        Rows shown.

    Returns
    -------
    dict
        header, titles (names in the file), numeric, rows of cells (text, marks, href), left_out
        (rows not shown), long, much (too long for paper). A column that says nothing in any row is
        not shown.
    """
    links = links or {}
    shown = frame.head(most)
    hidden = {INTERVALS[name][0] for name in frame if name in INTERVALS}
    hidden |= {"below_lod", "validated", NOTED, *SEARCHED.values()}
    wanted = [name for name in columns or frame.columns if name in frame and name not in hidden]
    filled = [n for n in wanted if not (shown[n].isna() | (shown[n].astype(object) == "")).all()]
    built = [
        [
            {"text": text, "marks": marks, "href": links.get(name, {}).get(text, "")}
            for text, marks in zip(_cells(shown, name), _marks(shown, name), strict=True)
        ]
        for name in filled
    ]
    named = [_heading(name, frame, headings or {}) for name in filled]
    return {
        "header": [heading for heading, _ in named],
        "titles": [title for _, title in named],
        "numeric": [bool(pd.api.types.is_numeric_dtype(frame[name])) for name in filled],
        "rows": [list(row) for row in zip(*built, strict=True)],
        "left_out": len(frame) - len(shown),
        "long": len(shown) > LONG_ROWS,
        "much": len(shown) > PRINTED_ROWS,
    }


def share_matrix(
    modal: pd.DataFrame, by: str = "deposit", links: Mapping[str, str] | None = None
) -> dict:
    """Shares within the ore at one sight: a row per deposit or section, a column per mineral.

    Parameters
    ----------
    modal : DataFrame
        Rows of ``modal.csv`` of one level, of ore minerals within the ore.
    by : str
        Column that names the rows.
    links : dict of str to str, optional
        Link of each row.

    Returns
    -------
    dict
        As from `page_table`. The best share with its interval; in words where the mineral was not
        searched.
    """
    minerals = modal.drop_duplicates("mineral").sort_values("code")["mineral"].tolist()
    rows = []
    for name, own in modal.groupby(by, sort=True):
        cells = {row["mineral"]: _share_cell(row) for row in own.to_dict("records")}
        empty = {"text": "", "marks": (), "href": ""}
        first = empty | {"text": name, "href": (links or {}).get(name, "")}
        rows.append([first, *(cells.get(one, empty) for one in minerals)])
    return {
        "header": [HEADINGS.get(by, by), *(f"{mineral}, %" for mineral in minerals)],
        "titles": [by, *(BEST for _ in minerals)],
        "numeric": [False, *(True for _ in minerals)],
        "rows": rows,
        "left_out": 0,
        "long": False,
        "much": False,
    }


def share_text(row: Mapping) -> str:
    """The best share of a row of ``modal.csv`` with its interval, as every page prints it.

    `NOT_SEARCHED` where the maps cannot name the mineral and no label gives its share.
    """
    value = row[BEST]
    if pd.isna(value):
        return NOT_SEARCHED if str(row.get("searched")) == "False" else ""
    interval = share_interval_text(row["best_low_pct"], row["best_high_pct"])
    share = f"< {LEAST_PCT}" if 0 < value < LEAST_PCT else text_of(float(value), 3)
    if not interval:
        return share
    return f"{share} {interval}" if interval.startswith("[") else f"{share} ({interval})"


def _share_cell(row: dict) -> dict:
    marks: tuple[str, ...] = ()
    if pd.notna(row[BEST]):
        marks = (BELOW_LOD,) * (str(row.get("below_lod")) == "True")
        marks += (NOT_VALIDATED,) * (str(row.get("validated")) == "False")
    return {"text": share_text(row), "marks": marks, "href": ""}
