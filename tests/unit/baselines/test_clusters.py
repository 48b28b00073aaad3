"""Colour clusters of a field: few colours are found; the sample is the same however it is read."""

import numpy as np
import pytest
from empty_sections import Part, quarter
from random_networks import Picture

from oresurvey.baselines import clusters as colour_clusters
from oresurvey.baselines.clusters import cluster_centres, sample_field
from oresurvey.baselines.statistics import in_space
from oresurvey.light.field_light import FieldLight, apply_gain
from oresurvey.network.input_scale import scale_image


def centres(sample, clusters, space="rgb", seed=1):
    found = cluster_centres(sample, space, clusters, np.random.default_rng(seed))
    return found[np.lexsort(found.T)]


@pytest.mark.parametrize(
    ("shape", "most_px", "step"), [((10, 20), 200, 1), ((10, 20), 199, 2), ((9, 20), 50, 2)]
)
def test_the_grid_is_the_narrowest_that_fits(shape, most_px, step):
    picture = Picture(shape[1], shape[0])
    found = sample_field(picture, 1, FieldLight(), most_px)
    np.testing.assert_array_equal(found, picture.pixels[::step, ::step].reshape(-1, 3))


@pytest.mark.parametrize("strip_px", [8, 20, 512])
@pytest.mark.parametrize("factor", [1, 2, 4])
def test_strips_change_nothing(monkeypatch, strip_px, factor):
    picture = Picture(61, 83)
    monkeypatch.setattr(colour_clusters, "STRIP_PX", strip_px)
    scaled = apply_gain(scale_image(picture.pixels, factor), 1.5)
    step = 1
    while -(-scaled.shape[0] // step) * -(-scaled.shape[1] // step) > 100:
        step += 1
    found = sample_field(picture, factor, FieldLight.of_gain(1.5), 100)
    np.testing.assert_array_equal(found, scaled[::step, ::step].reshape(-1, 3))


@pytest.mark.parametrize("factor", [1, 2, 4])
def test_what_is_not_visible_is_no_sample(factor):
    picture, shown = Picture(64, 80), ~quarter((80, 64))
    found = sample_field(Part(picture, shown), factor, FieldLight(), 10**6)
    scaled, kept = scale_image(picture.pixels, factor), shown[::factor, ::factor]
    np.testing.assert_array_equal(found, scaled[kept])


@pytest.mark.parametrize("space", ["rgb", "lab"])
def test_few_colours_are_their_own_centres(space):
    colours = np.array([[10, 10, 10], [90, 90, 90], [200, 180, 90]], np.uint8)
    found = centres(colours[[0, 1, 2, 1, 1, 0]], 5, space)
    expected = in_space(colours, space)
    np.testing.assert_allclose(found, expected[np.lexsort(expected.T)])


def test_centres_are_the_means_of_groups_apart():
    greys = np.array([10, 11, 12, 100, 102, 200, 203], np.uint8)
    found = centres(np.repeat(greys[:, None], 3, axis=1), 3)
    np.testing.assert_allclose(found, np.repeat([[11.0], [101.0], [201.5]], 3, axis=1))


def test_one_seed_one_result():
    sample = np.random.default_rng(0).integers(0, 256, (500, 3), np.uint8)
    np.testing.assert_array_equal(centres(sample, 6), centres(sample, 6))
    assert len({centres(sample, 6, seed=seed).tobytes() for seed in range(5)}) > 1
