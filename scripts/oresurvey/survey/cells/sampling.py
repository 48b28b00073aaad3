"""Columns of the sheet that say what a section or a field is a sample of: hole, depth, sieves.

All are optional. `hole`, `depth_m` and `section_selection` are of a section, so one of its rows is
enough; `overlap_group` and `size_fraction_um` are of a field.
"""

import math
import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from oresurvey.errors import SheetError
from oresurvey.survey.cells.written import number_of
from oresurvey.survey.field import Field

HOLE, DEPTH, CHOICE, OVERLAP = "hole", "depth_m", "section_selection", "overlap_group"
FRACTION = "size_fraction_um"
OF_SECTION = (HOLE, DEPTH, CHOICE)
COLUMNS = (*OF_SECTION, OVERLAP, FRACTION)
WAYS = ("systematic", "random", "chosen")
"""How fields of a section, or sections of a deposit, can have been selected."""
_PATTERN = re.compile(r"(?:\+?\s*(\d+(?:[.,]\d+)?))?\s*(?:[-–−]\s*(\d+(?:[.,]\d+)?))?")


def depth_of(text: str) -> float:
    """Metres of a cell; NaN of an empty one, and of what is no number."""
    value = number_of(text.removesuffix("m").removesuffix("м").strip()) if text else None
    return math.nan if value is None else value


def check_sections(rows: Iterable[tuple[int, dict[str, str]]], sheet: Path) -> None:
    """Check the cells that speak of sections.

    Parameters
    ----------
    rows : iterable of (int, dict)
        Number and cells of every row.
    sheet : Path

    Raises
    ------
    SheetError
        For a depth that is no number, a word that says of no selection, and a section of which two
        rows say different things: naming row and column.
    """
    said: dict[tuple[str, str], tuple[str, int]] = {}
    for number, row in rows:
        where = f"{sheet}, row {number}"
        depth, choice = row.get(DEPTH, ""), row.get(CHOICE, "")
        if depth and math.isnan(depth_of(depth)):
            raise SheetError(
                f"{where}: {DEPTH} is {depth!r}; give metres along the hole as one number, such as "
                "123.5, or leave it empty"
            )
        if choice and choice not in WAYS:
            raise SheetError(
                f"{where}: {CHOICE} is {choice!r}; use one of {', '.join(WAYS)}, or leave it empty"
            )
        check_fraction(row.get(FRACTION, ""), row.get("sample_type", ""), where)
        for column in OF_SECTION:
            if cell := row.get(column, ""):
                other, first = said.setdefault((column, row["section"]), (cell, number))
                if other != cell:
                    raise SheetError(
                        f"{where}: {column} of section {row['section']!r} is {cell!r}, and "
                        f"{other!r} in row {first}; a section has one"
                    )


def _of_sections(fields: Iterable[Field], column: str) -> dict[str, str]:
    return {field.section: field.extra[column] for field in fields if field.extra.get(column)}


def sampling_of(fields: Iterable[Field]) -> dict[str, dict[str, str]]:
    """What the sheet says of the sampling, for the parameters of a rule.

    Returns
    -------
    dict of str to dict of str to str
        hole and section_selection by section, overlap_group and size_fraction_um by field. A column
        that says nothing is no key, so a sheet without all of them has an empty dict.
    """
    fields = list(fields)
    found = {column: _of_sections(fields, column) for column in (HOLE, CHOICE)}
    found[OVERLAP] = {f.field: f.extra[OVERLAP] for f in fields if f.extra.get(OVERLAP)}
    found[FRACTION] = fractions_of(fields)
    return {column: cells for column, cells in found.items() if cells}


def hole_remarks(fields: Iterable[Field]) -> list[str]:
    """Remarks on holes that are named of some sections of a deposit only, or in two deposits."""
    fields = list(fields)
    hole_of, deposit_of = _of_sections(fields, HOLE), {f.section: f.deposit for f in fields}
    without, deposits = defaultdict(list), defaultdict(set)
    for section, deposit in deposit_of.items():
        if section in hole_of:
            deposits[hole_of[section]].add(deposit)
        else:
            without[deposit].append(section)
    named = {deposit for of in deposits.values() for deposit in of}
    return [
        *(
            f"deposit {deposit!r}: no hole is named of {', '.join(sorted(without[deposit]))}; they "
            "count together as one hole"
            for deposit in sorted(named & set(without))
        ),
        *(
            f"hole {hole!r} is named in {', '.join(sorted(of))}: taken for a hole of each"
            for hole, of in sorted(deposits.items())
            if len(of) > 1
        ),
    ]


def limits_of(text: str) -> tuple[float, float] | None:
    """Sieves that a fraction stays on and falls through, in um; None of what names none.

    "+75-150" and "75-150" are between two sieves, "-38" is what falls through and "+150" what stays
    on; the minus may be a dash. Names as returned by `name_of` are understood too.
    """
    typed = text.strip().removesuffix("um").removesuffix("µm").strip()
    for word, sign in (("below ", "-"), ("above ", "+"), (" to ", "-")):
        typed = typed.replace(word, sign)
    found = _PATTERN.fullmatch(typed)
    if not found or not any(found.groups()):
        return None
    low, high = (float(one.replace(",", ".")) if one else None for one in found.groups())
    if high is None:
        return (low or 0.0, math.inf) if typed.startswith("+") else None
    return (low or 0.0, high) if (low or 0.0) < high else None


def name_of(text: str) -> str:
    """One name of a fraction, however it is typed; to a spreadsheet neither a sum nor a date."""
    low, high = limits_of(text) or (0.0, math.inf)
    if high == math.inf:
        return f"above {low:g}"
    return f"{low:g} to {high:g}" if low else f"below {high:g}"


def check_fraction(text: str, sample_type: str, where: str) -> None:
    """Check a cell of the column.

    Raises
    ------
    SheetError
        Naming the row, for what is no fraction, and for a fraction of ore in place.
    """
    if not text:
        return
    if limits_of(text) is None:
        raise SheetError(
            f"{where}: {FRACTION} is {text!r}; write the sieves in um, such as 75 to 150, "
            "below 38 or above 150, or leave it empty"
        )
    if sample_type != "particles":
        raise SheetError(
            f"{where}: {FRACTION} is {text!r}, and sample_type is not particles; only particles "
            "are sieved"
        )


def fractions_of(fields: Iterable[Field]) -> dict[str, str]:
    """Name of the fraction of every field that has one."""
    cells = {field.field: field.extra.get(FRACTION, "") for field in fields}
    return {field: name_of(cell) for field, cell in cells.items() if cell}


def in_order(fractions: Iterable[str]) -> list[str]:
    """Each fraction once, the finest first."""
    return sorted(set(fractions), key=lambda name: (limits_of(name), name))
