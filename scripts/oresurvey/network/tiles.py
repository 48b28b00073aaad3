"""Tiles: windows of a field that together give exactly what the whole field gives.

Coordinates are pixels of the network's input. A tile reads a window that starts on the network's
grid and carries the halo, except where the image itself ends; it keeps its own part of the window.
"""

from dataclasses import dataclass
from itertools import count


@dataclass(frozen=True)
class Tile:
    """One step of a tiled prediction.

    Attributes
    ----------
    y0, y1, x0, x1 : int
        The part of the image that this tile decides; half-open.
    read_y0, read_y1, read_x0, read_x1 : int
        The window that is read; it may reach beyond the image up to the padded size.
    """

    y0: int
    y1: int
    x0: int
    x1: int
    read_y0: int
    read_y1: int
    read_x0: int
    read_x1: int

    @property
    def own_part(self) -> tuple[slice, slice]:
        """Rows and columns of the window that this tile decides."""
        return (
            slice(self.y0 - self.read_y0, self.y1 - self.read_y0),
            slice(self.x0 - self.read_x0, self.x1 - self.read_x0),
        )


def padded(length: int, align_px: int) -> int:
    """The length rounded up to the network's grid."""
    return -(-length // align_px) * align_px


def _window_px(length: int, parts: int, halo_px: int, align_px: int) -> int:
    """Length of each of `parts` equal windows that cover an axis, halos overlapping.

    The first and the last window need a halo on one side only: the image ends on the other.
    """
    whole = padded(length, align_px)
    return padded(-(-(whole + 2 * halo_px * (parts - 1)) // parts), align_px)


def _cuts(
    length: int, window_px: int, halo_px: int, align_px: int
) -> list[tuple[int, int, int, int]]:
    """(start, stop, read start, read stop) of every tile along one axis.

    All windows of an axis are equally long, so that one shape is compiled once: the last is shifted
    inwards, so that it never ends where the image goes on.
    """
    whole = padded(length, align_px)
    if window_px >= whole:
        return [(0, length, 0, whole)]
    step = window_px - 2 * halo_px
    reads = [*range(0, whole - window_px, step), whole - window_px]
    starts = [0, *(read + halo_px for read in reads[1:]), length]
    return [
        (start, stop, read, read + window_px)
        for start, stop, read in zip(starts[:-1], starts[1:], reads, strict=True)
    ]


def _window_shape(
    width: int, height: int, tile_px: int, halo_px: int, align_px: int
) -> tuple[int, int]:
    """Height and width of the windows that cost least in all, none larger than a square tile's.

    Every tile computes its halo anew, so few large windows are cheapest; a band over the whole
    width has no halo at its sides.
    """
    largest = (padded(tile_px, align_px) + 2 * halo_px) ** 2
    choices = []
    for columns in count(1):
        window_width = _window_px(width, columns, halo_px, align_px)
        for rows in count(1):
            window_height = _window_px(height, rows, halo_px, align_px)
            fits = window_height * window_width <= largest
            if fits or window_height <= padded(tile_px, align_px) + 2 * halo_px:
                break
        if fits:
            cost = rows * columns * window_height * window_width
            choices.append((cost, columns, window_height, window_width))
        if window_width <= padded(tile_px, align_px) + 2 * halo_px:
            break
    return min(choices)[2:]


def plan_tiles(width: int, height: int, tile_px: int, halo_px: int, align_px: int) -> list[Tile]:
    """Tiles of an image, row by row.

    Parameters
    ----------
    width, height : int
        Of the image at the network's input scale.
    tile_px : int
        A window covers at most as many pixels as a square of this side with its halo all round; it
        may be wider and lower.
    halo_px, align_px : int
        As from `network.receptive_field.halo_and_alignment`.

    Returns
    -------
    list of Tile
        They cover the image once; all read windows have one shape.
    """
    window_height, window_width = _window_shape(width, height, tile_px, halo_px, align_px)
    return [
        Tile(y0, y1, x0, x1, read_y0, read_y1, read_x0, read_x1)
        for y0, y1, read_y0, read_y1 in _cuts(height, window_height, halo_px, align_px)
        for x0, x1, read_x0, read_x1 in _cuts(width, window_width, halo_px, align_px)
    ]
