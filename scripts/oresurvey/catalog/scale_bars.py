"""Scale bars burned into a photograph: straight blocks of one pure colour."""

from dataclasses import dataclass

import numpy as np

ROWS_PX = 2
"""Every second row is looked at."""
PURE = (5, 250)
"""Channels of a pure colour are at most, or at least, so bright."""
SHORTEST_PCT, THINNEST_ROWS, SLIMMEST = 3.0, 3, 4
"""A bar is so long in per cent of the width, so thick in rows looked at, and so much longer."""
ENDS_PX = 1
"""Rows of one bar end at the same columns, but for what a JPEG does to edges."""
BESIDE_PX, CONTRAST = 4, 100
"""So near beyond its ends the picture differs by so many levels; black pits fade into the dark."""


@dataclass
class Bar:
    """A block of rows that begin and end together."""

    colour: int
    start: int
    end: int
    top: int
    abrupt: bool
    rows: int = 1

    @property
    def straight(self) -> bool:
        """Whether it begins at once, is thick enough to be meant, and is still a bar."""
        thickness = self.rows * ROWS_PX
        return (
            self.abrupt
            and self.rows >= THINNEST_ROWS
            and self.end - self.start >= SLIMMEST * thickness
        )


def _pure_colours(row: np.ndarray) -> np.ndarray:
    """Pure colours as numbers 0..7, -1 for all others; (W,) int8."""
    bright = row >= PURE[1]
    pure = (bright | (row <= PURE[0])).all(axis=1)
    colours = bright @ np.array([4, 2, 1], np.int8)
    return np.where(pure, colours, -1).astype(np.int8)


def _stands_out(row: np.ndarray, start: int, end: int) -> bool:
    """Whether a run has other colours beside both ends."""
    left, right = start - BESIDE_PX, end - 1 + BESIDE_PX
    if left < 0 or right >= len(row):
        return False
    inside = row[(start + end) // 2].astype(int)
    return all(np.abs(row[x] - inside).max() >= CONTRAST for x in (left, right))


def _goes_on(row: np.ndarray | None, colour: int, start: int, end: int) -> bool:
    """Whether a row has the colour in more than half of a span, as beside the rows of a grain."""
    return row is not None and (_pure_colours(row[start:end]) == colour).mean() > 0.5


def _runs(row: np.ndarray, shortest: int) -> list[tuple[int, int, int]]:
    """(colour, start, end) of the long runs of one row, (W, 3) uint8."""
    colours = _pure_colours(row)
    turns = np.flatnonzero(np.diff(colours)) + 1
    bounds = np.concatenate([[0], turns, [len(colours)]])
    long = np.flatnonzero(np.diff(bounds) >= shortest)
    runs = [(int(colours[bounds[k]]), int(bounds[k]), int(bounds[k + 1])) for k in long]
    return [run for run in runs if run[0] >= 0 and _stands_out(row, *run[1:])]


class BarFinder:
    """Bars of a photograph, whose strips are added from the top."""

    def __init__(self):
        self._open: list[Bar] = []
        self._above: np.ndarray | None = None
        self._next = 0
        self.found: list[Bar] = []

    def add(self, strip: np.ndarray) -> None:
        """Add a strip, (h, W, 3) uint8, whose h is a multiple of `ROWS_PX` but for the last."""
        shortest = max(int(strip.shape[1] * SHORTEST_PCT / 100), 8)
        green = strip[::ROWS_PX, :, 1]
        often = ((green <= PURE[0]) | (green >= PURE[1])).sum(axis=1)
        for row in range(len(green)):
            here = strip[row * ROWS_PX]
            runs = _runs(here, shortest) if often[row] >= shortest else []
            self._extend(runs, here, self._next + row * ROWS_PX)
            self._above = here
        # Not a part of the strip, which would then stay in memory as a whole.
        self._above = None if self._above is None else self._above.copy()
        self._next += len(strip)

    def _extend(self, runs: list[tuple[int, int, int]], row: np.ndarray, y: int) -> None:
        """Go on with the bars that have a run in this row; end the others, begin new ones."""
        going = []
        for colour, start, end in runs:
            bar = next(
                (
                    bar
                    for bar in self._open
                    if bar.colour == colour
                    and abs(bar.start - start) <= ENDS_PX
                    and abs(bar.end - end) <= ENDS_PX
                ),
                None,
            )
            if bar is None:
                abrupt = not _goes_on(self._above, colour, start, end)
                bar = Bar(colour, start, end, y, abrupt)
            else:
                self._open.remove(bar)
                bar.rows += 1
            going.append(bar)
        self.found += [
            bar
            for bar in self._open
            if bar.straight and not _goes_on(row, bar.colour, bar.start, bar.end)
        ]
        self._open = going

    def bars(self) -> list[Bar]:
        """Bars of the whole photograph; from the top."""
        return self.found + [bar for bar in self._open if bar.straight]
