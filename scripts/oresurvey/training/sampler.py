"""Balanced patches: the rarer a class among the pixels handed out so far, the likelier it is next.

One patch after the other is planned, in one thread, from one random generator; cutting them is
shared out over worker threads and depends on the plan only. So one seed gives one sequence for any
number of workers, and a sampler restored from its state continues it.

Of a field, the sampler keeps its size and the totals of its classes. Everything else is read from
the store when it is needed, so that memory and open files do not grow with the collection.
"""

from bisect import bisect_right
from collections import deque
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path

import numpy as np
import pandas as pd

from oresurvey.errors import ConfigurationError
from oresurvey.light.field_light import FieldLight
from oresurvey.photographs.visible import Visible
from oresurvey.probability_maps.index import open_index
from oresurvey.probability_maps.store import open_store, stored_field
from oresurvey.probability_maps.strips import copy_pixels
from oresurvey.training.augment import (
    draw_position,
    tone,
    tone_table,
    upright,
    warped_patch,
)


@dataclass(frozen=True)
class PatchSource:
    """One annotated field to draw patches from.

    Attributes
    ----------
    folder : Path
        As written by `probability_maps.store.write_store` and `probability_maps.index.save_index`.
    deposit : str
    labelled_codes : tuple of int
        Classes that the annotation of this deposit distinguishes.
    light : FieldLight
        Undone in what is cut from the stored image, see `light.exposure.Exposure`.
    visible : Visible or None
        What of the photograph is visible, if not all of it; the mask is void elsewhere.
    """

    folder: Path
    deposit: str
    labelled_codes: tuple[int, ...]
    light: FieldLight = field(default_factory=FieldLight)
    visible: Visible | None = None

    def whole(self) -> tuple[np.ndarray, np.ndarray]:
        """The stored field under the light that the network knows, and its annotation.

        Returns
        -------
        (h, w, 3) uint8, (h, w) uint8
        """
        image, mask = (np.asarray(part) for part in open_store(self.folder))
        return self.light.undo(image), mask


@dataclass(frozen=True)
class PlannedPatch:
    """A patch that has been drawn but not cut yet.

    Attributes
    ----------
    number : int
        Patches planned before it.
    source : int
        Position of its field in the sampler's sources.
    code : int
        Class it was drawn for.
    corner : (int, int)
        y, x in the stored field.
    position : int
        How it is flipped and turned, see `training.augment.upright`.
    mask : (s, s) uint8
        The annotation in that position, read when its pixels were counted.
    """

    number: int
    source: int
    code: int
    corner: tuple[int, int]
    position: int
    mask: np.ndarray = field(repr=False, compare=False)


