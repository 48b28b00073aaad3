"""Compositions: shares live on a simplex, so deposits are compared by log-ratios.

Replicates are section means. Zeros are replaced by 0.65 of a detection limit (Martin-Fernandez et
al. 2003, Mathematical Geology 35, 253-278) that the caller gives, never by a library's default.
"""

import numpy as np

ZERO_SHARE = 0.65
"""What is put in place of a zero, as a share of the detection limit."""


def closure(parts: np.ndarray) -> np.ndarray:
    """Rows scaled to sum 1; (n, D) float64."""
    parts = np.asarray(parts, float)
    return parts / parts.sum(axis=-1, keepdims=True)


def clr(parts: np.ndarray) -> np.ndarray:
    """Centred log-ratio: log of each part over the geometric mean of its row (Aitchison 1986).

    Parameters
    ----------
    parts : (..., D) float
        All above zero.
    """
    logs = np.log(np.asarray(parts, float))
    return logs - logs.mean(axis=-1, keepdims=True)


def aitchison_distance(first: np.ndarray, second: np.ndarray) -> float:
    """Euclidean distance of the centred log-ratios of two compositions."""
    return float(np.linalg.norm(clr(first) - clr(second)))


def centre(parts: np.ndarray) -> np.ndarray:
    """Centre of (n, D) compositions: their geometric means, closed; (D,) float64."""
    return closure(np.exp(np.log(np.asarray(parts, float)).mean(axis=0)))


def replace_zeros(parts: np.ndarray, limit: float | np.ndarray) -> np.ndarray:
    """Multiplicative replacement: parts below `limit` become 0.65 limit, the others shrink.

    Parameters
    ----------
    parts : (n, D) float
        Rows of sum 1.
    limit : float or (D,) float
        Detection limit of a share, above zero. Above 1 / (2 D) it is taken as that: no row may
        consist of replaced parts alone.
    """
    parts = closure(parts)
    limit = np.minimum(limit, 0.5 / parts.shape[-1])
    small = parts < limit
    added = (ZERO_SHARE * limit * small).sum(axis=-1, keepdims=True)
    kept = np.where(small, 0.0, parts)
    kept = kept / kept.sum(axis=-1, keepdims=True) * (1 - added)
    return np.where(small, ZERO_SHARE * limit, kept)
