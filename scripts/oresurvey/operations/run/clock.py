"""Times of files that lie ahead of the clock: what a clock leaves that was wrong and was put right.

Snakemake refuses what a job made if the clock says that it is older than an input, and would refuse
it every night until the clock has caught up.
"""

import os
import time
from collections.abc import Iterable
from pathlib import Path

from oresurvey.errors import ClockError

OF_A_FOLDER = ".snakemake_timestamp"
"""Snakemake takes the time of a folder that is an output from this file in it."""


def ahead_of(paths: Iterable[str | Path], now: float) -> list[Path]:
    """Files whose time is later than now.

    Parameters
    ----------
    paths : iterable of path
        A folder is stood for by Snakemake's mark in it. What does not exist yet is left out.
    now : float
        In seconds, as from `time.time`.

    Returns
    -------
    list of Path
        Without repetition, sorted.
    """
    found = set()
    for path in map(Path, paths):
        if path.is_dir() and (path / OF_A_FOLDER).exists():
            path /= OF_A_FOLDER
        if path.exists() and os.lstat(path).st_mtime > now:
            found.add(path)
    return sorted(found)


def bring_back(paths: Iterable[str | Path], results: str | Path, now: float) -> int:
    """Date the results among some files now that are dated later.

    Parameters
    ----------
    paths : iterable of path
        Inputs of the jobs that are due.
    results : path
    now : float
        In seconds, as from `time.time`.

    Returns
    -------
    int
        Files that were dated anew.

    Raises
    ------
    ClockError
        If one of them is not the survey's own, which is not ours to change. Then none is changed.
    """
    ahead = ahead_of(paths, now)
    inside = Path(results).resolve()
    for path in ahead:
        if not path.resolve().is_relative_to(inside):
            when, clock = (
                time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(seconds))
                for seconds in (os.lstat(path).st_mtime, now)
            )
            raise ClockError(
                f"{path} is dated {when}, but the clock of this machine says {clock}; set the "
                f"clock right, or, if it is right, date the file now: touch '{path}'"
            )
    for path in ahead:
        os.utime(path, (now, now), follow_symlinks=False)
    return len(ahead)
