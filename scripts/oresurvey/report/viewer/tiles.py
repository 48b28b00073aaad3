"""Pictures of a page: a photograph as a pyramid of tiles, each a text in base64."""

import base64
import io
from collections.abc import Callable, Iterable, Iterator
from functools import partial

import numpy as np
from PIL import Image

TILE_PX = 512
QUALITIES = (90, 80, 65, 45, 25)
"""Of WebP, tried in turn. On photographs of ores 90 cannot be told from the original at 1:1; the
others are for photographs so noisy that the page would be too large to open or to send."""

BYTES_PER_PX = 0.45
"""Of all tiles of a photograph, at most where a quality allows it: 3.9 MB for 3396 x 2547 px."""

# A fourth of the time of the default for 5 % more bytes.
_EFFORT = 2


def encoded(pixels: np.ndarray, quality: int) -> str:
    """A picture as WebP in base64; (h, w) or (h, w, 3) uint8."""
    picture = io.BytesIO()
    Image.fromarray(pixels).save(picture, "WEBP", quality=quality, method=_EFFORT)
    return base64.b64encode(picture.getvalue()).decode()


def halved(pixels: np.ndarray) -> np.ndarray:
    """Means of 2 x 2 pixels; a last row or column without a partner is its own."""
    odd = [(0, side % 2) for side in pixels.shape[:2]]
    whole = np.pad(pixels, [*odd, *[(0, 0)] * (pixels.ndim - 2)], mode="edge").astype(np.uint16)
    sums = whole[::2, ::2] + whole[1::2, ::2] + whole[::2, 1::2] + whole[1::2, 1::2]
    return ((sums + 2) // 4).astype(np.uint8)


class Level:
    """One level of a pyramid, fed by rows, with the smaller ones below it.

    Parameters
    ----------
    width, height : int
        Of this level, in px.
    encode : callable
        Pixels to text.
    smaller : bool
        Whether there are smaller levels, down to one tile.

    Attributes
    ----------
    columns : int
        Tiles side by side.
    tiles : list of str
        Row by row.
    below : Level or None
    """

    def __init__(
        self, width: int, height: int, encode: Callable[[np.ndarray], str], smaller: bool = True
    ):
        self.columns = -(-width // TILE_PX)
        self.tiles: list[str] = []
        self._encode, self._left = encode, height
        self._waiting: list[np.ndarray] = []
        self.below: Level | None = None
        if smaller and max(width, height) > TILE_PX:
            self.below = Level(-(-width // 2), -(-height // 2), encode)

    def add(self, rows: np.ndarray) -> None:
        """Take the next rows; tiles are made as soon as all their rows are there."""
        self._waiting.append(rows)
        self._left -= len(rows)
        there = sum(map(len, self._waiting))
        if there < TILE_PX and self._left:
            return
        whole = np.concatenate(self._waiting)
        cut = there if not self._left else there - there % TILE_PX
        for y in range(0, cut, TILE_PX):
            self._add_strip(whole[y : min(y + TILE_PX, cut)])
        self._waiting = [whole[cut:]]

    def _add_strip(self, strip: np.ndarray) -> None:
        for column in range(self.columns):
            tile = strip[:, column * TILE_PX : (column + 1) * TILE_PX]
            self.tiles.append(self._encode(tile))
        if self.below:
            self.below.add(halved(strip))

    def levels(self) -> Iterator["Level"]:
        """The smallest first."""
        if self.below:
            yield from self.below.levels()
        yield self


def _as_json(levels: Iterable[Level]) -> list[dict]:
    return [{"columns": level.columns, "tiles": level.tiles} for level in levels]


def pyramid(
    strips: Callable[[], Iterable[np.ndarray]],
    width: int,
    height: int,
    bytes_per_px: float = BYTES_PER_PX,
) -> dict:
    """Tiles of a photograph at every level, small enough for a page.

    Parameters
    ----------
    strips : callable
        Gives the rows from the top, (h, width, 3) uint8; called once for every quality tried.
    width, height : int
    bytes_per_px : float
        See `BYTES_PER_PX`.

    Returns
    -------
    dict
        tile_px; quality; levels : columns and tiles of each, the smallest first.
    """
    for quality in QUALITIES:
        top = Level(width, height, partial(encoded, quality=quality))
        for rows in strips():
            top.add(rows)
        levels = _as_json(top.levels())
        # Base64 has four letters for three bytes.
        size = sum(len(tile) for level in levels for tile in level["tiles"]) * 3 / 4
        if size <= bytes_per_px * width * height:
            break
    return {"tile_px": TILE_PX, "quality": quality, "levels": levels}


def tiles(strips: Iterable[np.ndarray], width: int, height: int, quality: int) -> dict:
    """Tiles of a picture at its own resolution only.

    Parameters
    ----------
    strips : iterable of (h, width) uint8
    width, height, quality : int

    Returns
    -------
    dict
        tile_px, width, height, columns, tiles.
    """
    level = Level(width, height, partial(encoded, quality=quality), smaller=False)
    for rows in strips:
        level.add(rows)
    return {"tile_px": TILE_PX, "width": width, "height": height} | _as_json([level])[0]
