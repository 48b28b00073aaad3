"""Baselines from the annotation to the map: fitted, kept in a folder, run as engines."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image
from random_networks import Picture, assembled

import fit_baseline
from oresurvey.baselines.model import TYPES, is_baseline
from oresurvey.baselines.statistics import RULES, SPACES
from oresurvey.catalog.verdicts import Verdicts
from oresurvey.errors import ConfigurationError
from oresurvey.files.digests import file_sha256
from oresurvey.files.fingerprints import MISSING
from oresurvey.files.tables import read_json
from oresurvey.inference.engines import load_engine
from oresurvey.inference.field import predict_bands
from oresurvey.light.field_light import FieldLight

COLOURS = {0: (30, 30, 30), 1: (210, 190, 90), 6: (230, 225, 200), 8: (95, 95, 100)}
MINERALS = {"0": "BG", "1": "Ccp", "6": "Py", "8": "Sp"}
PLAIN = {"exposure": "none", "input_scale": 1}
SIZE = 64


class Survey:
    """Annotated fields, each of upright stripes that show what they are annotated as."""

    def __init__(self, folder):
        self.folder, self.rows, self.paths = folder, [], {}

    def add(self, deposit, split, codes, gain=1.0):
        """`codes`: of the stripes, from the left; each is as wide as the others."""
        name = f"field-{len(self.rows)}"
        mask = np.tile(np.repeat(np.array(codes, np.uint8), SIZE // len(codes)), (SIZE, 1))
        files = [str(self.folder / f"{name}{end}") for end in (".png", "_mask.png")]
        Image.fromarray(shown(mask, gain)).save(files[0])
        Image.fromarray(mask).save(files[1])
        row = {"deposit": deposit, "section": name, "field": name, "split": split}
        more = {"um_per_px": None, "selection": "", "sample_type": "", "extra": {}}
        digests = (file_sha256(Path(path)) for path in files)
        more |= dict(zip(("image_digest", "mask_digest"), digests, strict=True))
        self.rows.append(row | more)
        self.paths[name] = files

    def fit(self, kind, **settings):
        """Folder of the model."""
        options = TYPES[kind](type=kind).recorded()
        folder = self.folder / kind
        settings = options | settings
        verdicts = Verdicts(folder / "verdicts", "code")
        fit_baseline.main(self.rows, self.paths, MINERALS, settings, str(folder), 1000.0, verdicts)
        return folder


def shown(mask, gain=1.0):
    """Colours of a mask; (h, w, 3) uint8."""
    colours = np.zeros((256, 3), np.uint8)
    colours[list(COLOURS)] = list(COLOURS.values())
    return (colours[mask] * gain).round().astype(np.uint8)


class Shown(Picture):
    """A photograph in memory that shows a mask."""

    def __init__(self, mask, gain=1.0):
        self.pixels = shown(np.asarray(mask, np.uint8), gain)
        self.height, self.width = self.pixels.shape[:2]


@pytest.fixture
def survey(tmp_path):
    """Two deposits that annotate different minerals: of four stripes, one each is of ore in A."""
    made = Survey(tmp_path)
    made.add("A", "train", [0, 0, 1, 6])
    made.add("A", "validation", [0, 0, 6, 6])
    made.add("B", "train", [0, 0, 0, 8])
    return made


def coded(engine, labelled, photograph):
    """Class map and confidence of a whole photograph."""
    (band,) = predict_bands(photograph, engine, 4096, engine.labelled(labelled))
    return band.codes, band.confidence


MASK = np.repeat(np.array([[0, 1, 6, 8]], np.uint8), 16, axis=1).repeat(64, axis=0)


@pytest.mark.parametrize("statistics", RULES)
@pytest.mark.parametrize("space", SPACES)
@pytest.mark.parametrize("kind", ["colour", "clusters"])
def test_colours_seen_in_training_are_named(survey, kind, space, statistics):
    engine = load_engine(survey.fit(kind, space=space, statistics=statistics, **PLAIN))
    codes, confidence = coded(engine, None, Shown(MASK))
    np.testing.assert_array_equal(codes, MASK)
    assert (confidence > 250).all()


@pytest.mark.parametrize("kind", ["colour", "clusters"])
def test_another_exposure_is_brought_back(survey, kind):
    """Each field of the training is brightest in another mineral: leave those of B out."""
    survey.rows.pop()
    engine = load_engine(survey.fit(kind, exposure="brightest", input_scale=1))
    mask = np.where(MASK == 8, 6, MASK)
    np.testing.assert_array_equal(coded(engine, None, Shown(mask, 0.6))[0], mask)


@pytest.mark.parametrize("kind", ["colour", "clusters"])
def test_only_what_the_annotation_of_the_deposit_names(survey, kind):
    engine = load_engine(survey.fit(kind, **PLAIN))
    labelled = read_json(survey.folder / kind / "model.json")["labelled"]
    codes, _ = coded(engine, labelled["B"], Shown(MASK))
    assert set(np.unique(codes)) <= {0, 8}
    np.testing.assert_array_equal(codes[MASK % 8 == 0], MASK[MASK % 8 == 0])


def test_majority_is_the_most_frequent_class(survey):
    """Training pixels: background 5 stripes of 8, the others 1 each."""
    engine = load_engine(survey.fit("majority"))
    codes, confidence = coded(engine, None, Shown(MASK))
    assert (codes == 0).all() and (confidence == round(255 * 5 / 8)).all()
    codes, confidence = coded(engine, [8], Shown(MASK))
    # Among background and sphalerite it is 5 of 6.
    assert (codes == 0).all() and (confidence == round(255 * 5 / 6)).all()


def test_majority_need_not_be_the_background(tmp_path):
    made = Survey(tmp_path)
    made.add("A", "train", [6, 6])
    made.add("A", "train", [6, 8])
    engine = load_engine(made.fit("majority"))
    assert (coded(engine, None, Shown(MASK))[0] == 6).all()
    assert (coded(engine, [8], Shown(MASK))[0] == 8).all()
    # Nothing of what may be named was ever seen.
    assert (coded(engine, [], Shown(MASK))[0] == 0).all()


def test_a_cluster_is_named_after_its_best_match(survey):
    """Colours never seen in training: each cluster is nearest to one mineral, whole."""
    engine = load_engine(survey.fit("clusters", clusters=2, statistics="nearest", **PLAIN))
    photograph = Shown(MASK)
    greys = np.array([33, 35, 97, 90], np.uint8)
    photograph.pixels = np.repeat(greys, 16)[None, :, None].repeat(64, axis=0).repeat(3, axis=2)
    codes, confidence = coded(engine, None, photograph)
    np.testing.assert_array_equal(codes[0], np.repeat([0, 0, 8, 8], 16))
    # All pixels of a cluster are equally sure.
    assert len(np.unique(confidence[:, :32])) == len(np.unique(confidence[:, 32:])) == 1


@pytest.mark.parametrize("input_scale", [1, 0.5, 0.25])
@pytest.mark.parametrize("kind", TYPES)
def test_tiles_change_nothing(survey, kind, input_scale):
    options = {} if kind == "majority" else {"input_scale": input_scale}
    engine = load_engine(survey.fit(kind, **options))
    picture = Picture(211, 157)
    whole = assembled(picture, engine, 4096)
    for tile_px in (64, 100):
        np.testing.assert_array_equal(assembled(picture, engine, tile_px), whole)


def test_halo_is_that_of_the_interpolation(survey):
    for scale, halo in ((1, 0), (0.5, 1)):
        engine = load_engine(survey.fit("colour", input_scale=scale))
        assert (engine.halo_px, engine.align_px) == (halo, 1)


def test_clusters_are_those_of_the_field(survey):
    """One engine serves several fields at once, so it must not keep the clusters of one."""
    engine = load_engine(survey.fit("clusters", **PLAIN))
    one, other = Shown(MASK), Shown(MASK[:, ::-1])
    apart = [engine.for_field(photograph, FieldLight()) for photograph in (one, Picture(64, 64))]
    assert apart[0] is not apart[1] and not hasattr(engine, "_centres")
    assert engine.for_field(one, FieldLight())._centres.shape == (4, 3)
    np.testing.assert_array_equal(coded(engine, None, other)[0], MASK[:, ::-1])


@pytest.mark.parametrize("kind", TYPES)
def test_description_and_card(survey, kind):
    folder = survey.fit(kind)
    about = read_json(folder / "model.json")
    assert about["type"] == kind and is_baseline(about)
    assert about["codes"] == [0, 1, 6, 8]
    # The validation field of A names nothing more; B names what A does not.
    assert about["labelled"] == {"A": [0, 1, 6], "B": [0, 8]}
    assert len(about["sha256"]) == 64
    card = (folder / "card.md").read_text(encoding="utf-8")
    assert "- A, train: 1 fields" in card and "- A, validation: 1 fields" in card
    assert json.loads(card.split("```json")[1].split("```")[0])["type"] == kind


def test_statistics_are_those_of_the_training_fields(survey):
    """The validation field has pyrite in 2 stripes of 4: not counted."""
    table = pd.read_csv(survey.fit("colour", **PLAIN) / "statistics.csv")
    assert table["space"].unique().tolist() == ["lab", "rgb"]
    rgb = table[table["space"] == "rgb"].set_index("symbol")
    stripe = SIZE * SIZE // 4
    assert rgb["pixels"].to_dict() == {"BG": 5 * stripe, "Ccp": stripe, "Py": stripe, "Sp": stripe}
    assert rgb["pct"].to_dict() == {"BG": 62.5, "Ccp": 12.5, "Py": 12.5, "Sp": 12.5}
    assert rgb.loc["Ccp", ["mean_1", "mean_2", "mean_3"]].tolist() == list(COLOURS[1])
    assert rgb.loc["Ccp", "cov_11"] == pytest.approx(1 / 12)


def test_validation_only_minerals_are_not_known(survey):
    """Their pixels are not trained on, so no map can name them."""
    survey.add("B", "validation", [0, 1, 6, 8])
    about = read_json(survey.fit("colour") / "model.json")
    assert about["labelled"]["B"] == [0, 1, 6, 8]
    survey.rows.pop(0)
    about = read_json(survey.fit("colour") / "model.json")
    assert about["codes"] == [0, 8] and about["labelled"]["B"] == [0, 8]


def test_digest_follows_settings_and_annotation(survey):
    def digest(**settings):
        return read_json(survey.fit("clusters", **settings) / "model.json")["sha256"]

    first = digest()
    assert digest() == first and digest(seed=2) != first and digest(clusters=4) != first
    survey.rows.pop()
    assert digest() != first


def test_a_bad_photograph_costs_no_fit(survey):
    whole = read_json(survey.fit("colour") / "model.json")
    survey.add("A", "train", [0, 8])
    Path(survey.paths["field-3"][0]).unlink()
    survey.rows[3]["image_digest"] = MISSING
    assert read_json(survey.fit("colour") / "model.json") == whole


@pytest.mark.parametrize("kind", TYPES)
def test_without_training_fields(tmp_path, kind):
    made = Survey(tmp_path)
    made.add("A", "validation", [0, 1])
    with pytest.raises(
        ConfigurationError, match=rf"models\.{kind}: type {kind} .* split 'train' \(found 0\): fill"
    ):
        made.fit(kind)


def test_folder_without_statistics(survey):
    folder = survey.fit("colour")
    (folder / "statistics.csv").unlink()
    with pytest.raises(ConfigurationError, match=r"statistics\.csv and model\.json are expected"):
        load_engine(folder)
