"""Cells of the sheet as people and spreadsheets write them: paths, scales, names and dates."""

import os
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

from oresurvey.errors import SheetError
from oresurvey.survey.cells.names import wrong_character

NUMBER = re.compile(r"[+-]?(?:[0-9]*\.?[0-9]+(?:[eE][+-]?[0-9]{1,3})?|[0-9]+\.)")
LARGEST_UM = 1e4

_UNIT = re.compile(
    r"\s*(?:[uµμ]m|мкм|microns?|micromet(?:re|er)s?)"
    r"(?:\s*(?:/|per|на)\s*(?:px|pix|pixels?|пикс|пиксель|пкс)\.?)?\Z",
    re.IGNORECASE,
)
# As spreadsheets abbreviate them in several languages.
_MONTHS = (
    "jan feb mar apr may jun jul aug sep sept oct nov dec mrz mai okt dez janv févr mars avr juin "
    "juil août déc ene abr ago dic янв фев мар апр май июн июл авг сен сент окт ноя нояб дек "
    "січ лют бер кві тра чер лип сер вер жов лис гру қаң ақп нау сәу мам мау шіл там қыр қаз қар "
    "жел"
).replace(" ", "|")
_DAY_OR_YEAR = re.compile(
    rf"\d{{1,2}}[-./] ?(?:{_MONTHS})\.?|(?:{_MONTHS})[-./] ?\d{{2}}(?:\d{{2}})?", re.IGNORECASE
)
"""How spreadsheets show 1-2 or 1.25 once they took it for a date: 1-Feb, 01.фев, янв.25, Jan-25."""
_FULL_DATE = re.compile(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}(?:[ T]\d.*)?")
_SHORTENED = re.compile(r"-?\d[.,]\d+E[+-]?\d+", re.IGNORECASE)
"""How spreadsheets show a number of many digits, most of which are then lost."""
_FAULTS = re.compile(
    r"#(?:REF!|N/A|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|ССЫЛКА!|Н/Д|ЗНАЧ!|ИМЯ\?|ДЕЛ/0!|ПУСТО!|ЧИСЛО!)",
    re.IGNORECASE,
)


def _filled(text: str, where: str) -> str:
    """A path with the values of environment variables; ``$$`` is a dollar."""
    parts = [os.path.expandvars(part) for part in text.split("$$")]
    for part in parts:
        left = re.search(r"\$\{?(\w+)", part)
        if left:
            raise SheetError(
                f"{where}: the environment variable {left[1]} in {text!r} is not set; "
                f"set it, for example `export {left[1]}=/folder/of/the/frames`, or write $$ for a "
                "dollar in the name of a file"
            )
    return "$".join(parts)


def _addressed(text: str, where: str) -> str:
    """Path of a ``file://`` address of this computer; "" of anything else."""
    if text[:5].casefold() != "file:":
        return ""
    try:
        address = urlsplit(text)
    except ValueError as wrong:
        raise SheetError(f"{where}: {text!r} is no address ({wrong}); write the path") from None
    path = unquote(address.path) if address.netloc in ("", "localhost") else ""
    if wrong_character(path):
        raise SheetError(f"{where}: {text!r} is the address of {wrong_character(path)}")
    return path


def escaped(path: str) -> str:
    """A path as a cell that `located` reads as this path."""
    # Cells are stripped.
    return ("./" if path[:1].isspace() else "") + path.replace("$", "$$")


def located(text: str, sheet: Path, where: str) -> Path:
    """Path of a cell, relative to the sheet.

    Parameters
    ----------
    text : str
        A path with ``/`` or ``\\``, with or without quotation marks around it, in which
        environment variables are filled in and ``$$`` is a dollar; or a ``file://`` address.
    sheet : Path
    where : str
        Sheet and row, for messages.

    Raises
    ------
    SheetError
        For a variable that is not set, and for an address that is none.
    """
    if address := _addressed(text, where):
        return sheet.parent / address
    filled = _filled(text, where)
    path = sheet.parent / filled
    quoted = len(filled) > 2 and filled[0] == filled[-1] and filled[0] in "'\""
    # Either may be in a file's name: then there is such a file.
    if (quoted or "\\" in filled) and not os.path.exists(path):
        bare = filled[1:-1].strip() if quoted else filled
        return sheet.parent / bare.replace("\\", "/")
    return path


def number_of(text: str) -> float | None:
    """A number of a decimal point or a decimal comma; None for anything else."""
    if text.count(",") == 1 and "." not in text:
        text = text.replace(",", ".")
    # Python's float takes more than people write: 1_0 for 10.
    return float(text) if NUMBER.fullmatch(text) else None


def scale_of(text: str, where: str) -> float | None:
    """Micrometres per pixel of a cell, with or without the unit; None of an empty one.

    Raises
    ------
    SheetError
        If it is no such number.
    """
    if not text:
        return None
    if is_date(text) or _FULL_DATE.fullmatch(text):
        raise SheetError(
            f"{where}: um_per_px is {text!r}, a date that a spreadsheet made of a number such as "
            "1.25; format the column as text, and type the number again"
        )
    unit = _UNIT.search(text)
    value = number_of(text[: unit.start()] if unit else text)
    if value is None or not 0 < value < LARGEST_UM:
        raise SheetError(
            f"{where}: um_per_px is {text!r}; give micrometres per pixel as a number with a "
            "decimal point, such as 1.25, or leave it empty"
        )
    return value


def is_date(text: str) -> bool:
    """Whether a cell is what spreadsheets make of 1-2, 1/2 or 1.25: the name of a month and a
    number. All in capitals is none: SEP-12 may be a name."""
    return bool(_DAY_OR_YEAR.fullmatch(text)) and not text.isupper()


def spoiled(text: str) -> str:
    """Why a spreadsheet spoiled a name, in words to follow "field is "; "" if it did not."""
    if is_date(text):
        return (
            f"{text!r}, a date that a spreadsheet made of a name such as 1-2; format the column as "
            "text, and type the names again (a day that is meant, write as 2024-02-01; a name that "
            f"is meant, in capitals: {text.upper()})"
        )
    if _SHORTENED.fullmatch(text):
        return (
            f"{text!r}, a long number that a spreadsheet shortened; format the column as text, and "
            "type the names again"
        )
    if _FAULTS.fullmatch(text):
        return f"{text!r}, an error of a spreadsheet; mend its formula, or type the value"
    return ""
