"""What labelling programs call the minerals: by the table of minerals, or by a table of names."""

from collections.abc import Mapping
from pathlib import Path

from oresurvey.errors import ConfigurationError, FieldError
from oresurvey.files.spreadsheets import read_table
from oresurvey.survey.mineral_codes import VOID
from oresurvey.survey.minerals import Minerals

SKIP = -1
"""In place of a code: objects of this name are left out, as if they had not been drawn."""
LISTED = 12


def _key(name: str) -> str:
    return " ".join(str(name).split()).casefold()


def table_rows(path: str | Path, columns: tuple[str, str]) -> list[tuple[int, str, str]]:
    """Numbered rows of a table of two columns, as spreadsheets save it.

    Raises
    ------
    ConfigurationError
        If it cannot be read, or lacks a column.
    """
    path, header = Path(path), ",".join(columns)
    todo = f"give a table with the columns {header}"
    rows = read_table(path, "", ConfigurationError, todo, columns).rows
    found = [_key(cell) for cell in rows[0][1]] if rows else []
    for column in columns:
        if column not in found:
            raise ConfigurationError(
                f"{path}: column {column!r} is missing; its first row must be {header}"
            )
    first, second = (found.index(column) for column in columns)
    for number, cells in rows[1:]:
        if len(cells) <= max(first, second):
            raise ConfigurationError(
                f"{path}, row {number}: fewer than {max(first, second) + 1} cells; fill in "
                f"{' and '.join(columns)}"
            )
    return [(number, cells[first], cells[second]) for number, cells in rows[1:]]


class MineralNames:
    """Names to codes.

    Parameters
    ----------
    minerals : Minerals
        Named by symbol, label or name, in upper or lower case; a name also without what is in its
        brackets ("background"). "void" is not annotated.
    table : path, optional
        Columns name and mineral; mineral is one of the names above, or "skip".

    Raises
    ------
    ConfigurationError
        If the table cannot be read, names a mineral that is not there, or one name twice.
    """

    def __init__(self, minerals: Minerals, table: str | Path | None = None):
        self.minerals = minerals
        self._known: dict[str, int] = {"void": VOID}
        for names in (
            lambda mineral: mineral.symbol,
            lambda mineral: mineral.paper_label,
            lambda mineral: mineral.name,
            lambda mineral: mineral.name.partition("(")[0],
        ):
            level: dict[str, set[int]] = {}
            for mineral in minerals.table:
                level.setdefault(_key(names(mineral)), set()).add(mineral.code)
            for key, codes in level.items():
                # A name that two minerals share is the name of neither.
                if key and len(codes) == 1:
                    self._known.setdefault(key, *codes)
        self._given: dict[str, int] = {}
        for number, name, meant in table_rows(table, ("name", "mineral")) if table else ():
            where = f"{table}, row {number}"
            code = SKIP if _key(meant) == "skip" else self._known.get(_key(meant))
            if code is None:
                raise ConfigurationError(
                    f"{where}: {meant!r} is no symbol, label or name of the table of minerals, "
                    "and neither void nor skip; correct it"
                )
            if self._given.setdefault(_key(name), code) != code:
                raise ConfigurationError(f"{where}: {name!r} is there twice; keep one row")

    def code(self, name: str) -> int | None:
        """Code of a name, `SKIP`, or None if nothing has it."""
        key = _key(name)
        return self._given.get(key, self._known.get(key))

    def given(self, name: str) -> int | None:
        """Code that the table of names gives; None without a row."""
        return self._given.get(_key(name))

    def codes(self, counts: Mapping[str, int], what: str, file: Path) -> dict[str, int]:
        """Code of every name.

        Parameters
        ----------
        counts : mapping of str to int
            Names, and how often each was used.
        what : str
            What was counted, for messages.
        file : Path

        Raises
        ------
        FieldError
            Listing all names that nothing has.
        """
        found = {name: self.code(name) for name in counts}
        unknown = [name for name, code in found.items() if code is None]
        if unknown:
            listed = ", ".join(
                f"{name!r} ({counts[name]} {what})" if name else f"no class ({counts[name]} {what})"
                for name in unknown[:LISTED]
            )
            more = f" and {len(unknown) - LISTED} more" if len(unknown) > LISTED else ""
            raise FieldError(
                f"{file}: names that the table of minerals does not have: {listed}{more}; correct "
                "them there, or write names.csv with the columns name,mineral and a row for each "
                "(mineral is a symbol, label or name of the table; void is not annotated; skip "
                "leaves such objects out), and add --names names.csv"
            )
        return {name: code for name, code in found.items() if code is not None}
