"""The watch of a run, told by log records as Snakemake writes them."""

import logging

import pytest

from oresurvey.operations.progress.places import SurveyPlaces
from oresurvey.operations.progress.progress import PlannedJob
from oresurvey.operations.progress.watch import Watch, WatchedSurvey

JOBS = [
    PlannedJob(1, "train_model", "training", {"model": "small"}),
    PlannedJob(2, "predict_batch", "inference", {"batch": "b0"}, needs=frozenset({1})),
]


def record(message=None, level=logging.INFO, **more):
    return logging.makeLogRecord({"msg": message, "levelno": level, **more})


@pytest.fixture
def survey(tmp_path):
    """A survey whose hook writes down each time that it is run."""
    places = SurveyPlaces(tmp_path, "small")
    return WatchedSurvey(places, "make survey", f'echo "$ORESURVEY_STATUS" >> {tmp_path}/told')


@pytest.fixture
def watch(survey):
    """A watch that has begun, of a run of two jobs."""
    watch = Watch()
    watch.attend(survey)
    watch.begin(JOBS, 0, {})
    yield watch
    watch.close()


def told(survey):
    return (survey.places.results / "told").read_text().split()


def page(survey):
    return survey.places.status_page.read_text()


def test_a_run_that_finishes_is_told_once(watch, survey):
    for number in (1, 2):
        watch.emit(record(event="job_info", jobid=number))
        watch.emit(record(event="job_finished", job_id=number))
    watch.close()
    watch.close()
    assert told(survey) == ["finished"]
    assert "<h1>The survey is finished</h1>" in page(survey)


def test_a_named_target_has_a_page_of_its_own(survey):
    watch = Watch()
    watch.attend(survey)
    watch.make_only("audit")
    watch.begin(JOBS, 0, {})
    watch.close()
    assert not survey.places.status_page.exists()
    side = survey.places.results / "logs" / "status_audit.html"
    assert "<h1>The target audit" in side.read_text()


def test_a_job_that_fails_is_no_error_of_the_run_as_well(watch):
    watch.emit(record(event="job_info", jobid=1))
    watch.emit(
        record("In train_model: ...", logging.ERROR, event="error", exception="RuleException")
    )
    watch.emit(record("Error in rule train_model", logging.ERROR, event="job_error", jobid=1))
    ended = "WorkflowError:\nAt least one job did not complete successfully."
    watch.emit(record(ended, logging.ERROR, event="error", exception="WorkflowError"))
    assert list(watch.progress.failed) == [1]
    assert watch.progress.errors == []


def test_an_error_beside_the_jobs_fails_the_run(watch, survey):
    missing = "MissingOutputException in rule train_model"
    watch.emit(record(missing, logging.ERROR, event="error", exception="MissingOutputException"))
    watch.close()
    assert told(survey) == ["failed"]
    assert missing in page(survey)


@pytest.mark.parametrize(
    "message",
    [
        "Terminating processes on user request, this might take some time.",
        "Will exit after finishing currently running jobs (scheduler).",
    ],
)
def test_a_run_that_is_stopped_says_so(watch, survey, message):
    watch.emit(record(message))
    watch.close()
    assert "<h1>The survey was stopped</h1>" in page(survey)


def test_a_training_is_heard(watch, survey):
    now = survey.places.training_now("small")
    now.parent.mkdir(parents=True)
    told = '"done": 3.04, "total": 5.0, "unit": "min", "left_s": 90, "note": "epoch 7"'
    now.write_text(f"{{{told}}}")
    watch.emit(record(event="job_info", jobid=1))
    watch._hear_trainings()
    assert watch.progress.said == {1: "3 of 5 min, epoch 7"}
    assert watch.progress.left_s == {1: 90}


def test_what_cannot_be_read_does_not_stop_the_survey(survey, capsys):
    survey.places.catalog.parent.mkdir()
    survey.places.catalog.write_text("no table of fields\n")
    watch = Watch()
    watch.attend(survey)
    watch.begin(JOBS, 0, {})
    watch.emit(record(event="job_info", jobid=1))
    watch.close()
    assert "ValueError" in capsys.readouterr().err
    assert list(watch.progress.started) == [1]


def test_a_watch_that_never_began_leaves_nothing(survey):
    watch = Watch()
    watch.attend(survey)
    watch.emit(record("Nothing to be done (all requested files are present and up to date)."))
    watch.emit(record("WorkflowError", logging.ERROR, event="error"))
    watch.close()
    assert list(survey.places.results.iterdir()) == []
