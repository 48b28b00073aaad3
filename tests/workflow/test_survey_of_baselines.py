"""Baselines through the whole workflow: no network is needed, and every table is made."""

from collections import Counter

import numpy as np
import pandas as pd
import pytest
import rasterio
import yaml
from survey_project import BASELINES, GOOD, Project, survey_of_baselines

from oresurvey.files.tables import read_json

TABLES = ("modal", "grain_size", "association", "comparison")


@pytest.fixture
def again(fitted, tmp_path) -> Project:
    """A copy of the finished survey."""
    return fitted.copy(tmp_path / "project")


def change(project: Project, name: str, **settings) -> set[str]:
    """Give a model other settings; the rules that run again, of this model only."""
    survey = yaml.safe_load((project.folder / "survey.yaml").read_text())
    survey["models"][name] |= settings
    project.configure(survey)
    jobs = project.dry_run("all", "train", "evaluate")
    # A report says which configuration it was made with.
    jobs = [job for job in jobs if job.rule not in ("write_report", "print_report")]
    assert all(f"model={name}" in job.wildcards for job in jobs)
    return {job.rule for job in jobs}


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("name", BASELINES)
def test_every_table_is_made(fitted, name, table):
    path = fitted.folder / "results" / name / "deposits" / f"{table}.csv"
    assert len(path.read_text().splitlines()) >= 1
    modal = pd.read_csv(path.with_name("modal.csv"))
    total = modal[(modal["level"] == "deposit") & (modal["basis"] == "total")]
    assert np.allclose(total.groupby("deposit")["pct"].sum(), 100)


@pytest.mark.parametrize("name", BASELINES)
def test_maps_name_what_the_annotation_of_the_deposit_names(fitted, name):
    results = fitted.folder / "results"
    about = read_json(results / "models" / name / "model.json")
    for field, (deposit, _) in GOOD.items():
        (path,) = (results / name / "fields").rglob(f"{field}/classes.tif")
        with rasterio.open(path) as data:
            assert set(np.unique(data.read(1))) <= set(about["labelled"][deposit])
            assert data.tags()["MODEL_SHA256"] == about["sha256"]
            assert data.tags()["ENGINE"].startswith(name)


def test_colours_beat_the_majority(fitted):
    scores = {
        name: read_json(fitted.folder / "results" / name / "evaluation" / "summary.json")
        for name in BASELINES
    }
    for key in ("overall_accuracy", "mean_iou"):
        for name in ("colour", "clusters"):
            assert scores[name][key] > scores["majority"][key]


def test_no_epoch_is_spoken_of(fitted):
    """A fit has no epochs: no curves of them, and no choice among them to warn of."""
    results = fitted.folder / "results"
    assert sorted(path.name for path in (results / "models" / "colour").iterdir()) == [
        "card.md",
        "model.json",
        "statistics.csv",
    ]
    page = (results / "colour" / "report" / "index.html").read_text()
    assert "fields that it was not trained on." in page and "kept epoch" not in page


def test_no_patch_is_mapped_and_no_network_converted(fitted, unstarted, tmp_path):
    project = unstarted.copy(tmp_path / "project")
    project.configure(survey_of_baselines())
    jobs = Counter(job.rule for job in project.dry_run("all", "train", "evaluate"))
    assert jobs["fit_baseline"] == len(BASELINES)
    needless = {"probability_maps", "train_model", "convert_network", "training_figures"}
    assert needless.isdisjoint(jobs)
    assert not fitted.dry_run("all", "train", "evaluate")


def test_a_setting_runs_its_own_model_again(again):
    rules = change(again, "clusters", clusters=4)
    assert {"fit_baseline", "predict_batch", "evaluate_model", "modal_table"} <= rules
    assert "compare_models" not in rules


def test_without_training_fields_the_message_says_what_to_do(again):
    sheet = (again.folder / "sheet.tsv").read_text()
    (again.folder / "sheet.tsv").write_text(sheet.replace("\ttrain\t", "\tvalidation\t"))
    done = again.snakemake("--cores", "1", "results/models/colour/card.md")
    assert done.returncode != 0
    assert "models.colour: type colour needs annotated fields with split 'train'" in done.stdout
