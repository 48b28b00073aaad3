"""One survey on a workstation, and the same on a real Slurm node, where its jobs are harmed."""

import contextlib
import importlib.util
from pathlib import Path

import pytest
from harmed_survey import SURVEY, TARGETS, Outcome, accounting_of, edit_profile, run_harmed
from slurm_node import obstacle, slurm_node
from survey_project import Project, new_project


def _processes_of(folder: Path) -> list[str]:
    """Commands of the processes that name a folder."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            command = path.read_bytes().replace(b"\0", b" ").decode(errors="replace")
            found += [command] if str(folder) in command else []
    return found


@pytest.fixture(scope="module")
def node(tmp_path_factory):
    """A running Slurm node; stopped at the end, with all that it started."""
    if reason := obstacle():
        pytest.skip(reason)
    if importlib.util.find_spec("snakemake_executor_plugin_slurm") is None:
        pytest.skip("not installed: Snakemake's plugin for Slurm; run `make cluster`")
    folder = tmp_path_factory.mktemp("slurm")
    with slurm_node(folder) as running:
        yield running
    assert _processes_of(folder) == []


@pytest.fixture(scope="module")
def unstarted_survey(tmp_path_factory) -> Project:
    """The survey before its first run."""
    project = new_project(tmp_path_factory.mktemp("survey") / "project")
    project.configure(SURVEY)
    return project


@pytest.fixture(scope="module")
def on_cluster(unstarted_survey, node, tmp_path_factory) -> Outcome:
    """The survey on the cluster, with its jobs harmed."""
    folder = tmp_path_factory.mktemp("cluster")
    project = unstarted_survey.copy(folder / "project")
    edit_profile(project)
    returncode, harmed = run_harmed(project, node, folder / "log")
    assert returncode == 0, (folder / "log").read_text()
    return Outcome(project, harmed, accounting_of(node))


@pytest.fixture(scope="module")
def on_workstation(unstarted_survey, tmp_path_factory) -> Project:
    """The survey's tables on this machine, undisturbed."""
    project = unstarted_survey.copy(tmp_path_factory.mktemp("workstation") / "project")
    project.run("--profile", "profiles/workstation", "--", *TARGETS)
    return project
