"""What is made once in a run of all tests, by the first worker that needs it, and read by all."""

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest


def made_once(
    tmp_path_factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]
) -> Path:
    """A folder that whoever comes first makes while the others wait; not to be changed.

    Parameters
    ----------
    tmp_path_factory
        Pytest's. The base folders of a run's workers lie in one.
    name : str
        The folder's name.
    make : callable
        Makes the folder that it is given and what belongs into it. If it fails, whoever comes next
        begins anew.

    Returns
    -------
    Path
    """
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "made_once"
    shared.mkdir(exist_ok=True)
    folder, mark = shared / name, shared / f"{name}.made"
    with open(shared / f"{name}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not mark.exists():
            shutil.rmtree(folder, ignore_errors=True)
            make(folder)
            mark.touch()
    return folder
