"""Models of one deposit each: trained on its fields alone, asked about the others."""

import json

import numpy as np
import pandas as pd
import pytest
from survey_project import SURVEY, TRAIN

from oresurvey.field_maps import read_map

OWN = {"alder": "Alder Creek", "birch": "Birch Hill"}


def configuration(**deposits):
    models = {name: {"train": TRAIN | {"deposits": [own]}} for name, own in deposits.items()}
    return SURVEY | {"models": models, "report": {"model": "alder"}, "heat_maps": []}


@pytest.fixture(scope="module")
def parted(unstarted, tmp_path_factory):
    """The tiny survey with a model of each deposit."""
    project = unstarted.copy(tmp_path_factory.mktemp("parted") / "project")
    project.configure(configuration(**OWN))
    project.run("unseen", "tables")
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
        assert set(drift["verdict"]) == {"too few fields"}


def test_a_misspelt_deposit_stops_before_work(new_survey):
    new_survey.configure(configuration(alder="Elder Creek"))
    done = new_survey.snakemake("--dry-run", "unseen")
    assert done.returncode != 0
    assert "models.alder.train.deposits: no annotated field" in done.stdout
    assert "deposits to choose from: Alder Creek, Birch Hill" in done.stdout
