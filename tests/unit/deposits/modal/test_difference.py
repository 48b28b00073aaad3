"""The difference estimator: the known answer, by hand, and what it may claim."""

import numpy as np
import pytest

from oresurvey.deposits.modal.difference import (
    claims_validity,
    difference,
    equal_weight,
    pooled,
)
from oresurvey.statistics.intervals import satterthwaite

TRUTH = np.array([0.1, 0.2, 0.3, 0.4])
FOUND = np.array([0.15, 0.25, 0.3, 0.5])
OTHERS = np.array([0.2, 0.3, 0.4, 0.5, 0.6])


def test_known_answer():
    """STATISTICS.md: 0.350, SE 0.0736."""
    found = difference(OTHERS, TRUTH, FOUND)
    variance, freedom = satterthwaite(found.parts)
    assert found.value == pytest.approx(0.350)
    assert np.sqrt(variance) == pytest.approx(0.0736, abs=5e-5)
    # s2(f) / N = .025 / 5, 4 df; s2(Y - f) of -.05, -.05, 0, -.1 / n = .005 / 3 / 4, 3 df.
    parts = 0.005, 0.005 / 12
    assert [v for v, _ in found.parts] == pytest.approx(parts)
    assert freedom == pytest.approx(sum(parts) ** 2 / (parts[0] ** 2 / 4 + parts[1] ** 2 / 3))


def test_equal_weight_counts_every_section_once():
    """Labelled sections by Y, the others by f + mean(Y - f) = f - .05: their mean over all nine."""
    found = difference(OTHERS, TRUTH, FOUND, weight=equal_weight(4, 5))
    assert found.value == pytest.approx((TRUTH.sum() + (OTHERS - 0.05).sum()) / 9)


def test_a_section_that_trained_the_model_counts_by_its_annotation():
    known = np.array([0.7, 0.9])
    shift = np.mean(TRUTH - FOUND)
    found = difference(OTHERS, TRUTH, FOUND, known, equal_weight(4, 7))
    by_hand = (TRUTH.sum() + known.sum() + (OTHERS + shift).sum()) / 11
    assert found.value == pytest.approx(by_hand)
    plain = difference(OTHERS, TRUTH, FOUND, known)
    assert plain.value == pytest.approx((known.sum() + (OTHERS + shift).sum()) / 7)
    # Only five of the seven others lean on the shift.
    assert plain.parts[1][0] == pytest.approx((5 / 7) ** 2 * np.var(TRUTH - FOUND, ddof=1) / 4)


def test_a_perfect_map_is_a_larger_sample():
    """With f = Y nothing is left but the spread between sections."""
    found = difference(OTHERS, TRUTH, TRUTH)
    assert found.value == pytest.approx(0.4)
    assert found.parts[1][0] == 0


def test_classes_at_once_sum_to_one():
    rng = np.random.default_rng(0)
    truth, maps, others = (rng.dirichlet([1, 2, 3], k).T for k in (3, 3, 4))
    found = difference(others, truth, maps, weight=equal_weight(3, 4))
    assert found.value.sum() == pytest.approx(1)
    assert found.value[1] == pytest.approx(
        difference(others[1], truth[1], maps[1], weight=equal_weight(3, 4)).value
    )


def test_one_section_is_not_enough():
    with pytest.raises(ValueError, match="1 labelled and 5 other"):
        difference(OTHERS, TRUTH[:1], FOUND[:1])


@pytest.mark.parametrize(
    ("labelled", "others", "claimed"),
    [(1, 5, False), (2, 2, True), (2, 4, True), (2, 5, False), (3, 1, False), (3, 30, True)],
)
def test_what_is_claimed(labelled, others, claimed):
    assert claims_validity(labelled, others) == claimed


def test_variance_with_the_help_of_other_deposits():
    """Own df 2, elsewhere variance 4 with df 6; F(.95; 8, 2) = 19.37."""
    own = np.array([2.0, 10.0, 0.1, 0.0])
    variance, freedom = pooled(own, 2, [(np.full(4, 4.0), 6)])
    # (2 * 2 + 6 * 4) / 8; the own one where it is larger, or far smaller; none of its own.
    assert variance == pytest.approx([3.5, 10.0, 0.1, 3.0])
    assert freedom == pytest.approx([8, 8, 2, 8])
    nothing, two = pooled(own, 2, [(np.zeros(4), 6)])
    assert nothing == pytest.approx(own) and two == pytest.approx([2, 2, 2, 2])


def test_differences_elsewhere_are_weighed_as_those_here():
    """With w = 1 it is the variance of Y - f: 1 here, 4 there."""
    here = np.array([0.2, 0.3, 0.4]), np.array([0.2, 0.2, 0.4])
    there = np.array([0.2, 0.2, 0.5]), np.array([0.2, 0.4, 0.3])
    found = difference([0.1, 0.2, 0.3], *here, elsewhere=[there])
    own, other = (np.var(y - f, ddof=1) for y, f in (here, there))
    assert found.parts[1][0] == pytest.approx((2 * own + 2 * other) / 4 / 3)
    assert found.parts[1][1] == 4
