"""Invented deposits: three alike and one far from them, with what is tested of them."""

import numpy as np
from section_tables import MINERALS, modal_rows

from oresurvey.deposits.comparison.sections import detection_limits, section_shares, sub_composition
from oresurvey.deposits.standing import standings

RNG = np.random.default_rng(0)

NEAR = {name: RNG.dirichlet([40, 30, 20], 5) for name in "ABC"}

FAR = NEAR | {"D": RNG.dirichlet([5, 100, 20], 5)}


def world(deposits, supported=None, selections=None, drift=None, rows=None):
    """Sub-composition and standings of invented deposits."""
    rows = modal_rows(deposits) if rows is None else rows
    standing = standings(
        rows, {name: {"systematic"} for name in deposits} | (selections or {}), drift
    )
    shares, limits = section_shares(rows), detection_limits(rows, 0.01)
    return sub_composition(shares, standing, MINERALS, limits, supported), standing
