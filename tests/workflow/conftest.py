"""Tiny surveys that all tests start from.

Each is run once, whatever the number of workers; every test that changes something gets its own
copy of the finished state.
"""

import shutil
from subprocess import CompletedProcess

import pytest
from changes import add_unannotated, new_field, recoloured_mineral
from made_once import made_once
from survey_project import SURVEY, WITH_HOOK, Project, survey_of_baselines, tiny_survey


@pytest.fixture(scope="session")
def unstarted(tmp_path_factory) -> Project:
    """The tiny survey before its first run; not to be changed."""
    return Project(made_once(tmp_path_factory, "unstarted", tiny_survey))


@pytest.fixture(scope="session")
def night(unstarted, tmp_path_factory) -> tuple[Project, CompletedProcess]:
    """The tiny survey run under the watch, with a hook, and what it printed; not to be changed."""

    def make(folder):
        project = unstarted.copy(folder / "project")
        project.configure(WITH_HOOK)
        done = project.watch()
        assert done.returncode == 0, done.stdout
        (folder / "printed.txt").write_text(done.stdout)

    folder = made_once(tmp_path_factory, "night", make)
    return Project(folder / "project"), CompletedProcess(
        [], 0, stdout=(folder / "printed.txt").read_text()
    )


@pytest.fixture(scope="session")
def finished(night, tmp_path_factory) -> Project:
    """The tiny survey, run to its end, without the hook; not to be changed."""

    def make(folder):
        project = night[0].copy(folder)
        (project.folder / "told.txt").unlink()
        project.configure(SURVEY)

    return Project(made_once(tmp_path_factory, "finished", make))


@pytest.fixture(scope="session")
def fitted(unstarted, tmp_path_factory) -> Project:
    """The tiny survey with three baselines and no network, run to its end; not to be changed."""

    def make(folder):
        project = unstarted.copy(folder)
        project.configure(survey_of_baselines())
        project.run("all", "train", "evaluate")

    return Project(made_once(tmp_path_factory, "fitted", make))


@pytest.fixture
def new_survey(unstarted, tmp_path) -> Project:
    """A copy of the tiny survey before its first run."""
    return unstarted.copy(tmp_path / "project")


@pytest.fixture
def survey(finished, tmp_path) -> Project:
    """A copy of the finished tiny survey."""
    return finished.copy(tmp_path / "project")


@pytest.fixture(scope="session")
def next_night(finished, tmp_path_factory):
    """The survey run again with a new photograph, a new colour and a shipped model beside it;
    not to be changed.

    The photograph splits a batch. The shipped model is the first one, so nothing may change between
    the two.
    """
    survey = finished.copy(tmp_path_factory.mktemp("next") / "project")
    add_unannotated(survey, new_field(splits_a_batch=True))
    recoloured_mineral(survey)
    shutil.copytree(survey.folder / "results" / "models" / "first", survey.folder / "shipped")
    models = SURVEY["models"] | {"shipped": {"weights": "shipped"}}
    report = {"model": "first", "baseline": "shipped"}
    survey.configure(SURVEY | {"models": models, "report": report})
    return survey, survey.run()
