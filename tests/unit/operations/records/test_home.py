"""Results that Snakemake's notes are not about stop a run."""

import shutil

import pytest

from oresurvey.errors import ConfigurationError
from oresurvey.operations.records.home import check_home, make_home
from oresurvey.operations.records.jobs import JOBS


@pytest.fixture
def places(tmp_path):
    """Results with a job's record, and notes, at home with each other."""
    results, notes = tmp_path / "results", tmp_path / ".snakemake"
    check_home(results, notes)
    (results / JOBS).mkdir(parents=True)
    return results, notes


def test_at_home(places):
    check_home(*places)
    check_home(*places)


def test_notes_deleted(places):
    results, notes = places
    shutil.rmtree(notes)
    with pytest.raises(ConfigurationError, match=r"make adopt.*delete the folder"):
        check_home(results, notes)


def test_results_of_another_machine(places, tmp_path):
    results, notes = places
    other, other_notes = tmp_path / "o" / "results", tmp_path / "o" / ".snakemake"
    make_home(other, other_notes)
    shutil.copy(other / "records" / ".home", results / "records" / ".home")
    with pytest.raises(ConfigurationError, match="was made elsewhere"):
        check_home(results, notes)


def test_adopted(places):
    results, notes = places
    shutil.rmtree(notes)
    make_home(results, notes)
    check_home(results, notes)


def test_results_deleted_begin_anew(places):
    results, notes = places
    shutil.rmtree(results)
    check_home(results, notes)
    check_home(results, notes)


def test_two_surveys_share_the_notes(places, tmp_path):
    _, notes = places
    check_home(tmp_path / "second", notes)
    check_home(tmp_path / "results", notes)
    check_home(tmp_path / "second", notes)
