"""The minerals that a mask or a class map can name: code, symbol, name, colour, density."""

import math
import re
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest
from pathlib import Path

from oresurvey.errors import ConfigurationError
from oresurvey.files.typed_tables import read_text, rows_of
from oresurvey.survey.cells.names import unusable
from oresurvey.survey.mineral_codes import BACKGROUND, UNIDENTIFIED, VOID

COLUMNS = ("code", "symbol", "paper_label", "name", "colour", "density_g_cm3")


@dataclass(frozen=True)
class Mineral:
    """One row of the table of minerals.

    Attributes
    ----------
    code : int
        Value of its pixels in masks and class maps, 0..253.
    symbol : str
        IMA-CNMNC symbol (Warr 2021).
    paper_label : str
        Label in Khvostikov et al. (2021).
    name : str
    colour : str
        ``#rrggbb``, the same in every map and figure.
    density_g_cm3 : float
        NaN where there is none (background).
    """

    code: int
    symbol: str
    paper_label: str
    name: str
    colour: str
    density_g_cm3: float

    @property
    def rgb(self) -> tuple[int, int, int]:
        """Colour as three numbers 0..255."""
        red, green, blue = bytes.fromhex(self.colour[1:])
        return red, green, blue


_NOT_IDENTIFIED = Mineral(
    # Magenta: no mineral of the table is near it.
    UNIDENTIFIED,
    "unidentified",
    "",
    "unidentified",
    "#ff00ff",
    math.nan,
)


@dataclass(frozen=True)
class Minerals:
    """The table of minerals, in the order of the codes; it also knows what `UNIDENTIFIED` is."""

    table: tuple[Mineral, ...]

    @cached_property
    def _by_code(self) -> dict[int, Mineral]:
        return {mineral.code: mineral for mineral in self.table}

    @property
    def codes(self) -> tuple[int, ...]:
        """All codes of the table, ascending."""
        return tuple(mineral.code for mineral in self.table)

    def __getitem__(self, code: int) -> Mineral:
        return _NOT_IDENTIFIED if code == UNIDENTIFIED else self._by_code[code]

    def __contains__(self, code: int) -> bool:
        return code in self._by_code

    def symbol(self, code: int) -> str:
        """Symbol of a code; "void" for 255."""
        return "void" if code == VOID else self[code].symbol

    def palette(self) -> dict[int, tuple[int, int, int]]:
        """Colour of every code, void in white."""
        colours = {mineral.code: mineral.rgb for mineral in (*self.table, _NOT_IDENTIFIED)}
        colours[VOID] = (255, 255, 255)
        return colours


def minerals_of_maps(minerals: Minerals) -> dict[str, str]:
    """Code to symbol: the part of the table of minerals that tables depend on."""
    return {str(code): minerals.symbol(code) for code in minerals.codes} | {str(VOID): "void"}


def palette_of_maps(minerals: Minerals, unidentified: bool = False) -> dict[str, list[int]]:
    """Code to colour: the part of the table of minerals that the look of maps depends on.

    Parameters
    ----------
    minerals : Minerals
    unidentified : bool
        Whether maps may hold unidentified pixels.
    """
    return {
        str(code): list(rgb)
        for code, rgb in minerals.palette().items()
        if unidentified or code != UNIDENTIFIED
    }


def _mineral(path: Path, number: int, row: dict[str, str]) -> Mineral:
    where = f"{path}, row {number}"
    if not re.fullmatch(r"-?[0-9]{1,9}", row["code"]):
        raise ConfigurationError(f"{where}: code {row['code']!r} is not a whole number")
    code = int(row["code"])
    if not 0 <= code < UNIDENTIFIED:
        raise ConfigurationError(
            f"{where}: code {code} is outside 0..253 (254 is unidentified, 255 is void)"
        )
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", row["colour"] or ""):
        raise ConfigurationError(f"{where}: colour {row['colour']!r} is not of the form #rrggbb")
    if not row["symbol"]:
        raise ConfigurationError(f"{where}: the symbol is empty")
    for column in ("symbol", "paper_label", "name"):
        if unusable(row[column]):
            raise ConfigurationError(f"{where}: {column} is {unusable(row[column])}")
    density = row["density_g_cm3"] or "nan"
    try:
        value = float(density)
    except ValueError:
        raise ConfigurationError(f"{where}: density {density!r} is not a number") from None
    if not math.isnan(value) and not 0 < value < math.inf:
        raise ConfigurationError(
            f"{where}: density {density} g/cm3 is not above zero or not finite"
        )
    return Mineral(code, row["symbol"], row["paper_label"], row["name"], row["colour"], value)


def mineral_rows(path: Path) -> list[tuple[int, dict[str, str]]]:
    """Numbered rows of the table of minerals, cells by column, not yet checked.

    Raises
    ------
    ConfigurationError
        Naming the file and the row: unreadable, a missing column, cells without a column.
    """
    todo = "give the path of a table like config/minerals.tsv"
    text = read_text(path, "minerals: ", ConfigurationError, todo)
    rows = rows_of(text, "\t", str(path), ConfigurationError)
    header = rows[0][1] if rows else []
    missing = [name for name in COLUMNS if name not in header]
    if missing:
        raise ConfigurationError(f"{path}: column {missing[0]!r} is missing")
    for number, cells in rows[1:]:
        if len(cells) > len(header):
            raise ConfigurationError(
                f"{path}, row {number}: {len(cells)} cells under {len(header)} columns"
            )
    return [(n, dict(zip_longest(header, cells, fillvalue=""))) for n, cells in rows[1:]]


def read_minerals(path: str | Path) -> Minerals:
    """Read the table of minerals.

    Parameters
    ----------
    path : path
        Tab-separated, with the columns of `COLUMNS`.

    Returns
    -------
    Minerals

    Raises
    ------
    ConfigurationError
        Naming the file and the row: missing column, code twice, bad colour or density, no code 0.
    """
    path = Path(path)
    seen: dict[int, Mineral] = {}
    symbols = {_NOT_IDENTIFIED.symbol, "void"}
    for number, row in mineral_rows(path):
        mineral = _mineral(path, number, row)
        if mineral.code in seen or mineral.symbol in symbols:
            raise ConfigurationError(
                f"{path}, row {number}: code {mineral.code} or symbol {mineral.symbol} is there "
                "twice (void and unidentified are taken); give every mineral its own"
            )
        seen[mineral.code] = mineral
        symbols.add(mineral.symbol)
    if BACKGROUND not in seen:
        raise ConfigurationError(f"{path}: code 0 (background) is missing")
    return Minerals(tuple(seen[code] for code in sorted(seen)))
