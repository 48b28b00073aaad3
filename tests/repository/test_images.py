"""Images are made by the steps of `make setup`, and Docker's and Apptainer's are the same."""

import fnmatch
import re
import subprocess
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
IMAGE = ROOT / "envs" / "image"
DOCKER = (IMAGE / "Dockerfile").read_text(encoding="utf-8")
APPTAINER = (IMAGE / "oresurvey.def").read_text(encoding="utf-8")
INSTALL = (IMAGE / "install.sh").read_text(encoding="utf-8")


def docker(instruction: str) -> list[str]:
    """What follows an instruction of the Dockerfile, line by line."""
    return re.findall(rf"^{instruction} (.+)$", DOCKER, re.MULTILINE)


def test_both_begin_with_the_same_and_run_the_same():
    assert docker("FROM") == re.findall(r"^From: (.+)$", APPTAINER, re.MULTILINE)
    assert docker("RUN") == ["sh envs/image/install.sh"]
    assert docker("RUN")[0] in APPTAINER
    place = re.findall(r"VENV=(\S+)", DOCKER + APPTAINER)
    assert len(place) == 3 and len(set(place)) == 1


def test_what_they_take_in_is_there_and_all_that_make_reads():
    sources = [line.split()[0] for line in docker("COPY")]
    section = re.search(r"^%files\n((?: .+\n)+)", APPTAINER, re.MULTILINE)
    assert section and [line.split()[0] for line in section[1].splitlines()] == sources
    assert all((ROOT / source).exists() for source in sources)
    kept = (ROOT / ".dockerignore").read_text().split("\n*\n")[1].split()
    assert [pattern.lstrip("!") for pattern in kept] == sources
    # Setting up reads nothing else of the project.
    planned = subprocess.run(
        ["make", "--dry-run", "--always-make", "setup", "VENV=/opt/oresurvey"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    read = re.findall(r"-r (\S+)", planned)
    assert read and all(any(fnmatch.fnmatch(path, f"{one}*") for one in sources) for path in read)


def test_they_install_by_make_and_keep_compiled_modules():
    subprocess.run(["sh", "-n", IMAGE / "install.sh"], check=True)
    assert "\nmake setup\n" in INSTALL and "-m compileall" in INSTALL
    assert "PYTHONDONTWRITEBYTECODE" not in DOCKER + APPTAINER + INSTALL


def test_nobody_is_root_in_them():
    [user] = docker("USER")
    assert not user.startswith(("0", "root"))
    assert DOCKER.index("USER 1000") > DOCKER.index("RUN ")


def test_entry_of_the_catalog_of_workflows():
    about = yaml.safe_load((ROOT / ".snakemake-workflow-catalog.yml").read_text())
    assert about["usage"]["software-stack-deployment"]["conda"] is True
    assert (ROOT / "config" / "README.md").is_file() and (ROOT / "Snakefile").is_file()
