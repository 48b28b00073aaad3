"""The rise to the photograph's resolution equals interpolating every class."""

import numpy as np
import pytest
from random_networks import interpolated

from oresurvey.inference.rise import rise


def field(height, width, seed=0):
    """Probabilities with smooth patches and noise, as a network gives."""
    rng = np.random.default_rng(seed)
    scores = np.kron(rng.normal(0, 3, (height // 5 + 1, width // 5 + 1, 4)), np.ones((5, 5, 1)))
    scores = scores[:height, :width] + rng.normal(0, 0.5, (height, width, 4))
    found = np.exp(scores)
    return (found / found.sum(axis=-1, keepdims=True)).astype(np.float32)


@pytest.mark.parametrize("factor", [2, 4])
def test_equals_interpolating_every_class(factor):
    found = field(40, 56)
    expected = interpolated(found, factor)
    best, second = np.sort(expected, axis=-1)[..., [-1, -2]].transpose(2, 0, 1)
    positions, confidence = rise(found, slice(0, 40), slice(0, 56), factor)
    certain = best - second > 1e-6
    assert certain.mean() > 0.99
    assert np.array_equal(positions[certain], expected.argmax(axis=-1)[certain])
    assert np.abs(confidence / 255 - best).max() < 0.5 / 255 + 1e-6


@pytest.mark.parametrize("chunk", [1, 7, 16384])
def test_a_part_equals_that_part_of_the_whole(chunk, monkeypatch):
    monkeypatch.setattr("oresurvey.inference.rise.CHUNK_CELLS", chunk)
    found = field(30, 26, seed=3)
    whole = rise(found, slice(0, 30), slice(0, 26), 4)
    part = rise(found[4:25, 2:22], slice(3, 18), slice(2, 19), 4)
    for one, other in zip(part, whole, strict=True):
        assert np.array_equal(one, other[28:88, 16:84])
