"""Whose colours a deposit shows that no model was trained on: decided over its fields together.

Fields of one deposit share camera and minerals. One by one they may agree with the colours of
either training deposit; their sum seldom leaves a doubt.
"""

from collections.abc import Iterable

import numpy as np

from oresurvey.light.exposure import FREE, Exposure
from oresurvey.light.fit import agreements

MOST_FIELDS = 40
"""Fields that decide; more of them cost time and change nothing."""


def needs_decision(exposure: Exposure) -> bool:
    """Whether a model has colours of several deposits to choose from."""
    return exposure.method in FREE and len(exposure.known) > 1


def summed_agreements(
    samples: Iterable[tuple[np.ndarray, np.ndarray]], exposure: Exposure
) -> dict[str, float]:
    """Agreement of the fields of a deposit with the colours of each training deposit.

    Parameters
    ----------
    samples : iterable of ((N, 3) uint8, (N, 2) float64)
        Colours and positions of the blocks of each field, see `colour_sample`.
    exposure : light.exposure.Exposure
        Of the model.

    Returns
    -------
    dict of str to float
        By training deposit: sum over the fields of `light.fit.agreements`.
    """
    known = list(exposure.known)
    sums = np.zeros(len(known))
    for colours, positions in samples:
        sums += agreements(colours, positions, known)
    return {one.deposit: round(float(total), 6) for one, total in zip(known, sums, strict=True)}


def likest(sums: dict[str, float]) -> str:
    """The training deposit whose colours agree best; the first by name of several."""
    return max(sorted(sums), key=lambda name: sums[name])
