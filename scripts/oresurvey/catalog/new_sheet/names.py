"""Names of deposits, sections and fields for photographs that only folders name."""

import unicodedata
from collections import Counter
from collections.abc import Iterable

from oresurvey.files.folder_names import folder_name
from oresurvey.survey.field import Field


def folded(name: str) -> str:
    """What names must differ in: folders of some file systems know neither case nor accents."""
    return unicodedata.normalize("NFC", name).casefold()


class Names:
    """Names that the reader of the sheet takes.

    Parameters
    ----------
    fields : iterable of Field
        Of the sheet that there is already: its names stay.
    """

    def __init__(self, fields: Iterable[Field] = ()):
        fields = list(fields)
        self._deposits = {folder_name(field.deposit).casefold(): field.deposit for field in fields}
        self._taken = {folded(field.field) for field in fields}
        # Of a section that is in the sheet, the deposit; of a new one, what it was made of.
        self._sections: dict[str, object] = {field.section: field.deposit for field in fields}
        self.renamed: dict[str, str] = {}
        """Spellings of deposits that became another one."""

    def learn_deposits(self, names: Iterable[str]) -> None:
        """Take the commonest of spellings that differ in case or accents only."""
        counts = Counter(unicodedata.normalize("NFC", name) for name in names)
        for name in sorted(counts, key=lambda name: (-counts[name], name)):
            self._deposits.setdefault(folder_name(name).casefold(), name)

    def deposit(self, name: str) -> str:
        """One spelling of a deposit."""
        name = unicodedata.normalize("NFC", name)
        known = self._deposits[folder_name(name).casefold()]
        if known != name:
            self.renamed[name] = known
        return known

    def section(self, deposit: str, folder: str, stem: str) -> str:
        """Name of a section, that no section of another deposit or of another folder has.

        Parameters
        ----------
        deposit : str
            As `deposit` spells it.
        folder : str
            "" where every photograph is its own section.
        stem : str
        """
        name = unicodedata.normalize("NFC", f"{deposit}-{folder or stem}")
        asked = (deposit, name.removeprefix(deposit))
        free, number = name, 1
        while self._sections.setdefault(free, asked) not in (asked, deposit):
            number += 1
            free = f"{name}-{number}"
        return free

    def fields(self, names: list[str], suffixes: list[str]) -> list[str]:
        """Unique names: two of one stem (a.jpg, a.png) get their suffix, or a number."""
        names = [unicodedata.normalize("NFC", name) for name in names]
        counts = Counter(folded(name) for name in names)
        found = []
        for name, suffix in zip(names, suffixes, strict=True):
            if counts[folded(name)] > 1 or folded(name) in self._taken:
                name = f"{name}-{suffix}"
            free, number = name, 1
            while folded(free) in self._taken:
                number += 1
                free = f"{name}-{number}"
            self._taken.add(folded(free))
            found.append(free)
        return found
