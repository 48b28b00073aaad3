"""A checkout whose path has spaces and Cyrillic letters, and names of files that have them too."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from survey_project import GOOD, ROOT, Project, new_project, sheet_row, write_photograph

SURVEY = {
    "sheet": "my sheet.tsv",
    "results": "results/мои results",
    "models": {"one": {"type": "majority"}},
    "report": {"model": "one"},
}


def set_up(folder: Path) -> None:
    """What `make setup` leaves, with packages that lie elsewhere."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / ".venv"], check=True)
    [site] = (folder / ".venv" / "lib").glob("python3*/site-packages")
    packages = [path for path in sys.path if path.endswith("-packages")]
    (site / "shared.pth").write_text("\n".join(packages), encoding="utf-8")
    digest = hashlib.sha256((ROOT / "envs" / "requirements.txt").read_bytes()).hexdigest()
    (folder / ".venv" / f".ready-{digest[:16]}").touch()


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Project:
    """A project that is set up, with photographs, a sheet and a configuration."""
    project = new_project(tmp_path_factory.mktemp("руда 1") / "ore survey")
    folder = project.folder
    shutil.copy2(ROOT / "Makefile", folder)
    set_up(folder)
    photographs = folder / "my photographs"
    photographs.mkdir()
    for number, field in enumerate(GOOD):
        write_photograph(photographs, field, number)
    rows = [sheet_row(field, *where) for field, where in GOOD.items()]
    project.configure(SURVEY, rows)
    (folder / "survey.yaml").rename(folder / "my survey.yaml")
    (folder / "sheet.tsv").rename(folder / "my sheet.tsv")
    return project


def made(project: Project, *arguments: str) -> str:
    """What `make` prints; it must come to its end."""
    done = subprocess.run(
        ["make", "--silent", "CORES=2", "CONFIG=my survey.yaml", *arguments],
        cwd=project.folder,
        # Nobody sets up again: PYTHON=false would stop that.
        env={name: text for name, text in os.environ.items() if name != "PYTHONPATH"}
        | {"PYTHON": "false", "PHOTOGRAPHS": "my photographs"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def test_a_survey_from_sheet_to_report(project):
    printed = made(project, "survey")
    report = project.folder / "results/мои results/one/report/index.html"
    assert report.is_file() and f"open the report: {report}" in printed
    assert "failed" not in printed.replace("0 failed", "")
    status = (project.folder / "results/мои results/status.html").read_text(encoding="utf-8")
    assert "The survey is finished" in status
    assert "Nothing to be done" in made(project, "survey")
    assert made(project, "why") == "nothing to be done\n"
    assert "is as it was made" in made(project, "verify")
    # The command that records name can be typed.
    assert '"command": "make survey CONFIG=\\"my survey.yaml\\""' in "".join(
        path.read_text() for path in (project.folder / "results").rglob("modal.csv.json")
    )


def test_a_sheet_of_a_folder(project):
    folder = project.folder / "all my photographs" / "Alder Creek" / "S 1"
    folder.mkdir(parents=True)
    write_photograph(folder, "alder 1", 1)
    made(project, "sheet", "FOLDER=all my photographs", "SHEET=a new sheet.tsv")
    sheet = pd.read_csv(project.folder / "a new sheet.tsv", sep="\t")
    assert "all my photographs/Alder Creek/S 1/alder 1.jpg" in set(sheet["image"])


@pytest.mark.parametrize("variable", ["VENV", "PYTHON"])
def test_paths_that_a_person_sets(project, variable):
    """make splits the names of targets at spaces."""
    value = {"VENV": project.folder / ".venv", "PYTHON": project.folder / ".venv/bin/python"}
    done = subprocess.run(
        ["make", "--dry-run", "--always-make", "survey", f"{variable}={value[variable]}"],
        cwd=project.folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert done.returncode == 0 and f'"{value[variable]}' in done.stdout, done.stdout


def test_a_colon_is_refused_in_one_sentence(project):
    """Python has no way to name such a folder."""
    other = Project(project.folder.with_name("ore: survey"))
    for name in ("Snakefile", "rules", "scripts", "config", "survey.yaml"):
        (other.folder / name).parent.mkdir(exist_ok=True)
        if name != "survey.yaml":
            (other.folder / name).symlink_to(project.folder / name)
    other.configure(SURVEY)
    done = other.snakemake("--cores", "1")
    assert done.returncode == 1 and "has ':' in its path; move the project to" in done.stdout
