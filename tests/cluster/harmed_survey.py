"""A small survey, run on a Slurm node by the project's profile while its jobs are harmed."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import yaml
from slurm_node import SlurmNode
from survey_project import Project

SURVEY = {
    "sheet": "results/demo/photographs/sheet.tsv",
    "results": "results/demo",
    "demo": {"folder": "results/demo/photographs", "size": "tiny"},
    # One batch of the demo's thirteen fields: every job of Slurm starts Snakemake twice.
    "batch_fields": 13,
    "models": {
        "small": {
            "train": {
                "input_scale": 0.5,
                "levels": 2,
                "filters": 2,
                "patch_px": 96,
                "batch": 2,
                "steps_per_epoch": 4,
                "epochs": 3,
                "deterministic": True,
            }
        },
        "colours": {"type": "colour"},
    },
    "report": {"model": "colours", "baseline": "small"},
    "evaluation": {"figure_fields": 1},
}
TARGETS = ("catalog", "tables", "compare")
"""All that makes a table: pages are no work for a cluster's test."""
STARVED = "catalog_table"
"""A rule that is given far too little memory at first."""
STARVED_MB = (50, 3200)
CHECK_S = 2
"""Seconds before the plugin first looks after its jobs: 40 is for jobs of minutes."""


@dataclass(frozen=True)
class Accounted:
    """One line of Slurm's accounting: a job, or one of its runs."""

    job: str
    state: str
    rule: str
    partition: str
    asked: str


@dataclass(frozen=True)
class Outcome:
    """A survey that was finished on the cluster.

    Attributes
    ----------
    project : Project
    harmed : dict of str to str
        Harm -> Slurm's job that it was done to.
    accounting : list of Accounted
        By job, runs of a job in their order.
    """

    project: Project
    harmed: dict[str, str]
    accounting: list[Accounted]


def _cancel(node: SlurmNode, job: str) -> None:
    node.ask("scancel", job)


def _requeue(node: SlurmNode, job: str) -> None:
    node.ask("scontrol", "requeue", job)


def _kill(node: SlurmNode, job: str) -> None:
    """Kill -9 of the newest process of the job's step."""
    processes = [line.split() for line in node.ask("scontrol", "listpids", job).splitlines()[1:]]
    of_step = [int(pid) for pid, _, step, *_ in processes if step == "0"]
    if not of_step:
        raise RuntimeError(f"job {job} has no step yet")
    os.kill(of_step[-1], signal.SIGKILL)


HARMS: dict[str, tuple[str, Callable[[SlurmNode, str], None]]] = {
    "cancelled": ("annotation_instances_batch", _cancel),
    "killed": ("train_model", _kill),
    "requeued": ("fit_baseline", _requeue),
}
"""Harm -> rule whose first running job it is done to, and how."""


def edit_profile(project: Project) -> None:
    """The profile as its user edits it: partitions, account, GPU. And a rule that starves."""
    path = project.folder / "profiles" / "slurm" / "config.yaml"
    text = path.read_text()
    for key, value in (("slurm_account", "geology"), ("slurm_partition", "cpu")):
        text = re.sub(rf"^  # {key}: \w+$", f"  {key}: {value}", text, count=1, flags=re.M)
    text = re.sub(r"# slurm_partition: GPU_PARTITION$", "slurm_partition: gpu", text, flags=re.M)
    text = re.sub(r"# gpu: 1$", "gpu: 1", text, flags=re.M)
    profile = yaml.safe_load(text)
    low, high = STARVED_MB
    profile["set-resources"][STARVED] = {"mem_mb": f"{low} if attempt == 1 else {high}"}
    path.write_text(yaml.safe_dump(profile, sort_keys=False))


def run_harmed(project: Project, node: SlurmNode, log: Path) -> tuple[int, dict[str, str]]:
    """Run the survey by the profile and harm its jobs."""
    command = (
        *(sys.executable, "-m", "snakemake", "--configfile", "survey.yaml"),
        *("--profile", "profiles/slurm"),
        *("--slurm-init-seconds-before-status-checks", str(CHECK_S), "--", *TARGETS),
    )
    harmed: dict[str, str] = {}
    with log.open("w") as stream:
        run = subprocess.Popen(
            command, cwd=project.folder, env=node.environment, stdout=stream, stderr=stream
        )
    try:
        while run.poll() is None:
            running = node.rows("squeue", "--noheader", "--states=RUNNING", "--format=%i|%k")
            for harm, (rule, harms) in HARMS.items():
                jobs = [job for job, comment in running if comment.startswith(f"rule_{rule}")]
                if harm in harmed or not jobs:
                    continue
                # A job that is not yet there, or no more, is harmed the next time.
                with contextlib.suppress(RuntimeError, ProcessLookupError):
                    harms(node, jobs[0])
                    harmed[harm] = jobs[0]
            time.sleep(0.2)
    finally:
        run.kill()
        run.wait()
    return run.returncode, harmed


def accounting_of(node: SlurmNode) -> list[Accounted]:
    """All jobs that the node has had, runs of a job in their order."""
    names = "JobID,State,Comment,Partition,ReqTRES"
    table = ("--allocations", "--duplicates", "--parsable2", "--noheader", f"--format={names}")
    found = []
    for job, state, comment, partition, asked in node.rows("sacct", *table):
        rule = re.match(r"rule_(.+?)(?:_wildcards_.*)?$", comment)
        found.append(Accounted(job, state.split()[0], rule[1], partition, asked))
    return found
