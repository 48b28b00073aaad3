"""What every engine offers: a trained model, ready to turn windows of a photograph into classes."""

import threading
from abc import ABC, abstractmethod

import numpy as np

from oresurvey.light.exposure import Exposure
from oresurvey.light.field_light import FieldLight
from oresurvey.network.feature_distance import FeatureStatistics
from oresurvey.network.input_scale import scale_factor
from oresurvey.network.labelled import labelled_vector

MIRRORS = tuple(np.s_[::down, ::across] for down in (1, -1) for across in (1, -1))
"""The first is the window as it is."""


class Engine(ABC):
    """What every engine offers; a subclass computes `_probabilities` and `_decided`.

    Parameters
    ----------
    codes : tuple of int
        Mineral codes in the order of the network's output; background first.
    input_scale : float
        1, 0.5, 0.25 or 0.125.
    exposure : light.exposure.Exposure
        How photographs are brought to one exposure.
    reach : (int, int)
        Halo and alignment of the network, see `network.receptive_field.halo_and_alignment`.

    Attributes
    ----------
    name : str
        Library, version and precision, for the provenance of maps.
    factor : int
        Pixels of the photograph along one pixel of the input.
    flips : bool
        Whether every window is seen four times, mirrored along both sides, and the probabilities
        are averaged. False unless it is set.
    familiar : FeatureStatistics or None
        Features of what the model was trained on. None unless it is set.
    halo_px, align_px : int
        In pixels of the input; one pixel for the interpolation is in the halo.
    """

    name = ""
    flips = False
    familiar: FeatureStatistics | None = None

    def __init__(self, codes, input_scale: float, exposure: Exposure, reach: tuple[int, int]):
        self.codes = tuple(codes)
        self.factor = scale_factor(input_scale)
        self.exposure = exposure
        halo, self.align_px = reach
        extra = 1 if self.factor > 1 else 0
        self.halo_px = -(-(halo + extra) // self.align_px) * self.align_px
        self._one_at_a_time = threading.Lock()

    @abstractmethod
    def _probabilities(self, window: np.ndarray, labelled: np.ndarray):
        """As `probabilities`, of the window as it is."""

    @abstractmethod
    def _decided(self, window: np.ndarray, labelled: np.ndarray):
        """As `decide`, of the window as it is."""

    def labelled(self, codes=None) -> np.ndarray:
        """1 for every class that may be named; (C,) float32.

        Parameters
        ----------
        codes : iterable of int, optional
            Classes that may be named; all when None.
        """
        if codes is None:
            return np.ones(len(self.codes), np.float32)
        return labelled_vector(self.codes, codes)

    def for_field(self, photograph, light: FieldLight) -> "Engine":
        """The engine for one field: itself, unless it has to see the whole field first.

        Parameters
        ----------
        photograph : photographs.photograph.Photograph
        light : FieldLight
            As found by `light.exposure.Exposure.light`.
        """
        return self

    def probabilities(self, window: np.ndarray, labelled: np.ndarray):
        """Probabilities among the classes that may be named, and features.

        Parameters
        ----------
        window : (h, w, 3) uint8
            At the input scale; h and w are multiples of `align_px`.
        labelled : (C,) float32
            As returned by `labelled`: 1 for minerals that may occur, see docs/models/classes.md.

        Returns
        -------
        probabilities : (h, w, C) float32
        features : (h / align_px, w / align_px, F) float32, or None
            What enters the network's last convolution, at every `align_px`-th row and column, of
            the window as it is, whatever `flips`; None for a model that has no such thing.

        Notes
        -----
        May be called from several threads: one window is computed at a time, on all cores.
        """
        with self._one_at_a_time:
            return self._averaged(window, labelled)

    def decide(self, window: np.ndarray, labelled: np.ndarray):
        """The most probable class, how sure it is, and features.

        Parameters as `probabilities`.

        Returns
        -------
        positions : (h, w) uint8
        confidence : (h, w) uint8
            Its probability * 255, rounded.
        features :
            As from `probabilities`.
        """
        with self._one_at_a_time:
            if not self.flips:
                return self._decided(window, labelled)
            found, features = self._averaged(window, labelled)
            confidence = np.minimum(np.round(found.max(axis=-1) * 255), 255)
            return found.argmax(axis=-1).astype(np.uint8), confidence.astype(np.uint8), features

    def _averaged(self, window: np.ndarray, labelled: np.ndarray):
        """Probabilities of a window, averaged over its mirror images where `flips` asks for it."""
        total, features = self._probabilities(window, labelled)
        if not self.flips:
            return total, features
        for mirror in MIRRORS[1:]:
            seen, _ = self._probabilities(np.ascontiguousarray(window[mirror]), labelled)
            total = total + seen[mirror]
        return total / np.float32(len(MIRRORS)), features
