"""Flat field: uneven illumination as a photograph of a uniform surface shows it, and its removal.

A mirror, silicon carbide, polished blank metal or pyrite is equally bright everywhere. What its
photograph shows is the lamp, and every photograph taken with the same settings is divided by that.
Values of 8 bit are powers of the light, so that the quotient of two of them is one of lights too.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from oresurvey.errors import FieldError
from oresurvey.photographs.photograph import Photograph
from oresurvey.photographs.visible import Visible, VisiblePhotograph, seen
from oresurvey.survey.field import Field

BLOCKS = 48
"""Along the longer side of the calibration photograph."""
SAMPLES = 16
"""Rows and columns of a block that are read."""
DEGREE = 4
"""Of the polynomial in x and y: smoother than any grain, and enough for a lamp and a condenser."""
NODES = 65
"""Places along each side between which factors are interpolated."""
ROUNDS = 12
RIM = 0.03
"""Stops; blocks farther from the polynomial, as dust and scratches are, count less and less (Cauchy
weights)."""
SATURATED_PCT = 2.0
DARKEST_LEVEL = 20
OFF = 0.1
"""Stops from the polynomial beyond which a block shows something else than the lamp."""
MOST_OFF_PCT = 5.0
"""Of the blocks. Dust and scratches are fewer. One of the 82 frames of LumenStone, which show ore,
is below: it is filled by a single grain with scratches."""
ALIKE = 0.01
"""Relative difference of two ratios of width to height that are the same."""
ROWS_AT_A_TIME = 64
WHITE = 255
INSTEAD = (
    "photograph a clean mirror, silicon carbide or blank polished metal that fills the view, with "
    "the settings of the fields, or leave the cells of the sheet's column calibration empty"
)


def _powers(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Terms x^i y^j with i + j up to `DEGREE`, (N, 15), of positions from -1 to 1."""
    powers = [(i, j) for i in range(DEGREE + 1) for j in range(DEGREE + 1 - i)]
    return np.stack([x**i * y**j for i, j in powers], axis=1)


def _middles(length: int, count: int) -> np.ndarray:
    """Positions from -1 to 1 of the middles of the blocks along a side."""
    edges = np.linspace(0, length, count + 1).astype(int)
    return (edges[:-1] + edges[1:]) / length - 1


def _within(start: int, end: int) -> np.ndarray:
    """At most `SAMPLES` rows or columns of a block, evenly spread."""
    return np.unique(np.linspace(start, end - 1, SAMPLES).round().astype(int))


def _block_levels(photograph) -> tuple[np.ndarray, float]:
    """Levels of the blocks, and how much of them is saturated.

    Returns
    -------
    levels : (rows, columns, 3) float64
        Mean of the middle half of each block's samples.
    saturated_pct : float
    """
    height, width = photograph.height, photograph.width
    longer = max(height, width)
    down, across = (min(max(round(BLOCKS * side / longer), 1), side) for side in (height, width))
    rows, columns = (
        np.linspace(0, side, count + 1).astype(int)
        for side, count in ((height, down), (width, across))
    )
    levels, saturated, seen = np.empty((down, across, 3)), 0, 0
    for row in range(down):
        strip = photograph.read(int(rows[row]), int(rows[row + 1]), 0, width)
        strip = strip[_within(0, len(strip))]
        saturated += int((strip.max(axis=2) == WHITE).sum())
        seen += strip.shape[0] * strip.shape[1]
        for column in range(across):
            inside = strip[:, _within(columns[column], columns[column + 1])].reshape(-1, 3)
            inside = np.sort(inside, axis=0)
            quarter = len(inside) // 4
            levels[row, column] = inside[quarter : len(inside) - quarter].mean(axis=0)
    return levels, 100 * saturated / seen


def _polynomial(terms: np.ndarray, stops: np.ndarray) -> np.ndarray:
    """Coefficients (15,) of one channel, robust against blocks that are off."""
    weights = np.ones(len(stops))
    found = np.zeros(terms.shape[1])
    for _ in range(ROUNDS):
        roots = np.sqrt(weights)
        found = np.linalg.lstsq(terms * roots[:, None], stops * roots, rcond=None)[0]
        weights = 1 / (1 + ((stops - terms @ found) / RIM) ** 2)
    return found


