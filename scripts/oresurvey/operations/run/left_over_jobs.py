"""Jobs that outlive their run, whose Snakemake was killed: they write beside those of the next."""

import os
from pathlib import Path

import psutil

from oresurvey.errors import LockedError

VARIABLE = "ORESURVEY_RESULTS"
"""Names, in the environment of every job, the folder that its run writes to."""
WAIT_S = 10.0


def _of(process: psutil.Process) -> str:
    """The folder that a process works for; empty for any other, and for other people's."""
    try:
        return process.environ().get(VARIABLE, "")
    except (psutil.Error, OSError):
        return ""


def _is_alive(process: psutil.Process) -> bool:
    """Whether it can still write; the entry of a dead process may stay, if nobody asks for it."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def left_over_jobs(results: str | Path) -> list[psutil.Process]:
    """Processes that write to a results folder, other than this one and those that started it."""
    wanted = os.path.realpath(results)
    own = {os.getpid(), *(parent.pid for parent in psutil.Process().parents())}
    return [
        process
        for process in psutil.process_iter()
        if process.pid not in own and _of(process) == wanted
    ]


def stop_left_over_jobs(results: str | Path) -> int:
    """Kill them; to be called by the one who holds the lock of the folder.

    Returns
    -------
    int
        How many there were.

    Raises
    ------
    LockedError
        If one of them does not end.
    """
    found = left_over_jobs(results)
    for process in found:
        try:
            process.kill()
        except psutil.NoSuchProcess:
            continue
    _, left = psutil.wait_procs(found, timeout=WAIT_S)
    alive = [process for process in left if _is_alive(process)]
    if alive:
        numbers = ", ".join(str(process.pid) for process in alive)
        raise LockedError(
            f"{results}: jobs of a killed run still run and cannot be stopped (processes "
            f"{numbers}); they may wait for a network folder that does not answer. Start again "
            "when they are gone"
        )
    return len(found)


def mark_jobs(results: str | Path) -> None:
    """Let all that this process starts be known as jobs of a run on this folder."""
    os.environ[VARIABLE] = os.path.realpath(results)
