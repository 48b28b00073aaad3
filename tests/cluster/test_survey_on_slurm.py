"""The demo survey with two models on a real Slurm node whose jobs are killed, beside a workstation.

Skipped, saying why, where no node can be started: docs/run/cluster.md.
"""

from pathlib import Path

import pandas as pd
import pytest
import yaml
from harmed_survey import HARMS, STARVED, STARVED_MB, TARGETS

pytestmark = pytest.mark.cluster


def tables_of(project) -> dict[str, bytes]:
    """Every table that the survey made, by its place."""
    results = project.folder / "results" / "demo"
    paths = [path for path in results.rglob("*.csv") if "photographs" not in path.parts]
    return {str(path.relative_to(results)): path.read_bytes() for path in paths}


def runs_of(outcome, job: str) -> list[str]:
    """States of all runs of a job of Slurm."""
    return [one.state for one in outcome.accounting if one.job == job]


def test_the_survey_is_finished(on_cluster):
    assert set(on_cluster.harmed) == set(HARMS)
    done = on_cluster.project.snakemake("--dry-run", *TARGETS)
    assert "Nothing to be done" in done.stdout


def test_tables_are_those_of_a_workstation(on_cluster, on_workstation):
    ours, theirs = tables_of(on_cluster.project), tables_of(on_workstation)
    assert len(theirs) > 60 and ours.keys() == theirs.keys()
    assert [name for name in theirs if ours[name] != theirs[name]] == []


def test_harmed_jobs_were_tried_again(on_cluster):
    """A cancelled or killed job has a successor; a requeued one runs twice under its number."""
    assert runs_of(on_cluster, on_cluster.harmed["cancelled"]) == ["CANCELLED"]
    assert runs_of(on_cluster, on_cluster.harmed["killed"]) == ["FAILED"]
    assert runs_of(on_cluster, on_cluster.harmed["requeued"]) == ["REQUEUED", "COMPLETED"]


def test_a_job_killed_for_memory_gets_more(on_cluster):
    asked = [
        (one.state, f"mem={mb}M" in one.asked)
        for mb, one in zip(
            STARVED_MB,
            (one for one in on_cluster.accounting if one.rule == STARVED),
            strict=True,
        )
    ]
    assert asked == [("FAILED", True), ("COMPLETED", True)]


def test_all_else_completed_at_once(on_cluster):
    """Slurm's accounting has no other failure."""
    states = pd.Series([one.state for one in on_cluster.accounting]).value_counts().to_dict()
    assert states.pop("COMPLETED") >= 20
    assert states == {"CANCELLED": 1, "FAILED": 2, "REQUEUED": 1}


def test_networks_run_on_the_gpu_and_nothing_else_does(on_cluster):
    profile = on_cluster.project.folder / "profiles" / "slurm" / "config.yaml"
    asking = yaml.safe_load(profile.read_text())["set-resources"]
    networks = {rule for rule, own in asking.items() if "gpu" in own}
    for one in on_cluster.accounting:
        on_gpu = one.rule in networks
        assert one.partition == ("gpu" if on_gpu else "cpu"), one
        assert ("gres/gpu=1" in one.asked) == on_gpu, one
    rules = {one.rule for one in on_cluster.accounting}
    assert {"train_model", "calibrate_model", "predict_batch"} <= rules & networks
    assert "instances_batch" in rules - networks


def test_tables_of_a_model_are_one_job(on_cluster):
    """Two models and the annotation: three groups."""
    profile = on_cluster.project.folder / "profiles" / "slurm" / "config.yaml"
    grouped = set(yaml.safe_load(profile.read_text())["groups"])
    rules = [one.rule for one in on_cluster.accounting]
    assert grouped.isdisjoint(rules)
    assert sum(rule.startswith("tables_") for rule in rules) == 3


def test_efficiency_is_reported(on_cluster):
    (path,) = Path(on_cluster.project.folder, "results", "slurm_efficiency").iterdir()
    report = pd.read_csv(path)
    assert {"RuleName", "CPU Efficiency (%)", "MaxRSS_MB"} <= set(report.columns)
    assert (report["MaxRSS_MB"] > 0).sum() > 10
