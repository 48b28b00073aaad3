"""What the catalog measures of a photograph and its mask while it reads them."""

import numpy as np

from oresurvey.catalog.class_levels import ClassLevels
from oresurvey.catalog.looks import LookMeter
from oresurvey.catalog.mask_fit import MaskFit
from oresurvey.catalog.quality import QualityMeter
from oresurvey.catalog.scale_bars import BarFinder
from oresurvey.catalog.unpainted import UnpaintedMeter
from oresurvey.photographs.kinds import remarks
from oresurvey.photographs.photograph import Photograph
from oresurvey.survey.catalog_columns import QUALITY
from oresurvey.survey.mineral_codes import VOID

GREY_PCT = 0.5
"""Mean saturation below which a photograph is grey; a level of rounding in all of it is as much."""
MOST_EMPTY_LOOK_PCT = 50.0
"""A photograph that is emptier has no look to be known by."""

BESIDE_MASK = ("background", "levels")
"""Meters that see each strip of the photograph with that of its mask."""
OF_MASK = ("mask", *BESIDE_MASK)
"""Meters that remark on a mask."""


class FieldWatch:
    """Sees one photograph and its mask; see `catalog.inspection.inspect_field`."""

    def __init__(self):
        self._photograph: Photograph | None = None
        self._remarks: list[str] | None = None
        self._mask: np.ndarray | None = None
        self._meters: dict = {}
        self._rows = 0

    def begin(self, photograph: Photograph, mask: np.ndarray | None) -> None:
        """A photograph is opened.

        Parameters
        ----------
        photograph : Photograph or photographs.visible.VisiblePhotograph
            A second time, where some of it is empty: all begins again.
        mask : (H, W) uint8 or None
            None without a good one.
        """
        self._photograph, self._rows, self._remarks = photograph, 0, None
        self._mask = mask
        self._meters = {
            "quality": QualityMeter(),
            "look": LookMeter(photograph.height, photograph.width),
            "bars": BarFinder(),
        }
        if mask is not None:
            self._meters["mask"] = MaskFit(mask, VOID)
            self._meters["background"] = UnpaintedMeter()
            self._meters["levels"] = ClassLevels()

    def add(self, strip: np.ndarray) -> None:
        """See the next strip from the top, (h, W, 3) uint8."""
        visible = self._photograph.visible if self._photograph else None
        rows = self._rows, self._rows + len(strip)
        beside: dict[str, np.ndarray] = {}
        if visible:
            beside["quality"] = visible.rows(*rows)
        if self._mask is not None:
            beside |= dict.fromkeys(BESIDE_MASK, self._mask[slice(*rows)])
        for name, meter in self._meters.items():
            meter.add(strip, *([beside[name]] if name in beside else []))
        self._rows += len(strip)
        if self._photograph and self._rows == self._photograph.height:
            # Now: the file is closed when all is read.
            self._remarks = self._said(self._photograph)

    def remark(self, text: str) -> None:
        """Add a remark on a photograph that was read to its end; "" is none."""
        if text and self._remarks is not None:
            self._remarks.append(text)

    def _said(self, photograph: Photograph) -> list[str]:
        found = remarks(photograph.file, photograph.used_bits)
        if photograph.visible:
            found.append(f"{photograph.visible.said()} shows no section and is left out everywhere")
        bars = self._meters["bars"].bars()
        if bars:
            at = ", ".join(f"x {bar.start} y {bar.top}" for bar in bars[:3])
            found.append(
                f"something straight of one colour is drawn into it ({at}), perhaps a scale bar: "
                "it would be named as a mineral; export the photograph without it"
            )
        if self._meters["quality"].measures()["saturation_pct"] < GREY_PCT:
            found.append(
                "is grey: red, green and blue are the same everywhere, and models distinguish "
                "minerals by their colours too; photograph it in colour, or train on grey"
            )
        of_mask = [self._meters[name].remark() for name in OF_MASK if name in self._meters]
        return [*found, *filter(None, of_mask)]

    def as_json(self) -> dict:
        """quality (`QUALITY`), look and remarks; nothing of a photograph not read to its end."""
        if self._remarks is None:
            return {"quality": dict.fromkeys(QUALITY), "look": "", "remarks": []}
        visible = self._photograph.visible if self._photograph else None
        # What is empty looks the same everywhere.
        plain = visible is not None and visible.empty_pct > MOST_EMPTY_LOOK_PCT
        return {
            "quality": self._meters["quality"].measures(),
            "look": "" if plain else self._meters["look"].look(),
            "remarks": self._remarks,
        }
