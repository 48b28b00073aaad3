"""Validation during a training: whole held-out fields, at the network's input scale."""

import numpy as np

from oresurvey.network.keras_start import keras
from oresurvey.network.labelled import labelled_vector
from oresurvey.network.receptive_field import halo_and_alignment
from oresurvey.network.tiles import padded, plan_tiles
from oresurvey.statistics.scores import scores_of_confusion
from oresurvey.survey.mineral_codes import VOID
from oresurvey.training.sampler import PatchSource

TILE_PX = 1024
NAMED, OPEN = WAYS = ("", "open_")
"""Among the classes that the annotation of a deposit names; among all. In names of scores."""


def code_positions(codes: tuple[int, ...]) -> np.ndarray:
    """Table from mineral code to position in the network's output; VOID for every other code.

    Returns
    -------
    (256,) uint8
    """
    table = np.full(256, VOID, np.uint8)
    table[list(codes)] = np.arange(len(codes))
    return table


def predict_tiles(network: keras.Model, image: np.ndarray, halo_px: int, align_px: int):
    """Output of a network for a whole field, window by window.

    Parameters
    ----------
    network : keras.Model
        (N, h, w, 3) in 0..1 to (N, h, w, C).
    image : (h, w, 3) uint8
    halo_px, align_px : int

    Yields
    ------
    Tile, (h, w, C) float32
        The output for the tile's window, of which the tile's own part counts.
    """
    height, width = image.shape[:2]
    below, right = padded(height, align_px) - height, padded(width, align_px) - width
    whole = np.pad(image, ((0, below), (0, right), (0, 0)), mode="edge")
    for tile in plan_tiles(width, height, TILE_PX, halo_px, align_px):
        window = whole[tile.read_y0 : tile.read_y1, tile.read_x0 : tile.read_x1]
        yield tile, network.predict_on_batch(window[None].astype(np.float32) / 255.0)[0]


def predict_positions(
    network: keras.Model, image: np.ndarray, choices: np.ndarray, halo_px: int, align_px: int
) -> np.ndarray:
    """Most probable class of every pixel, among one choice of classes after the other.

    Parameters
    ----------
    network : keras.Model
        As from `network.unet.unet`.
    image : (h, w, 3) uint8
    choices : (n, C) float32
        1 for classes that may be chosen, else 0.
    halo_px, align_px : int

    Returns
    -------
    (n, h, w) uint8
        Positions in the network's output.
    """
    found = np.empty((len(choices), *image.shape[:2]), np.uint8)
    for tile, scores in predict_tiles(network, image, halo_px, align_px):
        for number, choice in enumerate(choices):
            best = (scores[tile.own_part] * choice).argmax(axis=-1)
            found[number, tile.y0 : tile.y1, tile.x0 : tile.x1] = best
    return found


def validate(
    network: keras.Model, sources: list[PatchSource], codes: tuple[int, ...]
) -> dict[str, float]:
    """Scores on whole held-out fields.

    Parameters
    ----------
    network : keras.Model
        As from `network.unet.unet`.
    sources : list of PatchSource
        Validation fields; never those that patches are drawn from.
    codes : tuple of int

    Returns
    -------
    dict
        ``val_overall_accuracy`` and ``val_mean_iou`` (means over deposits), the same per deposit
        (``..._DEPOSIT``), and ``val_iou_CODE`` pooled over all fields: among the classes that the
        annotation of a deposit names. ``val_open_...``: the same but for the last, among all
        classes, as a deposit is mapped whose minerals are not known.
    """
    size = len(codes)
    table = code_positions(codes)
    halo, align = halo_and_alignment(network)
    counts: dict[str, dict[str, np.ndarray]] = {way: {} for way in WAYS}
    for source in sources:
        image, mask = source.whole()
        truth = table[mask].astype(np.int64)
        vector = labelled_vector(codes, source.labelled_codes)
        choices = np.stack([vector, np.ones_like(vector)])
        for way, found in zip(
            WAYS, predict_positions(network, image, choices, halo, align), strict=True
        ):
            pairs = (truth * size + found)[truth != VOID]
            added = np.bincount(pairs, minlength=size * size).reshape(size, size)
            counts[way][source.deposit] = counts[way].get(source.deposit, 0) + added
    scores: dict[str, float] = {}
    for way, by_deposit in counts.items():
        scores |= _scores(way, by_deposit)
    pooled = scores_of_confusion(np.sum(list(counts[NAMED].values()), axis=0))
    for code, iou in zip(codes, pooled["iou"], strict=True):
        scores[f"val_iou_{code}"] = float(iou)
    return scores


def _scores(way: str, by_deposit: dict[str, np.ndarray]) -> dict[str, float]:
    """Scores of one of `WAYS`: means over deposits, and of each deposit."""
    each = {name: scores_of_confusion(counts) for name, counts in sorted(by_deposit.items())}
    keys = ("overall_accuracy", "mean_iou")
    scores = {
        f"val_{way}{key}": float(np.mean([one[key] for one in each.values()])) for key in keys
    }
    for name, one in each.items():
        scores |= {f"val_{way}{key}_{name}": one[key] for key in keys}
    return scores
