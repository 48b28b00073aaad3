"""What every engine offers: a trained model, ready to turn windows of a photograph into classes."""

import threading

import numpy as np

from oresurvey.exposure import Exposure
from oresurvey.field_light import FieldLight
from oresurvey.labelled_classes import labelled_vector
from oresurvey.store import scale_factor

MIRRORS = tuple(np.s_[::down, ::across] for down in (1, -1) for across in (1, -1))


class Engine:
    """What every engine offers; a subclass computes `_probabilities` and `_decided`.

    Parameters
    ----------
    codes : tuple of int
        Mineral codes in the order of the network's output; background first.
    input_scale : float
        1, 0.5 or 0.25.
    exposure : exposure.Exposure
        How photographs are brought to one exposure.
    reach : (int, int)
        Halo and alignment of the network, see `receptive_field.halo_and_alignment`.

    Attributes
    ----------
    name : str
        Library, version and precision, for the provenance of maps.
    factor : int
        Pixels of the photograph along one pixel of the input.
    flips : bool
        Whether every window is seen four times, mirrored along both sides, and the probabilities
        are averaged. False unless it is set.
    halo_px, align_px : int
        In pixels of the input; one pixel for the interpolation is in the halo.
    """

    name = ""
    flips = False

    def __init__(self, codes, input_scale: float, exposure: Exposure, reach: tuple[int, int]):
        self.codes = tuple(codes)
        self.factor = scale_factor(input_scale)
        self.exposure = exposure
        halo, self.align_px = reach
        extra = 1 if self.factor > 1 else 0
        self.halo_px = -(-(halo + extra) // self.align_px) * self.align_px
        self._one_at_a_time = threading.Lock()

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
        photograph : rasters.Photograph
        light : FieldLight
            As found by `exposure.Exposure.light`.
        """
        return self

    def probabilities(self, window: np.ndarray, labelled: np.ndarray) -> np.ndarray:
        """Probabilities among the classes that may be named.

        Parameters
        ----------
        window : (h, w, 3) uint8
            At the input scale; h and w are multiples of `align_px`.
        labelled : (C,) float32
            As from `labelled`. Conditioned on the minerals that may occur: see docs/classes.md.

        Returns
        -------
        (h, w, C) float32

        Notes
        -----
        May be called from several threads: one window is computed at a time, on all cores.
        """
        with self._one_at_a_time:
            return self._averaged(window, labelled)

    def decide(self, window: np.ndarray, labelled: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Position of the most probable class and its probability * 255, rounded.

        Parameters as `probabilities`.

        Returns
        -------
        (h, w) uint8, twice
        """
        with self._one_at_a_time:
            if not self.flips:
                return self._decided(window, labelled)
            found = self._averaged(window, labelled)
            confidence = np.minimum(np.round(found.max(axis=-1) * 255), 255)
            return found.argmax(axis=-1).astype(np.uint8), confidence.astype(np.uint8)

    def _averaged(self, window: np.ndarray, labelled: np.ndarray) -> np.ndarray:
        """Probabilities of a window, averaged over its mirror images where `flips` asks for it."""
        if not self.flips:
            return self._probabilities(window, labelled)
        total = 0.0
        for mirror in MIRRORS:
            seen = self._probabilities(np.ascontiguousarray(window[mirror]), labelled)
            total = total + seen[mirror]
        return total / np.float32(len(MIRRORS))