class BalancedSampler:
    """Draws patches by class, field and place.

    Parameters
    ----------
    sources : list of PatchSource
    codes : tuple of int
        Classes to balance.
    settings : Training
        patch_px, batch, seed, balance_exponent (a class has the weight (all pixels / pixels of the
        class so far) ** exponent: 0 draws all classes alike, large values always draw the rarest,
        the strict minority choice of 2020) and augment.

    Raises
    ------
    ConfigurationError
        If no source holds any of the classes.
    """

    def __init__(self, sources: list[PatchSource], codes: tuple[int, ...], settings):
        self.sources, self.settings = list(sources), settings
        self._indices = [open_index(source.folder) for source in sources]
        self._fields = [
            stored_field(source.folder, index.shape)
            for source, index in zip(sources, self._indices, strict=True)
        ]
        totals = np.array([[index.total(c) for index in self._indices] for c in codes], float)
        kept = totals.sum(axis=1) > 0 if len(sources) else np.zeros(len(codes), bool)
        if not kept.any():
            raise ConfigurationError("no annotated training field holds any of the classes")
        self.codes = tuple(code for code, keep in zip(codes, kept, strict=True) if keep)
        self._field_weights = np.cumsum(totals[kept], axis=1)
        # Classes of each field, the most frequent first: few have to be counted in a patch.
        self._found = [
            tuple(k for k in np.argsort(-column).tolist() if column[k] > 0)
            for column in totals[kept].T
        ]
        # Every class starts as if one patch of it had been handed out: no class starts infinite.
        self._pixels = [settings.patch_px**2] * len(self.codes)
        self._drawn = [0] * len(self.codes)
        self._number = 0
        self._rng = np.random.default_rng(settings.seed)

    def _class_weights(self) -> list[float]:
        # A handful of numbers, every patch anew: plain Python takes a quarter of NumPy's time.
        least, exponent = min(self._pixels), self.settings.balance_exponent
        return [(least / pixels) ** exponent for pixels in self._pixels]

    def class_probabilities(self) -> np.ndarray:
        """Probability of each class to be drawn next; (len(codes),) float64."""
        weights = np.array(self._class_weights())
        return weights / weights.sum()

    def plan(self) -> PlannedPatch:
        """Draw the next patch and count its pixels."""
        rng, size = self._rng, self.settings.patch_px
        cumulative = list(accumulate(self._class_weights()))
        k = min(bisect_right(cumulative, rng.random() * cumulative[-1]), len(self.codes) - 1)
        weights = self._field_weights[k]
        source = int(weights.searchsorted(rng.random() * weights[-1], side="right"))
        source = min(source, len(weights) - 1)
        stored = self._fields[source]
        corner = self._indices[source].draw(self.codes[k], stored.mask_rows, rng)
        position = draw_position(self.settings.augment, rng)
        mask = np.empty((size, size), np.uint8)
        stored.mask.read(*corner, upright(mask, position))
        # A class at a time, until no pixel is left: a histogram takes several times as long.
        left = mask.size
        for j in self._found[source]:
            count = int(np.count_nonzero(mask == self.codes[j]))
            self._pixels[j] += count
            left -= count
            if not left:
                break
        self._drawn[k] += 1
        self._number += 1
        return PlannedPatch(self._number - 1, source, self.codes[k], corner, position, mask)

    def cut(
        self, planned: PlannedPatch, out: tuple[np.ndarray, np.ndarray] | None = None
    ) -> tuple[np.ndarray, np.ndarray]:
        """Pixels of a planned patch.

        Parameters
        ----------
        planned : PlannedPatch
        out : (s, s, 3) uint8 and (s, s) uint8, or None
            Filled and returned; new arrays when None.

        Returns
        -------
        (s, s, 3) uint8, (s, s) uint8
        """
        size, augment = self.settings.patch_px, self.settings.augment
        if out is None:
            out = np.empty((size, size, 3), np.uint8), np.empty((size, size), np.uint8)
        image, mask = out
        lying = upright(image, planned.position)
        stored = self._fields[planned.source]
        rng = np.random.default_rng([self.settings.seed, planned.number])
        light = self.sources[planned.source].light
        if augment.warps:
            pixels, codes = warped_patch(
                stored.image, stored.mask, planned.corner, size, augment, rng, light
            )
            copy_pixels(pixels, lying)
            np.copyto(upright(mask, planned.position), codes)
        else:
            stored.image.read(*planned.corner, lying)
            np.copyto(mask, planned.mask)
            lit = light.undo(lying, planned.corner, stored.mask.shape)
            if lit is not lying:
                copy_pixels(lit, lying)
        if augment.tones:
            tone(image, tone_table(augment, rng))
        return out

    def cut_batch(self, planned: list[PlannedPatch]) -> tuple[np.ndarray, np.ndarray]:
        """Pixels of several patches; (N, s, s, 3) uint8 and (N, s, s) uint8."""
        size = self.settings.patch_px
        images = np.empty((len(planned), size, size, 3), np.uint8)
        masks = np.empty((len(planned), size, size), np.uint8)
        for one, image, mask in zip(planned, images, masks, strict=True):
            self.cut(one, (image, mask))
        return images, masks

    def state(self) -> dict:
        """All that the rest of the sequence depends on, fit for JSON."""
        return {
            "number": self._number,
            "pixels": list(self._pixels),
            "drawn": list(self._drawn),
            "rng": self._rng.bit_generator.state,
        }

    def restore(self, state: dict) -> None:
        """Continue from a `state`."""
        self._number = state["number"]
        self._pixels = list(state["pixels"])
        self._drawn = list(state["drawn"])
        self._rng.bit_generator.state = state["rng"]

    def shares(self) -> pd.DataFrame:
        """What was handed out: code, pixels, pct, drawn (patches drawn for this class)."""
        pixels = np.array(self._pixels) - self.settings.patch_px**2
        return pd.DataFrame(
            {
                "code": self.codes,
                "pixels": pixels,
                "pct": 100.0 * pixels / max(pixels.sum(), 1),
                "drawn": self._drawn,
            }
        )


def shares_of(members: list[pd.DataFrame]) -> pd.DataFrame:
    """What the samplers of several members handed out together, as `BalancedSampler.shares`."""
    found = pd.concat(members).groupby("code", as_index=False, sort=False).sum()
    return found.assign(pct=100.0 * found["pixels"] / max(found["pixels"].sum(), 1))


def batches(
    sampler: BalancedSampler, workers: int = 2, prefetch: int = 4
) -> Generator[tuple[np.ndarray, np.ndarray, np.ndarray, dict], None, None]:
    """Endless batches, cut ahead of their use.

    Parameters
    ----------
    sampler : BalancedSampler
    workers : int
        Threads that cut patches which have to be resampled; they change nothing in the sequence.
        Other patches are cut where they are planned: that takes less than handing them over.
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
    with ThreadPoolExecutor(1) as planner, ThreadPoolExecutor(max(workers, 1)) as others:
        cutters = others if sampler.settings.augment.warps else planner

        def plan_batch():
            planned = [sampler.plan() for _ in range(sampler.settings.batch)]
            return planned, cutters.submit(sampler.cut_batch, planned), sampler.state()

        ahead = deque(planner.submit(plan_batch) for _ in range(max(prefetch, 1)))
        try:
            while True:
                planned, cut, state = ahead.popleft().result()
                images, masks = cut.result()
                ahead.append(planner.submit(plan_batch))
                yield images, masks, np.array([one.source for one in planned]), state
        finally:
            for one in ahead:
                one.cancel()
            planner.shutdown(cancel_futures=True)
            others.shutdown(cancel_futures=True)