@dataclass(frozen=True, eq=False)
class FlatField:
    """Illumination of a calibration photograph, and what it undoes.

    Attributes
    ----------
    path : Path
    width, height : int
        Of the calibration photograph, in pixels.
    factors : (65, 65, 3) float32
        What pixels are multiplied by, at places evenly spread from the upper left to the lower
        right corner; for each channel their geometric mean is 1, so that exposure and white
        balance stay.
    """

    path: Path
    width: int
    height: int
    factors: np.ndarray

    @classmethod
    def of(cls, path: str | Path) -> "FlatField":
        """The flat field of a calibration photograph.

        Parameters
        ----------
        path : path
            As of `photographs.photograph.Photograph`.

        Returns
        -------
        FlatField

        Raises
        ------
        FieldError
            If the photograph cannot be read, is saturated or too dark, or shows something else
            than a uniform surface; it says what to do.
        """
        path = Path(path)
        try:
            with Photograph(path) as photograph:
                size = photograph.width, photograph.height
                levels, saturated = _block_levels(photograph)
        except FieldError as error:
            raise FieldError(f"calibration: {error}") from None
        where = f"calibration: photograph {path}"
        if saturated > SATURATED_PCT:
            raise FieldError(
                f"{where} is saturated: {saturated:.0f} % of its pixels have a channel at {WHITE}; "
                "photograph a standard that reflects less (silicon carbide, pyrite) with the "
                "settings of the fields, or leave the cells of the sheet's column calibration empty"
            )
        if np.median(levels, axis=(0, 1)).min() < DARKEST_LEVEL:
            raise FieldError(
                f"{where} is too dark: half of it is below level {DARKEST_LEVEL} of {WHITE} in a "
                f"channel; {INSTEAD}"
            )
        stops = np.log2(np.maximum(levels, 1) / WHITE).reshape(-1, 3)
        x, y = (_middles(*side) for side in zip(size, levels.shape[1::-1], strict=True))
        terms = _powers(*(grid.ravel() for grid in np.meshgrid(x, y)))
        fitted = np.stack([_polynomial(terms, channel) for channel in stops.T], axis=1)
        off = np.abs(stops - terms @ fitted).max(axis=1)
        off_pct = 100 * float((off > OFF).mean())
        if off_pct > MOST_OFF_PCT:
            raise FieldError(
                f"{where} does not show a uniform surface: {off_pct:.0f} % of it is "
                f"{100 * (2**OFF - 1):.0f} % or more brighter or darker than any smooth "
                f"illumination; {INSTEAD}"
            )
        places = np.linspace(-1, 1, NODES)
        lit = _powers(*(grid.ravel() for grid in np.meshgrid(places, places))) @ fitted
        factors = np.exp2(lit.mean(axis=0) - lit).astype(np.float32)
        return cls(path, *size, factors.reshape(NODES, NODES, 3))


class FlatPhotograph:
    """A photograph divided by a flat field; offers what `photographs.photograph.Photograph` offers
    to those who read pixels.

    Parameters
    ----------
    photograph : photographs.photograph.Photograph
    flat : FlatField

    Attributes
    ----------
    evenly_lit : bool
        True: no illumination is left to be found.

    Raises
    ------
    FieldError
        If the two have another ratio of width to height; another size of the same ratio will do.
    """

    evenly_lit = True
    visible = None

    def __init__(self, photograph, flat: FlatField):
        self._photograph = photograph
        self.width, self.height = photograph.width, photograph.height
        ratio = self.width / self.height * flat.height / flat.width
        if abs(np.log(ratio)) > ALIKE:
            raise FieldError(
                f"calibration: photograph {flat.path} is {flat.width} x {flat.height} px but the "
                f"field's is {self.width} x {self.height} px, of another shape; name a calibration "
                "photograph taken with the same camera, neither cropped nor turned, or leave the "
                "cell of the sheet's column calibration empty"
            )
        left, share = self._between(np.arange(self.width), self.width)
        columns = flat.factors[:, left] * (1 - share)[:, None]
        self._columns = columns + flat.factors[:, left + 1] * share[:, None]

    @staticmethod
    def _between(pixels: np.ndarray, length: int) -> tuple[np.ndarray, np.ndarray]:
        """Node before each pixel's middle, and how far on the way to the next one it lies."""
        place = (pixels + 0.5) / length * (NODES - 1)
        before = np.minimum(place.astype(int), NODES - 2)
        return before, (place - before).astype(np.float32)

    def read(self, y0: int, y1: int, x0: int, x1: int) -> np.ndarray:
        """Window (y1 - y0, x1 - x0, 3) uint8, rounded and clipped; see `Photograph.read`."""
        pixels = self._photograph.read(y0, y1, x0, x1)
        found = np.empty(pixels.shape, np.uint8)
        for start in range(0, len(pixels), ROWS_AT_A_TIME):
            part = slice(start, min(start + ROWS_AT_A_TIME, len(pixels)))
            above, share = self._between(np.arange(y0 + part.start, y0 + part.stop), self.height)
            share = share[:, None, None]
            lit = self._columns[above, x0:x1] * (1 - share)
            lit += self._columns[above + 1, x0:x1] * share
            lit *= pixels[part]
            np.rint(lit, out=lit)
            np.minimum(lit, WHITE, out=lit)
            found[part] = lit
        return found


@lru_cache(maxsize=4)
def _read_before(path: Path, _mark: tuple[int, ...]) -> FlatField:
    return FlatField.of(path)


def flat_field(path: Path) -> FlatField:
    """As `FlatField.of`; a file that did not change is read once for all of a job's fields."""
    try:
        about = os.stat(path)
    except OSError:
        # Read for what the error says.
        return FlatField.of(path)
    return _read_before(path, (about.st_size, about.st_mtime_ns, about.st_ino))


def flattened(photograph, calibration: Path | None):
    """A photograph divided by the flat field of a calibration photograph; itself without one.

    Raises
    ------
    FieldError
        As `FlatField.of` and `FlatPhotograph`.
    """
    if calibration is None:
        return photograph
    return FlatPhotograph(photograph, flat_field(calibration))


@contextmanager
def open_field(
    field: Field, visible: Visible | None = None
) -> Iterator[Photograph | FlatPhotograph | VisiblePhotograph]:
    """The photograph of a field, its uneven illumination undone where a calibration shows it.

    Parameters
    ----------
    field : Field
    visible : Visible, optional
        What of it is visible; the rest is filled. All of it when None.

    Raises
    ------
    FieldError
        As `Photograph` and `flattened`.
    """
    with Photograph(field.image) as photograph:
        yield seen(flattened(photograph, field.calibration), visible)


def read_field(field: Field, visible: Visible | None = None) -> np.ndarray:
    """All of it, upright, (H, W, 3) uint8; see `open_field`."""
    with open_field(field, visible) as photograph:
        return photograph.read(0, photograph.height, 0, photograph.width)
