"""The minerals that a mask or a class map can name: code, symbol, name, colour, density."""

import csv
import math
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from oresurvey.errors import ConfigurationError

VOID = 255
"""Code of pixels that the annotator left out; they count nowhere."""

UNIDENTIFIED = 254
"""Code of pixels of class maps whose confidence is too low; no mineral, and no grain."""

BACKGROUND = 0
"""Code of everything that is not ore: gangue, resin, pits."""

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
        return tuple(int(self.colour[i : i + 2], 16) for i in (1, 3, 5))


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


def _mineral(path: Path, number: int, row: dict[str, str]) -> Mineral:
    where = f"{path}, row {number}"
    try:
        code = int(row["code"])
    except (TypeError, ValueError):
        raise ConfigurationError(f"{where}: code {row['code']!r} is not a whole number") from None
    if not 0 <= code < UNIDENTIFIED:
        raise ConfigurationError(
            f"{where}: code {code} is outside 0..253 (254 is unidentified, 255 is void)"
        )
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", row["colour"] or ""):
        raise ConfigurationError(f"{where}: colour {row['colour']!r} is not of the form #rrggbb")
    if not row["symbol"]:
        raise ConfigurationError(f"{where}: the symbol is empty")
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
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ConfigurationError(
            f"minerals: {path} cannot be read: {error.strerror}; give the path of a table like "
            "config/minerals.tsv"
        ) from None
    except UnicodeDecodeError as error:
        raise ConfigurationError(
            f"minerals: {path} is not UTF-8 ({error}); save it as UTF-8"
        ) from None
    reader = csv.DictReader(text.splitlines(), delimiter="\t")
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise ConfigurationError(f"{path}: column {missing[0]!r} is missing")
    seen: dict[int, Mineral] = {}
    symbols: set[str] = set()
    for number, row in enumerate(reader, start=2):
        mineral = _mineral(path, number, row)
        if mineral.code in seen or mineral.symbol in symbols:
            raise ConfigurationError(
                f"{path}, row {number}: code {mineral.code} or symbol {mineral.symbol} is there "
                "twice; give every mineral its own"
            )
        seen[mineral.code] = mineral
        symbols.add(mineral.symbol)
    if BACKGROUND not in seen:
        raise ConfigurationError(f"{path}: code 0 (background) is missing")
    return Minerals(tuple(seen[code] for code in sorted(seen)))
