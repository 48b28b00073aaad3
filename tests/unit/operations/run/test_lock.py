"""One run at a time; a killed run's lock is taken over, one of another machine is not."""

import errno
import fcntl
import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import psutil
import pytest

from oresurvey.errors import LockedError
from oresurvey.operations.run import lock as results_lock
from oresurvey.operations.run.lock import LOCK, take_lock

SCRIPTS = Path(__file__).parents[4] / "scripts"
HOLD = """
import sys, time
from oresurvey.operations.run.lock import take_lock
lock = take_lock(sys.argv[1], "make survey CONFIG=a.yaml")
print("locked", flush=True)
time.sleep(600)
"""


@pytest.fixture
def other_run(tmp_path):
    """A process that holds the lock of the results."""
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    environment = os.environ | {"PYTHONPATH": str(SCRIPTS)}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "locked\n"
    yield process
    process.kill()
    process.wait()


def leave(results, **owner):
    """A lock file as a run leaves it that was killed."""
    path = results / LOCK
    path.parent.mkdir(parents=True)
    about = {"host": "node7", "pid": 5, "command": "make survey", "since": "2026-01-02 18:00"}
    path.write_text(json.dumps(about | owner) + "\n")


def test_second_run_is_told_of_the_first(other_run, tmp_path):
    with pytest.raises(
        LockedError,
        match=rf"worked on by `make survey CONFIG=a.yaml` \(process {other_run.pid} on .*Ctrl-C",
    ):
        take_lock(tmp_path, "second")
    with pytest.raises(LockedError, match="worked on"):
        take_lock(tmp_path, "make unlock", anywhere=True)


def test_killed_run_is_taken_over(other_run, tmp_path):
    other_run.send_signal(signal.SIGKILL)
    other_run.wait()
    lock = take_lock(tmp_path, "second")
    assert lock.killed.pid == other_run.pid
    assert lock.killed.command == "make survey CONFIG=a.yaml"
    lock.release()


def test_released_lock_names_nobody(tmp_path):
    take_lock(tmp_path, "first").release()
    lock = take_lock(tmp_path, "second")
    assert lock.killed is None
    lock.release()
    assert (tmp_path / LOCK).read_text() == ""


def test_of_two_in_one_process_one_has_it(tmp_path):
    lock = take_lock(tmp_path, "first")
    with pytest.raises(LockedError, match="`first`"):
        take_lock(tmp_path, "second")
    lock.release()


def test_run_that_has_not_named_itself_yet_is_waited_for(tmp_path):
    """Two runs started in one moment: seen on a busy machine."""
    held = take_lock(tmp_path, "the first")
    named = (tmp_path / LOCK).read_text()
    held.stream.truncate(0)
    writes = threading.Timer(0.3, (tmp_path / LOCK).write_text, [named])
    writes.start()
    with pytest.raises(LockedError, match="worked on by `the first`"):
        take_lock(tmp_path, "the second")
    writes.join()
    held.release()


def test_run_that_never_names_itself_is_another_run(tmp_path, monkeypatch):
    monkeypatch.setattr(results_lock, "NAMED_S", 0.1)
    held = take_lock(tmp_path, "the first")
    held.stream.truncate(0)
    with pytest.raises(LockedError, match="worked on by another run"):
        take_lock(tmp_path, "the second")
    held.release()


def test_run_of_another_machine_may_be_alive(tmp_path):
    leave(tmp_path)
    with pytest.raises(LockedError, match=r"process 5 on node7.*`make unlock CONFIG=\.\.\.`"):
        take_lock(tmp_path, "second")
    lock = take_lock(tmp_path, "make unlock", anywhere=True)
    assert lock.killed.host == "node7"
    lock.release()
    take_lock(tmp_path, "second").release()


def test_line_that_a_kill_cut_off(tmp_path):
    leave(tmp_path)
    text = (tmp_path / LOCK).read_text()
    (tmp_path / LOCK).write_text(text[:20])
    lock = take_lock(tmp_path, "second")
    assert lock.killed is None
    lock.release()


def test_without_file_locks_the_process_is_asked_for(tmp_path, monkeypatch):
    def refuse(*_):
        raise OSError(errno.EOPNOTSUPP, "Operation not supported")

    monkeypatch.setattr(fcntl, "flock", refuse)
    first = take_lock(tmp_path, "first")
    with pytest.raises(LockedError, match="worked on by `first`"):
        take_lock(tmp_path, "second")
    monkeypatch.setattr(psutil, "pid_exists", lambda pid: pid != os.getpid())
    lock = take_lock(tmp_path, "second")
    assert lock.killed.command == "first"
    lock.release()
    first.release()


def test_folder_that_cannot_be_written(tmp_path, monkeypatch):
    (tmp_path / "results").write_text("a file where the folder should be")
    with pytest.raises(LockedError, match=r"results cannot be written \(.*make room on its disk"):
        take_lock(tmp_path / "results", "first")
