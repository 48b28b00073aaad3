"""Two runs on one results folder: from one checkout, from another one, and in the same moment."""

import os
import random
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from faults.night import Night, Run

NAME = "two runs at once"


def _refused(run: Run) -> None:
    assert run.wait() != 0, "the second run must stop"
    assert "is being worked on by `make survey` (process" in run.said, run.said


def _other_checkout(night: Night, folder: Path) -> Path:
    """The project once more, with the same results by their full path."""
    for part in night.folder.iterdir():
        if part.name not in (".snakemake", night.configuration):
            os.symlink(part, folder / part.name)
    survey = yaml.safe_load((night.folder / night.configuration).read_text())
    survey["results"] = str(night.results.absolute())
    (folder / night.configuration).write_text(yaml.safe_dump(survey, sort_keys=False))
    return folder


def inject(night: Night, rng: random.Random) -> bool:
    """Start two in the same moment, then one from another checkout; the first goes on."""
    runs = [night.start(), night.start()]
    while not any(run.ended for run in runs):
        time.sleep(0.02)
    second, first = sorted(runs, key=lambda run: not run.ended)
    _refused(second)
    with TemporaryDirectory() as folder:
        if not first.ended:
            _refused(night.start(_other_checkout(night, Path(folder))))
    assert first.wait() == 0, first.said
    return True
