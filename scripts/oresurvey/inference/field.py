"""Tiled inference: a photograph of any size to its class map and confidence, band by band.

Rows are read once and written once. Memory is that of one band of windows. The result is that of
the whole photograph, padded at its right and lower edge, by repetition, to the network's grid.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from oresurvey.inference.rise import rise
from oresurvey.light.field_light import FieldLight
from oresurvey.network.feature_grid import FeatureGrid
from oresurvey.network.input_rows import InputRows
from oresurvey.network.tiles import Tile, plan_tiles
from oresurvey.photographs.visible import Visible, visible_part
from oresurvey.survey.mineral_codes import VOID


@dataclass(frozen=True)
class Band:
    """Finished rows of a field, over its whole width, in pixels of the photograph.

    Attributes
    ----------
    y : int
        First row.
    codes, confidence : (rows, width) uint8
    distances : (n,) float64
        See `feature_distance`, of the pixels of these rows that are on the `FeatureGrid`; empty
        where the model has no statistics of features.
    """

    y: int
    codes: np.ndarray
    confidence: np.ndarray
    distances: np.ndarray


def _classify(engine, window: np.ndarray, tile: Tile, labelled: np.ndarray):
    """Positions and confidence of a tile's own part, as large as in the photograph; features."""
    rows, columns = tile.own_part
    if engine.factor > 1:
        found, features = engine.probabilities(window, labelled)
        return *rise(found, rows, columns, engine.factor), features
    best, confidence, features = engine.decide(window, labelled)
    return best[rows, columns], confidence[rows, columns], features


def _distances(
    engine, grid: FeatureGrid, tile: Tile, features, visible: Visible | None
) -> np.ndarray:
    """Feature distances of the pixels of the grid that a tile decides, and that are visible."""
    if engine.familiar is None or features is None:
        return np.empty(0)
    found = grid.of_tile(tile, features)
    if visible:
        found = found[_shown_on_grid(engine, grid, tile, visible)]
    return engine.familiar.distances(found)


def _shown_on_grid(engine, grid: FeatureGrid, tile: Tile, visible: Visible) -> np.ndarray:
    """Which pixels of the grid that a tile decides are visible; (n * m,) bool, row by row."""
    rows, columns = (at * engine.factor + engine.factor // 2 for at in grid.positions(tile))
    shown = [visible.rows(y, y + 1)[0, columns] for y in rows.tolist()]
    return np.concatenate([np.empty(0, bool), *shown])


def plan_bands(photograph, engine, tile_px: int) -> list[list[Tile]]:
    """Tiles of a photograph, one list per row of tiles; parameters as `predict_bands`."""
    factor = engine.factor
    width, height = -(-photograph.width // factor), -(-photograph.height // factor)
    tiles = plan_tiles(width, height, max(tile_px // factor, 1), engine.halo_px, engine.align_px)
    return [list(row) for _, row in groupby(tiles, key=lambda tile: tile.y0)]


def predict_bands(
    photograph,
    engine,
    tile_px: int,
    labelled: np.ndarray | None = None,
    deposit: str | None = None,
    light: FieldLight | None = None,
) -> Iterator[Band]:
    """Predict a field band by band; the next rows are read while one band is computed.

    Parameters
    ----------
    photograph : photographs.photograph.Photograph
        What is not visible of it is void in the map, of confidence 0.
    engine : network.engine.Engine
    tile_px : int
        Bounds the window that is computed at a time, see `network.tiles.plan_tiles`; in pixels of
        the photograph.
    labelled : (C,) float32, optional
        As from `Engine.labelled`; all classes when None.
    deposit : str, optional
        Where the field is from: a model may know the colours of its minerals.
    light : FieldLight, optional
        Light of the field where it is known; found from its colours when None.

    Yields
    ------
    Band
        From the top to the bottom; together they cover the photograph once.
    """
    factor, visible = engine.factor, visible_part(photograph)
    labelled = engine.labelled() if labelled is None else labelled
    codes = np.array(engine.codes, np.uint8)
    light = light or engine.exposure.of_deposit(deposit).light(photograph)
    engine = engine.for_field(photograph, light)
    rows = InputRows(photograph, factor, light, engine.align_px)
    bands = plan_bands(photograph, engine, tile_px)
    grid = FeatureGrid(photograph.height // factor, photograph.width // factor, engine.align_px)
    with ThreadPoolExecutor(1) as reader:

        def read(band):
            return reader.submit(rows.read, band[0].read_y0, band[0].read_y1)

        ahead = read(bands[0])
        for number, band in enumerate(bands):
            source = ahead.result()
            if number + 1 < len(bands):
                ahead = read(bands[number + 1])
            y = band[0].y0 * factor
            height = min(band[0].y1 * factor, photograph.height) - y
            found, distances = np.empty((2, height, photograph.width), np.uint8), []
            for tile in band:
                x = tile.x0 * factor
                best, confidence, features = _classify(
                    engine, source[:, tile.read_x0 : tile.read_x1], tile, labelled
                )
                # A photograph whose size does not divide by the factor ends inside a block.
                kept = np.s_[:height, : photograph.width - x]
                part = np.s_[:, x : x + best[kept].shape[1]]
                found[0][part], found[1][part] = codes[best[kept]], confidence[kept]
                distances.append(_distances(engine, grid, tile, features, visible))
            if visible:
                shown = visible.rows(y, y + height)
                found[0][~shown], found[1][~shown] = VOID, 0
            yield Band(y, found[0], found[1], np.concatenate(distances))


def predict_field(
    photograph,
    engine,
    tile_px: int,
    classes,
    confidence,
    labelled: np.ndarray | None = None,
    deposit: str | None = None,
    light: FieldLight | None = None,
) -> float | None:
    """Write the class map and the confidence of a field.

    Parameters
    ----------
    photograph, engine, tile_px, labelled, deposit, light :
        As in `predict_bands`.
    classes, confidence : maps.geotiff.MapWriter
        Open for writing.

    Returns
    -------
    float or None
        Mean feature distance of the field; None where the model has no statistics of features.
    """
    total, pixels = 0.0, 0
    for band in predict_bands(photograph, engine, tile_px, labelled, deposit, light):
        classes.write(band.codes, band.y, 0)
        confidence.write(band.confidence, band.y, 0)
        total, pixels = total + float(band.distances.sum()), pixels + len(band.distances)
    return total / pixels if pixels else None
