"""Tiled inference: a photograph of any size to its class map and confidence, window by window.

Memory is that of one window. The result is that of the whole photograph, padded at its right and
lower edge, by repetition, to the network's grid.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from oresurvey.engines import Crop
from oresurvey.exposure import apply_gain, exposure_gain
from oresurvey.store import scale_image
from oresurvey.tiles import Tile, plan_tiles


@dataclass(frozen=True)
class Decided:
    """One finished part of a field, in pixels of the photograph."""

    y: int
    x: int
    codes: np.ndarray
    confidence: np.ndarray


def read_window(photograph, tile: Tile, factor: int, gain: float = 1.0) -> np.ndarray:
    """Read a tile's window at the input scale, edges repeated beyond the photograph.

    Parameters
    ----------
    photograph : rasters.Photograph
    tile : Tile
    factor : int
        Pixels of the photograph along one of the input.
    gain : float
        See `exposure.exposure_gain`.

    Returns
    -------
    (read_y1 - read_y0, read_x1 - read_x0, 3) uint8
    """
    y0, y1 = tile.read_y0 * factor, tile.read_y1 * factor
    x0, x1 = tile.read_x0 * factor, tile.read_x1 * factor
    inside = photograph.read(y0, min(y1, photograph.height), x0, min(x1, photograph.width))
    below, right = y1 - y0 - inside.shape[0], x1 - x0 - inside.shape[1]
    if below or right:
        inside = np.pad(inside, ((0, below), (0, right), (0, 0)), mode="edge")
    return scale_image(apply_gain(inside, gain), factor)


def predict_tiles(
    photograph, engine, tile_px: int, labelled: np.ndarray | None = None
) -> Iterator[Decided]:
    """Predict a field tile by tile; the next window is read while one is computed.

    Parameters
    ----------
    photograph : rasters.Photograph
    engine : engines.TensorFlowEngine
    tile_px : int
        Side of a tile, in pixels of the photograph.
    labelled : (C,) float32, optional
        As from `TensorFlowEngine.labelled`; all classes when None.

    Yields
    ------
    Decided
        Together they cover the photograph once.
    """
    factor = engine.factor
    labelled = engine.labelled() if labelled is None else labelled
    width, height = -(-photograph.width // factor), -(-photograph.height // factor)
    tiles = plan_tiles(width, height, max(tile_px // factor, 1), engine.halo_px, engine.align_px)
    gain = exposure_gain(photograph, engine.exposure)
    with ThreadPoolExecutor(1) as reader:
        ahead = reader.submit(read_window, photograph, tiles[0], factor, gain)
        for number, tile in enumerate(tiles):
            window = ahead.result()
            if number + 1 < len(tiles):
                ahead = reader.submit(read_window, photograph, tiles[number + 1], factor, gain)
            crop = Crop(
                tile.y0 - tile.read_y0, tile.y1 - tile.read_y0,
                tile.x0 - tile.read_x0, tile.x1 - tile.read_x0,
            )  # fmt: skip
            codes, confidence = engine.classify(window, crop, labelled)
            y, x = tile.y0 * factor, tile.x0 * factor
            # A photograph whose size does not divide by the factor ends inside a block.
            kept = np.s_[: photograph.height - y, : photograph.width - x]
            yield Decided(y, x, codes[kept], confidence[kept])


def predict_field(
    photograph, engine, tile_px: int, classes, confidence, labelled: np.ndarray | None = None
) -> None:
    """Write the class map and the confidence of a field.

    Parameters
    ----------
    photograph, engine, tile_px, labelled :
        As in `predict_tiles`.
    classes, confidence : rasters.MapWriter
        Open for writing.
    """
    for part in predict_tiles(photograph, engine, tile_px, labelled):
        classes.write(part.codes, part.y, part.x)
        confidence.write(part.confidence, part.y, part.x)
