"""The images, built and run; skipped where no program for them answers."""

import os
import shutil
import subprocess

import pytest
from survey_project import ROOT

from oresurvey import __version__

VERSION = 'PYTHONPATH=scripts "$VENV/bin/python" -m oresurvey --version && make --dry-run survey'


def answers(program: str) -> bool:
    """Whether a program for images is there and works."""
    if shutil.which(program) is None:
        return False
    asked = "version" if program != "apptainer" else "--version"
    return not subprocess.run([program, asked], capture_output=True).returncode


def said(*command: object) -> str:
    done = subprocess.run(list(map(str, command)), cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("program", ["docker", "podman"])
def test_an_image_that_runs_as_anybody(program):
    if not answers(program):
        pytest.skip(f"no {program}")
    said(program, "build", "--file", "envs/image/Dockerfile", "--tag", "oresurvey-test", ".")
    user = f"{os.getuid() or 1000}:{os.getgid() or 1000}"
    run = (program, "run", "--rm", "--user", user, "--volume", f"{ROOT}:/survey", "oresurvey-test")
    printed = said(*run, "sh", "-c", VERSION)
    # Set up already: nothing is installed again.
    assert f"oresurvey {__version__}" in printed and "pip" not in printed


def test_an_image_of_apptainer(tmp_path):
    if not answers("apptainer"):
        pytest.skip("no apptainer")
    said("apptainer", "build", tmp_path / "oresurvey.sif", "envs/image/oresurvey.def")
    printed = said("apptainer", "exec", tmp_path / "oresurvey.sif", "sh", "-c", VERSION)
    assert f"oresurvey {__version__}" in printed and "pip" not in printed
