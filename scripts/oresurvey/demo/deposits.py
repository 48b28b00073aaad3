"""The deposits of the demo survey: their ores, and how shares vary from section to section.

A deposit's mean composition is known by design. Each section draws its own around it and each field
its own around the section's, both from Dirichlet distributions, whose mean is the given one.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from oresurvey.demo.ores import bornite_ore, pyrite_ore, sphalerite_ore
from oresurvey.demo.textures import BORNITE, CHALCOPYRITE, GALENA, GANGUE, PYRITE, SPHALERITE

SECTIONS_ALIKE = 300.0
"""Concentration of the sections: a share p has a standard deviation of sqrt(p (1 - p) / 301)."""
FIELDS_ALIKE = 1200.0
"""Concentration of the fields of a section."""


@dataclass(frozen=True)
class Deposit:
    """A deposit whose composition is known.

    Attributes
    ----------
    draw : callable
        An ore of `ores`.
    shares : dict of int to float
        Mean share of each mineral by code, 0..1 of the whole area; the rest is gangue.
    scale : float
        Factor on its grain sizes.
    annotated : bool
        Whether any of its sections is.
    """

    draw: Callable
    shares: dict[int, float]
    scale: float = 1.0
    annotated: bool = True


_PYRITE_ORE = {PYRITE: 0.38, CHALCOPYRITE: 0.12, SPHALERITE: 0.08, GALENA: 0.012}
DEPOSITS = {
    "Alder Creek": Deposit(pyrite_ore, _PYRITE_ORE),
    "Birch Hill": Deposit(
        sphalerite_ore, {SPHALERITE: 0.44, GALENA: 0.13, PYRITE: 0.05, CHALCOPYRITE: 0.022}
    ),
    "Cedar Ridge": Deposit(
        bornite_ore, {CHALCOPYRITE: 0.18, BORNITE: 0.17, PYRITE: 0.08, SPHALERITE: 0.015}, scale=0.7
    ),
    # The ore of Alder Creek, from a place that nobody annotated: these two do not differ.
    "Dry Fork": Deposit(pyrite_ore, _PYRITE_ORE, annotated=False),
}


def varied(shares: dict[int, float], rng: np.random.Generator, alike: float) -> dict[int, float]:
    """Draw shares around given ones, which are their mean.

    Parameters
    ----------
    shares : dict of int to float
        Share of each mineral, 0..1; their sum is below 1, the rest is gangue.
    rng : numpy.random.Generator
    alike : float
        Concentration of the Dirichlet distribution: the larger, the nearer to the given shares.

    Returns
    -------
    dict of int to float
    """
    codes = sorted(shares)
    mean = np.array([*(shares[code] for code in codes), 1 - sum(shares.values())])
    drawn = rng.dirichlet(alike * mean)
    return dict(zip(codes, drawn[:-1].tolist(), strict=True))


def composition(deposit: Deposit) -> dict[int, float]:
    """Mean share of every class by code, the gangue too; 0..1, sum 1."""
    return {GANGUE: 1 - sum(deposit.shares.values())} | deposit.shares
