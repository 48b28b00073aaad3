"""Minerals that may occur in a deposit, as a geologist declares them.

In the sheet's column `minerals`, or under `deposits: {NAME: {minerals: [...]}}` in the
configuration: by symbol, label of the 2021 paper, or name. Maps name nothing else there.
"""

import difflib
import re
from collections.abc import Iterable

from oresurvey.errors import ConfigurationError, SheetError
from oresurvey.survey.field import Field
from oresurvey.survey.mineral_codes import BACKGROUND
from oresurvey.survey.minerals import Minerals


def _codes_by_word(minerals: Minerals) -> dict[str, int]:
    """Code by symbol, label and name, in small letters."""
    words = {}
    for mineral in minerals.table:
        for word in (mineral.name, mineral.paper_label, mineral.symbol):
            words[word.casefold()] = mineral.code
    words.pop("", None)
    return words


def _codes(words: Iterable[str], minerals: Minerals, where: str, error: type) -> list[int]:
    """Codes of a list of minerals, sorted; the background may always occur and is not in it."""
    known, found = _codes_by_word(minerals), set()
    for word in words:
        code = known.get(word.casefold())
        if code is None:
            close = difflib.get_close_matches(word.casefold(), known, n=1)
            symbols = ", ".join(m.symbol for m in minerals.table if m.code != BACKGROUND)
            advice = f"did you mean {close[0]!r}? " if close else ""
            raise error(
                f"{where}: {word!r} is no mineral of the table of minerals; {advice}use symbols, "
                f"labels or names, such as {symbols}, or add a row to the table"
            )
        found.add(code)
    return sorted(found - {BACKGROUND})


def _words(cell: str, minerals: Minerals) -> list[str]:
    """Words of a cell: parted by commas or semicolons; by spaces where it is no name itself."""
    parts = [part.strip() for part in re.split(r"[,;]", cell)]
    known = _codes_by_word(minerals)
    return [
        word
        for part in parts
        if part
        for word in ([part] if part.casefold() in known else part.split())
    ]


def declared_minerals(
    fields: list[Field], settings: dict, minerals: Minerals, sheet: str
) -> dict[str, list[int]]:
    """Codes of the minerals that may occur, by deposit; deposits without a list are not in it.

    Parameters
    ----------
    fields : list of Field
        Rows that leave the column empty follow the others of their deposit.
    settings : dict
        ``minerals`` by deposit, of the configuration; it goes before the sheet. None: no list.
    minerals : Minerals
    sheet : str
        Its path, for messages.

    Raises
    ------
    SheetError
        For a word that is no mineral, and for rows of a deposit that differ.
    ConfigurationError
        For a word that is no mineral, and for a deposit that the sheet does not have.
    """
    found: dict[str, tuple[str, list[int]]] = {}
    for field in fields:
        if not field.minerals:
            continue
        where = f"sheet {sheet}, field {field.field!r}: minerals"
        codes = _codes(_words(field.minerals, minerals), minerals, where, SheetError)
        first, before = found.setdefault(field.deposit, (field.field, codes))
        if before != codes:
            raise SheetError(
                f"{where}: another list than that of field {first!r} of the same deposit "
                f"{field.deposit!r}; a deposit has one list, and rows may leave it empty"
            )
    declared = {deposit: codes for deposit, (_, codes) in found.items()}
    deposits = {field.deposit for field in fields}
    for deposit, words in settings.items():
        where = f"configuration: deposits.{deposit}"
        if deposit not in deposits:
            raise ConfigurationError(
                f"{where}: neither a setting nor a deposit of the sheet; deposits to choose from: "
                f"{', '.join(sorted(deposits))}"
            )
        if words is not None:
            declared[deposit] = _codes(words, minerals, f"{where}.minerals", ConfigurationError)
    return dict(sorted(declared.items()))
