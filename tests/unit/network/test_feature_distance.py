"""Feature distance: known distances, covariances found again, one value for any division."""

import json

import numpy as np
import pytest
from random_networks import ENGINES, Picture, random_network

from oresurvey.errors import ConfigurationError
from oresurvey.inference.field import predict_bands
from oresurvey.network.feature_distance import FEWEST, KEY, RIDGE, FeatureStatistics, fit_statistics
from oresurvey.network.feature_grid import FeatureGrid
from oresurvey.network.tiles import plan_tiles

CODES = (0, 1, 6, 8)


def two_minerals() -> FeatureStatistics:
    """Minerals 0 and 6 at (0, 0) and (10, 0), with standard deviations 1 and 2."""
    means = np.array([[0.0, 0.0], [10.0, 0.0]])
    return FeatureStatistics(np.array([0, 6]), means, np.diag([1.0, 0.25]))


@pytest.mark.parametrize(
    ("pixel", "expected"),
    # On a mean; 3 standard deviations along either feature; 4 from the one and 6 from the other.
    [([0, 0], 0), ([-3, 0], 9), ([0, 6], 9), ([10, 6], 9), ([6, 0], 16), ([4, 0], 16)],
)
def test_k_standard_deviations_are_a_distance_of_k_squared(pixel, expected):
    assert two_minerals().distances(np.array([pixel])).tolist() == pytest.approx([expected])


def test_means_and_covariance_are_found_again():
    rng = np.random.default_rng(0)
    mixing = np.array([[1.0, 0.0, 0.0], [0.5, 0.8, 0.0], [-0.2, 0.3, 1.5]])
    codes = np.repeat([6, 1], [30_000, 10_000])
    features = rng.normal(size=(40_000, 3)) @ mixing.T + np.where(codes == 6, 5.0, -9.0)[:, None]
    found = fit_statistics(features, codes)
    assert found.codes.tolist() == [1, 6]
    expected = mixing @ mixing.T
    np.testing.assert_allclose(found.means, [[-9] * 3, [5] * 3], atol=0.05)
    np.testing.assert_allclose(np.linalg.inv(found.precision), expected, atol=0.05)
    # Chi squared with three degrees of freedom.
    assert found.distances(features).mean() == pytest.approx(3, abs=0.05)


def test_a_feature_that_never_varies_is_kept_from_infinity():
    """Its variance is the ridge: a thousandth of the mean variance, here .5."""
    features = np.stack([np.random.default_rng(0).normal(size=10_000), np.zeros(10_000)], axis=1)
    found = fit_statistics(features, np.zeros(10_000, int))
    assert np.linalg.inv(found.precision)[1, 1] == pytest.approx(RIDGE * 0.5, rel=0.05)


def test_too_little_says_nothing():
    features = np.random.default_rng(0).normal(size=(2 * FEWEST, 2))
    codes = np.zeros(2 * FEWEST, int)
    assert fit_statistics(features, codes) is not None
    assert fit_statistics(features[1:], codes[1:]) is None
    assert fit_statistics(np.ones_like(features), codes) is None


def test_minerals_that_an_older_network_knew_stay_beside_those_that_are_shown():
    new = FeatureStatistics(np.array([0, 9]), np.zeros((2, 2)), np.eye(2))
    old = FeatureStatistics(np.array([0, 6]), np.ones((2, 2)), 2 * np.eye(2))
    both = new.beside(old)
    assert both.codes.tolist() == [0, 9, 6]
    assert both.means.tolist() == [[0, 0], [0, 0], [1, 1]]
    assert (both.precision == new.precision).all()


def test_json_brings_them_back():
    statistics = two_minerals()
    about = {KEY: json.loads(json.dumps(statistics.as_json()))}
    features = np.random.default_rng(0).normal(size=(50, 2))
    found = FeatureStatistics.from_json(about)
    assert np.array_equal(found.distances(features), statistics.distances(features))
    assert FeatureStatistics.from_json({}) is FeatureStatistics.from_json({KEY: None}) is None
    about[KEY]["means"].pop()
    with pytest.raises(ConfigurationError, match=rf"model\.json: {KEY}: 2 codes.*train again"):
        FeatureStatistics.from_json(about)


@pytest.mark.parametrize("align", [1, 2, 16, 32])
@pytest.mark.parametrize("tile_px", [32, 100, 4096])
def test_the_grid_of_all_tiles_is_that_of_the_field(align, tile_px):
    """Of windows that hold the place of each pixel in the field."""
    height, width = 301, 150
    grid = FeatureGrid(height, width, align)
    step = max(16, align)
    whole = np.stack(np.meshgrid(np.arange(448), np.arange(448), indexing="ij"), axis=-1)
    found = []
    for tile in plan_tiles(width, height, tile_px, 2 * align, align):
        window = whole[tile.read_y0 : tile.read_y1, tile.read_x0 : tile.read_x1]
        found += grid.of_tile(tile, window[::align, ::align]).tolist()
    expected = [[y, x] for y in range(0, height, step) for x in range(0, width, step)]
    assert sorted(found) == expected


@ENGINES
@pytest.mark.parametrize("input_scale", [1, 0.5])
def test_distances_do_not_depend_on_the_tiles(make_engine, input_scale):
    picture = Picture(531, 703)
    engine = make_engine(random_network(), CODES, input_scale)
    rng = np.random.default_rng(0)
    engine.familiar = FeatureStatistics(np.array(CODES), rng.normal(size=(4, 2)), np.eye(2))
    means = []
    for tile_px in (4096, 512, 256):
        bands = list(predict_bands(picture, engine, tile_px))
        distances = np.concatenate([band.distances for band in bands])
        # A grid of 16 px of the input.
        height, width = int(703 * input_scale), int(531 * input_scale)
        assert len(distances) == -(-height // 16) * -(-width // 16)
        means.append(distances.mean())
    assert means == pytest.approx([means[0]] * 3, rel=1e-4) and means[0] > 0


@ENGINES
def test_without_statistics_nothing_is_measured(make_engine):
    engine = make_engine(random_network(), CODES)
    assert all(not len(band.distances) for band in predict_bands(Picture(99, 80), engine, 4096))
