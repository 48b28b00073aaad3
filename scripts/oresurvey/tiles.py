"""Tiles: windows of a field that together give exactly what the whole field gives.

Coordinates are pixels of the network's input. A tile reads a window that starts on the network's
grid and carries the halo, except where the image itself ends; it keeps its own part of the window.
"""

from dataclasses import dataclass


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


def padded(length: int, align_px: int) -> int:
    """The length rounded up to the network's grid."""
    return -(-length // align_px) * align_px


def _cuts(
    length: int, tile_px: int, halo_px: int, align_px: int
) -> list[tuple[int, int, int, int]]:
    """(start, stop, read start, read stop) of every tile along one axis.

    All windows of an axis are equally long: near the ends they are shifted inwards, so that they
    never end where the image goes on, and one shape is compiled once.
    """
    whole = padded(length, align_px)
    core = max(padded(tile_px, align_px), align_px)
    window = core + 2 * halo_px
    if window >= whole:
        return [(0, length, 0, whole)]
    cuts = []
    for start in range(0, length, core):
        stop = min(start + core, length)
        read = min(max(start - halo_px, 0), whole - window)
        cuts.append((start, stop, read, read + window))
    return cuts


def plan_tiles(width: int, height: int, tile_px: int, halo_px: int, align_px: int) -> list[Tile]:
    """Tiles of an image, row by row.

    Parameters
    ----------
    width, height : int
        Of the image at the network's input scale.
    tile_px : int
        Side of the part that a tile decides; rounded up to the grid.
    halo_px, align_px : int
        As from `receptive_field.halo_and_alignment`.

    Returns
    -------
    list of Tile
        They cover the image once; all read windows have one shape.
    """
    return [
        Tile(y0, y1, x0, x1, read_y0, read_y1, read_x0, read_x1)
        for y0, y1, read_y0, read_y1 in _cuts(height, tile_px, halo_px, align_px)
        for x0, x1, read_x0, read_x1 in _cuts(width, tile_px, halo_px, align_px)
    ]
