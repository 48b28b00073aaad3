"""Feature statistics of a training: the same pixels and the same distances as at inference."""

from dataclasses import replace

import numpy as np
import pytest
from empty_sections import Part, quarter
from random_networks import ENGINES, Picture, random_network

from oresurvey.files.tables import read_json, write_json
from oresurvey.inference.field import predict_field
from oresurvey.inference.tensorflow_engine import TensorFlowEngine
from oresurvey.light.exposure import Exposure
from oresurvey.maps.geotiff import MapWriter
from oresurvey.network.feature_distance import KEY, FeatureStatistics, fit_statistics
from oresurvey.probability_maps.store import write_store
from oresurvey.survey.mineral_codes import VOID
from oresurvey.training.familiarity import FeatureSampler, fit_features
from oresurvey.training.model_folder import PARTS, TABLES
from oresurvey.training.sampler import PatchSource
from place_shipped_model import main as place_shipped_model

CODES = (0, 1, 6, 8)
SIZE = 352, 288
"""Width and height: whole blocks of 2 px on a grid of 16 px, so that nothing is padded."""


def stored(folder, picture, factor):
    """A field in four annotated quarters, its first rows void; its light is to be undone."""
    quarters = np.repeat(np.repeat([[0, 1], [6, 8]], picture.height // 2, 0), picture.width // 2, 1)
    mask = quarters.astype(np.uint8)
    mask[:50] = VOID
    write_store(folder, picture.pixels, mask, factor)
    return PatchSource(folder, "A", CODES, Exposure("brightest").light(picture))


@pytest.fixture
def picture():
    return Picture(*SIZE)


@ENGINES
@pytest.mark.parametrize("input_scale", [1, 0.5])
def test_a_field_is_as_far_in_training_as_at_inference(tmp_path, picture, make_engine, input_scale):
    network = random_network()
    network.save(tmp_path / "model.keras")
    source = stored(tmp_path / "field", picture, int(1 / input_scale))
    statistics, distances = fit_features(tmp_path / "model.keras", [source], [source])
    engine = make_engine(network, CODES, input_scale, exposure=Exposure("brightest"))
    engine.familiar = statistics
    for tile_px in (4096, 128):
        with (
            MapWriter(tmp_path / "classes.tif", *SIZE) as classes,
            MapWriter(tmp_path / "confidence.tif", *SIZE) as confidence,
        ):
            found = predict_field(picture, engine, tile_px, classes, confidence)
        assert found == pytest.approx(distances["field"], rel=1e-3)


def test_statistics_are_of_annotated_pixels_of_the_grid(tmp_path, picture):
    """Every 16th pixel in either direction, from the first annotated row of the grid on: row 64."""
    network, source = random_network(), stored(tmp_path / "field", picture, 1)
    sampler = FeatureSampler(network)
    features, codes = sampler.of_field(source)
    assert len(codes) == 18 * 22 and (codes == VOID).sum() == 4 * 22
    expected = fit_statistics(features[codes != VOID].astype(float), codes[codes != VOID])
    found = sampler.fit([source])
    assert found.codes.tolist() == list(CODES)
    np.testing.assert_allclose(found.means, expected.means)
    np.testing.assert_allclose(found.precision, expected.precision)


@pytest.mark.parametrize("factor", [1, 2])
def test_what_is_not_visible_is_no_pixel_of_the_grid(tmp_path, picture, factor):
    """Neither in training nor at inference, so that both measure the same."""
    part = Part(picture, ~quarter(SIZE[::-1]))
    source = replace(stored(tmp_path / "field", part, factor), visible=part.visible)
    network = random_network()
    network.save(tmp_path / "model.keras")
    _, codes = FeatureSampler(network).of_field(source)
    half = factor // 2
    assert len(codes) == part.visible.all_rows()[half :: 16 * factor, half :: 16 * factor].sum()
    statistics, distances = fit_features(tmp_path / "model.keras", [source], [source])
    engine = TensorFlowEngine(network, CODES, 1 / factor, exposure=Exposure("brightest"))
    engine.familiar = statistics
    with (
        MapWriter(tmp_path / "classes.tif", *SIZE) as classes,
        MapWriter(tmp_path / "confidence.tif", *SIZE) as confidence,
    ):
        found = predict_field(part, engine, 4096, classes, confidence)
    assert found == pytest.approx(distances["field"], rel=1e-3)


def test_without_annotation_on_the_grid_nothing_is_told(tmp_path, picture):
    write_store(tmp_path / "field", picture.pixels, np.full(SIZE[::-1], VOID, np.uint8), 1)
    random_network().save(tmp_path / "model.keras")
    source = PatchSource(tmp_path / "field", "A", CODES)
    statistics, distances = fit_features(tmp_path / "model.keras", [source], [source])
    assert statistics is None and np.isnan(distances["field"])


@pytest.mark.parametrize("known", [True, False])
def test_a_shipped_model_brings_its_statistics(tmp_path, known):
    source, folder = tmp_path / "source", tmp_path / "placed"
    for path in (source, folder):
        path.mkdir()
    random_network().save(source / "model.keras")
    statistics = FeatureStatistics(np.array([0]), np.zeros((1, 2)), np.eye(2))
    write_json({KEY: statistics.as_json()} if known else {}, source / "model.json")
    files = [str(folder / name) for name in PARTS]
    place_shipped_model(str(source), files)
    assert {path.name for path in folder.iterdir()} == set(PARTS)
    placed = FeatureStatistics.from_json(read_json(folder / "model.json"))
    assert (placed is not None) == known
    header = "deposit,field,mean_confidence,feature_distance\n"
    assert (folder / "familiarity.csv").read_text() == header == TABLES["familiarity.csv"]
