"""Calibration: of the pixels given a confidence of 80 %, 80 % should be right.

A network's scores are divided by one temperature T before the softmax. That moves all confidences
and changes no class (Guo, Pleiss, Sun and Weinberger 2017, ICML, 1321-1330).
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax

BINS = 15
"""Bins of confidence, of equal width, as in Guo et al. (2017).

Not of equal mass: confidence maps have 256 steps, and most pixels stand on the highest one, so that
quantiles of confidence coincide. 15 divides 255: every bin holds 17 steps.
"""

BOUNDS = (0.1, 10.0)
"""Of the temperature: beyond, a sample without a single error would make every pixel certain."""

ERRORS = ("nll", "top_label_error", "classwise_error")


@dataclass(frozen=True)
class ScoredPixels:
    """Annotated pixels with the scores that a network gives them.

    Attributes
    ----------
    scores : (n, K, C) float32
        What the softmax is taken of, at the K pixels of the network whose probabilities are
        averaged; -inf for classes that the annotation does not name.
    truth : (n,) int64
        Position of the annotated class among the C.
    field : (n,) int64
        Number of the field that a pixel is from.
    weights : (K,) tuple of float
        Of the K pixels in the average; they sum to 1.
    """

    scores: np.ndarray
    truth: np.ndarray
    field: np.ndarray
    weights: tuple[float, ...] = (1.0,)

    @property
    def known(self) -> np.ndarray:
        """Classes that the annotation of a pixel names; (n, C) bool."""
        return np.isfinite(self.scores[:, 0])

    def of_fields(self, fields) -> "ScoredPixels":
        """Those of some fields."""
        kept = np.isin(self.field, fields)
        return ScoredPixels(self.scores[kept], self.truth[kept], self.field[kept], self.weights)


def log_probabilities(pixels: ScoredPixels, temperature: float = 1.0) -> np.ndarray:
    """Logarithm of the mean of softmax(scores / temperature); (n, C) float64."""
    found = np.full(pixels.scores[:, 0].shape, -np.inf)
    for k, weight in enumerate(pixels.weights):
        scaled = pixels.scores[:, k].astype(np.float64) / temperature
        found = np.logaddexp(found, np.log(weight) + log_softmax(scaled, axis=1))
    return found


def negative_log_likelihood(pixels: ScoredPixels, temperature: float) -> float:
    """Mean of -log P(annotated class) over the pixels.

    Every pixel counts alike. With classes weighted alike the temperature would be right for a
    section that holds as much gold as gangue; a confidence map is read pixel by pixel.
    """
    found = log_probabilities(pixels, temperature)
    return float(-np.take_along_axis(found, pixels.truth[:, None], axis=1).mean())


def fit_temperature(pixels: ScoredPixels) -> float:
    """The temperature of least negative log-likelihood, within `BOUNDS`; 1 without any pixel.

    Notes
    -----
    The likelihood of single pixels is convex in 1 / T, so there is one minimum.
    """
    if not len(pixels.truth):
        return 1.0
    found = minimize_scalar(
        lambda log_t: negative_log_likelihood(pixels, np.exp(log_t)),
        bounds=np.log(BOUNDS),
        method="bounded",
        options={"xatol": 1e-4},
    )
    # Rounded here, so that the number noted is the one that the weights are divided by.
    return round(float(np.exp(found.x)), 4)


def table_of_bins(numbers, pixels, confidence, right) -> pd.DataFrame:
    """Reliability table from sums over groups of pixels.

    Parameters
    ----------
    numbers : (g,) int
        Bin of each group, 0 .. `BINS` - 1.
    pixels, confidence, right : (g,) float
        Of each group: number of pixels, sum of their confidences, number that are right.

    Returns
    -------
    DataFrame
        bin, low, high (low < confidence <= high), pixels, mean_confidence, accuracy; bins without a
        pixel are left out.
    """
    sums = [np.bincount(numbers, part, BINS) for part in (pixels, confidence, right)]
    held = np.flatnonzero(sums[0])
    pixels, confidence, right = (part[held] for part in sums)
    return pd.DataFrame(
        {
            "bin": held + 1,
            "low": held / BINS,
            "high": (held + 1) / BINS,
            "pixels": pixels.astype(np.int64),
            "mean_confidence": confidence / pixels,
            "accuracy": right / pixels,
        }
    )


def reliability(confidence: np.ndarray, right: np.ndarray) -> pd.DataFrame:
    """Reliability table of single pixels.

    Parameters
    ----------
    confidence : (n,) float
        0..1.
    right : (n,) bool
        Whether what was predicted with this confidence is so.

    Returns
    -------
    DataFrame
        As from `table_of_bins`.
    """
    numbers = np.clip(np.ceil(confidence * BINS).astype(np.int64) - 1, 0, BINS - 1)
    return table_of_bins(numbers, np.ones(len(numbers)), confidence, right)


def calibration_error(table: pd.DataFrame) -> float:
    """Expected calibration error of a reliability table, 0..1; NaN without any pixel.

    Sum over bins of |accuracy - mean confidence| times the bin's share of the pixels (Guo et al.
    2017, eq. 3).
    """
    gap = (table["accuracy"] - table["mean_confidence"]).abs()
    total = table["pixels"].sum()
    return float((gap * table["pixels"]).sum() / total) if total else float("nan")


def top_label_error(probabilities: np.ndarray, truth: np.ndarray) -> float:
    """`calibration_error` of the most probable class.

    Parameters
    ----------
    probabilities : (n, C) float
    truth : (n,) int
    """
    right = probabilities.argmax(axis=1) == truth
    return calibration_error(reliability(probabilities.max(axis=1), right))


def classwise_error(probabilities: np.ndarray, truth: np.ndarray, known: np.ndarray) -> float:
    """Mean over classes of the calibration error of each class's probability.

    Parameters
    ----------
    probabilities : (n, C) float
    truth : (n,) int
    known : (n, C) bool
        Classes that the annotation of a pixel names: the others say nothing, for or against.

    Notes
    -----
    Kull, Perello Nieto, Kängsepp, Silva Filho, Song and Flach (2019, NeurIPS), eq. 2.
    """
    errors = [
        calibration_error(reliability(probabilities[of, k], truth[of] == k))
        for k, of in enumerate(known.T)
        if of.any()
    ]
    return float(np.mean(errors)) if errors else float("nan")


def errors_of(found: np.ndarray, pixels: ScoredPixels) -> dict[str, float]:
    """Each of `ERRORS` for log-probabilities (n, C) of some pixels."""
    probabilities = np.exp(found)
    chosen = np.take_along_axis(found, pixels.truth[:, None], axis=1)
    return {
        "nll": float(-chosen.mean()),
        "top_label_error": top_label_error(probabilities, pixels.truth),
        "classwise_error": classwise_error(probabilities, pixels.truth, pixels.known),
    }
