"""A copy of the project to run Snakemake in, and a tiny survey of good and bad photographs."""

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from compileall import compile_dir
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml
from PIL import Image
from warm_python import run_warm

from oresurvey.demo.optics import photograph
from oresurvey.demo.textures import pyrite_ore, sphalerite_ore
from oresurvey.operations.records.code_digest import code_digest

ROOT = Path(__file__).parents[2]
PARTS = ("Snakefile", "rules", "scripts", "config", "profiles", "envs")

TARGETS = {
    "all",
    "catalog",
    "train",
    "evaluate",
    "predict",
    "grains",
    "tables",
    "viewers",
    "report",
    "compare",
}

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PAGES = {"write_report", "write_deposit_pages"}
"""Rules that make the pages; a PDF only where there is a browser to print it."""
if any(map(shutil.which, BROWSERS)):
    PAGES |= {"print_report"}

TRAIN = {
    "levels": 2,
    "filters": 2,
    "patch_px": 96,
    "batch": 2,
    "steps_per_epoch": 2,
    "epochs": 1,
    "workers": 1,
}

SURVEY = {
    "sheet": "sheet.tsv",
    "models": {"first": {"train": TRAIN}},
    "report": {"model": "first"},
    # Two batches, of four and of seven: one has room, the other is full.
    "batch_fields": 7,
    "evaluation": {"figure_fields": 1},
    "heat_maps": [{"field": "alder-1", "code": 6}],
}

HOOK = 'echo "$ORESURVEY_STATUS $ORESURVEY_REPORT" >> told.txt; cat >> told.txt'
WITH_HOOK = SURVEY | {"notify": HOOK}
"""The tiny survey that tells a file of its end."""

BASELINES = ("colour", "clusters", "majority")

COLUMNS = ("deposit", "section", "field", "image", "mask", "split", "um_per_px")
GOOD = {
    "alder-1": ("Alder Creek", "train"),
    "alder-2": ("Alder Creek", "validation"),
    "alder-3": ("Alder Creek", ""),
    "birch-1": ("Birch Hill", "train"),
    "birch-2": ("Birch Hill", "validation"),
    "birch-3": ("Birch Hill", ""),
}
"""Field -> deposit and split; a field without a split has no mask."""

BAD = {
    "missing": ("", "is missing"),
    "cut-off": ("", "is damaged or cut off"),
    "too-small": ("", "is 80 x 90 px, smaller than a patch of 97 px"),
    "mask-size": ("train", "is 190 x 160 px but the image is 200 x 160"),
    "mask-codes": ("validation", "holds the codes 77"),
}
"""Field -> split and part of the reason for which it is quarantined."""

SHAPE = (160, 200)
MODAL = "results/first/deposits/modal.csv"


@dataclass(frozen=True)
class Job:
    """One job of a dry run."""

    rule: str
    wildcards: tuple[str, ...]
    reason: str


def _jobs(text: str) -> list[Job]:
    """Jobs announced by a dry run; the table at its end must say the same."""
    jobs = []
    for block in re.split(r"\n(?=(?:local)?rule \w+:\n)", text)[1:]:
        rule = re.match(r"(?:local)?rule (\w+):", block)[1]
        wildcards = re.search(r"^ {4}wildcards: (.+)$", block, re.MULTILINE)
        reason = re.search(r"^ {4}reason: (.+)$", block, re.MULTILINE)
        cells = tuple(wildcards[1].split(", ")) if wildcards else ()
        jobs.append(Job(rule, cells, reason[1] if reason else ""))
    table = dict(re.findall(r"^(\w+) +(\d+)$", text, re.MULTILINE))
    if not jobs:
        assert "Nothing to be done" in text, text
        return []
    assert int(table.pop("total")) == len(jobs), text
    assert {rule: int(count) for rule, count in table.items()} == Counter(j.rule for j in jobs)
    return jobs


