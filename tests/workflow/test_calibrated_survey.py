"""Calibration photographs and sessions, from the sheet to the maps."""

import json

import numpy as np
import pandas as pd
import pytest
from PIL import Image
from survey_project import GOOD, SHAPE, SURVEY, TRAIN, sheet_row

from oresurvey.files.digests import file_sha256


def mirror(path, level=190):
    """Photograph of a mirror whose illumination falls to the right."""
    grey = np.linspace(level, level * 0.8, SHAPE[1])[None, :, None]
    Image.fromarray(np.rint(grey.repeat(SHAPE[0], 0).repeat(3, 2)).astype(np.uint8)).save(path)


@pytest.fixture(scope="module")
def calibrated(unstarted, tmp_path_factory):
    """Alder Creek has a calibration photograph, Birch Hill two sessions; maps are made."""
    project = unstarted.copy(tmp_path_factory.mktemp("calibrated") / "project")
    mirror(project.folder / "photographs" / "mirror.png")
    more = {
        "alder": {"session": "May", "calibration": "$PHOTOGRAPHS/mirror.png"},
        "birch": {"session": "June", "calibration": ""},
    }
    sheet = [sheet_row(field, *where) | more[field[:5]] for field, where in GOOD.items()]
    sheet[-1]["session"] = "July"
    model = {"train": TRAIN | {"exposure": "light"}, "inference": {"as_unknown": True}}
    project.configure(SURVEY | {"models": {"first": model}, "heat_maps": []}, sheet)
    project.run("predict", "catalog")
    return project


def read(project, *parts):
    return json.loads(project.folder.joinpath("results", "first", *parts).read_text())


def test_fields_of_a_calibration_photograph_are_mapped_in_one_light(calibrated):
    found = read(calibrated, "recognition", "Alder%20Creek.json")
    digest = file_sha256(calibrated.folder / "photographs" / "mirror.png")
    [group] = found["calibrations"]
    assert (group["session"], group["calibration_sha256"], group["fields"]) == ("May", digest, 3)
    assert not any(group["light"][1:6])
    for field in ("alder-1", "alder-2", "alder-3"):
        key = read(calibrated, "fields", "Alder%20Creek", field, ".inference.json")
        assert (key["light"], key["calibration_sha256"]) == (group["light"], digest)


def test_each_session_decides(calibrated):
    found = read(calibrated, "recognition", "Birch%20Hill.json")
    assert {name: one["fields"] for name, one in found["sessions"].items()} == {
        "June": 2,
        "July": 1,
    }
    assert "calibrations" not in found
    for field, session in (("birch-1", "June"), ("birch-3", "July")):
        key = read(calibrated, "fields", "Birch%20Hill", field, ".inference.json")
        assert key["light_as"] == found["sessions"][session]["light_as"]
        assert not {"light", "calibration_sha256"} & key.keys()


def test_the_catalog_has_what_the_sheet_has(calibrated):
    table = pd.read_csv(
        calibrated.folder / "results" / "catalog" / "fields.csv", index_col="field", dtype=str
    )
    assert (table["status"] == "accepted").all()
    assert table.loc["birch-3", "session"] == "July"
    assert table["calibration_sha256"].notna().tolist() == [True] * 3 + [False] * 3


def test_another_calibration_photograph_is_another_light(calibrated, tmp_path):
    assert calibrated.dry_run("predict", "catalog") == []
    project = calibrated.copy(tmp_path / "project")
    mirror(project.folder / "photographs" / "mirror.png", level=160)
    jobs = {job.rule for job in project.dry_run("predict", "catalog")}
    assert {"catalog_batch", "probability_maps", "recognise_deposit", "predict_batch"} <= jobs


def test_a_calibration_photograph_of_ore_stops_before_work(calibrated, tmp_path):
    project = calibrated.copy(tmp_path / "project")
    photographs = project.folder / "photographs"
    Image.open(photographs / "birch-1.jpg").save(photographs / "mirror.png")
    done = project.snakemake("--dry-run", "predict")
    assert done.returncode != 0
    assert "sheet sheet.tsv, field 'alder-1': calibration: photograph" in done.stdout
    assert "does not show a uniform surface" in done.stdout
