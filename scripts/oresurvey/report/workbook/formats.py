"""How a sheet of the workbook looks: number formats, widths, marks of rows, names of sheets."""

import re

import pandas as pd

from oresurvey.presentation.units import (
    COUNT,
    MM2,
    PCT,
    PER_PX,
    PER_UM,
    PX,
    PX_AREA,
    RATIO,
    UM,
    YES_NO,
    P,
)

NUMBER_FORMATS = {
    PCT: "0.00",
    # Small p in powers of ten: 0.000 would say nothing.
    P: "[<0.001]0.0E+00;0.000",
    COUNT: "0",
    RATIO: "0.000",
    UM: "0.0",
    PX: "0.0",
    PX_AREA: "0",
    MM2: "0.0000",
    PER_UM: "0.0000",
    PER_PX: "0.0000",
    # Excel shows the words anyway; LibreOffice would show 1 and 0.
    YES_NO: '"TRUE";"TRUE";"FALSE"',
}
"""Number format of every unit; text has none."""

BELOW_LOD, NOT_VALIDATED, NOT_SEARCHED = "< L_C", "not validated", "not searched"
MARKS = {
    BELOW_LOD: ("FFF2CC", "the raw share is below the critical level L_C: not told from none"),
    NOT_VALIDATED: ("F8CBAD", "no label of the deposit itself gives or corrects the share"),
    NOT_SEARCHED: (
        "D9D9D9",
        "the maps of the deposit cannot name it: not searched, so not 0",
    ),
}
"""Colour and meaning of each mark; several marks together have the colour of the last."""

MARKS_COLUMN = "marks"
NARROWEST, WIDEST = 7, 48
FROZEN_WIDEST = 66
"""Characters that frozen columns may take: more would hide the rest on a small screen."""

NAMES = {
    *("level", "scope", "kind", "deposit", "section", "field", "code", "mineral", "element"),
    *("deposit_a", "deposit_b", "code_a", "mineral_a", "code_b", "mineral_b", "combination"),
}
"""Columns that say what a row is about; the first of them are frozen."""

_FORBIDDEN = re.compile(r"[\[\]:*?/\\]|^'|'$")
LONGEST_NAME = 31


def checked_name(name: str) -> str:
    """Name of a sheet, as it is.

    Raises
    ------
    ValueError
        If a spreadsheet would not take it.
    """
    if not 0 < len(name) <= LONGEST_NAME or _FORBIDDEN.search(name):
        raise ValueError(
            f"{name!r} cannot name a sheet: it takes 1 to {LONGEST_NAME} characters, none of "
            "[ ] : * ? / \\ and no apostrophe at either end"
        )
    return name


def marks_of(table: pd.DataFrame) -> pd.Series | None:
    """Marks of every row in words, "" for none; None for a table that knows no marks."""
    known = [
        table[column].eq(value).map({True: words, False: ""})
        for column, value, words in (
            ("below_lod", True, BELOW_LOD),
            ("validated", False, NOT_VALIDATED),
            ("searched", False, NOT_SEARCHED),
        )
        if column in table
    ]
    if not known:
        return None
    return pd.Series(
        ["; ".join(filter(None, words)) for words in zip(*known, strict=True)],
        index=table.index,
        dtype=object,
    )


def column_width(name: str, cells: list) -> float:
    """Width in characters: of the header with its filter button, or of the longest text."""
    longest = max((len(cell) for cell in cells if isinstance(cell, str)), default=0)
    return min(max(len(name) + 4, longest + 2, NARROWEST), WIDEST)


def frozen_columns(columns: list[str], widths: list[float]) -> int:
    """How many columns at the left stay in sight."""
    taken = 0.0
    for number, (name, width) in enumerate(zip(columns, widths, strict=True)):
        taken += width
        if name not in NAMES or taken > FROZEN_WIDEST:
            return number
    return len(columns)
