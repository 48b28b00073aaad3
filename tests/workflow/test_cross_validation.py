"""Folds: every annotated field is scored once, by the model that never saw it; other light."""

import json

import numpy as np
import pandas as pd
import pytest
from survey_project import BAD, GOOD, SURVEY, TRAIN, sheet_row

from oresurvey.evaluation.other_light import LIGHTS
from oresurvey.maps.geotiff import read_map

FOLDS = {"alder-1": 0, "alder-2": 1, "birch-1": 1, "birch-2": 0}
"""Across the split: a field with split train is left out by one model too."""


def sheet():
    rows = [sheet_row(field, *where) for field, where in GOOD.items()]
    rows += [sheet_row(field, "Birch Hill", split) for field, (split, _) in BAD.items()]
    return [row | {"fold": str(FOLDS.get(row["field"], 0 if row["mask"] else ""))} for row in rows]


def configuration():
    train = TRAIN | {"exposure": "light", "average_weights": 0.9, "keep": "last"}
    models = {f"fold{k}": {"train": train | {"fold": k, "seed": k + 1}} for k in (0, 1)}
    for k in (0, 1):
        unknown = {"as_unknown": True, "only_labelled": False}
        models[f"open{k}"] = {"weights_of": f"fold{k}", "inference": unknown}
    models["mirrored"] = {"weights_of": "fold0", "inference": {"flips": True}}
    report = {"models": models, "report": {"model": "fold0"}, "heat_maps": []}
    return SURVEY | report


@pytest.fixture(scope="module")
def crossed(unstarted, tmp_path_factory):
    """The tiny survey with two folds, after the three targets."""
    project = unstarted.copy(tmp_path_factory.mktemp("crossed") / "project")
    project.configure(configuration(), sheet())
    # Of one model of a kind: what `robustness` asks for all is the same of each.
    other_light = [f"results/{name}/evaluation/robustness.csv" for name in ("fold0", "open0")]
    project.run("cross_validation", "ablation", "train", *other_light)
    return project


def results(project):
    return project.folder / "results"


def test_a_fold_validates_and_the_rest_trains(crossed):
    for fold in (0, 1):
        card = (results(crossed) / "models" / f"fold{fold}" / "card.md").read_text()
        for deposit in ("Alder Creek", "Birch Hill"):
            assert f"- {deposit}, train: 1 fields" in card
            assert f"- {deposit}, validation: 1 fields" in card
        assert "they chose nothing" in card
        scored = pd.read_csv(results(crossed) / f"fold{fold}" / "evaluation" / "per_field.csv")
        assert set(scored["field"]) == {name for name, k in FOLDS.items() if k == fold}
        assert set(scored["split"]) == {"validation"}


def test_every_field_is_scored_by_the_model_that_left_it_out(crossed):
    pooled = pd.read_csv(results(crossed) / "cross_validation" / "per_field.csv")
    assert sorted(pooled["field"]) == sorted(FOLDS)
    for row in pooled.itertuples():
        model = f"fold{FOLDS[row.field]}"
        found = read_map(
            results(crossed) / model / "fields" / row.deposit.replace(" ", "%20") / row.field
            / "classes.tif"
        )  # fmt: skip
        truth = read_map(crossed.folder / "photographs" / f"{row.field}.png")
        assert row.overall_accuracy == pytest.approx(np.mean(found == truth), abs=1e-6)


def test_scores_are_pooled_over_fields(crossed):
    """Fields are equally large, so the accuracy of a deposit is the mean of its fields'."""
    folder = results(crossed) / "cross_validation"
    fields = pd.read_csv(folder / "per_field.csv").groupby("deposit")["overall_accuracy"].mean()
    scores = pd.read_csv(folder / "scores.csv")
    accuracy = scores[scores["score"] == "overall accuracy"]
    named = accuracy[accuracy["way"] == "named"].set_index("deposit")
    both = {"all": fields.mean()}
    assert named["value"].to_dict() == pytest.approx(fields.to_dict() | both, abs=1e-6)
    assert named["groups"].tolist() == [2, 2, 4] and named["low"].isna()[:2].all()


