"""Tiled inference is whole-image inference."""

import keras
import numpy as np
import pytest

from oresurvey.engines import Crop, TensorFlowEngine
from oresurvey.errors import ConfigurationError
from oresurvey.exposure import apply_gain, exposure_gain
from oresurvey.inference import predict_tiles, read_window
from oresurvey.network import NetworkSettings, unet
from oresurvey.receptive_field import halo_and_alignment
from oresurvey.tiles import plan_tiles

CODES = (0, 1, 6, 8)


class Picture:
    """A photograph in memory."""

    def __init__(self, width, height, seed=0):
        rng = np.random.default_rng(seed)
        coarse = rng.integers(0, 256, (height // 16 + 1, width // 16 + 1, 3))
        fine = rng.integers(-20, 20, (height, width, 3))
        whole = np.kron(coarse, np.ones((16, 16, 1), int))[:height, :width] + fine
        self.pixels = whole.clip(0, 255).astype(np.uint8)
        self.height, self.width = height, width

    def read(self, y0, y1, x0, x1):
        return self.pixels[y0:y1, x0:x1].copy()


def random_network(levels=5, filters=2, seed=0):
    """Random weights, and statistics of batch normalisation as a training would leave them."""
    keras.utils.set_random_seed(seed)
    network = unet(len(CODES), NetworkSettings(filters, levels))
    rng = np.random.default_rng(seed)
    for layer in network.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            n = layer.gamma.shape[0]
            layer.gamma.assign(rng.uniform(0.5, 1.5, n))
            layer.moving_mean.assign(rng.normal(0, 0.2, n))
            layer.moving_variance.assign(rng.uniform(0.5, 1.5, n))
    return network


def assembled(picture, engine, tile_px):
    codes = np.full((picture.height, picture.width), 255, np.uint8)
    confidence = np.zeros_like(codes)
    times = np.zeros(codes.shape, int)
    for part in predict_tiles(picture, engine, tile_px):
        window = np.s_[part.y : part.y + part.codes.shape[0], part.x : part.x + part.codes.shape[1]]
        codes[window], confidence[window] = part.codes, part.confidence
        times[window] += 1
    assert (times == 1).all()
    return codes, confidence


def probabilities(picture, engine, tile_px):
    factor = engine.factor
    size = (-(-picture.width // factor), -(-picture.height // factor))
    tiles = plan_tiles(*size, tile_px // factor, engine.halo_px, engine.align_px)
    gain = exposure_gain(picture, engine.exposure)
    whole = np.zeros((size[1] * factor, size[0] * factor, len(engine.codes)), np.float32)
    for tile in tiles:
        crop = Crop(
            tile.y0 - tile.read_y0, tile.y1 - tile.read_y0,
            tile.x0 - tile.read_x0, tile.x1 - tile.read_x0,
        )  # fmt: skip
        window = read_window(picture, tile, factor, gain)
        part = engine.probabilities(window, crop, engine.labelled())
        y, x = tile.y0 * factor, tile.x0 * factor
        whole[y : y + part.shape[0], x : x + part.shape[1]] = part
    return whole[: picture.height, : picture.width]


@pytest.mark.parametrize("input_scale", [1, 0.5, 0.25])
@pytest.mark.parametrize(("width", "height"), [(1409, 607), (531, 1303)])
def test_tiled_equals_whole(width, height, input_scale):
    picture = Picture(width, height)
    engine = TensorFlowEngine(random_network(), CODES, input_scale, exposure="brightest")
    whole = probabilities(picture, engine, 4096)
    best, second = np.sort(whole, axis=-1)[..., [-1, -2]].transpose(2, 0, 1)
    sure = best - second > 1e-5
    assert sure.mean() > 0.99
    expected, _ = assembled(picture, engine, 4096)
    assert len(np.unique(expected)) > 1
    for tile_px in (256, 512, 1024):
        tiled = probabilities(picture, engine, tile_px)
        assert np.abs(tiled - whole).max() < 1e-5
        codes, confidence = assembled(picture, engine, tile_px)
        assert np.array_equal(codes[sure], expected[sure])
        assert np.abs(confidence / 255 - best).max() < 0.5 / 255 + 1e-5


def test_a_smaller_halo_would_not_be_whole():
    """The test above can fail: without context, tiles differ."""
    picture = Picture(900, 500)
    engine = TensorFlowEngine(random_network(), CODES)
    whole = probabilities(picture, engine, 4096)
    engine.halo_px = 16
    assert np.abs(probabilities(picture, engine, 256) - whole).max() > 1e-4


@pytest.mark.parametrize("levels", [2, 3, 4])
def test_halo_holds_the_true_influence(levels):
    """Change one pixel: nothing changes beyond the halo, and something does within half of it."""
    network = random_network(levels, filters=3)
    halo, align = halo_and_alignment(network)
    assert align == 2 ** (levels - 1) and halo % align == 0
    side = 4 * halo + 2 * align
    image = np.random.default_rng(1).random((1, side, side, 3)).astype(np.float32)
    base = network.predict_on_batch(image)
    reach = 0
    for at in range(side // 2, side // 2 + align):
        changed = image.copy()
        changed[0, at, at] += 10.0
        moved = np.abs(network.predict_on_batch(changed) - base).max(axis=-1)[0] > 0
        rows = np.flatnonzero(moved.any(axis=1))
        reach = max(reach, at - rows.min(), rows.max() - at)
    assert halo / 3 < reach <= halo


def test_a_layer_of_unknown_reach_is_refused():
    image = keras.Input((None, None, 3))
    model = keras.Model(image, keras.layers.UpSampling2D(2)(image))
    with pytest.raises(ConfigurationError, match="up_sampling2d"):
        halo_and_alignment(model)


@pytest.mark.parametrize("width", [1, 15, 16, 17, 200, 1001])
@pytest.mark.parametrize("tile_px", [16, 64, 250])
def test_tiles_cover_once_with_windows_of_one_shape(width, tile_px):
    tiles = plan_tiles(width, 70, tile_px, 48, 16)
    covered = np.zeros((70, width), int)
    for tile in tiles:
        covered[tile.y0 : tile.y1, tile.x0 : tile.x1] += 1
        assert tile.read_x0 % 16 == 0 and tile.read_x0 >= 0 and tile.read_x1 <= -(-width // 16) * 16
        # The halo is there, unless the image ends.
        assert tile.read_x0 <= max(tile.x0 - 48, 0)
        assert tile.read_x1 >= min(tile.x1 + 48, -(-width // 16) * 16)
    assert (covered == 1).all()
    assert len({(t.read_y1 - t.read_y0, t.read_x1 - t.read_x0) for t in tiles}) == 1


def test_minerals_that_a_deposit_does_not_name_are_not_predicted():
    picture = Picture(200, 180)
    engine = TensorFlowEngine(random_network(), CODES)
    named = engine.labelled([1])
    assert named.tolist() == [1, 1, 0, 0]
    found = {
        code
        for part in predict_tiles(picture, engine, 512, named)
        for code in np.unique(part.codes)
    }
    assert found <= {0, 1}


def test_exposure_gain_brings_the_brightest_to_one_grey():
    dark = Picture(300, 300)
    dark.pixels = (dark.pixels * 0.4).astype(np.uint8)
    gain = exposure_gain(dark, "brightest")
    assert np.quantile(apply_gain(dark.pixels, gain), 0.995) == pytest.approx(235, abs=4)
    assert exposure_gain(dark, "none") == 1.0
    black = Picture(64, 64)
    black.pixels[:] = 0
    assert np.isfinite(exposure_gain(black, "brightest"))
