"""Models of one deposit each: trained on its fields alone, asked about the others."""

import json

import numpy as np
import pandas as pd
import pytest
from survey_project import SURVEY, TRAIN

from oresurvey.maps.geotiff import read_map

OWN = {"alder": "Alder Creek", "birch": "Birch Hill"}


def configuration(**deposits):
    models = {name: {"train": TRAIN | {"deposits": [own]}} for name, own in deposits.items()}
    return SURVEY | {"models": models, "report": {"model": "alder"}, "heat_maps": []}


@pytest.fixture(scope="module")
def parted(unstarted, tmp_path_factory):
    """The tiny survey with a model of each deposit."""
    project = unstarted.copy(tmp_path_factory.mktemp("parted") / "project")
    project.configure(configuration(**OWN))
    project.run("unseen", "tables", "train")
    return project


@pytest.mark.parametrize("name", OWN)
def test_only_its_own_deposit_trains_a_model(parted, name):
    folder = parted.folder / "results" / "models" / name
    about = json.loads((folder / "model.json").read_text())
    assert list(about["labelled"]) == [OWN[name]]
    card = (folder / "card.md").read_text()
    assert f"- {OWN[name]}, train: 1 fields" in card
    other = (set(OWN.values()) - {OWN[name]}).pop()
    assert other not in card.split("## Configuration")[0]
    familiar = pd.read_csv(folder / "familiarity.csv")
    assert familiar["deposit"].tolist() == [OWN[name]]
    assert (familiar["feature_distance"] > 0).all()
    # The field has 10 x 13 pixels on the grid of features, of the codes of its own annotation.
    assert set(about["feature_statistics"]["codes"]) <= set(about["labelled"][OWN[name]])


def test_pixels_of_scored_fields_are_counted(parted):
    """alder-2 and birch-2 are scored; their background is none of the groups."""
    table = pd.read_csv(parted.folder / "results" / "unseen.csv").set_index("model")
    for name, own in OWN.items():
        about = json.loads((parted.folder / "results" / "models" / name / "model.json").read_text())
        expected = dict.fromkeys(("own", "known_elsewhere", "never_seen"), 0)
        for field, deposit in (("alder-2", "Alder Creek"), ("birch-2", "Birch Hill")):
            codes = read_map(parted.folder / "photographs" / f"{field}.png")
            for code, pixels in zip(*np.unique(codes, return_counts=True), strict=True):
                if code not in about["codes"]:
                    expected["never_seen"] += pixels
                elif code:
                    expected["own" if deposit == own else "known_elsewhere"] += pixels
        for group, pixels in expected.items():
            assert table.at[name, f"pixels_{group}"] == pixels
        assert table.at[name, "unidentified_pct_own"] <= 5


def test_drift_says_when_it_cannot_say(parted):
    """One validation field is no reference: whatever comes, p is at least a half."""
    for name in OWN:
        drift = pd.read_csv(parted.folder / "results" / name / "deposits" / "drift.csv")
        assert drift["deposit"].tolist() == sorted(OWN.values())
        assert set(drift["verdict"]) == set(drift["sureness"]) == {"too few fields"}
        assert (drift["median_feature_distance"] > 0).all()


def test_validation_fields_are_as_far_in_maps_as_in_training(parted):
    """Of alder-2 and birch-2, each asked of its own model: the reference is of the same measure."""
    for name, field in (("alder", "alder-2"), ("birch", "birch-2")):
        results = parted.folder / "results"
        (path,) = (results / name / "fields").rglob(f"{field}/feature_distance.json")
        found = json.loads(path.read_text())["feature_distance"]
        familiar = pd.read_csv(results / "models" / name / "familiarity.csv").set_index("field")
        assert found == pytest.approx(familiar.at[field, "feature_distance"], rel=1e-3)


def test_fields_of_the_other_deposit_are_scored(parted):
    table = pd.read_csv(parted.folder / "results" / "unseen.csv").set_index("model")
    for name in OWN:
        row = table.loc[name]
        assert (row["fields_own"], row["fields_elsewhere"]) == (1, 1)
        assert row["auroc_fields_features"] in (0, 1) and row["auroc_fields_confidence"] in (0, 1)
        assert row["verdict"] == row["sureness"] == "too few fields"


def test_a_misspelt_deposit_stops_before_work(new_survey):
    new_survey.configure(configuration(alder="Elder Creek"))
    done = new_survey.snakemake("--dry-run", "unseen")
    assert done.returncode != 0
    assert "models.alder.train.deposits: " in done.stdout and "Elder Creek" in done.stdout
    assert "to choose from: Alder Creek, Birch Hill" in done.stdout
