"""Difference estimator: maps of all sections, put right by those that are labelled too.

Every section counts once: a labelled one by its annotation Y, another by its map f moved by the
mean difference Y - f of the labelled ones. That is the difference estimator of survey sampling
(Cochran 1977, Sampling Techniques, ch. 7), or prediction-powered inference (Angelopoulos et al.
2023, Science 382, 669-674) with the weight N / (N + n) of its follow-up (PPI++, Angelopoulos, Duchi
and Zrnic 2023, arXiv:2311.01453, for maps that are about right).
"""

from dataclasses import dataclass

import numpy as np

NAME = "difference"


@dataclass(frozen=True)
class Estimate:
    """An estimate and the variances that it is put together from.

    Attributes
    ----------
    value : (...) float64
    parts : tuple of ((...) float64, float)
        Variance and degrees of freedom of each independent sample.
    """

    value: np.ndarray
    parts: tuple


def claims_validity(labelled: int, others: int) -> bool:
    """Whether so few labelled sections give an interval that covers what it says.

    Simulated coverage stays within .92 .. .98 for three labelled sections, and for two where they
    are at least a third of all sections (benchmarks/bench_coverage.py); with one other section its
    spread is unknown.
    """
    return others >= 2 and (labelled >= 3 or (labelled == 2 and others <= 2 * labelled))


def equal_weight(labelled: int, others: int) -> float:
    """The weight by which every section counts once: N / (N + n)."""
    return others / (labelled + others)


def difference(
    others: np.ndarray,
    truth: np.ndarray,
    found: np.ndarray,
    known: np.ndarray | None = None,
    weight: float = 1.0,
) -> Estimate:
    """Mean share: mean Y_L + weight (mean f_U - mean f_L).

    Parameters
    ----------
    others : (..., u) float
        Map shares f of the sections without labels.
    truth, found : (..., n) float
        Annotated shares Y and map shares f of the n labelled sections that the model has not seen.
    known : (..., t) float, optional
        Annotated shares of sections that trained the model. Its maps of them are too good to speak
        for the others, so such a section stands among the others with Y - mean(Y - f): with weight
        1 the estimate then counts it by Y itself, what is known of it.
    weight : float
        1: f_U + mean(Y - f)_L, the plain difference estimator. `equal_weight` leans on the labelled
        sections as well, which matters where they are not few.

    Returns
    -------
    Estimate
        Not clipped. With weight 1 and nothing known, the variance is s^2(f_U) / N + s^2(Y - f) / n;
        else weight^2 s^2(f_U) / N + s^2((1 - weight tau) Y - weight (1 - tau) f) / n, with tau the
        known ones among the N others.

    Raises
    ------
    ValueError
        For fewer than two labelled or two other sections.
    """
    others, truth, found = (np.asarray(a, float) for a in (others, truth, found))
    known = others[..., :0] if known is None else np.asarray(known, float)
    shift = (truth - found).mean(axis=-1, keepdims=True)
    pool = np.concatenate((others, known - shift), axis=-1)
    n, size = truth.shape[-1], pool.shape[-1]
    if n < 2 or size < 2:
        raise ValueError(f"difference: {n} labelled and {size} other sections; two of both needed")
    value = truth.mean(axis=-1) + weight * (pool.mean(axis=-1) - found.mean(axis=-1))
    tau = known.shape[-1] / size
    labelled = (1 - weight * tau) * truth - weight * (1 - tau) * found
    parts = (
        (weight**2 * pool.var(axis=-1, ddof=1) / size, size - 1),
        (labelled.var(axis=-1, ddof=1) / n, n - 1),
    )
    return Estimate(value, parts)