@dataclass(frozen=True)
class Project:
    """A copy of the project in a folder of its own.

    Attributes
    ----------
    folder : Path
    """

    folder: Path

    def configure(self, survey: dict, sheet: list[dict] | None = None) -> None:
        """Write the configuration, and the sheet if one is given."""
        (self.folder / "survey.yaml").write_text(yaml.safe_dump(survey, sort_keys=False))
        if sheet is not None:
            lines = ["\t".join(sheet[0]), *("\t".join(row.values()) for row in sheet)]
            (self.folder / "sheet.tsv").write_text("\n".join(lines) + "\n")

    def snakemake(self, *arguments: str, photographs: str = "photographs"):
        """Run Snakemake; returns the finished process with all its output in ``stdout``."""
        command = ("--configfile", "survey.yaml", *arguments)
        return run_warm(command, self.folder, os.environ | {"PHOTOGRAPHS": photographs})

    def watch(self, *arguments: str) -> subprocess.CompletedProcess:
        """Run as `make survey` does; all that it prints is in ``stdout``."""
        command = [sys.executable, "-m", "snakemake", "--configfile", "survey.yaml", *arguments]
        return subprocess.run(
            [*command, "--cores", "2", "--keep-going", "--logger", "survey"],
            cwd=self.folder,
            env=os.environ
            | {
                "PHOTOGRAPHS": "photographs",
                "PYTHONPATH": "scripts",
                "ORESURVEY_COMMAND": "make it",
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def dry_run(self, *targets: str, **options) -> list[Job]:
        """Jobs that a run would start, named targets left out."""
        done = self.snakemake("--dry-run", *targets, **options)
        assert done.returncode == 0, done.stdout
        return [job for job in _jobs(done.stdout) if job.rule not in TARGETS]

    def run(self, *targets: str, **options) -> str:
        """Run to the end; returns what was printed."""
        done = self.snakemake("--cores", "2", *targets, **options)
        assert done.returncode == 0, done.stdout
        return done.stdout

    def edit(self, path: str, old: str, new: str) -> None:
        """Replace a text that must be there once."""
        text = (self.folder / path).read_text()
        assert text.count(old) == 1, f"{old!r} is {text.count(old)} times in {path}"
        (self.folder / path).write_text(text.replace(old, new))

    def touch(self, *paths: str) -> None:
        """Make files younger than every result, their content unchanged."""
        for path in paths:
            assert (self.folder / path).exists()
            os.utime(self.folder / path)

    def copy(self, folder: Path) -> "Project":
        """The same state in another folder; times are kept."""
        return Project(Path(shutil.copytree(self.folder, folder)))


def oresurvey(survey: Project, verb: str, *arguments: str) -> subprocess.CompletedProcess:
    """Run a verb of the command; all it prints is in ``stdout``."""
    return subprocess.run(
        [sys.executable, "-m", "oresurvey", verb, "survey.yaml", *arguments],
        cwd=survey.folder,
        env=os.environ | {"PHOTOGRAPHS": "photographs", "PYTHONPATH": "scripts"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def tables(survey: Project) -> dict[str, bytes]:
    """Every table of the deposits."""
    paths = (survey.folder / "results").glob("*/deposits/*.csv")
    return {str(path.relative_to(survey.folder)): path.read_bytes() for path in paths}


def new_project(folder: Path) -> Project:
    """The project, without a survey."""
    folder.mkdir()
    for part in PARTS:
        if (ROOT / part).is_dir():
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / part, folder / part, ignore=ignored)
        else:
            shutil.copy2(ROOT / part, folder / part)
    # Once, and not by every job of every copy.
    scripts = folder / "scripts"
    compile_dir(scripts, quiet=1)
    code_digest(scripts / "write_catalog.py", scripts)
    return Project(folder)


def sheet_row(field: str, deposit: str, split: str) -> dict[str, str]:
    """A row of the sheet; every field is a section of its own."""
    return {
        "deposit": deposit,
        "section": f"section {field}",
        "field": field,
        "image": f"$PHOTOGRAPHS/{field}.jpg",
        "mask": f"$PHOTOGRAPHS/{field}.png" if split else "",
        "split": split,
        "um_per_px": "1.25",
    }


def write_photograph(folder: Path, field: str, number: int) -> None:
    """A small polished section, ``FIELD.jpg``, and its mask, ``FIELD.png``."""
    rng = np.random.default_rng(number)
    texture = pyrite_ore if field.startswith("alder") else sphalerite_ore
    labels = texture(SHAPE, rng, 0.3)
    Image.fromarray(photograph(labels, rng)).save(folder / f"{field}.jpg", quality=92)
    Image.fromarray(labels).save(folder / f"{field}.png")


def _spoil(folder: Path) -> None:
    """Make each photograph of `BAD` what its name says."""
    (folder / "missing.jpg").unlink()
    whole = (folder / "cut-off.jpg").read_bytes()
    (folder / "cut-off.jpg").write_bytes(whole[: len(whole) // 3])
    Image.new("RGB", (80, 90), "grey").save(folder / "too-small.jpg")
    labels = np.array(Image.open(folder / "mask-size.png"))
    Image.fromarray(labels[:, :190]).save(folder / "mask-size.png")
    labels = np.array(Image.open(folder / "mask-codes.png"))
    labels[:5] = 77
    Image.fromarray(labels).save(folder / "mask-codes.png")


def survey_of_baselines() -> dict:
    """The tiny survey's configuration with three baselines, two of them compared; no network."""
    models = {name: {"type": name} for name in BASELINES}
    compared = {"model": "colour", "baseline": "majority"}
    return SURVEY | {"models": models, "report": compared, "heat_maps": []}


def tiny_survey(folder: Path) -> Project:
    """A new project with the tiny survey, not yet run."""
    project = new_project(folder)
    photographs = project.folder / "photographs"
    photographs.mkdir()
    for number, field in enumerate((*GOOD, *BAD)):
        write_photograph(photographs, field, number)
    _spoil(photographs)
    sheet = [sheet_row(field, *where) for field, where in GOOD.items()]
    sheet += [sheet_row(field, "Birch Hill", split) for field, (split, _) in BAD.items()]
    project.configure(SURVEY, sheet)
    return project
