"""Legend of class maps: what a GIS needs to know of every code."""

from dataclasses import dataclass

from oresurvey.survey.mineral_codes import BACKGROUND, UNIDENTIFIED
from oresurvey.survey.minerals import Minerals


@dataclass(frozen=True)
class LegendEntry:
    """One code of class maps.

    Attributes
    ----------
    code : int
    symbol, name : str
        See `survey.minerals.Mineral`.
    colour : str
        ``#rrggbb``.
    """

    code: int
    symbol: str
    name: str
    colour: str

    @property
    def rgb(self) -> tuple[int, int, int]:
        """Colour as three numbers 0..255."""
        red, green, blue = bytes.fromhex(self.colour[1:])
        return red, green, blue

    @property
    def label(self) -> str:
        """Name with its symbol; a code without a mineral has its name alone."""
        nameless = (BACKGROUND, UNIDENTIFIED)
        return self.name if self.code in nameless else f"{self.name} ({self.symbol})"


def legend_of_maps(minerals: Minerals, unidentified: bool = False) -> list[dict]:
    """The part of the table of minerals that styles depend on, for the parameters of a rule.

    Parameters
    ----------
    minerals : Minerals
    unidentified : bool
        Whether maps may hold unidentified pixels.

    Returns
    -------
    list of dict
        Arguments of `LegendEntry`, in the order of the codes.
    """
    codes = [*minerals.codes, UNIDENTIFIED] if unidentified else minerals.codes
    return [
        {
            "code": code,
            "symbol": minerals.symbol(code),
            "name": minerals[code].name,
            "colour": minerals[code].colour,
        }
        for code in codes
    ]
