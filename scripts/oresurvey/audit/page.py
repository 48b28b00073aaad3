"""The page of an audit: crops to be named one after the other, blind to what the maps say."""

import hashlib
import string
from pathlib import Path

import pandas as pd

from oresurvey.audit.answers import CANNOT_TELL
from oresurvey.audit.crops import Picture, as_json
from oresurvey.files.tables import FORMULA_STARTS, without_formulas
from oresurvey.presentation.render import render
from oresurvey.survey.minerals import Minerals

TEMPLATE = Path(__file__).parent / "templates" / "audit.html"
COMMANDS = "mnz"
"""Letters that the page needs itself: mark, note, zoom."""


def keys_of(minerals: Minerals) -> list[str]:
    """A key for every mineral: its code where that is one digit, then letters while they last."""
    letters = iter(letter for letter in string.ascii_lowercase if letter not in COMMANDS)
    return [str(code) if code < 10 else next(letters, "") for code in minerals.codes]


def _text_rows(points: pd.DataFrame) -> list[list[str]]:
    """The cells of ``points.csv``, as text, no formula among them."""
    return without_formulas(points).astype(str).to_numpy().tolist()


def page_content(points: pd.DataFrame, pictures: dict[int, Picture], minerals: Minerals) -> dict:
    """What the page's program needs, as JSON types.

    Parameters
    ----------
    points : DataFrame
        As from `audit.points.draw_points`.
    pictures : dict of int to Picture
    minerals : Minerals
        All of them can be chosen, whatever the maps name.

    Returns
    -------
    dict
        key : tells the audits of one browser apart; header, rows : of ``points.csv``; pictures;
        minerals : symbol, name, colour, keyboard key; unknown : answer for "cannot tell";
        formula_starts : what a cell of a spreadsheet must not begin with.
    """
    rows = _text_rows(points)
    return {
        "key": hashlib.sha256(repr(rows).encode()).hexdigest()[:16],
        "header": list(points.columns),
        "rows": rows,
        "pictures": as_json(pictures),
        "minerals": [
            {"symbol": one.symbol, "name": one.name, "colour": one.colour, "key": key}
            for one, key in zip(minerals.table, keys_of(minerals), strict=True)
        ],
        "unknown": CANNOT_TELL,
        "formula_starts": "".join(FORMULA_STARTS),
    }


def write_page(
    points: pd.DataFrame, pictures: dict[int, Picture], minerals: Minerals, path: str | Path
) -> None:
    """Write ``index.html``; it opens from disk, and its crops lie in ``crops/`` beside it."""
    render(TEMPLATE, path, content=page_content(points, pictures, minerals))
