"""Elements: in the formulas of minerals, and as a laboratory found them in sections of the sheet.

Read apart from the rest of the table of minerals, so that a formula put right makes nothing again
but the assay.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

import periodictable
from pyparsing import ParseException

from oresurvey.errors import ConfigurationError, SheetError
from oresurvey.survey.cells.written import number_of
from oresurvey.survey.field import Field
from oresurvey.survey.minerals import mineral_rows, read_minerals

COLUMN = "formula"
ASSAYED = re.compile(r"assay_(\w+)_pct")
"""Columns of the sheet: what a laboratory found of an element, per cent of the mass of the rock."""
ELEMENTS = frozenset(periodictable.elements[number].symbol for number in range(1, 93))
"""Hydrogen to uranium. Heavier ones and isotopes come from misspelling alone (FEs2 for FeS2)."""

GRAMMAR = re.compile(r"(?:(?:[A-Z][a-z]?|[()])(?:\d+(?:\.\d+)?)?)+")

DEEPEST = 5
"""Brackets within brackets; no mineral needs so many, and the parser takes each as a call."""


def _depth(formula: str) -> int:
    """Most brackets that are open at once."""
    return max(accumulate({"(": 1, ")": -1}.get(character, 0) for character in formula))


@dataclass(frozen=True)
class Formula:
    """A mineral's formula.

    Attributes
    ----------
    text : str
        As in the table.
    mass_fractions : dict of str to float
        Element to its share of the mass, 0..1, together 1.
    """

    text: str
    mass_fractions: dict[str, float]


def mass_fractions(formula: str) -> dict[str, float]:
    """Share of each element in the mass of a formula.

    Parameters
    ----------
    formula : str
        Symbols, counts and brackets, such as ``CuFeS2``, ``Fe0.95S`` or ``(Fe0.5Ni0.5)9S8``.

    Returns
    -------
    dict of str to float
        Sorted by symbol; together 1.

    Raises
    ------
    ValueError
        In words for a person, when it is no formula.

    Notes
    -----
    Standard atomic weights of IUPAC by the package periodictable. Its notations for isotopes,
    charges, mixtures and peptides are not let through: in a table of minerals they are slips.
    """
    if not GRAMMAR.fullmatch(formula):
        raise ValueError("it holds more than symbols (Fe), counts (2 or 0.95) and round brackets")
    if _depth(formula) > DEEPEST:
        raise ValueError(f"it has brackets within brackets, more than {DEEPEST} deep")
    try:
        parsed = periodictable.formula(formula)
    except ParseException as error:
        raise ValueError(f"it cannot be read from {formula[error.loc :]!r} on") from None
    if not parsed.mass > 0:
        raise ValueError("every count in it is 0")
    fractions = {str(element): share for element, share in parsed.mass_fraction.items()}
    unknown = sorted(set(fractions) - ELEMENTS)
    if unknown:
        raise ValueError(f"{unknown[0]} is in no ore mineral; mind the capitals")
    empty = sorted(element for element, share in fractions.items() if not share > 0)
    if empty or not fractions:
        raise ValueError(f"{empty[0]} has the count 0" if empty else "it holds no element")
    return {element: float(fractions[element]) for element in sorted(fractions)}


def read_formulas(path: str | Path) -> dict[int, Formula]:
    """Formulas of the minerals that have one.

    Parameters
    ----------
    path : path
        The table of minerals; its column ``formula`` may be missing, and any cell of it empty.

    Returns
    -------
    dict of int to Formula
        By code, ascending.

    Raises
    ------
    ConfigurationError
        Naming the file, the row and the column of a misspelt formula; or as `read_minerals` does.
    """
    path = Path(path)
    read_minerals(path)
    found = {}
    for number, row in mineral_rows(path):
        text = row.get(COLUMN, "")
        if not text:
            continue
        try:
            found[int(row["code"])] = Formula(text, mass_fractions(text))
        except ValueError as error:
            raise ConfigurationError(
                f"{path}, row {number}, column {COLUMN}: {text!r} is not a formula: {error}; "
                "write it like CuFeS2, Fe0.95S or (Fe0.5Ni0.5)9S8, or leave the cell empty"
            ) from None
    return dict(sorted(found.items()))


def assays_of(fields: Iterable[Field], sheet: str) -> dict[str, dict[str, float]]:
    """What the sheet says of chemical assays.

    Parameters
    ----------
    fields : iterable of Field
    sheet : str
        Its path, for messages.

    Returns
    -------
    dict of str to dict of str to float
        Element to section to per cent of the mass of the rock: the mean of the rows of a section
        that have a value. An element without any is no key.

    Raises
    ------
    SheetError
        For an element in the wrong case, and for a cell that is no per cent.
    """
    found: dict[str, dict[str, list[float]]] = {}
    for field in fields:
        for column, cell in field.extra.items():
            named = ASSAYED.fullmatch(column)
            if not named or not cell.strip():
                continue
            element, where = named.group(1), f"sheet {sheet}, field {field.field!r}: {column}"
            if element not in ELEMENTS:
                if element.capitalize() not in ELEMENTS:
                    # A column of the survey's own, as any that no stage reads.
                    continue
                raise SheetError(
                    f"{where}: {element!r} is no element; name it assay_{element.capitalize()}_pct"
                )
            value = number_of(cell.strip().removesuffix("%").strip())
            if value is None or not 0 <= value <= 100:
                raise SheetError(
                    f"{where} is {cell!r}; give per cent of the mass of the rock as one number, "
                    "such as 1.25 (1 g/t is 0.0001). A value below the limit of the laboratory is "
                    "no number: leave it empty"
                )
            found.setdefault(element, {}).setdefault(field.section, []).append(value)
    return {
        element: {section: sum(of) / len(of) for section, of in sorted(sections.items())}
        for element, sections in sorted(found.items())
    }
