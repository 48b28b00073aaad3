"""What a job of each stage costs, read from the benchmarks of a finished survey.

Snakemake notes the seconds of every job (rule directive ``benchmark``). A job of a batch costs a
start and something for every field: a straight line through the batches. A job of the whole survey
is taken to grow with the number of fields, from nothing.
"""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from queue_simulation import Stage

CLUSTER_CORES = 4
"""Cores of a job of inference on a cluster (profiles/slurm)."""

PATTERNS = {
    "catalog": "catalog/{batch}.tsv",
    "inference": "inference/{model}/{batch}.tsv",
    "instances": "instances/{model}/{batch}.tsv",
    "rims": "rims/{model}/{batch}.tsv",
    "viewers": "viewers/{model}/{batch}.tsv",
    "modal": "deposits/{model}_modal.tsv",
    "grain sizes": "deposits/{model}_grain_size.tsv",
    "association": "deposits/{model}_association.tsv",
    "comparison": "deposits/{model}_comparison.tsv",
    "grain layer": "report/{model}_grain_layer.tsv",
    "report": "report/{model}.tsv",
}
"""Stage -> its benchmarks below RESULTS/benchmarks."""

AFTER = {
    "catalog": (),
    "inference": ("catalog",),
    "instances": ("inference",),
    "rims": ("inference",),
    "viewers": ("instances",),
    "modal": ("instances",),
    "grain sizes": ("instances",),
    "association": ("instances", "rims"),
    "comparison": ("modal", "grain sizes", "association"),
    "grain layer": ("instances",),
    "report": ("comparison", "grain layer"),
}


def line(fields: np.ndarray, seconds: np.ndarray) -> tuple[float, float]:
    """Seconds of a job and of each field: least squares, neither below zero.

    Parameters
    ----------
    fields, seconds : (n,) float
        Of every job; with a single size of batch the start cannot be told from the fields and
        counts as theirs.
    """
    if len(set(fields.tolist())) > 1:
        field_s, job_s = np.polyfit(fields, seconds, 1)
        if job_s >= 0 and field_s >= 0:
            return float(job_s), float(field_s)
    return 0.0, float(seconds.sum() / fields.sum())


def batch_sizes(results: Path) -> dict[str, int]:
    """Fields of every batch of a survey."""
    folder = results / "catalog" / "batches"
    return {
        path.stem: len(json.loads(path.read_text(encoding="utf-8")))
        for path in sorted(folder.glob("*.json"))
    }


def measured(path: Path, column: str) -> float:
    """Mean of a column of one job's benchmark (one line for each time it ran)."""
    return float(pd.read_csv(path, sep="\t")[column].mean())


def stage_costs(
    results: Path, model: str, stages: tuple[str, ...] = tuple(PATTERNS)
) -> list[Stage]:
    """Stages of a survey with a shipped model.

    Parameters
    ----------
    results : Path
        Of a finished survey.
    model : str
    stages : tuple of str, optional
        All by default; viewers and pages are made for one model only.

    Returns
    -------
    list of Stage
        In their order. The inference is given `CLUSTER_CORES`, and its processor time
        in equal parts to each.

    Raises
    ------
    FileNotFoundError
        Naming the benchmark that is missing.
    """
    sizes = batch_sizes(results)
    costs = []
    for name in stages:
        pattern = PATTERNS[name]
        whole = "{batch}" not in pattern
        column = "cpu_time" if name == "inference" else "s"
        seconds, fields = [], []
        for batch, size in ({"": sum(sizes.values())} if whole else sizes).items():
            path = results / "benchmarks" / pattern.format(model=model, batch=batch)
            if not path.exists():
                raise FileNotFoundError(f"{path} is missing: finish the survey, then measure")
            seconds.append(measured(path, column))
            fields.append(size)
        fields, seconds = np.array(fields, float), np.array(seconds)
        job_s, field_s = (0.0, seconds.sum() / fields.sum()) if whole else line(fields, seconds)
        stage = Stage(name, AFTER[name], job_s, float(field_s), whole=whole)
        if name == "inference":
            share = 1 / CLUSTER_CORES
            stage = replace(
                stage, cores=CLUSTER_CORES, job_s=job_s * share, field_s=field_s * share
            )
        costs.append(stage)
    return costs


def with_a_free_network(stages: list[Stage], without_network: list[Stage]) -> list[Stage]:
    """The same stages, with a network that takes no time: no number of GPUs does better.

    Parameters
    ----------
    stages : list of Stage
    without_network : list of Stage
        Of a model that has no network (``majority``): its inference is reading and writing.
    """
    plain = next(stage for stage in without_network if stage.name == "inference")
    seconds = {"job_s": plain.cores * plain.job_s, "field_s": plain.cores * plain.field_s}
    return [
        replace(stage, cores=1, **seconds) if stage.name == "inference" else stage
        for stage in stages
    ]
