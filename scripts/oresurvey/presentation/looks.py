"""One colour and one marker for each deposit, and those of minerals, the same in every figure."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from oresurvey.survey.minerals import Minerals

MARKERS = "os^Dv"
DASHES = ("-", "--", "-.", ":")
# Okabe and Ito's colours, told apart by colour-blind readers too; more deposits repeat them.
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#000000", "#e69f00", "#56b4e9", "#7f7f7f")


@dataclass(frozen=True)
class Look:
    """Of a deposit; `filled` is False where it is kept out of tests."""

    colour: str
    marker: str
    filled: bool = True
    dashes: str = "-"

    @property
    def face(self) -> str:
        """Colour of the inside of a marker."""
        return self.colour if self.filled else "white"


def deposit_looks(deposits: Iterable[str], kept_out: Iterable[str] = ()) -> dict[str, Look]:
    """Looks of all deposits of a survey, by name, in the order of the names.

    Parameters
    ----------
    deposits : iterable of str
        All of the survey: a figure that leaves some out must not give their colours to others.
    kept_out : iterable of str
        Drawn hollow.
    """
    hollow = set(kept_out)
    return {
        name: Look(
            COLOURS[k % len(COLOURS)],
            MARKERS[k % len(MARKERS)],
            name not in hollow,
            # Of the second eight, lines are dashed.
            DASHES[k // len(COLOURS) % len(DASHES)],
        )
        for k, name in enumerate(sorted(set(deposits)))
    }


def coloured(codes: np.ndarray, minerals: Minerals) -> np.ndarray:
    """A class map in the colours of its minerals; (H, W) uint8 to (H, W, 3) uint8."""
    table = np.zeros((256, 3), np.uint8)
    for code, rgb in minerals.palette().items():
        table[code] = rgb
    return table[codes]
