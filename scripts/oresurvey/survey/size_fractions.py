"""The sheet's column size_fraction_um: which sieve fraction a mount of particles was made of."""

import math
import re
from collections.abc import Iterable

from oresurvey.errors import SheetError
from oresurvey.survey.field import Field

FRACTION = "size_fraction_um"
_PATTERN = re.compile(r"(?:\+?\s*(\d+(?:[.,]\d+)?))?\s*(?:[-–−]\s*(\d+(?:[.,]\d+)?))?")


def limits_of(text: str) -> tuple[float, float] | None:
    """Sieves that a fraction stays on and falls through, in um; None of what names none.

    "+75-150" and "75-150" are between two sieves, "-38" is what falls through and "+150" what stays
    on; the minus may be a dash.
    """
    found = _PATTERN.fullmatch(text.strip().removesuffix("um").removesuffix("µm").strip())
    if not found or not any(found.groups()):
        return None
    low, high = (float(one.replace(",", ".")) if one else None for one in found.groups())
    if high is None:
        return (low or 0.0, math.inf) if text.strip().startswith("+") else None
    return (low or 0.0, high) if (low or 0.0) < high else None


def name_of(text: str) -> str:
    """One name of a fraction, however it is typed."""
    low, high = limits_of(text) or (0.0, math.inf)
    return f"{f'+{low:g}' if low else ''}{f'-{high:g}' if high < math.inf else ''}"


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
            f"{where}: {FRACTION} is {text!r}; write the sieves in um, such as +75-150, -38 or "
            "+150, or leave it empty"
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
