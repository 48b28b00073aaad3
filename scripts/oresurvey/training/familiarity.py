"""After a training: what its fields look like to the network's last layer."""

from pathlib import Path

import numpy as np

from oresurvey.network.feature_distance import FeatureStatistics, fit_statistics
from oresurvey.network.feature_grid import FeatureGrid
from oresurvey.network.keras_start import keras
from oresurvey.network.receptive_field import halo_and_alignment
from oresurvey.network.unet import sampled_features
from oresurvey.survey.mineral_codes import VOID
from oresurvey.training.sampler import PatchSource
from oresurvey.training.validation import predict_tiles

FIELDS = 200
"""Training fields that are looked at: enough for a few small matrices, and minutes at most."""
PIXELS_OF_FIELD = 4000
"""Pixels kept of one field, so that the fields of any scale fit into memory."""


class FeatureSampler:
    """The features of a network on stored fields.

    Parameters
    ----------
    network : keras.Model
        As from `network.unet.unet`.
    """

    def __init__(self, network: keras.Model):
        self._halo, self._align = halo_and_alignment(network)
        self._network = keras.Model(network.input, sampled_features(network, self._align))

    def of_field(self, source: PatchSource) -> tuple[np.ndarray, np.ndarray]:
        """Features and codes on the grid of a field, under the light that the network knows.

        Returns
        -------
        (n, F) float32, (n,) uint8
            Of the pixels of the photograph that are visible.
        """
        image, mask = source.whole()
        height, width = mask.shape
        grid = FeatureGrid(height, width, self._align)
        shown = np.True_ if source.visible is None else source.visible.at_scale(height)
        features, codes = [], []
        for tile, found in predict_tiles(self._network, image, self._halo, self._align):
            at = np.ix_(*grid.positions(tile))
            kept = np.broadcast_to(shown, mask.shape)[at].ravel()
            features.append(grid.of_tile(tile, found)[kept])
            codes.append(mask[at].ravel()[kept])
        return np.concatenate(features), np.concatenate(codes)

    def fit(self, sources: list[PatchSource]) -> FeatureStatistics | None:
        """Statistics of the annotated pixels of training fields; None where there are too few."""
        features, codes = [], []
        for source in sources[:: -(-len(sources) // FIELDS)]:
            found, truth = self.of_field(source)
            usable = np.flatnonzero(truth != VOID)
            usable = usable[:: max(1, -(-len(usable) // PIXELS_OF_FIELD))]
            features.append(found[usable].astype(np.float64))
            codes.append(truth[usable])
        return fit_statistics(np.concatenate(features), np.concatenate(codes))


def fit_features(
    path: Path,
    training: list[PatchSource],
    validation: list[PatchSource],
    older: FeatureStatistics | None = None,
) -> tuple[FeatureStatistics | None, dict[str, float]]:
    """Statistics of a saved network, and how far its validation fields are from them.

    Parameters
    ----------
    path : Path
        ``.keras`` file.
    training, validation : list of PatchSource
    older : FeatureStatistics or None
        Of the model that was taught.

    Returns
    -------
    FeatureStatistics or None
    dict of str to float
        Mean distance by the name of the validation field; NaN without statistics.
    """
    sampler = FeatureSampler(keras.models.load_model(path, compile=False))
    statistics = sampler.fit(training)
    if statistics is None:
        return None, {source.folder.name: float("nan") for source in validation}
    statistics = statistics.beside(older) if older else statistics
    return statistics, {
        source.folder.name: float(statistics.distances(sampler.of_field(source)[0]).mean())
        for source in validation
    }
