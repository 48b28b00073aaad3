"""Regions of a page: the row of the grain at every pixel, or the class where there is none.

Region r < n is the grain in row r of the page's table of n grains. Region n + c is every pixel of
code c that is in no grain of the table: background, unidentified and void, and grains that are
too small to be listed.
"""

from collections.abc import Iterator

import numpy as np

from oresurvey.errors import FieldError
from oresurvey.instances.labels import GrainLabels
from oresurvey.maps.rows import Rows
from oresurvey.report.viewer.shown_scale import centres


class RegionNumbers:
    """Which region a grain is.

    Parameters
    ----------
    listed : (n,) int64
        Numbers of the grains in the page's table, in its order.
    grains : int
        How many the field has.
    """

    def __init__(self, listed: np.ndarray, grains: int):
        self.listed, self.grains = len(listed), grains
        # Numbers go from 0, the background, to grains + 1, the void.
        self._row = np.full(grains + 2, -1, np.int64)
        self._row[listed] = np.arange(len(listed))

    def of(self, number: np.ndarray, code: np.ndarray) -> np.ndarray:
        """Region of grains or pixels, given their numbers and codes; uint32."""
        row = self._row[number]
        return np.where(row < 0, self.listed + code.astype(np.int64), row).astype(np.uint32)


def shown_regions(
    rows: Rows, connectivity: int, numbers: RegionNumbers, scale: int
) -> Iterator[np.ndarray]:
    """Regions as a page shows them, the one at the middle of each block.

    Parameters
    ----------
    rows : Rows
        Class map, or a split one (see `instances.splitting.SplitRows`): what the grains were made
        of.
    connectivity : int
    numbers : RegionNumbers
    scale : int

    Yields
    ------
    (h, w) uint32

    Raises
    ------
    FieldError
        If the map has other grains than the table.
    """
    labels = GrainLabels(rows, connectivity)
    if labels.grains != numbers.grains:
        raise FieldError(
            f"the map has {labels.grains} grains but the table of grains {numbers.grains}; run the "
            "target `grains` again"
        )
    columns, lines = centres(rows.width, scale), centres(rows.height, scale)
    for y, strip in labels:
        here = lines[(lines >= y) & (lines < y + len(strip))]
        if not len(here):
            continue
        # A split map has the code in its lower byte.
        codes = rows.read_rows(y, y + len(strip)).astype(np.uint8)
        window = np.ix_(here - y, columns)
        yield numbers.of(strip[window], codes[window])
