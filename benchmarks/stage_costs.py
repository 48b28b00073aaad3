"""What a job of each stage costs, read from the benchmarks of a finished survey.

Snakemake notes processor time and peak memory of every job (rule directive ``benchmark``). A job of
a batch costs a start and something for every field: a straight line through the batches. A job of
the whole survey is taken to grow with the number of fields, from nothing. A survey that shared its
machine is refused: jobs that wait for one another cost more processor time too.
"""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from queue_simulation import Stage

CLUSTER_CORES = 4
"""Cores of a job of inference on a cluster (profiles/slurm)."""
LEAST_AT_WORK = 0.8
"""Share of the time on the clock that the jobs of one core must have been at work."""

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


def measured(path: Path) -> pd.Series:
    """Means of the columns of one job's benchmark (one line for each time it ran).

    s (on the clock), cpu_time (s), max_rss (MB) and others, see Snakemake.

    Raises
    ------
    FileNotFoundError
        Naming the benchmark that is missing.
    """
    if not path.exists():
        raise FileNotFoundError(f"{path} is missing: finish the survey, then measure")
    return pd.read_csv(path, sep="\t", na_values="-").mean(numeric_only=True)


def refuse_busy(jobs: pd.DataFrame) -> None:
    """Refuse measures of a machine that did something else too.

    Parameters
    ----------
    jobs : DataFrame
        s and cpu_time of jobs of one core.

    Raises
    ------
    ValueError
        If they were at work for less than `LEAST_AT_WORK` of their time.
    """
    at_work = jobs["cpu_time"].sum() / jobs["s"].sum()
    if at_work < LEAST_AT_WORK:
        raise ValueError(
            f"jobs of one core were at work for {at_work:.0%} of their time, less than "
            f"{LEAST_AT_WORK:.0%}: the machine was busy or waited for its disk. Delete the results "
            "and measure again with the machine to yourself, with no more --cores than it has"
        )


def stage_costs(
    results: Path, model: str, stages: tuple[str, ...] = tuple(PATTERNS)
) -> list[Stage]:
    """Stages of a survey with a shipped model, by processor time.

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
    ValueError
        If the machine was busy, see `refuse_busy`.
    """
    sizes = batch_sizes(results)
    costs, of_one_core = [], []
    for name in stages:
        pattern = PATTERNS[name]
        whole = "{batch}" not in pattern
        batches = {"": sum(sizes.values())} if whole else sizes
        jobs = pd.DataFrame(
            measured(results / "benchmarks" / pattern.format(model=model, batch=batch))
            for batch in batches
        )
        fields, seconds = np.array([*batches.values()], float), jobs["cpu_time"].to_numpy(float)
        job_s, field_s = (0.0, seconds.sum() / fields.sum()) if whole else line(fields, seconds)
        stage = Stage(
            name, AFTER[name], job_s, float(field_s), whole=whole, peak_mb=jobs["max_rss"].max()
        )
        if name == "inference":
            share = 1 / CLUSTER_CORES
            stage = replace(
                stage, cores=CLUSTER_CORES, job_s=job_s * share, field_s=field_s * share
            )
        else:
            of_one_core.append(jobs)
        costs.append(stage)
    if of_one_core:
        refuse_busy(pd.concat(of_one_core))
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
