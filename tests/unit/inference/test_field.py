"""Tiled inference is whole-image inference."""

from itertools import pairwise

import keras
import numpy as np
import pytest
from empty_sections import Part, outside_circle, quarter
from random_networks import CODES, ENGINES, Picture, assembled, interpolated, random_network

from oresurvey.errors import ConfigurationError
from oresurvey.inference.field import plan_bands, predict_bands
from oresurvey.inference.tensorflow_engine import TensorFlowEngine
from oresurvey.light.exposure import Exposure
from oresurvey.light.field_light import apply_gain
from oresurvey.network.feature_distance import fit_statistics
from oresurvey.network.input_rows import InputRows
from oresurvey.network.receptive_field import halo_and_alignment
from oresurvey.survey.mineral_codes import VOID


def probabilities(picture, engine, tile_px):
    """Of the whole picture at the input scale, padded to the grid, put together from tiles."""
    light = engine.exposure.light(picture)
    rows = InputRows(picture, engine.factor, light, engine.align_px)
    bands = plan_bands(picture, engine, tile_px)
    last = bands[-1][-1]
    whole = np.zeros((last.read_y1, last.read_x1, len(engine.codes)), np.float32)
    for band in bands:
        source = rows.read(band[0].read_y0, band[0].read_y1)
        for tile in band:
            window = source[:, tile.read_x0 : tile.read_x1]
            found, _ = engine.probabilities(window, engine.labelled())
            # Later tiles overwrite what an earlier one saw without its context.
            y, x = tile.own_part[0].start, tile.own_part[1].start
            whole[tile.y0 : tile.read_y1, tile.x0 : tile.read_x1] = found[y:, x:]
    return whole


def sure(probabilities_of_field, factor, shape):
    """Pixels of the photograph whose two best probabilities differ by more than 1e-5."""
    risen = interpolated(probabilities_of_field, factor)[: shape[0], : shape[1]]
    best, second = np.sort(risen, axis=-1)[..., [-1, -2]].transpose(2, 0, 1)
    return best - second > 1e-5, best


@ENGINES
@pytest.mark.parametrize("input_scale", [1, 0.5, 0.25])
@pytest.mark.parametrize(("width", "height"), [(1409, 607), (531, 1303)])
def test_tiled_equals_whole(width, height, input_scale, make_engine):
    picture = Picture(width, height)
    engine = make_engine(random_network(), CODES, input_scale, exposure=Exposure("brightest"))
    assert len(plan_bands(picture, engine, 4096)) == 1
    whole = probabilities(picture, engine, 4096)
    certain, best = sure(whole, engine.factor, (height, width))
    assert certain.mean() > 0.99
    expected, _ = assembled(picture, engine, 4096)
    assert len(np.unique(expected)) > 1
    for tile_px in (256, 512, 1024):
        tiled = probabilities(picture, engine, tile_px)
        assert np.abs(tiled - whole).max() < 1e-5
        codes, confidence = assembled(picture, engine, tile_px)
        assert np.array_equal(codes[certain], expected[certain])
        assert np.abs(confidence / 255 - best).max() < 0.5 / 255 + 1e-5


@ENGINES
def test_tiled_equals_whole_with_pyramid_pooling(make_engine):
    """Its windows slide, so that no tile shows; they reach farther than those of convolutions."""
    picture = Picture(900, 500)
    engine = make_engine(random_network(pyramid=(3, 7)), CODES)
    assert engine.halo_px > make_engine(random_network(), CODES).halo_px
    whole = probabilities(picture, engine, 4096)
    for tile_px in (256, 512):
        assert np.abs(probabilities(picture, engine, tile_px) - whole).max() < 1e-5


def test_a_smaller_halo_would_not_be_whole():
    """The test above can fail: without context, tiles differ."""
    picture = Picture(900, 500)
    engine = TensorFlowEngine(random_network(), CODES)
    whole = probabilities(picture, engine, 4096)
    engine.halo_px = 16
    assert np.abs(probabilities(picture, engine, 256) - whole).max() > 1e-4


