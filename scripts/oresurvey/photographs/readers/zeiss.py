"""Zeiss CZI, through the library of Zeiss itself: read by windows."""

from pathlib import Path
from xml.parsers.expat import ExpatError

import numpy as np

from oresurvey.photographs.readers.samples import Samples
from oresurvey.photographs.readers.several import refuse_several

_PIXELS = {"Gray8": (1, "uint8"), "Gray16": (1, "uint16"), "Bgr24": (3, "uint8"),
           "Bgr48": (3, "uint16")}  # fmt: skip
CACHE_BYTES = 512 * 2**20
"""Tiles that several windows share are decoded once."""


class CziFile(Samples):
    """A CZI of one picture.

    Parameters
    ----------
    path : Path

    Raises
    ------
    readers.several.UnclearPagesError
        If it holds several.
    OSError
        If it cannot be read.
    """

    def __init__(self, path: Path):
        from pylibCZIrw import czi

        try:
            cache = czi.CacheOptions(czi.CacheType.Standard, CACHE_BYTES)
            self._czi = czi.CziReader(str(path), cache_options=cache)
        except RuntimeError as error:
            raise OSError(str(error)) from None
        try:
            self._begin()
        except BaseException:
            self._czi.close()
            raise

    def _begin(self) -> None:
        sides = {axis: end - start for axis, (start, end) in self._czi.total_bounding_box.items()}
        channels = self._czi.pixel_types
        refuse_several(
            {"Z": sides.get("Z", 1), "T": sides.get("T", 1), "C": len(channels),
             "scenes": len(self._czi.scenes_bounding_rectangle)}
        )  # fmt: skip
        # A kind that is not known has a name that is no type of a photograph's samples.
        kind = next(iter(channels.values()))
        count, dtype = _PIXELS.get(kind, (1, kind))
        box = self._czi.total_bounding_rectangle
        super().__init__(box.h, box.w, count, dtype)
        self._x, self._y = box.x, box.y
        self.um_per_px = self._stated()

    def _stated(self) -> tuple[float, float] | None:
        """From the metadata, in metres."""
        try:
            metadata = self._czi.metadata.get("ImageDocument", {}).get("Metadata") or {}
        except ExpatError:
            # Damaged metadata: the picture may be whole.
            return None
        items = ((metadata.get("Scaling") or {}).get("Items") or {}).get("Distance") or []
        items = items if isinstance(items, list) else [items]
        metres = {item.get("@Id"): float(item.get("Value") or 0) for item in items}
        return (1e6 * metres["X"], 1e6 * metres["Y"]) if {"X", "Y"} <= metres.keys() else None

    def window(self, y0: int, y1: int, x0: int, x1: int) -> np.ndarray:
        """See `Samples.window`."""
        try:
            found = self._czi.read(roi=(self._x + x0, self._y + y0, x1 - x0, y1 - y0))
        except RuntimeError as error:
            raise OSError(str(error)) from None
        # Stored as blue, green, red.
        return found[..., ::-1]

    def close(self) -> None:
        """Close the file."""
        self._czi.close()
