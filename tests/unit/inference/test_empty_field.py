"""A field a quarter of which is transparent, through the scripts of all stages, beside a whole one.

Its upper right quarter is as white as no mineral is, beneath the transparency: whoever looks there
finds other numbers.
"""

from pathlib import Path

import numpy as np
import pytest
from empty_sections import quarter
from PIL import Image

import find_annotated_grains
import find_grains
import fit_baseline
import guard_rims
import inspect_fields
import map_probabilities
import predict_fields
from oresurvey.catalog.verdicts import Verdicts
from oresurvey.files.digests import file_sha256
from oresurvey.files.tables import read_json, read_parquet
from oresurvey.maps.geotiff import MapReader, read_map
from oresurvey.survey.field import Field
from oresurvey.survey.mineral_codes import VOID
from oresurvey.survey.rows import as_rows, paths_of

pytestmark = pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")

SHAPE = (320, 480)
EMPTY = quarter(SHAPE)
GREYS = np.array([40, 0, 0, 0, 0, 0, 170, 0, 110], np.uint8)
NAMES = {"0": "BG", "6": "Py", "8": "Sp", "255": "void"}
CODES = [0, 6, 8]
SETTINGS = {"connectivity": 8, "split": "none"}


@pytest.fixture(scope="module")
def survey(tmp_path_factory):
    """Rows, paths, verdicts and the catalog of two fields with one annotation."""
    folder, rng = tmp_path_factory.mktemp("survey"), np.random.default_rng(0)
    codes = rng.choice(np.array(CODES, np.uint8), (16, 24)).repeat(20, axis=0).repeat(20, axis=1)
    grey = GREYS[codes] + rng.normal(0, 4, SHAPE)
    pixels = grey.clip(0, 255).astype(np.uint8)[..., None].repeat(3, axis=2)
    Image.fromarray(pixels).save(folder / "whole.png")
    opacity = np.where(EMPTY, 0, 255).astype(np.uint8)
    pixels[EMPTY] = 255
    Image.fromarray(np.dstack([pixels, opacity])).save(folder / "part.png")
    Image.fromarray(codes).save(folder / "mask.png")
    fields = [
        Field("D", f"s-{name}", name, folder / f"{name}.png", folder / "mask.png", "train")
        for name in ("part", "whole")
    ]
    rows, paths = as_rows(fields, lambda path: file_sha256(path) if path else ""), paths_of(fields)
    verdicts = Verdicts(folder / "verdicts", "code")
    inspect_fields.main(rows, paths, CODES, 64, 1000, verdicts, str(folder / "catalog.json"))
    return folder, rows, paths, verdicts, codes


@pytest.fixture(scope="module")
def mapped(survey):
    """Folder of a colour baseline's maps; its fit saw both fields."""
    folder, rows, paths, verdicts, _ = survey
    settings = {"type": "colour"}
    fit_baseline.main(rows, paths, NAMES, settings, str(folder / "m"), 1000, verdicts)
    inference = {
        "engine": "auto", "precision": "float32", "flips": False, "tile_px": 256, "naming": {},
        "unidentified_below": 0.5,
    }  # fmt: skip
    predict_fields.main(
        rows, paths, str(folder / "catalog.json"), str(folder / "m"), None, [], inference, 64,
        str(folder / "results"), "code", 1, str(folder / "maps.json"),
    )  # fmt: skip
    return {entry["field"]: entry for entry in read_json(folder / "maps.json")["fields"]}


def test_the_catalog_carries_it(survey):
    entries = {one["field"]: one for one in read_json(survey[0] / "catalog.json")["fields"]}
    assert "visible" in entries["part"] and entries["part"]["row"]["empty_pct"] == 25
    assert "visible" not in entries["whole"] and "empty_pct" not in entries["whole"]["row"]
    pixels = [sum(entries[name]["class_pixels"].values()) for name in ("part", "whole")]
    assert pixels == [(~EMPTY).sum(), EMPTY.size]


def test_the_map_is_that_of_the_whole_photograph_and_void_elsewhere(mapped):
    part, whole = (read_map(Path(mapped[name]["folder"]) / "classes.tif") for name in mapped)
    assert np.array_equal(part == VOID, EMPTY) and (part[~EMPTY] == whole[~EMPTY]).mean() > 0.99
    # The sureness of the empty part is no part of the mean.
    sure = [mapped[name]["mean_confidence"] for name in ("part", "whole")]
    assert sure[0] == pytest.approx(sure[1], abs=0.02)
    assert "visible" in mapped["part"] and "visible" not in mapped["whole"]


def test_of_a_whole_photograph_nothing_is_noted_that_was_not_before(survey, mapped):
    """Its keys, by which maps are known again, and its entries are what they always were."""
    part, whole = (
        read_json(Path(mapped[name]["folder"]) / ".inference.json") for name in ("part", "whole")
    )
    before = "model_sha256 image_sha256 um_per_px named precision flips features code"
    assert whole.keys() == set(before.split())
    assert part.keys() - whole.keys() == {"visible"}
    entry = "field row folder sha256 confidence_sha256 mean_confidence feature_distance"
    assert mapped["whole"].keys() == set(entry.split())
    with MapReader(Path(mapped["whole"]["folder"]) / "classes.tif") as classes:
        assert classes.nodata is None


def test_grains_areas_and_contacts_leave_it_out(survey, mapped):
    folder, _, paths, _, _ = survey
    find_grains.main(str(folder / "maps.json"), paths, SETTINGS, NAMES, str(folder / "grains.json"))
    part, whole = read_json(folder / "grains.json")["fields"]
    assert sum(part["class_pixels"].values()) == part["visible_px"] == (~EMPTY).sum()
    assert "visible_px" not in whole
    grains = read_parquet(Path(part["folder"]) / "grains.parquet")
    inside = (grains["left_px"] < 240) | (grains["bottom_px"] > 160)
    assert inside.all()
    beside = (grains["right_px"] == 240) & (grains["top_px"] < 160) | (grains["top_px"] == 160) & (
        grains["right_px"] > 240
    )
    assert beside.any() and grains["touches_frame"][beside].all()


def test_so_do_grains_of_the_annotation_and_their_rims(survey):
    folder, rows, paths, verdicts, codes = survey
    find_annotated_grains.main(
        rows, paths, 64, 1000, verdicts, SETTINGS, NAMES, str(folder / "results"), "annotation",
        str(folder / "annotation.json"),
    )  # fmt: skip
    part, _ = read_json(folder / "annotation.json")["fields"]
    counts = np.bincount(codes[~EMPTY])
    assert part["class_pixels"] == {str(code): int(counts[code]) for code in CODES}
    guard_rims.main(str(folder / "annotation.json"), paths, 3, True, str(folder / "rims.json"))
    assert read_json(folder / "rims.json")["fields"][0]["area"] == part["class_pixels"]


def test_no_training_pixel_is_drawn_there(survey):
    folder, rows, paths, verdicts, _ = survey
    settings = {"sampling": "area", "patch_px": 32, "input_scale": 0.5}
    output = folder / "maps" / "batches" / "b.json"
    map_probabilities.main(rows, paths, CODES, settings, 1000, verdicts, str(output))
    part, whole = read_json(output)["fields"]
    mask, image = (np.load(Path(part["folder"]) / f"{name}.npy") for name in ("mask", "image"))
    assert np.array_equal(mask == VOID, EMPTY[1::2, 1::2])
    assert image.max() < 250 and "visible" in part and "visible" not in whole
    assert part["brightest_gain"] == pytest.approx(whole["brightest_gain"], rel=0.03)
