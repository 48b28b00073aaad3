"""The nearest composition, beside what a general optimiser finds."""

import numpy as np
import pytest
from scipy.optimize import minimize

from oresurvey.statistics.simplex import onto_simplex


def test_what_is_a_composition_stays():
    shares = np.random.default_rng(1).dirichlet([3, 2, 1], 5)
    assert onto_simplex(shares, np.full((5, 3), 0.01)) == pytest.approx(shares)


def test_by_hand():
    """-.1 becomes 0; the .1 is taken off the others in proportion to their variances, 3 to 1."""
    found = onto_simplex(np.array([-0.1, 0.6, 0.5]), np.array([4.0, 3.0, 1.0]))
    assert found == pytest.approx([0, 0.525, 0.475])


def test_what_does_not_vary_stays():
    found = onto_simplex(np.array([-0.1, 0.8, 0.3]), np.array([0.1, 0.1, 0.0]))
    assert found == pytest.approx([0, 0.7, 0.3])
    assert onto_simplex(np.array([-0.1, 0.8, 0.5]), np.zeros(3)) == pytest.approx([0, 0.65, 0.35])


def test_as_a_general_optimiser_finds_it():
    rng = np.random.default_rng(3)
    for _ in range(20):
        estimate, variance = rng.normal(0.25, 0.4, 4), rng.exponential(size=4) + 0.05
        by_search = minimize(
            lambda p, v=estimate, s=variance: ((p - v) ** 2 / s).sum(),
            np.full(4, 0.25), bounds=[(0, 1)] * 4, method="SLSQP", tol=1e-12,
            constraints={"type": "eq", "fun": lambda p: p.sum() - 1},
        ).x  # fmt: skip
        found = onto_simplex(estimate, variance)
        assert found.sum() == pytest.approx(1) and found == pytest.approx(by_search, abs=1e-4)
