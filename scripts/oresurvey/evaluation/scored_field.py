"""What is counted in one class map against its annotation; every score is made of these counts."""

import dataclasses
from dataclasses import dataclass

import numpy as np

from oresurvey.statistics.reliability import STEPS, counts_by_confidence
from oresurvey.statistics.scores import boundary_band, confusion
from oresurvey.survey.mineral_codes import UNIDENTIFIED

KINDS = ("", "_inside", "_band")
"""All annotated pixels; without the boundary band; only in it."""


@dataclass(frozen=True)
class ScoredField:
    """What is counted in one field.

    Attributes
    ----------
    deposit, section, field, split : str
    counts, inside : (C + 1, C + 1) int64
        Confusion matrices everywhere, and without the boundary band; unidentified comes last.
    by_confidence : (2, 256) int64
        As from `statistics.reliability.counts_by_confidence`.
    """

    deposit: str
    section: str
    field: str
    split: str
    counts: np.ndarray
    inside: np.ndarray
    by_confidence: np.ndarray = dataclasses.field(
        default_factory=lambda: np.zeros((2, STEPS), np.int64)
    )

    @property
    def band(self) -> np.ndarray:
        """Confusion in the boundary band."""
        return self.counts - self.inside

    def of_kind(self, kind: str) -> np.ndarray:
        """Confusion matrix of one of `KINDS`."""
        return {"": self.counts, "_inside": self.inside, "_band": self.band}[kind]


def score_field(
    place: dict,
    truth: np.ndarray,
    found: np.ndarray,
    codes: tuple[int, ...],
    boundary_px: int,
    sure: tuple[np.ndarray, np.ndarray] | None = None,
) -> ScoredField:
    """Compare one class map with its annotation.

    Parameters
    ----------
    place : dict
        deposit, section, field, split.
    truth, found : (H, W) uint8
        `found` may hold unidentified pixels.
    codes : tuple of int
    boundary_px : int
        Width of the band at annotated boundaries.
    sure : ((H, W) uint8, (H, W) uint8), optional
        Most probable class and its confidence, of all pixels.
    """
    names = (*codes, UNIDENTIFIED)
    inside = confusion(truth, found, names, ~boundary_band(truth, boundary_px))
    scored = ScoredField(**place, counts=confusion(truth, found, names), inside=inside)
    if sure is None:
        return scored
    by_confidence = counts_by_confidence(truth, *sure, codes)
    return dataclasses.replace(scored, by_confidence=by_confidence)
