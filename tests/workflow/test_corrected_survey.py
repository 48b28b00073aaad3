"""A survey whose maps a person corrected: what is made again, and that it comes back."""

import json
import re

import numpy as np
import pandas as pd
import pytest
from survey_project import SURVEY, Project

from oresurvey.annotations.corrections import SCHEMA
from oresurvey.files.digests import file_sha256
from oresurvey.maps.geotiff import read_map


def field_folder(survey: Project):
    [folder] = (survey.folder / "results" / "first" / "fields").glob("*/birch-3")
    return folder


def save(survey: Project, **other) -> None:
    """Corrections as the viewer saves them: the first row of a map becomes chalcopyrite."""
    codes = read_map(field_folder(survey) / "classes.tif")
    height, width = codes.shape
    first = [[x, 1, 1, int(codes[0, x])] for x in range(width) if codes[0, x] != 1]
    content = {
        "schema": SCHEMA, "field": "birch-3", "width": width, "height": height, "runs": first,
        "photograph_sha256": file_sha256(survey.folder / "photographs" / "birch-3.jpg"),
        "map_sha256": "", "minerals": {"1": "Ccp"}, "by": "A. Geologist", "made": "2026",
    }  # fmt: skip
    folder = survey.folder / "corrections"
    folder.mkdir(exist_ok=True)
    (folder / "birch-3.corrections.json").write_text(json.dumps(content | other))


@pytest.fixture(scope="module")
def corrected(finished, tmp_path_factory) -> tuple[Project, list, bytes]:
    """The tiny survey with one field corrected, what was made again, and its map of before."""
    survey = finished.copy(tmp_path_factory.mktemp("corrected") / "project")
    before = (field_folder(survey) / "classes.tif").read_bytes()
    save(survey)
    survey.configure(SURVEY | {"corrections": "corrections"})
    jobs = survey.dry_run()
    survey.run("tables", "evaluate", "results/first/report/index.html")
    return survey, jobs, before


def test_only_the_batch_of_the_field_and_what_sums_it_up_is_made_again(corrected):
    _, jobs, _ = corrected
    rules = [job.rule for job in jobs]
    assert rules.count("predict_batch") == rules.count("instances_batch") == 1
    never = {"train_model", "calibrate_model", "catalog_batch", "map_probabilities"}
    assert not never & {*rules}


def test_the_map_is_the_persons_and_that_of_the_model_stays(corrected):
    survey, _, before = corrected
    folder = field_folder(survey)
    codes, model = read_map(folder / "classes.tif"), read_map(folder / "uncorrected.tif")
    assert (codes[0] == 1).all()
    np.testing.assert_array_equal(codes[1:], model[1:])
    assert (folder / "uncorrected.tif").read_bytes() == before


def test_the_report_says_so(corrected):
    survey, _, _ = corrected
    results = survey.folder / "results" / "first"
    drift = pd.read_csv(results / "deposits" / "drift.csv").set_index("deposit")
    assert drift.at["Birch Hill", "corrected_fields"] == 1
    assert 0 < drift.at["Birch Hill", "corrected_by_hand_pct"] <= 100 / 160
    assert drift.at["Alder Creek", "corrected_fields"] == 0
    page = (results / "report" / "index.html").read_text(encoding="utf-8")
    assert "Corrected by hand: Birch Hill (1 of" in page


def test_a_correction_taken_away_brings_the_bytes_back(corrected, tmp_path):
    survey, _, before = corrected
    again = survey.copy(tmp_path / "project")
    again.configure(SURVEY)
    again.run("predict")
    folder = field_folder(again)
    assert (folder / "classes.tif").read_bytes() == before
    assert not (folder / "uncorrected.tif").exists()


@pytest.mark.parametrize(
    ("other", "says"),
    [
        ({"field": "nowhere"}, "nowhere.*sheet does not have"),
        ({"photograph_sha256": "f" * 64}, "another photograph"),
        ({"minerals": {"1": "Py"}}, "1 is Py there and Ccp here"),
        ({"schema": "oresurvey-corrections/7"}, "update"),
    ],
)
def test_corrections_of_other_things_stop_before_any_work(survey, other, says):
    save(survey, **other)
    survey.configure(SURVEY | {"corrections": "corrections"})
    done = survey.snakemake("--dry-run")
    assert done.returncode != 0
    assert "birch-3.corrections.json" in done.stdout
    assert re.search(says, done.stdout)
