"""Rows of a filled audit: what is wrong with each, and what to do."""

from collections import Counter

from oresurvey.audit.answers import CANNOT_TELL, Answers

NUMBERS = ("point", "x_px", "y_px", "stratum", "stratum_px", "stratum_points")
LONGEST_NUMBER = 15
"""Digits: no survey has more pixels."""
AS_DRAWN = "only mineral and note are to be filled; take the rest from points.csv as it was drawn"


def _answer_error(text: str, answers: Answers) -> str | None:
    if not text:
        return f"mineral is empty; write what it is, or {CANNOT_TELL} if you cannot tell"
    if text != CANNOT_TELL and answers.code(text) is None:
        return f"{text!r} is no mineral of the table; {answers.advice(text)}"
    return None


def _place_error(row: dict[str, str], fields: dict[str, dict]) -> str | None:
    field = fields.get(row["field"])
    if field is None:
        return (
            f"field {row['field']!r} is not in the survey; put the photograph back into the sheet "
            "of fields, or draw a new audit (a spreadsheet may also have changed the name)"
        )
    for key in ("deposit", "section"):
        if row[key] != field[key]:
            return (
                f"{key} is {row[key]!r} but field {row['field']!r} is of {field[key]!r}; {AS_DRAWN}"
            )
    for key, side in (("x_px", "width"), ("y_px", "height")):
        if side in field and int(row[key]) >= field[side]:
            return f"{key} {row[key]} is outside the field, {field[side]} px; {AS_DRAWN}"
    return None


def _number_error(row: dict[str, str]) -> str | None:
    for key in NUMBERS:
        if not (row[key].isascii() and row[key].isdigit() and len(row[key]) <= LONGEST_NUMBER):
            return f"{key} is {row[key]!r} and no whole number; {AS_DRAWN}"
    return None


class _Seen:
    """What earlier rows said: no point twice, and one stratum the same in all of its rows."""

    def __init__(self, rows: list[dict[str, str]]):
        self._points: dict[tuple, int] = {}
        self._strata: dict[str, tuple[tuple, int]] = {}
        self._rows_of = Counter(row["stratum"] for row in rows)

    def error(self, number: int, row: dict[str, str]) -> str | None:
        """What is wrong with a row; the first row of a stratum answers for their number."""
        place = f"{row['field']} x {row['x_px']} y {row['y_px']}"
        for point in ((place,), ("point", row["point"])):
            first = self._points.setdefault(point, number)
            if first != number:
                return f"{' '.join(point)} is there already in row {first}; {AS_DRAWN}"
        stratum = row["stratum"]
        mine = (row["deposit"], row["stratum_px"], row["stratum_points"])
        is_first = stratum not in self._strata
        said, first = self._strata.setdefault(stratum, (mine, number))
        if said != mine:
            return (
                f"stratum {stratum} has deposit, stratum_px and stratum_points {', '.join(mine)} "
                f"here and {', '.join(said)} in row {first}; {AS_DRAWN}"
            )
        if is_first and self._rows_of[stratum] != int(row["stratum_points"]):
            return (
                f"stratum {stratum} was drawn with {row['stratum_points']} points and has "
                f"{self._rows_of[stratum]} rows; put back the rows that are missing, with "
                f"{CANNOT_TELL} where you cannot tell"
            )
        return None


def _missing_points(rows: list[dict[str, str]]) -> list[str]:
    """Points are numbered from 1 without gaps; a gap may be a whole stratum."""
    numbers = {int(row["point"]) for row in rows}
    # Gaps beyond the number of rows are not looked for: one slip of the hand may make a billion.
    gone = [n for n in range(1, len(numbers) + 1) if n not in numbers]
    if not gone:
        return []
    return [
        f"no row for point {', '.join(map(str, gone[:5]))}{', ...' if len(gone) > 5 else ''}; put "
        f"back the rows that are missing, with {CANNOT_TELL} where you cannot tell"
    ]


def errors_of(
    records: list[tuple[int, dict[str, str]]], answers: Answers, fields: dict[str, dict]
) -> list[str]:
    """One line for every bad row: the first thing that is wrong with it, and its answer.

    Parameters
    ----------
    records : list of (int, dict)
        Number of the row and its cells.
    answers : Answers
    fields : dict of str to dict
        Of the survey, by name: deposit, section and, where they are known, width and height.

    Returns
    -------
    list of str
        Empty for a sheet that can be used.
    """
    found, seen = [], _Seen([row for _, row in records])
    for number, row in records:
        wrong = _number_error(row) or _place_error(row, fields) or seen.error(number, row)
        both = [text for text in (wrong, _answer_error(row["mineral"], answers)) if text]
        if both:
            found.append(f"row {number}: {'; '.join(both)}")
    return found or _missing_points([row for _, row in records])
