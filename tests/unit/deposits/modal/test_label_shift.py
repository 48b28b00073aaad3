"""Label shift: q = C pi solved on the simplex, and resampled confusions."""

import numpy as np
import pytest

from oresurvey.deposits.modal.label_shift import (
    bootstrap_variance,
    claims_validity,
    confusion_shares,
    confusions_drawn_anew,
    free_solution,
    simplex_solution,
)

C = np.array([[0.9, 0.2], [0.1, 0.8]])
Q = np.array([[0.41, 0.59]])


def test_known_answer():
    """STATISTICS.md: C = [[.9, .2], [.1, .8]], q = (.41, .59) -> (.3, .7)."""
    assert simplex_solution(C, Q)[0] == pytest.approx([0.3, 0.7])


def test_users_accuracies_would_be_wrong():
    """STATISTICS.md: user's accuracies from a balanced test set would give (.401, .599)."""
    truth_of_predicted = C / C.sum(axis=1, keepdims=True)
    wrong = Q[0] @ truth_of_predicted
    assert wrong == pytest.approx([0.401, 0.599], abs=5e-4)
    assert abs(wrong - simplex_solution(C, Q)[0]).min() > 0.1


def test_shares_stay_on_the_simplex():
    """q says less of the second class than C can explain: the free solution goes below zero."""
    q = np.array([[0.95, 0.05]])
    assert free_solution(C, q)[0] == pytest.approx([0.75 / 0.7, -0.05 / 0.7])
    assert simplex_solution(C, q)[0] == pytest.approx([1, 0], abs=1e-6)


def test_unidentified_pixels_have_no_truth():
    """A tenth of either class is unidentified; the rest is named right."""
    counts = np.array([[90.0, 0, 10], [0, 180, 20]])
    matrix = confusion_shares(counts)
    assert matrix.tolist() == [[0.9, 0], [0, 0.9], [0.1, 0.1]]
    q = (matrix @ [0.25, 0.75])[None]
    assert simplex_solution(matrix, q)[0] == pytest.approx([0.25, 0.75])


def test_a_class_that_is_never_the_truth_keeps_its_predicted_share():
    matrix = confusion_shares(np.array([[8.0, 2, 0], [0, 0, 0], [0, 0, 5]]))
    assert matrix[:, 1].tolist() == [0, 1, 0]


def test_the_mean_of_free_solutions_is_that_of_the_mean():
    q = np.random.default_rng(0).dirichlet([1, 1], 5)
    assert free_solution(C, q).mean(axis=0) == pytest.approx(
        free_solution(C, q.mean(axis=0, keepdims=True))[0]
    )
    assert free_solution(np.stack([C, C]), q)[1] == pytest.approx(free_solution(C, q))


def test_resampled_confusions_keep_the_only_section_of_a_class():
    counts = np.array([[[9.0, 1], [0, 0]], [[8, 2], [3, 7]]])
    drawn = confusions_drawn_anew(counts, np.random.default_rng(0))
    assert drawn[:, :, 1] == pytest.approx(np.broadcast_to([0.3, 0.7], (200, 2)))
    assert 0.1 <= drawn[:, 1, 0].min() < drawn[:, 1, 0].max() <= 0.2
    again = confusions_drawn_anew(counts, np.random.default_rng(0))
    assert np.array_equal(drawn, again)


def test_bootstrap_variance_of_a_mean():
    """Of a mean over four sections it is s^2 / 4; 20 000 resamples are good to some 2 %."""
    values = np.array([1.0, 2.0, 4.0, 9.0])
    weights = np.random.default_rng(0).dirichlet(np.ones(4), 20_000)
    found = bootstrap_variance(weights @ values, 4)
    assert found == pytest.approx(values.var(ddof=1) / 4, rel=0.05)


def test_what_is_claimed():
    assert [claims_validity(m, k) for m, k in ((2, 3), (3, 10), (3, 11), (5, 30))] == [
        False, True, False, True,
    ]  # fmt: skip