def test_every_field_is_scored_as_of_an_unknown_deposit_too(crossed):
    """Its light is found over the fields that the model left out, and decided once a deposit."""
    scores = pd.read_csv(results(crossed) / "cross_validation" / "scores.csv")
    assert list(dict.fromkeys(scores["way"])) == ["named", "open"]
    open_ = scores[(scores["way"] == "open") & (scores["score"] == "overall accuracy")]
    assert dict(zip(open_["deposit"], open_["fields"], strict=True)) == {
        "Alder Creek": 2, "Birch Hill": 2, "all": 4,
    }  # fmt: skip
    # Two masks of fold 0 are bad; their photographs show the light of the deposit all the same.
    decide = {(0, "Birch Hill"): 3}
    for fold in (0, 1):
        folder = results(crossed) / f"open{fold}" / "recognition"
        for name, deposit in (("Alder%20Creek", "Alder Creek"), ("Birch%20Hill", "Birch Hill")):
            found = json.loads((folder / f"{name}.json").read_text())
            assert (found["deposit"], found["fields"]) == (deposit, decide.get((fold, deposit), 1))
            assert found["evidence"].keys() == {"Alder Creek", "Birch Hill"}
            assert found["light_as"] == max(found["evidence"], key=found["evidence"].get)
        assert not (results(crossed) / f"fold{fold}" / "recognition").exists()


def test_the_model_knows_the_colours_of_the_fields_that_trained_it(crossed):
    about = json.loads((results(crossed) / "models" / "fold0" / "model.json").read_text())
    assert about["exposure"] == "light"
    assert [one["deposit"] for one in about["mineral_colours"]] == ["Alder Creek", "Birch Hill"]
    other = json.loads((results(crossed) / "models" / "fold1" / "model.json").read_text())
    assert about["mineral_colours"] != other["mineral_colours"]


def test_robustness_at_exposure_one_is_the_evaluation(crossed):
    table = pd.read_csv(results(crossed) / "fold0" / "evaluation" / "robustness.csv")
    assert len(table) == 2 * len(LIGHTS)
    plain = table[(table["kind"] == "exposure") & (table["value"] == 1)].set_index("deposit")
    summary = json.loads((results(crossed) / "fold0" / "evaluation" / "summary.json").read_text())
    for deposit, scores in summary["deposits"].items():
        for key in ("overall_accuracy", "mean_iou"):
            assert plain.loc[deposit, key] == pytest.approx(scores[key], abs=1e-6)
    assert (results(crossed) / "fold0" / "evaluation" / "robustness.svg").exists()


def test_ablation_names_what_changed(crossed):
    table = pd.read_csv(results(crossed) / "ablation.csv")
    changes = table["change"].tolist()
    assert changes[:2] == ["none", "fold: 1; seed: 2"] and changes[-1] == "inference.flips: True"
    assert table["steps"].tolist() == [2] * 5


def test_weights_of_another_model_with_another_inference(crossed):
    weights, confidences = [], []
    for name in ("fold0", "mirrored"):
        folder = results(crossed) / name
        scored = pd.read_csv(folder / "evaluation" / "per_field.csv")["field"]
        assert {FOLDS[field] for field in scored} == {0}
        map_of = folder / "fields" / "Alder%20Creek" / "alder-1" / "confidence.tif"
        confidences.append(read_map(map_of))
        weights.append((results(crossed) / "models" / name / "model.keras").read_bytes())
    assert weights[0] == weights[1]
    assert (confidences[0] != confidences[1]).any()


def test_a_field_without_a_fold_stops_before_work(new_survey):
    rows = [row | {"fold": "" if row["field"] == "birch-1" else row["fold"]} for row in sheet()]
    new_survey.configure(configuration(), rows)
    done = new_survey.snakemake("--dry-run", "cross_validation")
    assert done.returncode != 0
    assert "models.fold0.train.fold: field 'birch-1' has no whole number" in done.stdout


def test_no_folds_no_cross_validation(new_survey):
    done = new_survey.snakemake("--dry-run", "cross_validation")
    assert done.returncode != 0 and "no model of the configuration leaves a fold out" in done.stdout
