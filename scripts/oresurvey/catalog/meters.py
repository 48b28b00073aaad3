"""What the catalog measures of a photograph and its mask while it reads them."""

import numpy as np

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


class FieldWatch:
    """Sees one photograph and its mask; see `catalog.inspection.inspect_field`."""

    def __init__(self):
        self._photograph: Photograph | None = None
        self._remarks: list[str] | None = None
        self._meters: dict = {}
        self._rows = 0

    def begin(self, photograph: Photograph, mask: np.ndarray | None) -> None:
        """A photograph is opened.

        Parameters
        ----------
        photograph : Photograph
        mask : (H, W) uint8 or None
            None without a good one.
        """
        self._photograph = photograph
        self._meters = {
            "quality": QualityMeter(),
            "look": LookMeter(photograph.height, photograph.width),
            "bars": BarFinder(),
        }
        if mask is not None:
            self._meters["mask"] = MaskFit(mask, VOID)
            self._meters["background"] = UnpaintedMeter(mask)

    def add(self, strip: np.ndarray) -> None:
        """See the next strip from the top, (h, W, 3) uint8."""
        for meter in self._meters.values():
            meter.add(strip)
        self._rows += len(strip)
        if self._photograph and self._rows == self._photograph.height:
            # Now: the file is closed when all is read.
            self._remarks = self._said(self._photograph)

    def _said(self, photograph: Photograph) -> list[str]:
        found = remarks(photograph.file, photograph.used_bits)
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
        of_mask = [
            self._meters[name].remark() for name in ("mask", "background") if name in self._meters
        ]
        return [*found, *filter(None, of_mask)]

    def as_json(self) -> dict:
        """quality (`QUALITY`), look and remarks; nothing of a photograph not read to its end."""
        if self._remarks is None:
            return {"quality": dict.fromkeys(QUALITY), "look": "", "remarks": []}
        return {
            "quality": self._meters["quality"].measures(),
            "look": self._meters["look"].look(),
            "remarks": self._remarks,
        }
