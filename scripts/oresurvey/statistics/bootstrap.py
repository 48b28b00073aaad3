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


def particle_shares(areas: np.ndarray, seed: int = 0) -> list[Interval]:
    """Intervals of the shares of classes in an area that is made of particles.

    Parameters
    ----------
    areas : (particles, classes) float
        Area of every particle by class, weighted; none negative.
    seed : int

    Returns
    -------
    list of Interval
        Of every class: percentiles of `REPEATS` samples of as many particles, drawn with
        replacement (Efron and Tibshirani 1993, chapter 13). None for fewer than
        `FEWEST_PARTICLES`, where one particle has more than half of the area, and where the share
        is 0 or 1 in all of them.
    """
    areas = np.asarray(areas, float)
    # In the order of their sizes: names and order of fields change no number.
    areas = areas[np.lexsort((*areas.T, areas.sum(axis=1)))]
    particles, classes = areas.shape
    whole = areas.sum()
    if particles < FEWEST_PARTICLES:
        return [none(f"{particles} whole particle{'' if particles == 1 else 's'}")] * classes
    if areas.sum(axis=1).max() > LARGEST_SHARE * whole:
        return [none("one particle has more than half of the area")] * classes
    rng = np.random.default_rng(seed)
    if particles > MOST_GROUPS:
        group = rng.permutation(particles) % MOST_GROUPS
        grouped = np.zeros((MOST_GROUPS, classes))
        np.add.at(grouped, group, areas)
        areas = grouped
    n = len(areas)
    drawn = rng.multinomial(n, np.full(n, 1 / n), REPEATS) @ areas
    shares = drawn / drawn.sum(axis=1, keepdims=True)
    low, high = np.quantile(shares, [0.5 - LEVEL / 2, 0.5 + LEVEL / 2], axis=0)
    share = areas.sum(axis=0) / whole
    return [
        Interval(float(low[k]), float(high[k]), f"bootstrap of {particles} particles")
        if 0 < share[k] < 1
        else none("share is 0 or 1 in every particle")
        for k in range(classes)
    ]
