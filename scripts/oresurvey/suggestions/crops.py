"""Parts of a field to annotate first: where most is unsure, of most minerals and colours.

A mineral that the model was never shown hides among those that it names, often in another colour:
so pixels are counted by mineral and by colour. They are looked at in blocks of `BLOCK_PX`: the mean
of the colour, the mean of the doubt (1 - confidence), the class in the middle.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from oresurvey.errors import FieldError
from oresurvey.maps.geotiff import MapReader
from oresurvey.photographs.photograph import Photograph
from oresurvey.suggestions.coverage import Amounts, Covered, chosen
from oresurvey.survey.mineral_codes import VOID

CROP_PX = 512
BLOCK_PX = 8
BRIGHTNESS_STEP, COLOUR_STEP = 0.5, 0.3
"""Widths of a cell of colours, in powers of two of the brightness and of the ratios to green."""
STEPS = 4
"""Places of a crop along its own side."""
MOST_PLACES = 20_000
"""Of a photograph of more, crops do not overlap, and those with most doubt alone are compared."""
COMPARED = 2000
STEP_OF_SIDE = STEPS * BLOCK_PX
"""Sides of crops are multiples of it."""
_COLOURS = 64
"""Steps of each of three numbers that make a cell."""


@dataclass(frozen=True)
class Crop:
    """Part of a field, in pixels of the photograph; no larger than the photograph.

    Attributes
    ----------
    x, y, width, height : int
    gain : float
        What its annotation adds within the field, see `suggestions.coverage`.
    """

    x: int
    y: int
    width: int
    height: int
    gain: float = 0.0


def _block_sums(values: np.ndarray) -> np.ndarray:
    """Sums of whole blocks; (h, w) or (h, w, 3) to (h // BLOCK_PX, w // BLOCK_PX, ...) float32."""
    high, wide = (side // BLOCK_PX for side in values.shape[:2])
    whole = values[: high * BLOCK_PX, : wide * BLOCK_PX]
    parts = whole.reshape(high, BLOCK_PX, wide, BLOCK_PX, *values.shape[2:])
    return parts.sum(axis=(1, 3), dtype=np.float32)


def colour_cells(means: np.ndarray) -> np.ndarray:
    """Cell of each colour, by brightness and by the ratios of red and blue to green.

    Parameters
    ----------
    means : (..., 3) float
        Levels 0 .. 255.

    Returns
    -------
    (...,) int64
    """
    red, green, blue = np.moveaxis(np.log2(np.asarray(means, float) + 1), -1, 0)
    steps = (
        green / BRIGHTNESS_STEP,
        (red - green) / COLOUR_STEP,
        (blue - green) / COLOUR_STEP,
    )
    # Ratios are of either sign, and one to many: the middle of the range is 1.
    places = [
        np.clip(np.rint(step) + middle, 0, _COLOURS - 1).astype(np.int64)
        for step, middle in zip(steps, (0, _COLOURS // 2, _COLOURS // 2), strict=True)
    ]
    return (places[0] * _COLOURS + places[1]) * _COLOURS + places[2]


class Doubt:
    """Doubt of a field by mineral and colour, summed in squares; fed by rows from the top.

    Parameters
    ----------
    width, height : int
        Of the photograph, in pixels.
    square_px : int
        A multiple of `BLOCK_PX`.
    """

    def __init__(self, width: int, height: int, square_px: int):
        self.square_px = square_px
        self.shape = (-(-height // square_px), -(-width // square_px))
        self._sums: dict[tuple[int, int], np.ndarray] = {}

    def add(
        self, y: int, photograph: np.ndarray, codes: np.ndarray, confidence: np.ndarray
    ) -> None:
        """Take rows of photograph (h, w, 3), codes and confidence (h, w), all uint8, from row y.

        y is a multiple of `BLOCK_PX`.
        """
        doubt = BLOCK_PX**2 - _block_sums(confidence) / 255
        high, wide = doubt.shape
        middle = codes[BLOCK_PX // 2 :: BLOCK_PX, BLOCK_PX // 2 :: BLOCK_PX][:high, :wide]
        self.add_blocks(y // BLOCK_PX, _block_sums(photograph) / BLOCK_PX**2, middle, doubt)

    def add_blocks(self, row: int, means: np.ndarray, codes: np.ndarray, doubt: np.ndarray) -> None:
        """Take rows of blocks, from block row `row`: colour (h, w, 3), code, doubt in pixels."""
        cells = colour_cells(means)
        rows, columns = np.nonzero((codes != VOID) & (doubt > 0))
        at = (row + rows) * BLOCK_PX // self.square_px, columns * BLOCK_PX // self.square_px
        square = np.ravel_multi_index(at, self.shape)
        key = codes[rows, columns].astype(np.int64) * _COLOURS**3 + cells[rows, columns]
        kinds, place = np.unique(key, return_inverse=True)
        squares, where = np.unique(square, return_inverse=True)
        sums = np.zeros((len(kinds), len(squares)))
        np.add.at(sums, (place, where), doubt[rows, columns])
        for kind, here in zip(kinds.tolist(), sums, strict=True):
            cell = (kind // _COLOURS**3, kind % _COLOURS**3)
            total = self._sums.setdefault(cell, np.zeros(self.shape, np.float32))
            total.ravel()[squares] += here

    def in_windows(self, side: int) -> tuple[np.ndarray, dict[tuple[int, int], np.ndarray]]:
        """Doubt in every window of so many squares a side: of all cells together, and of each."""
        high, wide = (max(1, size - side + 1) for size in self.shape)
        found = {}
        for cell, sums in self._sums.items():
            table = np.pad(sums.astype(np.float64).cumsum(0).cumsum(1), ((1, 0), (1, 0)))
            down, right = min(side, self.shape[0]), min(side, self.shape[1])
            found[cell] = (
                table[down:, right:] - table[:-down, right:] - table[down:, :-right]
                + table[:-down, :-right]
            )[:high, :wide]  # fmt: skip
        total = sum(found.values(), np.zeros((high, wide)))
        return total, found


def _doubt_of(photograph: Photograph, folder: Path, square: int) -> Doubt:
    """Doubt of a field, read by rows."""
    doubt = Doubt(photograph.width, photograph.height, square)
    with MapReader(folder / "classes.tif") as classes, MapReader(folder / "confidence.tif") as sure:
        size, wanted = (classes.width, classes.height), (photograph.width, photograph.height)
        if size != wanted:
            raise FieldError(
                f"photograph {photograph.path} is {wanted[0]} x {wanted[1]} px but its map "
                f"{size[0]} x {size[1]}; run the survey again"
            )
        for y0 in range(0, photograph.height, CROP_PX):
            y1 = min(y0 + CROP_PX, photograph.height)
            pixels = photograph.read(y0, y1, 0, photograph.width)
            doubt.add(y0, pixels, classes.read_rows(y0, y1), sure.read_rows(y0, y1))
    return doubt


def square_px(width: int, height: int, crop_px: int) -> int:
    """Side of the squares that doubt is summed in: parts of a field begin at one of them."""
    square = crop_px // STEPS
    return crop_px if -(-width // square) * -(-height // square) > MOST_PLACES else square


def suggested_crops(
    photograph: Photograph, folder: str | Path, number: int = 1, crop_px: int = CROP_PX
) -> list[Crop]:
    """Parts of a field to annotate, the most helpful first; none overlaps another.

    Parameters
    ----------
    photograph : Photograph
    folder : path
        Of its maps.
    number : int
        At most so many.
    crop_px : int
        Side of a crop; a multiple of `STEP_OF_SIDE`. A photograph that is smaller is taken whole on
        that side.

    Raises
    ------
    FieldError
        If a map is missing, or of another size than the photograph.
    """
    size = photograph.width, photograph.height
    doubt = _doubt_of(photograph, Path(folder), square_px(*size, crop_px))
    return best_crops(doubt, *size, number, crop_px)


def best_crops(doubt: Doubt, width: int, height: int, number: int, crop_px: int) -> list[Crop]:
    """The same of a field of this size whose doubt is known."""
    square = doubt.square_px
    total, cells = doubt.in_windows(crop_px // square)
    order = np.argsort(-total.ravel(), kind="stable")
    places = np.sort(order[: COMPARED if total.size > MOST_PLACES else None])

    def crop_at(place: int) -> Crop:
        row, column = divmod(int(place), total.shape[1])
        wide, high = min(crop_px, width), min(crop_px, height)
        # The last place of a side reaches beyond the photograph: it is moved back into it.
        x, y = (
            min(at * square, size - own)
            for at, size, own in (
                (column, width, wide),
                (row, height, high),
            )
        )
        return Crop(x, y, wide, high)

    crops = [crop_at(place) for place in places]
    pieces: list[Amounts] = [
        {cell: float(sums.flat[place]) for cell, sums in cells.items() if sums.flat[place] > 0}
        for place in places
    ]
    found: list[Crop] = []
    covered = Covered()
    while len(found) < number:
        free = [k for k, crop in enumerate(crops) if not any(_overlap(crop, one) for one in found)]
        best = chosen([pieces[k] for k in free], 1, covered)
        if not best:
            break
        crop = crops[free[best[0].index]]
        found.append(Crop(crop.x, crop.y, crop.width, crop.height, best[0].gain))
    return found


def _overlap(one: Crop, other: Crop) -> bool:
    return (
        one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    )
