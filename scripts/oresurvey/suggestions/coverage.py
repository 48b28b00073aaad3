"""What annotation covers, and in which order pieces of photographs cover most.

A piece, a field or a crop of one, holds so many pixels of each cell that are expected to be wrong.
A cell is of a mineral and of a group: of the sections of a deposit, or of the colours in a field.
With A_mg pixels of mineral m and group g in the pieces that are chosen, they are worth

    F = sum over m of log(1 + sum over g of log(1 + A_mg / ENOUGH_PX)):

a rare mineral counts like a common one as soon as there is enough of it, and more of what is
covered already, of one section above all, counts less and less.

Sources: Lin and Bilmes (2011), "A class of submodular functions for document summarization", ACL,
510-520: concave functions of sums reward what differs. Nemhauser, Wolsey and Fisher (1978),
*Mathematical Programming* 14, 265-294: to take the best piece again and again reaches at least
1 - 1/e of the best F of so many pieces. Minoux (1978): a gain never grows, so few are found again.
"""

import heapq
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log1p

ENOUGH_PX = 1000.0
"""Wrong pixels of a cell from which on more of them count by their logarithm: some grains."""

Cell = tuple[int, Hashable]
"""Code of a mineral, and a group."""
Amounts = Mapping[Cell, float]
"""Pixels of each cell that are expected to be wrong."""


class Covered:
    """What is annotated, or chosen to be: grows by `add`."""

    def __init__(self, pieces: Iterable[Amounts] = ()):
        self._pixels: dict[Cell, float] = defaultdict(float)
        self._of_mineral: dict[int, float] = defaultdict(float)
        for piece in pieces:
            self.add(piece)

    def _more(self, piece: Amounts) -> dict[int, float]:
        """What a piece adds to the inner sum of each mineral."""
        more: dict[int, float] = defaultdict(float)
        for cell, pixels in piece.items():
            here = self._pixels.get(cell, 0.0)
            more[cell[0]] += log1p((here + pixels) / ENOUGH_PX) - log1p(here / ENOUGH_PX)
        return more

    def gains(self, piece: Amounts) -> dict[int, float]:
        """What a piece adds to F, mineral by mineral."""
        of = self._of_mineral
        return {
            code: log1p(of.get(code, 0.0) + more) - log1p(of.get(code, 0.0))
            for code, more in self._more(piece).items()
        }

    def add(self, piece: Amounts) -> None:
        """Cover a piece."""
        for code, more in self._more(piece).items():
            self._of_mineral[code] += more
        for cell, pixels in piece.items():
            self._pixels[cell] += pixels


@dataclass(frozen=True)
class Choice:
    """One piece that was chosen.

    Attributes
    ----------
    index : int
        Of the piece.
    gain : float
        What it adds to F.
    gains : dict of int to float
        The same by mineral.
    """

    index: int
    gain: float
    gains: dict[int, float]


def chosen(pieces: Sequence[Amounts], number: int, covered: Covered) -> list[Choice]:
    """Pieces that add most, one after the other; of equals the first.

    Parameters
    ----------
    pieces : sequence of Amounts
    number : int
        At most so many; fewer where the rest adds nothing.
    covered : Covered
        What is annotated already; the pieces that are chosen are added to it.
    """
    found: list[Choice] = []
    # A gain is a bound from above until it is found again for what is covered now.
    waiting = [(-sum(covered.gains(piece).values()), k, 0) for k, piece in enumerate(pieces)]
    heapq.heapify(waiting)
    while waiting and len(found) < number:
        bound, k, known = heapq.heappop(waiting)
        if bound >= 0:
            break
        if known < len(found):
            gain = sum(covered.gains(pieces[k]).values())
            heapq.heappush(waiting, (-gain, k, len(found)))
            continue
        found.append(Choice(k, -bound, covered.gains(pieces[k])))
        covered.add(pieces[k])
    return found
