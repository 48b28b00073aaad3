"""One tiny survey that all tests start from.

It is run once; every test that changes something gets its own copy of the finished state.
"""

import shutil

import pytest
from changes import add_unannotated, new_field, recoloured_mineral
from survey_project import SURVEY, Project, survey_of_baselines, tiny_survey


@pytest.fixture(scope="session")
def unstarted(tmp_path_factory) -> Project:
    """The tiny survey before its first run; not to be changed."""
    return tiny_survey(tmp_path_factory.mktemp("survey") / "project")


@pytest.fixture(scope="session")
def finished(unstarted, tmp_path_factory) -> Project:
    """The tiny survey, run to its end; not to be changed."""
    project = unstarted.copy(tmp_path_factory.mktemp("finished") / "project")
    project.run()
    return project


@pytest.fixture(scope="session")
def fitted(unstarted, tmp_path_factory) -> Project:
    """The tiny survey with three baselines and no network, run to its end; not to be changed."""
    project = unstarted.copy(tmp_path_factory.mktemp("fitted") / "project")
    project.configure(survey_of_baselines())
    project.run("all", "train", "evaluate")
    return project


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
