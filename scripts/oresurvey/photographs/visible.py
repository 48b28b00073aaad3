"""The part of a photograph that shows the section; what is empty beside it counts nowhere.

Empty are transparent pixels, pixels without data, and areas of one colour at the frame that no ore
looks like: see `photographs.empty_areas`, which finds them once. Everyone else asks `Visible`.
"""

import base64
import zlib
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import numpy as np

from oresurvey.errors import FieldError
from oresurvey.photographs.photograph import read_mask
from oresurvey.survey.mineral_codes import VOID

STRIP_PX = 256
"""Rows that are packed together."""
VISIBLE_PX = "visible_px"
"""Key of the number of visible pixels in the manifest of the instances, where some are not."""
MOST_EMPTY_PCT = 90.0
"""A photograph that is emptier shows too little to stand for a section."""


@lru_cache(maxsize=16)
def _unpacked(packed: str, rows: int, width: int) -> np.ndarray:
    """Whether pixels of some rows are visible, (rows, width) bool, as packed by `packed_rows`."""
    bits = np.frombuffer(zlib.decompress(base64.b64decode(packed)), np.uint8)
    shown = np.unpackbits(bits, count=rows * width).reshape(rows, width).view(bool)
    shown.flags.writeable = False
    return shown


def packed_rows(shown: np.ndarray) -> str:
    """Rows (h, W) bool as text: eight pixels a byte, compressed, in the letters of base 64."""
    return base64.b64encode(zlib.compress(np.packbits(shown).tobytes())).decode()


@dataclass(frozen=True)
class Visible:
    """Which pixels of a photograph show the section.

    Attributes
    ----------
    height, width : int
        Of the photograph, in pixels.
    empty : dict of str to int
        Pixels that show nothing, by why: "transparent", "no data", or a kind of
        `photographs.flat_areas.FlatArea`.
    fill : (int, int, int)
        What readers of the photograph see in their place, see `photographs.empty_areas`.
    strips : tuple of str
        `packed_rows` of every `STRIP_PX` rows, from the top.
    """

    height: int
    width: int
    empty: dict[str, int]
    fill: tuple[int, int, int]
    strips: tuple[str, ...] = field(repr=False)

    @property
    def pixels(self) -> int:
        """Number of the pixels that are visible."""
        return self.height * self.width - sum(self.empty.values())

    @property
    def empty_pct(self) -> float:
        """Share of the photograph that is empty, in per cent."""
        return round(100 * sum(self.empty.values()) / (self.height * self.width), 3)

    def rows(self, y0: int, y1: int) -> np.ndarray:
        """Whether the pixels of rows y0 .. y1 (half-open) are visible; (y1 - y0, width) bool."""
        parts = []
        for number in range(y0 // STRIP_PX, -(-y1 // STRIP_PX)):
            top = number * STRIP_PX
            strip = _unpacked(self.strips[number], min(STRIP_PX, self.height - top), self.width)
            parts.append(strip[max(y0 - top, 0) : y1 - top])
        return np.concatenate(parts) if parts else np.empty((0, self.width), bool)

    def all_rows(self) -> np.ndarray:
        """Whether each pixel is visible; (height, width) bool."""
        return self.rows(0, self.height)

    def at_scale(self, height: int) -> np.ndarray:
        """What is visible at the scale of a network's input whose field has this many rows.

        Returns
        -------
        (height, w) bool
            One pixel of every block, as `network.input_scale.scale_mask` has it.
        """
        factor = self.height // height
        width, half = self.width // factor, factor // 2
        rows = [
            self.rows(y, y + 1)[0, half::factor][:width] for y in range(half, self.height, factor)
        ]
        return np.array(rows[:height])

    def voided(self, codes: np.ndarray, y0: int = 0) -> np.ndarray:
        """Rows of a mask or a class map, from row `y0` on, void where nothing is visible.

        Parameters
        ----------
        codes : (h, width) uint8
        y0 : int

        Returns
        -------
        (h, width) uint8
        """
        return np.where(self.rows(y0, y0 + len(codes)), codes, np.uint8(VOID))

    def said(self) -> str:
        """The empty part in words: its share, and why it is empty."""
        whole = self.height * self.width
        kinds = [f"{100 * pixels / whole:.3g} % {kind}" for kind, pixels in self.empty.items()]
        return " and ".join(kinds)

    def check(self, photograph) -> None:
        """Refuse a photograph that is nearly all empty.

        Raises
        ------
        FieldError
        """
        if self.empty_pct > MOST_EMPTY_PCT:
            raise FieldError(
                f"photograph {photograph} shows hardly anything: {self.said()}; save it without "
                "transparency, or cut out the part that shows the section"
            )

    def as_json(self) -> dict:
        """What a manifest carries of it."""
        return {**vars(self), "fill": list(self.fill), "strips": list(self.strips)}

    @classmethod
    def from_json(cls, content: dict | None) -> "Visible | None":
        """The inverse of `as_json`; None, where all is visible, of None."""
        if content is None:
            return None
        lists = {"fill": tuple(content["fill"]), "strips": tuple(content["strips"])}
        return cls(**(content | lists))


class VisiblePhotograph:
    """A photograph whose empty part is filled; offers what `photographs.photograph.Photograph`
    offers to those who read pixels, and says by ``visible`` which of them count.

    Parameters
    ----------
    photograph : photographs.photograph.Photograph or photographs.flat_field.FlatPhotograph
    visible : Visible

    Notes
    -----
    One colour fills all of it, so that a window depends on nothing outside of it.
    """

    def __init__(self, photograph, visible: Visible):
        self._photograph, self.visible = photograph, visible
        self.height, self.width = photograph.height, photograph.width
        self.evenly_lit = getattr(photograph, "evenly_lit", False)

    @property
    def file(self):
        """As of the photograph."""
        return self._photograph.file

    @property
    def used_bits(self):
        """As of the photograph."""
        return self._photograph.used_bits

    def read(self, y0: int, y1: int, x0: int, x1: int) -> np.ndarray:
        """Window (y1 - y0, x1 - x0, 3) uint8, see `Photograph.read`."""
        pixels = self._photograph.read(y0, y1, x0, x1)
        pixels[~self.visible.rows(y0, y1)[:, x0:x1]] = self.visible.fill
        return pixels


def seen(photograph, visible: Visible | None):
    """A photograph with its empty part filled; itself where all of it is visible."""
    return photograph if visible is None else VisiblePhotograph(photograph, visible)


def visible_part(photograph) -> Visible | None:
    """What is visible of anything that offers pixels as a photograph does; None for all of it."""
    return getattr(photograph, "visible", None)


def read_annotation(path: str | Path, visible: Visible | None) -> np.ndarray:
    """A mask as `photographs.photograph.read_mask` reads it, void where nothing is visible.

    Returns
    -------
    (H, W) uint8

    Raises
    ------
    FieldError
        As `read_mask`.
    """
    mask = read_mask(path)
    return mask if visible is None else visible.voided(mask)


def entry_of(visible: Visible | None) -> dict:
    """What is added to an entry of a manifest: nothing where all is visible."""
    return {} if visible is None else {"visible": visible.as_json()}


def visible_of(entry: dict) -> Visible | None:
    """What is visible of the field of an entry, see `entry_of`."""
    return Visible.from_json(entry.get("visible"))
