"""What an older network says, in the loss: against NumPy."""

import numpy as np

from oresurvey.network.known_before import KnownBefore
from oresurvey.survey.mineral_codes import VOID


def test_the_loss_is_the_cross_entropy_where_the_annotation_is_silent():
    rng = np.random.default_rng(0)
    probabilities = rng.dirichlet(np.ones(4), (2, 3, 3)).astype(np.float32)
    older = rng.dirichlet(np.ones(2), (2, 3, 3)).astype(np.float32)
    annotated = rng.choice(np.array([0, 2, VOID], np.uint8), (2, 3, 3))
    layer = KnownBefore([0, 3], weight=0.5)
    passed = layer(probabilities, older, annotated)
    np.testing.assert_array_equal(np.asarray(passed), probabilities)
    among = probabilities[..., [0, 3]] / probabilities[..., [0, 3]].sum(-1, keepdims=True)
    against = -(older * np.log(among)).sum(-1)
    expected = 0.5 * against[annotated != 2].mean()
    np.testing.assert_allclose(float(layer.losses[0]), expected, rtol=1e-5)


def test_nothing_is_asked_where_everything_is_annotated():
    probabilities = np.full((1, 2, 2, 2), 0.5, np.float32)
    layer = KnownBefore([0, 1])
    layer(probabilities, probabilities, np.ones((1, 2, 2), np.uint8))
    assert float(layer.losses[0]) == 0
