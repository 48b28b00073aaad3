"""One photograph, from `try` to its page, with a shipped model."""

import os
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image
from survey_project import ROOT, Project, new_project

from oresurvey.demo.optics import photograph
from oresurvey.demo.textures import pyrite_ore


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Project:
    """The project, a photograph that can be used and two that cannot."""
    project = new_project(tmp_path_factory.mktemp("try") / "project")
    (project.folder / "models").symlink_to(ROOT / "models")
    rng = np.random.default_rng(0)
    section = Image.fromarray(photograph(pyrite_ore((560, 640), rng, 0.3), rng))
    section.save(project.folder / "my alder.jpg")
    section.resize((320, 280)).save(project.folder / "small.jpg")
    whole = (project.folder / "my alder.jpg").read_bytes()
    (project.folder / "cut.jpg").write_bytes(whole[: len(whole) // 3])
    return project


def tried(project: Project, *arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "oresurvey", "try", "--cores", "2", *arguments],
        cwd=project.folder,
        env=os.environ | {"PYTHONPATH": "scripts"},
        capture_output=True,
        text=True,
    )


def test_a_photograph_becomes_a_page(project):
    done = tried(project, "my alder.jpg", "--minerals", "Py, Sp", "--um-per-px", "1.25")
    assert done.returncode == 0, done.stdout + done.stderr
    page = project.folder / (
        "results/try/lumenstone-best/my%20alder/lumenstone-best/report/index.html"
    )
    assert done.stdout.endswith(f"The page is at {page}\n")
    text = page.read_text(encoding="utf-8")
    assert "The map can name those that you named: Py, Sp." in text
    assert "one field has no interval" in text and "largest grain, ECD in µm" in text
    assert all((page.parent / name).is_file() for name in ("photograph.jpg", "map.png"))
    [viewer] = (page.parent / "viewers").rglob("*.html")
    assert f'href="viewers/unknown%2520deposit/{viewer.name.replace("%", "%25")}"' in text


@pytest.mark.parametrize(
    ("name", "reason"), [("cut", "damaged or cut off"), ("small", "is 320 x 280 px, smaller than")]
)
def test_a_photograph_that_cannot_be_used(project, name, reason):
    done = tried(project, f"{name}.jpg")
    assert done.returncode == 2 and "Traceback" not in done.stderr
    assert f"error: field {name}: photograph " in done.stderr and reason in done.stderr
