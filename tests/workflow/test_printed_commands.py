"""Every command that a page prints can be typed as it stands there.

It is typed in a copy of the project, whose survey is the one that README describes. What takes long
is only planned: Snakemake and make read their arguments and say what they would do.
"""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from survey_project import ROOT, Project, new_project

from oresurvey.annotations.corrections import SCHEMA
from oresurvey.annotations.crops import Place, write_places
from oresurvey.files.digests import file_sha256
from oresurvey.maps.geotiff import MapWriter

PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "config/README.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
    *sorted((ROOT / "benchmarks").glob("*.md")),
]
HEADS = [*sorted((ROOT / "config").rglob("*.yaml")), *sorted((ROOT / "profiles").rglob("*.yaml"))]
"""Files whose comments say how they are used."""
OF_LUMENSTONE = {path for path in HEADS if "lumenstone" in path.read_text(encoding="utf-8")}
COMMAND = r"(?:\w+=\S+ )*(?:\.venv/bin/\w+|make|python) [^`]+"
LUMENSTONE = "/path/to/lumenstone"
CLASS_MAP = "results/my_survey/mine/fields/Alder/Alder-Alder/classes.tif"
SHEET = "make sheet FOLDER=photographs SHEET=my_sheet.xlsx"
QUICK = ("annotate", "convert-mask", "export-annotations", "write-settings")
"""Verbs that are done at once."""
PACKAGES = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
LOADED = (
    '.venv/bin/python -c \'import runpy, sys; sys.path.insert(0, "benchmarks"); '
    'runpy.run_path("{}")\''
)
"""A benchmark with all that it imports, but not run."""


def commands_of_page(text: str) -> Iterator[str]:
    """Lines of fenced blocks without a language, indented lines, and commands within sentences."""
    fence, paragraph = None, [""]
    for line in text.splitlines():
        if mark := re.match(r" *```(\w*)", line):
            fence = mark[1] if fence is None else None
        elif fence is None and not (line.startswith("    ") and not paragraph[-1]):
            paragraph.append(line.strip())
        elif not fence:
            yield line.split("  #")[0].strip()
    yield from re.findall(f"`({COMMAND})`", " ".join(paragraph))


def commands_of_head(text: str) -> Iterator[str]:
    """Indented lines of comments that are no settings out of force."""
    yield from re.findall(r"^# {2,}((?:\.venv/bin/|make ).*)$", text, re.MULTILINE)


PRINTED = {
    command: path.relative_to(ROOT).as_posix()
    for paths, commands_of in ((HEADS, commands_of_head), (PAGES, commands_of_page))
    for path in paths
    for command in commands_of(path.read_text(encoding="utf-8"))
    if command
}
"""Command -> a page that prints it."""


def what_people_drew(folder: Path) -> None:
    """Files of labelling programs, a mask and a map, of photographs of 60 x 40 pixels."""
    for name in ("drawn", "masks"):
        (folder / name).mkdir()
    Image.new("RGB", (60, 40), "white").save(folder / "painted.png")
    Image.new("RGB", (60, 40), (250, 200, 3)).save(folder / "phases.png")
    (folder / "legend.csv").write_text("colour,mineral\n#ffc800,Py\n")
    for name in ("labels.tif", "strokes.tif", "masks/known.png"):
        Image.new("L", (60, 40), 3).save(folder / name)
    (folder / "names.csv").write_text("name,mineral\n3,sphalerite\n")
    properties = {"classification": {"name": "Py"}}
    geometry = {"type": "Polygon", "coordinates": [[[0, 0], [9, 0], [9, 9], [0, 0]]]}
    drawn = [{"type": "Feature", "properties": properties, "geometry": geometry}]
    (folder / "drawn" / "Alder.geojson").write_text(json.dumps(drawn))
    (folder / "annotations.xml").write_text(
        '<annotations><version>1.1</version><image id="0" name="Birch.png" width="60" height="40">'
        '<box label="Py" xtl="1" ytl="1" xbr="5" ybr="5" z_order="0"/></image></annotations>'
    )
    photograph = folder / "photographs" / "Alder" / "Alder.png"
    for name in ("crops", "drawn"):
        (folder / "to_annotate" / name).mkdir(parents=True)
    shutil.copy(folder / "drawn" / "Alder.geojson", folder / "to_annotate/drawn/Alder_0_0.geojson")
    Image.new("RGB", (32, 32)).save(folder / "to_annotate/crops/Alder_0_0.png")
    write_places([Place("Alder_0_0", "Alder", 0, 0, 32, 32, 60, 40)], folder / "to_annotate/crops")
    saved = {
        "schema": SCHEMA, "field": "Alder", "width": 60, "height": 40, "minerals": {"6": "Py"},
        "photograph_sha256": file_sha256(photograph), "map_sha256": "", "runs": [[61, 9, 6, 0]],
    }  # fmt: skip
    (folder / "Alder.corrections.json").write_text(json.dumps(saved))
    with MapWriter(folder / CLASS_MAP, 60, 40) as classes:
        classes.write(np.full((40, 60), 6, np.uint8), 0, 0)


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Project:
    """The project as README has it after its second step: photographs, sheet, configuration."""
    project = new_project(tmp_path_factory.mktemp("typed") / "project")
    folder = project.folder
    for name in ("benchmarks", "models", "tests"):
        (folder / name).symlink_to(ROOT / name)
    (folder / ".venv").symlink_to(sys.prefix)
    for name in ("Makefile", "pyproject.toml"):
        shutil.copy2(ROOT / name, folder)
    shutil.copytree(ROOT / "docs", folder / "docs")
    random = np.random.default_rng(0)
    for deposit in ("Alder", "Birch"):
        (folder / "photographs" / deposit).mkdir(parents=True)
        noise = random.integers(0, 255, (40, 60, 3), np.uint8)
        Image.fromarray(noise).save(folder / "photographs" / deposit / f"{deposit}.png")
    what_people_drew(folder)
    (folder / "my photographs").symlink_to("photographs")
    [survey] = re.findall(
        r"```yaml\n(   sheet: .*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL
    )
    (folder / "my_survey.yaml").write_text(re.sub(r"^   ", "", survey, flags=re.MULTILINE))
    typed(project, SHEET)
    assert (folder / "my_sheet.xlsx").is_file()
    return project


