"""Label shift: true shares from map shares, by the confusion on labelled fields from elsewhere.

The map of a section shows q = C pi: pi are its true shares, C says what each class is taken for. C
comes from labelled fields that the model has not seen; the method assumes that it holds here too
("label shift": only the shares differ; Saerens et al. 2002, Neural Computation 14, 21-41; Lipton et
al. 2018, ICML). Multiplying by the user's accuracies of those fields instead would drag every share
towards theirs.
"""

import numpy as np
from scipy.optimize import nnls

NAME = "label shift"
LARGEST_CONDITION = 10.0
"""The condition number bounds how much larger the relative error of pi is than that of q or C: with
some 3 % between sections, more than ten times as much says nothing of a share."""
FEWEST_SECTIONS = 3
RESAMPLES = 200


def claims_validity(labelled: int, mapped: int) -> bool:
    """Whether so few labelled sections give an interval that covers what it says.

    With many maps to correct, all uncertainty is in C, and three sections tell too little of it:
    for 30 maps coverage falls below .92 (benchmarks/bench_coverage.py).
    """
    return labelled >= 5 or (labelled >= FEWEST_SECTIONS and mapped <= 10)


def confusion_shares(counts: np.ndarray) -> np.ndarray:
    """What each class is taken for: C = P(predicted | true).

    Parameters
    ----------
    counts : (..., K, P) float
        Pixels by true class and by predicted class; the first K predicted classes are the true
        ones, in their order, any further one (unidentified) has no truth.

    Returns
    -------
    (..., P, K) float64
        Columns sum to 1. A class that is never the truth keeps its predicted share: a column of the
        identity.
    """
    counts = np.asarray(counts, float)
    whole = counts.sum(axis=-1, keepdims=True)
    identity = np.broadcast_to(np.eye(*counts.shape[-2:]), counts.shape)
    shares = np.divide(counts, whole, out=identity.copy(), where=whole > 0)
    return np.swapaxes(shares, -1, -2)


def free_solution(confusion: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """pi of sum 1 with the least |C pi - q|^2; it may leave 0..1.

    Parameters
    ----------
    confusion : (..., P, K) float
    shares : (..., k, P) float
        Map shares q of k sections.

    Returns
    -------
    (..., k, K) float64
        Linear in q: the mean over sections is the solution for the mean.
    """
    confusion, shares = np.asarray(confusion, float), np.asarray(shares, float)
    turned = np.swapaxes(confusion, -1, -2)
    size = confusion.shape[-1]
    system = np.zeros((*confusion.shape[:-2], size + 1, size + 1))
    system[..., :size, :size] = turned @ confusion
    system[..., :size, size] = system[..., size, :size] = 1
    given = turned @ np.swapaxes(shares, -1, -2)
    ones = np.ones((*given.shape[:-2], 1, given.shape[-1]))
    solved = np.linalg.solve(system, np.concatenate((given, ones), axis=-2))
    return np.swapaxes(solved[..., :size, :], -1, -2)


def simplex_solution(confusion: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """The same on the simplex: no share below zero.

    Parameters
    ----------
    confusion : (P, K) float
    shares : (k, P) float

    Returns
    -------
    (k, K) float64
    """
    found = free_solution(confusion, shares)
    # A row so heavy that its sum is 1 to within rounding of the others.
    heavy = 1e4
    system = np.vstack((confusion, np.full((1, confusion.shape[1]), heavy)))
    for k in np.flatnonzero((found < 0).any(axis=1)):
        bounded = nnls(system, np.append(shares[k], heavy))[0]
        found[k] = bounded / bounded.sum()
    return found


def confusions_drawn_anew(
    counts: np.ndarray, rng: np.random.Generator, resamples: int = RESAMPLES
) -> np.ndarray:
    """Confusions as other labelled sections might have given them.

    Parameters
    ----------
    counts : (m, K, P) float
        Of m labelled sections.
    rng : numpy.random.Generator
    resamples : int

    Returns
    -------
    (resamples, P, K) float64
        By the Bayesian bootstrap over sections (Rubin 1981, Annals of Statistics 9, 130-134): every
        section keeps some weight, so no class loses its only section.
    """
    weights = rng.exponential(size=(resamples, len(counts)))
    return confusion_shares(np.einsum("bm,mkp->bkp", weights, counts))


def bootstrap_variance(values: np.ndarray, sections: int) -> np.ndarray:
    """Variance over resamples, without the bootstrap's shortfall for few sections.

    Parameters
    ----------
    values : (resamples, ...) float
    sections : int
        That were drawn from; the Bayesian bootstrap of a mean is too small by (m - 1) / (m + 1).
    """
    return values.var(axis=0, ddof=1) * (sections + 1) / (sections - 1)
