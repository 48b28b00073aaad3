"""Interval of shares by drawing particles again: for one section, of which there is no second.

It speaks of the particles of that section alone. Over sections the section is the replicate (see
`statistics.intervals`), since particles of one mount are prepared, polished and mapped together.
"""

import numpy as np

from oresurvey.statistics.intervals import LEVEL, Interval, none

REPEATS = 999
FEWEST_PARTICLES = 20
LARGEST_SHARE = 0.5
"""Of the area in one particle, above which no resampling knows the spread."""
MOST_GROUPS = 2000
"""More particles than these are dealt to so many groups at random, which are drawn instead."""


def particle_shares(parts: np.ndarray, whole: np.ndarray, seed: int = 0) -> list[Interval]:
    """Intervals of shares of an area that is made of particles.

    Parameters
    ----------
    parts : (particles, shares) float
        Of the area of every particle, what belongs to each share; weighted, none negative.
    whole : (particles,) float
        Area of every particle, weighted.
    seed : int

    Returns
    -------
    list of Interval
        Of every share: percentiles of `REPEATS` samples of as many particles, drawn with
        replacement (Efron and Tibshirani 1993, chapter 13). None for fewer than
        `FEWEST_PARTICLES`, where one particle has more than half of the area, and where the share
        is 0 or 1 in all of them.
    """
    areas = np.column_stack((whole, parts)).astype(float)
    # In the order of their sizes: names and order of fields change no number.
    areas = areas[np.lexsort(areas.T[::-1])]
    particles, shares = len(areas), areas.shape[1] - 1
    if particles < FEWEST_PARTICLES:
        return [none(f"{particles} whole particle{'' if particles == 1 else 's'}")] * shares
    if areas[:, 0].max() > LARGEST_SHARE * areas[:, 0].sum():
        return [none("one particle has more than half of the area")] * shares
    rng = np.random.default_rng(seed)
    if particles > MOST_GROUPS:
        group = rng.permutation(particles) % MOST_GROUPS
        grouped = np.zeros((MOST_GROUPS, shares + 1))
        np.add.at(grouped, group, areas)
        areas = grouped
    n = len(areas)
    drawn = rng.multinomial(n, np.full(n, 1 / n), REPEATS) @ areas
    ends = [0.5 - LEVEL / 2, 0.5 + LEVEL / 2]
    low, high = np.quantile(drawn[:, 1:] / drawn[:, :1], ends, axis=0)
    sums = areas.sum(axis=0)
    return [
        Interval(float(low[k]), float(high[k]), f"bootstrap of {particles} particles")
        if 0 < sums[k + 1] < sums[0] * (1 - 1e-12)
        else none("share is 0 or 1 in every particle")
        for k in range(shares)
    ]