def test_every_row_is_read_once():
    picture = Picture(500, 1300)
    asked = []
    read = picture.read
    picture.read = lambda y0, y1, x0, x1: asked.append((y0, y1)) or read(y0, y1, x0, x1)
    engine = TensorFlowEngine(random_network(), CODES)
    assert len(list(predict_bands(picture, engine, 64))) > 2
    assert asked[0][0] == 0 and asked[-1][1] == 1300
    assert all(before[1] == after[0] for before, after in pairwise(asked))


def test_no_more_than_two_bands_of_rows_are_held():
    """A panorama needs the memory of a band: what is asked for at once does not grow with it."""

    def largest(height):
        picture, asked = Picture(200, height), []
        read = picture.read
        picture.read = lambda y0, y1, x0, x1: asked.append(y1 - y0) or read(y0, y1, x0, x1)
        for band in predict_bands(picture, TensorFlowEngine(random_network(), CODES), 128):
            asked.append(len(band.codes))
        return max(asked)

    assert largest(3000) <= largest(1500) + 16


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


def test_minerals_that_a_deposit_does_not_name_are_not_predicted():
    picture = Picture(200, 180)
    engine = TensorFlowEngine(random_network(), CODES)
    named = engine.labelled([1])
    assert named.tolist() == [1, 1, 0, 0]
    found = {
        code
        for band in predict_bands(picture, engine, 512, named)
        for code in np.unique(band.codes)
    }
    assert found <= {0, 1}


def test_exposure_gain_brings_the_brightest_to_one_grey():
    dark = Picture(300, 300)
    dark.pixels = (dark.pixels * 0.4).astype(np.uint8)
    gain = Exposure("brightest").light(dark).gain
    assert np.quantile(apply_gain(dark.pixels, gain), 0.995) == pytest.approx(235, abs=4)
    assert Exposure().light(dark).gain == 1.0
    black = Picture(64, 64)
    black.pixels[:] = 0
    assert np.isfinite(Exposure("brightest").light(black).gain)


@ENGINES
@pytest.mark.parametrize("input_scale", [1, 0.25])
@pytest.mark.parametrize("area", [quarter, outside_circle])
def test_what_is_not_visible_is_void(make_engine, input_scale, area):
    """And of confidence 0; what is visible is the map of the filled photograph, to the last bit."""
    picture = Picture(531, 407)
    shown = ~area((407, 531))
    part = Part(picture, shown)
    engine = make_engine(random_network(), CODES, input_scale)
    codes, confidence = assembled(part, engine, 256)
    assert (codes[~shown] == VOID).all() and (confidence[~shown] == 0).all()
    part.visible = None
    filled, sure = assembled(part, engine, 256)
    assert np.array_equal(codes[shown], filled[shown])
    assert np.array_equal(confidence[shown], sure[shown])


def test_feature_distance_is_of_visible_pixels():
    """A network at half scale has its grid at every 32nd pixel of the photograph."""
    picture, shown = Picture(640, 320), ~quarter((320, 640))
    engine = TensorFlowEngine(random_network(), CODES, 0.5)
    features = np.random.default_rng(0).normal(size=(500, 2))
    engine.familiar = fit_statistics(features, np.repeat([0, 1], 250))
    part = Part(picture, shown)
    bands = list(predict_bands(part, engine, 4096))
    found = np.concatenate([band.distances for band in bands])
    part.visible = None
    whole = np.concatenate([band.distances for band in predict_bands(part, engine, 4096)])
    kept = shown[1::32, 1::32].ravel()
    assert len(whole) == len(kept) == 10 * 20 and len(found) == kept.sum()
    assert found == pytest.approx(whole[kept])


def test_brightest_pixels_are_sought_among_the_visible():
    picture, shown = Picture(400, 300), ~quarter((300, 400))
    bright = Part(picture, shown)
    bright.pixels[~shown] = 255
    dark = Part(picture, shown)
    dark.pixels[~shown] = 0
    assert Exposure("brightest").light(bright) == Exposure("brightest").light(dark)
