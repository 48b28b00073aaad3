"""What a killed run left is put aside; what belongs to other surveys stays."""

import os
import subprocess
import sys

import psutil
import pytest

from oresurvey.operations.run.left_over_jobs import VARIABLE, left_over_jobs, stop_left_over_jobs
from oresurvey.operations.run.start import begin_run, only_reads, put_aside, remove_snakemake_locks


@pytest.fixture
def job(tmp_path):
    """Starts processes that work for a results folder."""
    started = []

    def start(results):
        environment = os.environ | {VARIABLE: os.path.realpath(results)}
        command = [sys.executable, "-c", "import time; print(1, flush=True); time.sleep(600)"]
        process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE)
        process.stdout.readline()
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()


def test_jobs_of_these_results_alone_are_stopped(job, tmp_path):
    mine, others = job(tmp_path / "a"), job(tmp_path / "ab")
    assert [process.pid for process in left_over_jobs(tmp_path / "a")] == [mine.pid]
    assert stop_left_over_jobs(tmp_path / "a") == 1
    assert not psutil.pid_exists(mine.pid)
    assert others.poll() is None
    assert stop_left_over_jobs(tmp_path / "a") == 0


def test_results_by_another_path_are_the_same(job, tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "a")
    job(tmp_path / "link")
    assert stop_left_over_jobs(tmp_path / "a") == 1


def test_a_run_does_not_stop_itself_nor_who_started_it(tmp_path, monkeypatch):
    parent = psutil.Process().ppid()
    monkeypatch.setattr(
        "oresurvey.operations.run.left_over_jobs._of", lambda process: os.path.realpath(tmp_path)
    )
    found = {process.pid for process in left_over_jobs(tmp_path)}
    assert found
    assert not found & {os.getpid(), parent}


def lock_file(notes, name, *paths):
    """A lock as Snakemake writes it: a path a line."""
    (notes / "locks").mkdir(parents=True, exist_ok=True)
    path = notes / "locks" / name
    path.write_text("".join(f"{line}\n" for line in paths))
    return path


def test_snakemake_locks_of_other_surveys_stay(tmp_path):
    mine = lock_file(tmp_path, "0.output.lock", "photographs/a.jpg", "results/a/catalog/fields.csv")
    others = lock_file(tmp_path, "1.output.lock", "results/ab/x.csv", "old/results/a/x.csv")
    assert remove_snakemake_locks("results/a", tmp_path) == 1
    assert others.exists() and not mine.exists()


def test_what_was_put_aside_is_said(job, tmp_path):
    notes, results = tmp_path / ".snakemake", tmp_path / "results"
    lock_file(notes, "0.output.lock", f"{results}/x.csv")
    job(results)
    assert put_aside(results, notes) == [
        "processes of a killed run that were still at work, stopped now: 1",
        "Snakemake's lock, which a killed run left, was removed",
    ]
    assert put_aside(results, notes) == []


def test_run_marks_what_it_starts(tmp_path, monkeypatch):
    monkeypatch.setenv(VARIABLE, "")
    lock = begin_run(str(tmp_path / "results"), "make survey", tmp_path / ".snakemake")
    assert os.environ[VARIABLE] == os.path.realpath(tmp_path / "results")
    lock.release()


@pytest.mark.parametrize(
    ("arguments", "reads"),
    [
        (["snakemake", "--cores", "2"], False),
        (["snakemake", "--touch", "--forceall"], False),
        (["snakemake", "--unlock"], False),
        (["snakemake", "--lint", "--configfile", "a.yaml"], True),
        (["snakemake", "--report=a.html"], True),
        (["snakemake", "--", "report"], False),
    ],
)
def test_only_reads(arguments, reads):
    assert only_reads(arguments) == reads
