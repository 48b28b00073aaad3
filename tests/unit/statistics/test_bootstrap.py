"""Bootstrap of particles: coverage on particles of known composition, and when there is none."""

import numpy as np
import pytest

from oresurvey.statistics.bootstrap import MOST_GROUPS, particle_shares


def particles(rng, number):
    """Lognormal areas; a third of the particles are of the second class, which are larger."""
    second = rng.random(number) < 1 / 3
    area = np.exp(rng.normal(np.where(second, 0.5, 0.0), 0.8))
    return np.stack((np.where(second, 0, area), np.where(second, area, 0)), axis=1)


def shares_of(areas, seed=0):
    return particle_shares(areas, areas.sum(axis=1), seed)


def test_coverage_of_a_nominal_95_percent():
    """The true share of the second class is e^.5 / (e^.5 + 2)."""
    rng = np.random.default_rng(0)
    true = np.exp(0.5) / (np.exp(0.5) + 2)
    found = [shares_of(particles(rng, 100), seed)[1] for seed in range(250)]
    held = np.mean([one.low <= true <= one.high for one in found])
    # Percentiles of skewed areas hold a little less often than they say.
    assert 0.89 <= held <= 0.98


def test_many_particles_in_groups_have_the_same_width():
    rng = np.random.default_rng(1)
    areas = particles(rng, 3 * MOST_GROUPS)
    found = shares_of(areas)[1]
    share = areas[:, 1].sum() / areas.sum()
    # Linearised variance of a ratio of sums (Cochran 1977, chapter 6).
    rest = areas[:, 1] - share * areas.sum(axis=1)
    error = np.sqrt((rest**2).sum()) / areas.sum()
    assert (found.high - found.low) == pytest.approx(2 * 1.96 * error, rel=0.08)
    assert found.method == f"bootstrap of {3 * MOST_GROUPS} particles"


@pytest.mark.parametrize(
    ("areas", "why"),
    [
        (np.ones((19, 2)), "none: 19 whole particles"),
        (np.append(np.ones((30, 2)), [[31, 31]], axis=0), "none: one particle has more than half"),
        (np.tile([1.0, 0.0], (30, 1)), "none: share is 0 or 1 in every particle"),
    ],
)
def test_no_interval_where_particles_cannot_bear_one(areas, why):
    assert all(one.method.startswith(why) for one in shares_of(areas))


def test_order_of_particles_changes_no_number():
    areas = particles(np.random.default_rng(2), 80)
    assert shares_of(areas) == shares_of(areas[::-1])
