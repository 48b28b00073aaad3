"""Temperature of a network: fitted on validation fields, folded into its last convolution.

The weights and the bias of the scores are divided by T. So every engine gives calibrated
confidences without knowing of it, and a network on disk is calibrated or it is not: the network
that a training left is never touched.
"""

from pathlib import Path

import numpy as np

from oresurvey.network.files import save_network
from oresurvey.network.keras_start import keras
from oresurvey.network.labelled import labelled_vector
from oresurvey.network.receptive_field import halo_and_alignment
from oresurvey.network.tiles import Tile
from oresurvey.network.unet import SCORES
from oresurvey.statistics.calibration import ScoredPixels
from oresurvey.survey.mineral_codes import VOID
from oresurvey.training.cross_calibration import Calibration, calibration_of
from oresurvey.training.sampler import PatchSource
from oresurvey.training.validation import code_positions, predict_tiles

PIXELS = 200_000
"""Pixels that the temperature is fitted on: it is one number, and they fit into memory."""
PIXELS_OF_FIELD = 20_000


def _chosen(truth: np.ndarray, labelled: np.ndarray, pixels: int, rng) -> np.ndarray:
    """At most so many annotated pixels, by chance; (h, w) bool."""
    known = np.zeros(VOID + 1, bool)
    known[: len(labelled)] = labelled > 0
    usable = np.flatnonzero(known[truth])
    chosen = np.zeros(truth.shape, bool)
    chosen.flat[rng.choice(usable, min(pixels, len(usable)), replace=False, shuffle=False)] = True
    return chosen


def neighbour_weights(factor: int) -> tuple[float, ...]:
    """Weights of the pixels that make the probabilities of the photograph's pixel of the mask.

    A network at a lower scale has its probabilities interpolated (`inference.rise.rise`), and of
    each block of the photograph the store keeps the mask at row and column `factor` // 2
    (`network.input_scale.scale_mask`). That pixel lies 1 / (2 `factor`) of a network pixel below
    and to the right of the centre.

    Parameters
    ----------
    factor : int
        Pixels of the photograph along one pixel of the network: 1, 2, 4 or 8.

    Returns
    -------
    tuple of float
        Of the network's pixel itself, and from factor 2 on of those to the right, below, and both.
    """
    if factor == 1:
        return (1.0,)
    off = 1 / (2 * factor)
    return ((1 - off) ** 2, (1 - off) * off, off * (1 - off), off**2)


def _at(values: np.ndarray, tile: Tile, y: np.ndarray, x: np.ndarray, size, number: int):
    """Values of some pixels of a field and their neighbours; (n, number, C) float32."""
    steps = ((0, 0), (0, 1), (1, 0), (1, 1))[:number]
    # As in `inference.rise.rise`, the edge of the image is repeated.
    return np.stack(
        [
            values[
                np.minimum(y + down, size[0] - 1) - tile.read_y0,
                np.minimum(x + right, size[1] - 1) - tile.read_x0,
            ]
            for down, right in steps
        ],
        axis=1,
    )


def scored_pixels(
    network: keras.Model,
    sources: list[PatchSource],
    codes: tuple[int, ...],
    rng: np.random.Generator,
    factor: int = 1,
) -> ScoredPixels:
    """Scores of a sample of annotated pixels, as many of every field.

    Parameters
    ----------
    network : keras.Model
        As from `network.unet.unet`.
    sources : list of PatchSource
        Validation fields.
    codes : tuple of int
    rng : numpy.random.Generator
    factor : int
        See `neighbour_weights`.

    Returns
    -------
    ScoredPixels
        Restricted to the classes that the deposit's annotation names, as validation and maps are.
    """
    halo, align = halo_and_alignment(network)
    scorer = keras.Model(network.input, network.get_layer(SCORES).output)
    table, weights = code_positions(codes), neighbour_weights(factor)
    quota = max(1, min(PIXELS_OF_FIELD, PIXELS // max(len(sources), 1)))
    scores = [np.empty((0, len(weights), len(codes)), np.float32)]
    truths, counts = [np.empty(0, np.int64)], []
    for source in sources:
        image, mask = source.whole()
        labelled, truth = labelled_vector(codes, source.labelled_codes), table[mask]
        chosen = _chosen(truth, labelled, quota, rng)
        counts.append(int(chosen.sum()))
        # Beyond the halo, so that the neighbours of a tile's last pixels are exact too.
        for tile, values in predict_tiles(scorer, image, halo + align, align):
            y, x = np.nonzero(chosen[tile.y0 : tile.y1, tile.x0 : tile.x1])
            y, x = y + tile.y0, x + tile.x0
            kept = _at(values, tile, y, x, truth.shape, len(weights))
            kept[..., labelled == 0] = -np.inf
            scores.append(kept)
            truths.append(truth[y, x].astype(np.int64))
    field = np.repeat(np.arange(len(counts)), counts)
    return ScoredPixels(np.concatenate(scores), np.concatenate(truths), field, weights)


def fold_temperature(network: keras.Model, temperature: float) -> None:
    """Divide the network's scores by a temperature, for good."""
    layer = network.get_layer(SCORES)
    layer.set_weights([weights / np.float32(temperature) for weights in layer.get_weights()])


def calibrate(
    source: Path,
    target: Path,
    validation: list[PatchSource],
    codes: tuple[int, ...],
    seed: int,
    factor: int = 1,
) -> Calibration:
    """Calibrate a saved network and save it elsewhere.

    Parameters
    ----------
    source, target : Path
        ``.keras`` files; the source stays as it is, so that a calibration made again folds once.
    validation : list of PatchSource
    codes : tuple of int
    seed : int
        Of the sample of pixels and of the halves.
    factor : int
        Pixels of the photograph along one pixel of the network.
    """
    network = keras.models.load_model(source, compile=False)
    rng = np.random.default_rng(seed)
    pixels = scored_pixels(network, validation, codes, rng, factor)
    found = calibration_of(pixels, [(one.deposit, one.folder.name) for one in validation], rng)
    fold_temperature(network, found.temperature)
    save_network(network, target)
    return found