def as_tried(command: str) -> str | None:
    """What is run for a command: itself, or itself as a plan; None if there is no way to try it."""
    words = shlex.split(command)
    while words and re.match(r"\w+=", words[0]):
        words.pop(0)
    match words:
        case ["export", _]:
            return command
        case ["make", "sheet", _, *_]:
            # Set up already: PYTHON=false would stop what makes .venv.
            digest = subprocess.check_output(["sha256sum", ROOT / "envs" / "requirements.txt"])
            return f"{command} --old-file=.venv/.ready-{digest.decode()[:16]}"
        case ["make", *_]:
            return f"{command} --dry-run"
        case [".venv/bin/snakemake", *_]:
            return command.replace("snakemake", "snakemake --dry-run", 1)
        case [".venv/bin/python", "-m", "pytest", *_]:
            return f"{command} --collect-only --quiet"
        case [".venv/bin/python", "-m", "oresurvey", "suggest", *_]:
            # It reads the survey, and says that it is not finished.
            return f"{command} 2>&1 | grep 'run the survey first'"
        case [".venv/bin/python", "-m", "oresurvey", verb, *rest]:
            return command if verb in QUICK or {verb, *rest} & {"--help"} else None
        case [".venv/bin/python", script, *_] if script.startswith("tests/hostile/"):
            return command
        case [".venv/bin/python", script, *_] if script.startswith("benchmarks/"):
            return command.split(".venv")[0] + LOADED.format(script)
        case ["apt-get", "install", *packages]:
            named = all(name in PACKAGES for name in packages if not name.startswith("-"))
            return "true" if named else "false"
    return None


def typed(project: Project, command: str) -> str:
    """Type a command in the project; what it prints. Fails if the command does."""
    tried = as_tried(command)
    assert tried, (
        f"{PRINTED.get(command)}: no test knows how to try {command!r}; add it to as_tried"
    )
    frames = os.environ.get("LUMENSTONE_DIR", "")
    done = subprocess.run(
        ["bash", "-c", tried.replace(LUMENSTONE, frames or LUMENSTONE)],
        cwd=project.folder,
        env={name: text for name, text in os.environ.items() if name != "PYTHONPATH"}
        | {"PYTHON": "false"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert done.returncode == 0, f"{PRINTED.get(command)}: {tried}\n{done.stdout}"
    return done.stdout


def needs(command: str) -> str:
    """What a command needs and this machine lacks."""
    named = re.search(r"snakemake .*--configfile (\S+)", command)
    if named and ROOT / named[1] in OF_LUMENSTONE and not os.environ.get("LUMENSTONE_DIR"):
        return "LUMENSTONE_DIR is not set"
    if "profiles/slurm" in command and find_spec("snakemake_executor_plugin_slurm") is None:
        return "`make cluster` was not run"
    return ""


def test_pages_print_what_they_are_known_to_print():
    assert {
        SHEET,
        "make survey CONFIG=my_survey.yaml",
        "make bench",
        "make peers",
    } <= PRINTED.keys()
    assert PRINTED[".venv/bin/snakemake --profile profiles/slurm --configfile my_survey.yaml"]


@pytest.mark.parametrize("command", PRINTED)
def test_command_can_be_typed_as_printed(project, command):
    if lacking := needs(command):
        pytest.skip(lacking)
    if command == SHEET:
        (project.folder / "my_sheet.xlsx").unlink()
    printed = typed(project, command)
    if command.startswith("make "):
        named = re.findall(r"(?<![\w/])(?:scripts|tests|benchmarks|config|envs)/[\w/.-]+", printed)
        assert [name for name in named if not (project.folder / name).exists()] == []


def test_a_target_that_snakemake_takes_for_a_configuration_would_be_found(project):
    with pytest.raises(AssertionError, match=r"catalog.*(not found|No such file|does not exist)"):
        typed(project, ".venv/bin/snakemake --cores 2 --configfile my_survey.yaml catalog")


def test_what_no_test_can_try_is_found():
    assert as_tried("rm -r results") is None
