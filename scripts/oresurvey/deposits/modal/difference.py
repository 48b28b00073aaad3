"""Difference estimator: maps of all sections, put right by those that are labelled too.

Every section counts once: a labelled one by its annotation Y, another by its map f moved by the
mean difference Y - f of the labelled ones. That is the difference estimator of survey sampling
(Cochran 1977, Sampling Techniques, ch. 7), or prediction-powered inference (Angelopoulos et al.
2023, Science 382, 669-674) with the weight N / (N + n) of its follow-up (PPI++, Angelopoulos, Duchi
and Zrnic 2023, arXiv:2311.01453, for maps that are about right).

Three labelled sections say little of the variance of the differences, and Student's t of two
degrees of freedom pays for it. Labelled sections of other deposits say more, see `pooled`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

NAME = "difference"
SMALLER = 0.95
"""Quantile of F above which a deposit's own variance is smaller than the pooled one."""


@dataclass(frozen=True)
class Estimate:
    """An estimate and the variances that it is put together from.

    Attributes
    ----------
    value : (...) float64
    parts : tuple of ((...) float64, float or (...) float64)
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


def pooled(
    own: np.ndarray, freedom: int, elsewhere: Sequence[tuple[np.ndarray, int]]
) -> tuple[np.ndarray, np.ndarray]:
    """A variance from few sections, with the help of those of other deposits.

    Parameters
    ----------
    own : (...) float
        Variance in this deposit.
    freedom : int
        Its degrees of freedom.
    elsewhere : sequence of ((...) float, int)
        Variance and degrees of freedom in other deposits. One of 0 is left out: where a mineral is
        not, it tells nothing of its differences.

    Returns
    -------
    (...) float64, (...) float64
        The larger of the own and the pooled variance, with the degrees of freedom of all. The own
        one, with its own degrees of freedom, where nothing is pooled, or where it is smaller than
        the pooled one by more than chance (F test, one-sided, 5 %): a mineral that is rare here and
        common elsewhere. Coverage by simulation: benchmarks/bench_coverage.py.
    """
    own = np.asarray(own, float)
    parts = [(own, np.full(own.shape, float(freedom)))]
    parts += [(np.asarray(v, float), f * (np.asarray(v) > 0.0)) for v, f in elsewhere]
    whole = sum((f for _, f in parts), np.zeros(own.shape))
    together = sum((v * f for v, f in parts), np.zeros(own.shape)) / whole
    smaller = (own > 0) & (own * stats.f.ppf(SMALLER, whole, freedom) < together)
    alone = smaller | (whole == freedom)
    return np.where(alone, own, np.maximum(own, together)), np.where(alone, freedom, whole)


def difference(
    others: np.ndarray,
    truth: np.ndarray,
    found: np.ndarray,
    known: np.ndarray | None = None,
    weight: float = 1.0,
    elsewhere: Sequence[tuple[np.ndarray, np.ndarray]] = (),
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
    elsewhere : sequence of ((..., m) float, (..., m) float)
        Y and f of the labelled sections of other deposits, two or more each: for the variance of
        the differences alone, see `pooled`.

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

    def spread(truth: np.ndarray, found: np.ndarray) -> np.ndarray:
        labelled = (1 - weight * tau) * truth - weight * (1 - tau) * found
        return labelled.var(axis=-1, ddof=1)

    there = [(spread(*one), one[0].shape[-1] - 1) for one in elsewhere]
    variance, freedom = pooled(spread(truth, found), n - 1, there)
    parts = ((weight**2 * pool.var(axis=-1, ddof=1) / size, size - 1), (variance / n, freedom))
    return Estimate(value, parts)
