"""A few faults on the tiny survey: the next plain run ends, and nothing differs to the byte.

`make soak` injects all of them into the demo survey.
"""

import random
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "soak"))

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
from survey_project import survey_of_baselines

LONGEST_S = 12.0


@pytest.fixture(scope="module")
def undisturbed(fitted) -> dict[str, str]:
    """Digests of the results of a run that nothing befell."""
    return result_digests(fitted.folder / "results")


@pytest.fixture
def night(new_survey) -> Night:
    """A survey of baselines that was not started yet."""
    new_survey.configure(survey_of_baselines())
    return Night(
        new_survey.folder,
        new_survey.folder / "results",
        new_survey.folder / "photographs",
        LONGEST_S,
        ("all", "train", "evaluate"),
        environment={"PHOTOGRAPHS": "photographs"},
    )


def test_kills_leave_nothing_behind(night, undisturbed):
    rng = random.Random(1)
    for fault in (kill_snakemake, kill_group, kill_job, out_of_memory):
        fault.inject(night, rng)
    night.finish()
    assert unlike(result_digests(night.results), undisturbed) == []


def test_photograph_replaced_for_a_while_is_in_no_table(night, undisturbed):
    photograph_changes.inject(night, random.Random(2))
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
