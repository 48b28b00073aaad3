"""Baselines as engines: every pixel is named by itself, from its colour or from nothing."""

import copy
import threading
from pathlib import Path

import numpy as np
from scipy.cluster.vq import vq

from oresurvey.baselines.clusters import cluster_centres, sample_field
from oresurvey.baselines.model import read_statistics
from oresurvey.baselines.statistics import ColourStatistics, in_space
from oresurvey.light.exposure import Exposure
from oresurvey.light.field_light import FieldLight
from oresurvey.network.engine import Engine

PIXELS_AT_A_TIME = 2**16
"""Their probabilities in double precision stay in the processor's cache."""
NO_NEIGHBOURS = (0, 1)
"""Halo and alignment of what looks at single pixels."""


class PixelEngine(Engine):
    """A baseline; a subclass computes `_posterior`.

    Parameters
    ----------
    statistics : ColourStatistics
    about : dict
        The model's ``model.json``.
    """

    def __init__(self, statistics: ColourStatistics, about: dict):
        exposure = Exposure.from_json(about)
        super().__init__(about["codes"], about["input_scale"], exposure, NO_NEIGHBOURS)
        self._statistics, self._about = statistics, about
        self.name = f"{about['type']} float64"

    def _posterior(self, pixels: np.ndarray, labelled: np.ndarray) -> np.ndarray:
        """Probabilities (N, C) float64 of pixels (N, 3) uint8."""
        raise NotImplementedError

    def _parts(self, window, labelled):
        """Slices of the flattened window, and the probabilities of each."""
        pixels = window.reshape(-1, 3)
        for start in range(0, len(pixels), PIXELS_AT_A_TIME):
            part = slice(start, start + PIXELS_AT_A_TIME)
            yield part, self._posterior(pixels[part], labelled)

    def _probabilities(self, window: np.ndarray, labelled: np.ndarray):
        found = np.empty((*window.shape[:2], len(self.codes)), np.float32)
        flat = found.reshape(-1, len(self.codes))
        for part, posterior in self._parts(window, labelled):
            flat[part] = posterior
        return found, None

    def _decided(self, window: np.ndarray, labelled: np.ndarray):
        best, confidence = np.empty((2, *window.shape[:2]), np.uint8)
        for part, posterior in self._parts(window, labelled):
            best.reshape(-1)[part] = posterior.argmax(axis=1)
            confidence.reshape(-1)[part] = np.round(posterior.max(axis=1) * 255)
        return best, confidence, None


class MajorityEngine(PixelEngine):
    """The class most frequent in the training annotation, among those that may be named."""

    def _posterior(self, pixels, labelled):
        counts = self._statistics.pixels * (labelled > 0)
        if not counts.any():
            counts = np.eye(len(self.codes))[0]
        return np.broadcast_to(counts / counts.sum(), (len(pixels), len(self.codes)))


class ColourEngine(PixelEngine):
    """The mineral that has the pixel's colour most probably."""

    def _posterior(self, pixels, labelled):
        colours = in_space(pixels, self._about["space"])
        return self._statistics.posterior(colours, labelled, self._about["statistics"])


class ClusterEngine(PixelEngine):
    """The mineral that has the colour of the pixel's cluster most probably.

    Clusters are those of a field: see `for_field`.
    """

    _centres: np.ndarray

    def for_field(self, photograph, light: FieldLight) -> "ClusterEngine":
        """The engine with the clusters of one field."""
        own = copy.copy(self)
        own._one_at_a_time = threading.Lock()
        own._centres = cluster_centres(
            sample_field(photograph, self.factor, light),
            self._about["space"],
            self._about["clusters"],
            np.random.default_rng(self._about["seed"]),
        )
        return own

    def _posterior(self, pixels, labelled):
        named = self._statistics.posterior(self._centres, labelled, self._about["statistics"])
        nearest, _ = vq(in_space(pixels, self._about["space"]), self._centres)
        return named[nearest]


ENGINES = {"majority": MajorityEngine, "colour": ColourEngine, "clusters": ClusterEngine}


def load_baseline(folder: str | Path, about: dict) -> PixelEngine:
    """Engine of a baseline's folder and its ``model.json``."""
    # The majority knows no colours: the counts of pixels are the same in every space.
    statistics = read_statistics(folder, about.get("space", "none"))
    return ENGINES[about["type"]](statistics, about)
