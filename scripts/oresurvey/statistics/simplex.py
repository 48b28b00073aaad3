"""The composition nearest to an estimate that knows no bounds: no share below 0, all together 1."""

import numpy as np

_LEAST = 1e-12
"""Variance of what does not vary, as a part of the largest: it moves where nothing else can."""


def onto_simplex(estimate: np.ndarray, variance: np.ndarray) -> np.ndarray:
    """Weighted least squares on the simplex: the smallest sum of (p - v)^2 / s^2.

    Every share moves in proportion to its variance, so what is known well stays where it is.

    Parameters
    ----------
    estimate, variance : (..., D) float
        Estimates v of the D shares, and their variances s^2.

    Returns
    -------
    (..., D) float64
        p_k = max(0, v_k - m s_k^2) with the m for which they add up to 1. All move alike where
        none varies.

    Notes
    -----
    Source: the projection on a simplex by sorting (Held, Wolfe and Crowder 1974, Mathematical
    Programming 6, 62-88), with weights; a constrained estimate as in Silvapulle and Sen (2005),
    Constrained Statistical Inference, ch. 3.
    """
    estimate = np.asarray(estimate, float)
    weight = np.broadcast_to(np.asarray(variance, float), estimate.shape)
    largest = weight.max(axis=-1, keepdims=True)
    weight = np.where(largest > 0, np.maximum(weight, _LEAST * largest), 1.0)
    order = np.argsort(-estimate / weight, axis=-1, kind="stable")
    values, weights = (np.take_along_axis(one, order, axis=-1) for one in (estimate, weight))
    shift = (values.cumsum(axis=-1) - 1) / weights.cumsum(axis=-1)
    # The shares above zero are the first ones: as many as stay above their own shift.
    last = (values > shift * weights).sum(axis=-1, keepdims=True) - 1
    return np.maximum(estimate - np.take_along_axis(shift, last, axis=-1) * weight, 0.0)
