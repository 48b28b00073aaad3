"""Fit of a baseline: statistics of the training annotation, one field in memory at a time."""

import numpy as np

from oresurvey.baselines.statistics import SPACES, ColourStatistics, ColourSums
from oresurvey.light.exposure import Exposure
from oresurvey.network.input_rows import InputRows
from oresurvey.network.input_scale import scale_factor, scale_mask
from oresurvey.photographs.flat_field import open_field
from oresurvey.photographs.visible import Visible, read_annotation
from oresurvey.survey.mineral_codes import BACKGROUND, VOID
from oresurvey.survey.settings.baselines import Clusters, Colour, Majority

STRIP_PX = 512


class Fit:
    """Statistics of annotated fields, added one by one.

    Parameters
    ----------
    settings : Colour, Clusters or Majority

    Attributes
    ----------
    fields : dict of (str, str) to int
        Fields by deposit and split.
    """

    def __init__(self, settings: Colour | Clusters | Majority):
        self.settings = settings
        self.fields: dict[tuple[str, str], int] = {}
        self._labelled: dict[str, set[int]] = {}
        self._pixels = np.zeros(256, np.int64)
        self._sums = [ColourSums(space) for space in SPACES if hasattr(settings, "space")]

    def add(self, field, class_pixels: dict[int, int], visible: Visible | None = None) -> None:
        """Add an annotated field.

        Of a field that is not for training only the classes that its annotation names are noted,
        as for networks: they tell what the deposit's annotation distinguishes, and nothing else.

        Parameters
        ----------
        field : survey.field.Field
        class_pixels : dict of int to int
            Pixels of every code of its mask, as from `catalog.inspection.inspect_field`.
        visible : Visible, optional
            What of its photograph is visible; all of it when None.
        """
        key = (field.deposit, field.split)
        self.fields[key] = self.fields.get(key, 0) + 1
        self._labelled.setdefault(field.deposit, set()).update(class_pixels)
        if field.split != "train":
            return
        for code, count in class_pixels.items():
            self._pixels[code] += count
        if self._sums:
            self._add_colours(field, visible)

    def _add_colours(self, field, visible: Visible | None) -> None:
        factor = scale_factor(self.settings.input_scale)
        mask = scale_mask(read_annotation(field.mask, visible), factor)
        height, width = mask.shape
        with open_field(field, visible) as photograph:
            light = Exposure(self.settings.exposure).light(photograph)
            rows = InputRows(photograph, factor, light, 1)
            for y in range(0, height, STRIP_PX // factor):
                codes = mask[y : y + STRIP_PX // factor]
                image = rows.read(y, y + len(codes))[:, :width]
                for sums in self._sums:
                    sums.add(image, codes)

    @property
    def codes(self) -> tuple[int, ...]:
        """Classes with pixels to train on; the background leads in any case."""
        found = {int(code) for code in np.flatnonzero(self._pixels)} - {VOID}
        return tuple(sorted({BACKGROUND} | found))

    @property
    def labelled(self) -> dict[str, list[int]]:
        """Classes that maps of each deposit may name."""
        return {
            deposit: sorted(codes & set(self.codes)) for deposit, codes in self._labelled.items()
        }

    def statistics(self) -> dict[str, ColourStatistics]:
        """Statistics in every space; counts of pixels alone, as the space "none", without one."""
        if self._sums:
            return {sums.space: sums.statistics(self.codes) for sums in self._sums}
        unknown = np.full((len(self.codes), 3, 3), np.nan)
        counts = self._pixels[list(self.codes)]
        return {"none": ColourStatistics(self.codes, counts, unknown[:, 0], unknown)}
