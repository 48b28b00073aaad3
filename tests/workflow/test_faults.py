"""A few faults on the tiny survey: the next plain run ends, and nothing differs to the byte.

`make soak` injects all of them into the demo survey.
"""

import random

import pytest
from faults import (
    kill_group,
    kill_job,
    kill_snakemake,
    out_of_memory,
    photograph_changes,
    read_only,
    two_runs,
)
from faults.night import CannotBeTried, Night
from faults.result_digests import result_digests, unlike
from survey_project import SURVEY, Project

LONGEST_S = 8.0
ONE_BASELINE = {"models": {"colour": {"type": "colour"}}, "report": {"model": "colour"}}


def night_of(project: Project) -> Night:
    """The tiny survey of one baseline, as far as its tables."""
    project.configure(SURVEY | ONE_BASELINE | {"heat_maps": []})
    return Night(
        project.folder,
        project.folder / "results",
        project.folder / "photographs",
        LONGEST_S,
        ("tables",),
        environment={"PHOTOGRAPHS": "photographs"},
    )


@pytest.fixture(scope="module")
def undisturbed(unstarted, tmp_path_factory) -> dict[str, str]:
    """Digests of the results of a run that nothing befell."""
    calm = night_of(unstarted.copy(tmp_path_factory.mktemp("calm") / "project"))
    calm.finish()
    return result_digests(calm.results)


@pytest.fixture
def night(new_survey) -> Night:
    """A survey that was not started yet."""
    return night_of(new_survey)


def test_faults_in_turn_leave_nothing_behind(night, undisturbed):
    rng = random.Random(1)
    for fault in (kill_snakemake, kill_group, kill_job, out_of_memory, photograph_changes):
        fault.inject(night, rng)
    night.finish()
    assert unlike(result_digests(night.results), undisturbed) == []


def test_second_run_is_refused_and_the_first_is_unharmed(night, undisturbed):
    two_runs.inject(night, random.Random(3))
    assert unlike(result_digests(night.results), undisturbed) == []


def test_read_only_results_stop_a_run_at_once(night):
    try:
        read_only.inject(night, random.Random(4))
    except CannotBeTried as why:
        pytest.skip(str(why))
