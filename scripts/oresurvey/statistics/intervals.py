"""Intervals over sections: the section is the replicate, a pixel never is.

Logit-t for shares and log-t for sizes: Student's t on transformed section values. Simulated
coverage of a nominal 95 % stays at .94 to .95 from three sections on (test_intervals.py),
where the bootstrap and the binomial do not. An estimate that is put together from several samples
has the degrees of freedom of Satterthwaite (1946); its coverage is in benchmarks/bench_coverage.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special, stats

LEVEL = 0.95
PLAIN_PART = 0.7
"""How far the lower limit of a corrected share goes from logit-t to Student's t: set by simulation,
so that rare and common minerals are covered alike (benchmarks/bench_coverage.py)."""
FEWEST_WITH = 3
TOO_FEW_WITH = "too few sections with"
"""Sections with a mineral that others lack, for an interval of its mean: one or two say nothing of
how large such a section can be."""
LEAST_PART = 1 / 20
"""Of the mean: what a section with less adds to it does not matter, and its logarithm would."""
ROUNDING = 1e-12
"""A standard error of a share that is no more than rounding."""


@dataclass(frozen=True)
class Interval:
    """An interval, or the reason why there is none.

    Attributes
    ----------
    low, high : float
        NaN without an interval.
    method : str
        Name of the estimator, or "none: " and the reason.
    """

    low: float
    high: float
    method: str

    def in_pct(self, prefix: str = "") -> dict:
        """Cells of a table: PREFIXlow_pct, PREFIXhigh_pct and PREFIXinterval of a share."""
        return {
            f"{prefix}low_pct": 100 * self.low,
            f"{prefix}high_pct": 100 * self.high,
            f"{prefix}interval": self.method,
        }


def none(reason: str) -> Interval:
    """No interval, and why."""
    return Interval(float("nan"), float("nan"), f"none: {reason}")


def logit_t(shares: np.ndarray) -> Interval:
    """Interval of a mean share: logit(p) +- t(k - 1) s / (sqrt(k) p (1 - p)).

    Parameters
    ----------
    shares : (k,) float
        Share of each section, 0..1.

    Returns
    -------
    Interval
        In 0..1. None for one section, or when the mean is 0 or 1: the logit has no value there.
    """
    shares = np.asarray(shares, float)
    k = len(shares)
    if k < 2:
        return none("one section")
    mean = shares.mean()
    if not 0 < mean < 1:
        return none("share is 0 or 1 in every section")
    reach = stats.t.ppf(0.5 + LEVEL / 2, k - 1) * shares.std(ddof=1) / np.sqrt(k)
    reach /= mean * (1 - mean)
    centre = np.log(mean / (1 - mean))
    low, high = 1 / (1 + np.exp(-np.array([centre - reach, centre + reach])))
    return Interval(float(low), float(high), f"logit-t, {k} sections")


def mean_share(shares: np.ndarray) -> Interval:
    """Interval of a mean share that may be rare or skewed: logit-t, and above it a lognormal limit.

    Parameters
    ----------
    shares : (k,) float
        Share of each section, 0..1.

    Returns
    -------
    Interval
        As `logit_t`, with the upper limit of `skewed_limit` where that is larger; of a share above
        one half the lower limit, by what is left. None where only one or two of the sections have
        it: too few to know how large such a section can be.

    Notes
    -----
    Few sections of a skewed population mostly miss its largest ones, and then mean and spread are
    both too small. No interval knows what it has not seen: a kind of section that makes up less
    than 1 - .05^(1/k) of the deposit may be missing altogether.
    """
    shares = np.asarray(shares, float)
    k, found = len(shares), logit_t(shares)
    if np.isnan(found.low):
        return found
    rare = shares if shares.mean() <= 0.5 else 1 - shares
    having = int((rare > 0).sum())
    if having < min(FEWEST_WITH, k):
        what = "it" if rare is shares else "anything else"
        return none(f"{TOO_FEW_WITH} {what} ({having} of {k})")
    limit = skewed_limit(rare)
    low, high = found.low, found.high
    if rare is shares:
        high = max(high, limit)
    else:
        low = min(low, 1 - limit)
    return Interval(low, high, f"logit-t and lognormal, {k} sections")


def skewed_limit(shares: np.ndarray) -> float:
    """Upper limit of the mean of lognormal shares, some of them 0: q exp(m + v / 2 + t s).

    Parameters
    ----------
    shares : (k,) float
        Two or more above zero; those below `LEAST_PART` of the mean count as that.

    Returns
    -------
    float
        At most 1. m and v are mean and variance of the logarithms of the n shares above zero,
        q = n / k and s^2 = (1 - q) / (k q) + v / n + v^2 / (2 (n - 1)), with t of n - 1 degrees of
        freedom: the modified method of Cox (Olsson 2005, Journal of Statistics Education 13(1)) on
        the mean of Aitchison (1955, Journal of the American Statistical Association 50, 901-908).
    """
    shares = np.asarray(shares, float)
    k, n = len(shares), int((shares > 0).sum())
    logs = np.log(np.maximum(shares[shares > 0], LEAST_PART * shares.mean()))
    part, variance = n / k, logs.var(ddof=1)
    error = np.sqrt((1 - part) / n + variance / n + variance**2 / (2 * (n - 1)))
    reach = stats.t.ppf(0.5 + LEVEL / 2, n - 1) * error
    return float(np.exp(min(np.log(part) + logs.mean() + variance / 2 + reach, 0.0)))


def for_skewed(share: float, interval: Interval, sections: np.ndarray) -> Interval:
    """The interval of a corrected share, where its mineral is rare or skewed among the sections.

    Few sections of a skewed population mostly miss its largest ones, whatever their maps are
    corrected by.

    Parameters
    ----------
    share : float
        Corrected, 0..1.
    interval : Interval
    sections : (k,) float
        Share of each section, by annotation or by map, 0..1.

    Returns
    -------
    Interval
        None where only one or two of the sections have the mineral, see `mean_share`; with its
        lognormal limit, in proportion to the share, where that reaches further.
    """
    sections = np.asarray(sections, float)
    if np.isnan(interval.low) or len(sections) < 2:
        return interval
    seen, mean = mean_share(sections), sections.mean()
    if np.isnan(seen.low):
        return seen if TOO_FEW_WITH in seen.method else interval
    low, high = interval.low, interval.high
    if mean <= 0.5:
        high = max(high, min(1.0, share * seen.high / mean))
    else:
        low = min(low, max(0.0, 1 - (1 - share) * (1 - seen.low) / (1 - mean)))
    if (low, high) == (interval.low, interval.high):
        return interval
    return Interval(low, high, f"{interval.method}, and lognormal")


def log_t(values: np.ndarray) -> Interval:
    """Interval of a geometric mean: exp(mean(log v) +- t(k - 1) s / sqrt(k)).

    Parameters
    ----------
    values : (k,) float
        One value per section, above zero.
    """
    values = np.asarray(values, float)
    values = values[np.isfinite(values) & (values > 0)]
    k = len(values)
    if k < 2:
        return none("one section" if k else "no value")
    logs = np.log(values)
    reach = stats.t.ppf(0.5 + LEVEL / 2, k - 1) * logs.std(ddof=1) / np.sqrt(k)
    low, high = np.exp([logs.mean() - reach, logs.mean() + reach])
    return Interval(float(low), float(high), f"log-t, {k} sections")


def satterthwaite(parts: Sequence[tuple], largest: float = np.inf) -> tuple[np.ndarray, np.ndarray]:
    """Variance and degrees of freedom of a sum of independent estimates.

    Parameters
    ----------
    parts : sequence of (variance, degrees of freedom)
        Numbers or arrays of one shape.
    largest : float
        Degrees of freedom are never more than this.

    Returns
    -------
    (...) float64, (...) float64
        Sum V of the variances; V^2 / sum(V_i^2 / df_i) (Satterthwaite 1946, Biometrics Bulletin 2,
        110-114), infinite where no part has any variance.
    """
    variances = [np.asarray(variance, float) for variance, _ in parts]
    whole = sum(variances, np.zeros(()))
    squares = (v**2 / freedom for v, (_, freedom) in zip(variances, parts, strict=True))
    spread = sum(squares, np.zeros(()))
    none_varies = np.full(np.shape(whole), np.inf)
    freedom = np.divide(whole**2, spread, out=none_varies, where=spread > 0)
    return whole, np.minimum(freedom, largest)


def share_limits(
    estimate: np.ndarray | float, variance: np.ndarray, freedom: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Limits of a corrected share.

    Parameters
    ----------
    estimate, variance, freedom : (...) float
        The estimate may lie outside 0..1: a correction knows no bounds.

    Returns
    -------
    (...) float64, (...) float64
        In 0..1. Above: logit-t; where the estimate is within one standard error of 0 or 1, the
        logit says nothing, and it is Student's t. Below: between logit-t and Student's t (see
        `PLAIN_PART`), where that is lower: the error of a small corrected share is only partly in
        proportion to it.
    """
    estimate, error = np.asarray(estimate, float), np.sqrt(variance)
    reach = stats.t.ppf(0.5 + LEVEL / 2, freedom) * error
    plain = np.clip([estimate - reach, estimate + reach], 0, 1)
    inside = (estimate > error) & (estimate < 1 - error)
    p = np.where(inside, estimate, 0.5)
    logit = special.expit(special.logit(p) + np.array([-1, 1]).reshape(2, *[1] * p.ndim)
                          * reach / (p * (1 - p)))  # fmt: skip
    lower = np.minimum(logit[0], plain[0])
    low = np.where(inside, PLAIN_PART * lower + (1 - PLAIN_PART) * logit[0], plain[0])
    return low, np.where(inside, logit[1], plain[1])


def share_interval(
    estimate: float, parts: Sequence[tuple[float, float]], largest: float = np.inf
) -> Interval:
    """Interval of a corrected share, see `satterthwaite` and `share_limits`.

    Parameters
    ----------
    estimate : float
    parts : sequence of (variance, degrees of freedom)
        Of the independent samples that the estimate is put together from.
    largest : float
        Degrees of freedom are never more than this.

    Returns
    -------
    Interval
        None where nothing varies: sections that are all alike say nothing of the next.
    """
    variance, freedom = satterthwaite(parts, largest)
    if not np.isfinite(variance):
        return none("too few sections for a variance")
    if variance < ROUNDING**2:
        return none("the same in every section")
    low, high = share_limits(estimate, variance, freedom)
    return Interval(float(low), float(high), f"logit-t, Satterthwaite df {freedom:.1f}")
