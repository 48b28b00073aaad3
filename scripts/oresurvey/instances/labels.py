"""The grain of every pixel of a map."""

from collections.abc import Iterator

import numpy as np

from oresurvey.instances.numbering import Numbering, StripGrains
from oresurvey.instances.pieces import Strip, strips
from oresurvey.maps.rows import Rows, by_rows


class GrainLabels:
    """The grain of every pixel, strip by strip, numbered as `instances.measure.instances` numbers
    them.

    The map is read twice: a grain has its number once all its pieces have been seen.

    Parameters
    ----------
    class_map : (H, W) uint8, or a map read by rows
    connectivity : int
    strip_rows : int, optional

    Attributes
    ----------
    grains : int
        Their number.
    """

    def __init__(self, class_map: np.ndarray | Rows, connectivity: int, strip_rows=None):
        self._arguments = by_rows(class_map), connectivity, strip_rows
        numbering = Numbering()
        for _ in self._strips(numbering):
            pass
        self._numbers = numbering.closed()
        self.grains = self._numbers.grains

    def _strips(self, numbering: Numbering) -> Iterator[tuple[Strip, StripGrains]]:
        for strip in strips(*self._arguments):
            yield strip, numbering.add(strip, strip.runs())

    def __iter__(self) -> Iterator[tuple[int, np.ndarray]]:
        """First row of every strip, and its labels; (h, W) int32: 0 background, void the last."""
        for strip, grains in self._strips(Numbering()):
            number_of = self._numbers.of(grains.number_of).astype(np.int32)[grains.place_of]
            yield strip.y + strip.overlap, number_of[strip.labels[strip.overlap :]]


def label(class_map: np.ndarray | Rows, connectivity: int = 8, strip_rows=None) -> np.ndarray:
    """The grain of every pixel of a whole map.

    Parameters
    ----------
    class_map : (H, W) uint8, or a map read by rows
        Mineral codes; 0 background, 255 void.
    connectivity : int
        8: pixels that touch at a corner belong together; 4: only at a side.
    strip_rows : int, optional

    Returns
    -------
    (H, W) int32
        0 background, grains from 1 as in `instances.measure.instances`, void all under the last
        number (whether there is any or not).
    """
    return np.concatenate([part for _, part in GrainLabels(class_map, connectivity, strip_rows)])
