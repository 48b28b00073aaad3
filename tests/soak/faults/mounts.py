"""File systems put over the results folder, where this process may."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from faults.night import CannotBeTried
from oresurvey.operations.run.left_over_jobs import stop_left_over_jobs


def mount(*arguments: str) -> None:
    """Run ``mount``; only root can."""
    if os.geteuid() != 0:
        raise CannotBeTried("mounts need root")
    done = subprocess.run(["mount", *arguments], capture_output=True, text=True)
    if done.returncode:
        raise CannotBeTried(f"mount: {done.stderr.strip()}")


@contextmanager
def mounted(folder: Path, *arguments: str) -> Iterator[None]:
    """Something mounted on the results meanwhile; jobs that a kill left would be in the way."""
    stop_left_over_jobs(folder)
    mount(*arguments, str(folder))
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)
