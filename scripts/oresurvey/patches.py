"""Balanced patches: the rarer a class among the pixels handed out so far, the likelier it is next.

One patch after the other is planned, in one thread, from one random generator; cutting and turning
them is shared out over worker threads and depends on the patch's number only. So one seed gives one
sequence for any number of workers, and a sampler restored from its state continues it.
"""

from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from oresurvey.augment import Augmentation, cut_patch
from oresurvey.errors import ConfigurationError
from oresurvey.minerals import VOID
from oresurvey.probability_maps import load_index
from oresurvey.store import open_store


@dataclass(frozen=True)
class PatchSource:
    """One annotated field to draw patches from.

    Attributes
    ----------
    folder : Path
        Holds ``image.npy``, ``mask.npy`` and ``index.npz``.
    deposit : str
    labelled_codes : tuple of int
        Classes that the annotation of this deposit distinguishes.
    """

    folder: Path
    deposit: str
    labelled_codes: tuple[int, ...]


@dataclass(frozen=True)
class SamplerSettings:
    """How patches are drawn.

    Attributes
    ----------
    patch_px, batch : int
    seed : int
    balance_exponent : float
        Class weight is (all pixels / pixels of the class so far) ** exponent; 0 draws all classes
        alike, large values always draw the rarest (the strict minority choice of 2020).
    augment : Augmentation
    """

    patch_px: int = 256
    batch: int = 12
    seed: int = 1
    balance_exponent: float = 2.0
    augment: Augmentation = field(default_factory=Augmentation)


@dataclass(frozen=True)
class PlannedPatch:
    """A patch that has been drawn but not cut yet."""

    number: int
    source: int
    code: int
    corner: tuple[int, int]


class BalancedSampler:
    """Draws patches by class, field and place.

    Parameters
    ----------
    sources : list of PatchSource
    codes : tuple of int
        Classes to balance.
    settings : SamplerSettings

    Raises
    ------
    ConfigurationError
        If no source holds any of the classes.
    """

    def __init__(self, sources: list[PatchSource], codes: tuple[int, ...], settings):
        self.sources, self.settings = list(sources), settings
        self._maps = [open_store(source.folder) for source in sources]
        self._indices = [load_index(source.folder) for source in sources]
        totals = np.array([[index.total(c) for index in self._indices] for c in codes], float)
        kept = totals.sum(axis=1) > 0 if len(sources) else np.zeros(len(codes), bool)
        if not kept.any():
            raise ConfigurationError("no annotated training field holds any of the classes")
        self.codes = tuple(code for code, keep in zip(codes, kept, strict=True) if keep)
        self._field_weights = np.cumsum(totals[kept], axis=1)
        # Every class starts as if one patch of it had been handed out: no class starts infinite.
        self._pixels = np.full(len(self.codes), settings.patch_px**2, np.int64)
        self._drawn = np.zeros(len(self.codes), np.int64)
        self._number = 0
        self._rng = np.random.default_rng(settings.seed)

    def class_probabilities(self) -> np.ndarray:
        """Probability of each class to be drawn next; (len(codes),) float64."""
        weight = (self._pixels.max() / self._pixels) ** self.settings.balance_exponent
        return weight / weight.sum()

    def plan(self) -> PlannedPatch:
        """Draw the next patch and count its pixels."""
        rng = self._rng
        cumulative = np.cumsum(self.class_probabilities())
        k = min(int(np.searchsorted(cumulative, rng.random(), side="right")), len(self.codes) - 1)
        fields = self._field_weights[k]
        source = int(np.searchsorted(fields, rng.random() * fields[-1], side="right"))
        source = min(source, len(fields) - 1)
        mask = self._maps[source][1]
        y, x = self._indices[source].draw(self.codes[k], mask, rng)
        s = self.settings.patch_px
        counts = np.bincount(mask[y : y + s, x : x + s].ravel(), minlength=VOID + 1)
        self._pixels += counts[list(self.codes)]
        self._drawn[k] += 1
        self._number += 1
        return PlannedPatch(self._number - 1, source, self.codes[k], (y, x))

    def cut(self, planned: PlannedPatch) -> tuple[np.ndarray, np.ndarray]:
        """Pixels of a planned patch; (s, s, 3) uint8 and (s, s) uint8."""
        image, mask = self._maps[planned.source]
        rng = np.random.default_rng([self.settings.seed, planned.number])
        return cut_patch(
            image, mask, planned.corner, self.settings.patch_px, self.settings.augment, rng
        )

    def state(self) -> dict:
        """All that the rest of the sequence depends on, fit for JSON."""
        return {
            "number": self._number,
            "pixels": self._pixels.tolist(),
            "drawn": self._drawn.tolist(),
            "rng": self._rng.bit_generator.state,
        }

    def restore(self, state: dict) -> None:
        """Continue from a `state`."""
        self._number = state["number"]
        self._pixels = np.array(state["pixels"], np.int64)
        self._drawn = np.array(state["drawn"], np.int64)
        self._rng.bit_generator.state = state["rng"]

    def shares(self) -> pd.DataFrame:
        """What was handed out: code, pixels, pct, drawn (patches drawn for this class)."""
        pixels = self._pixels - self.settings.patch_px**2
        return pd.DataFrame(
            {
                "code": self.codes,
                "pixels": pixels,
                "pct": 100.0 * pixels / max(pixels.sum(), 1),
                "drawn": self._drawn,
            }
        )


def batches(
    sampler: BalancedSampler, workers: int = 2, prefetch: int = 4
) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray, dict]]:
    """Endless batches, cut ahead of their use.

    Parameters
    ----------
    sampler : BalancedSampler
    workers : int
        Threads that cut patches; they change nothing in the sequence.
    prefetch : int
        Batches planned ahead.

    Yields
    ------
    images : (N, s, s, 3) uint8
    masks : (N, s, s) uint8
    sources : (N,) int64
        Position of each patch's field in the sampler's sources.
    state : dict
        The sampler's state after this batch, whatever was planned ahead since.
    """
    with ThreadPoolExecutor(1) as planner, ThreadPoolExecutor(max(workers, 1)) as cutters:

        def plan_batch():
            planned = [sampler.plan() for _ in range(sampler.settings.batch)]
            return planned, [cutters.submit(sampler.cut, one) for one in planned], sampler.state()

        ahead = deque(planner.submit(plan_batch) for _ in range(max(prefetch, 1)))
        try:
            while True:
                planned, cut, state = ahead.popleft().result()
                pairs = [one.result() for one in cut]
                ahead.append(planner.submit(plan_batch))
                images, masks = (np.stack(arrays) for arrays in zip(*pairs, strict=True))
                yield images, masks, np.array([one.source for one in planned]), state
        finally:
            for one in ahead:
                one.cancel()
            planner.shutdown(cancel_futures=True)
            cutters.shutdown(cancel_futures=True)
