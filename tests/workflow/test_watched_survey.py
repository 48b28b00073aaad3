"""A tiny survey watched: lines, status page, summary, notification; in success and failure."""

import os
import re
import subprocess
import sys

import pytest
from survey_project import BAD, GOOD, HOOK, ROOT, SURVEY, WITH_HOOK

from oresurvey.operations.progress.stages import STAGES

REPORT = "results/first/report/index.html"


def told(project):
    """What the hook was told, or nothing if it was not run."""
    path = project.folder / "told.txt"
    return path.read_text() if path.exists() else ""


def status_page(project):
    return (project.folder / "results" / "status.html").read_text()


@pytest.fixture
def broken(night, tmp_path):
    """A copy whose grains are missing and cannot be found."""
    project = night[0].copy(tmp_path / "project")
    (project.folder / "told.txt").unlink()
    for batch in (project.folder / "results/first/batches/instances").iterdir():
        batch.unlink()
    (project.folder / "scripts/find_grains.py").write_text(
        '"""Broken."""\n\nfrom oresurvey.log import start_log\n\n'
        'start_log(snakemake.log)\nraise ValueError("a planted fault")\n'
    )
    return project


def test_a_night_ends_with_its_summary(night):
    project, done = night
    assert done.returncode == 0, done.stdout
    summary = done.stdout[done.stdout.index("The survey is finished") :]
    report = project.folder / REPORT
    assert f"Fields: {len(GOOD)} accepted, {len(BAD)} quarantined.\n" in summary
    assert f"Mineral maps: {len(GOOD)}, with " in summary
    assert "Models trained: first.\n" in summary
    jobs = re.search(r"Jobs: (\d+) done, 0 failed, 0 up to date before\.", summary)
    # Every job has a log; one more holds what all printed.
    assert int(jobs[1]) == len(list((project.folder / "results/logs").rglob("*.log"))) - 1
    assert f"  - open the report: {report}\n" in summary
    assert f"  - look at the quarantined photographs: {report}#quarantined\n" in summary


def test_every_stage_was_begun_and_done(night):
    printed = night[1].stdout
    not_asked_for = ("comparison", "audit")
    names = [stage.replace("_", " ") for stage in STAGES if stage not in not_asked_for]
    for name in names:
        # A stage that is over before the next line is written is only said to be done.
        assert printed.find(f"{name} begins: 0/") < printed.index(f"{name} done: ")
    assert "training begins: 0/" in printed
    fields = len(GOOD) + len(BAD)
    assert f"catalog done: 4/4 jobs, {fields}/{fields} fields" in printed


def test_what_the_jobs_print_is_in_a_file(night):
    project, done = night
    assert "training: " not in done.stdout and "Finished jobid" not in done.stdout
    raw = (project.folder / "results/logs/snakemake.log").read_text()
    assert "training: 100%" in raw and "Finished jobid" in raw


def test_the_page_says_finished_and_stands_still(night):
    page = status_page(night[0])
    assert "<h1>The survey is finished</h1>" in page
    assert 'http-equiv="refresh"' not in page
    assert 'href="first/report/index.html"' in page


def test_the_hook_was_run_once_with_the_summary(night):
    project, done = night
    head, *rest = told(project).splitlines()
    assert head == f"finished {project.folder / REPORT}"
    assert "\n".join(rest) in done.stdout
    assert rest[0].startswith("The survey is finished after ")


def test_nothing_to_do_is_said_and_not_notified(night, tmp_path):
    project = night[0].copy(tmp_path / "project")
    page = status_page(project)
    done = project.watch()
    assert done.returncode == 0
    assert "Nothing to be done: all results are up to date.\n" in done.stdout
    assert f"  - open the report: {project.folder / REPORT}\n" in done.stdout
    assert told(project) == told(night[0]) and status_page(project) == page


def test_another_hook_is_no_reason_to_run_again(night, tmp_path):
    project = night[0].copy(tmp_path / "project")
    project.configure(SURVEY | {"notify": "true"})
    assert project.dry_run() == []
    project.configure(SURVEY)
    assert project.dry_run() == []


@pytest.mark.parametrize("hook", [{"notify": HOOK}, {"notify": "true"}, {}])
def test_a_hook_is_no_part_of_what_is_verified(night, tmp_path, hook):
    project = night[0].copy(tmp_path / "project")
    project.configure(SURVEY | hook)
    done = subprocess.run(
        [sys.executable, "-m", "oresurvey", "verify", "survey.yaml"],
        cwd=project.folder,
        env=os.environ | {"PHOTOGRAPHS": "photographs", "PYTHONPATH": "scripts"},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert done.returncode == 0, done.stdout


def test_a_failure_is_shown_where_it_happened(broken):
    done = broken.watch()
    assert done.returncode == 1
    for batch in ("b0", "b1"):
        log = f"results/logs/instances/first/{batch}.log"
        name = f"instances_batch (model first, batch {batch})"
        shown = done.stdout[done.stdout.index(f"{name}; log: {log}") :]
        assert "    ValueError: a planted fault\n" in shown
        assert f"  - see why {name} failed: {log}\n" in shown
        assert f"<b>{name}</b>" in status_page(broken)
    assert "The survey FAILED in part after " in done.stdout
    assert "  - run again, only what is missing is made: make it\n" in done.stdout
    page = status_page(broken)
    assert "<h1>The survey FAILED in part</h1>" in page and "cannot run" in page
    assert told(broken).startswith("failed ")


def test_a_plain_run_prints_as_ever_and_is_watched_all_the_same(broken):
    done = broken.snakemake("--cores", "2", "--keep-going")
    assert done.returncode == 1
    assert "Error in rule instances_batch" in done.stdout
    assert "The survey FAILED" not in done.stdout
    assert "<h1>The survey FAILED in part</h1>" in status_page(broken)
    assert told(broken).startswith("failed ")
    assert told(broken).count("The survey FAILED in part") == 1


def test_a_hook_that_fails_is_told_and_costs_nothing(night, tmp_path):
    project = night[0].copy(tmp_path / "project")
    project.configure(SURVEY | {"notify": "echo no such host; exit 3"})
    (project.folder / REPORT).unlink()
    done = project.watch()
    assert done.returncode == 0, done.stdout
    assert (
        "notify: the command ended with 3: echo no such host; exit 3\nno such host" in done.stdout
    )


def test_a_dry_run_is_printed_and_not_watched(new_survey):
    new_survey.configure(WITH_HOOK)
    done = new_survey.watch("--dry-run")
    assert done.returncode == 0
    assert "rule train_model:" in done.stdout
    assert told(new_survey) == "" and not (new_survey.folder / "results/status.html").exists()


def test_errors_before_the_first_job_are_shown(new_survey):
    new_survey.configure(WITH_HOOK | {"nonsense": 1})
    done = new_survey.watch()
    assert done.returncode == 1
    assert "configuration: nonsense: unknown key" in done.stdout
    assert told(new_survey) == ""


def test_every_file_of_rules_is_a_stage():
    """Rules belong to the stage that their file is named after."""
    with_rules = {
        path.stem
        for path in (ROOT / "rules").glob("*.smk")
        if re.search(r"^(rule|checkpoint) ", path.read_text(), re.MULTILINE)
    }
    assert with_rules == set(STAGES)
