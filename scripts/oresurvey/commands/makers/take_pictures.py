"""Take the README's pictures, from the pages of the finished demo.

Needs Debian's Chromium.
"""

import shutil
from argparse import ArgumentParser, Namespace
from pathlib import Path

from playwright.sync_api import ViewportSize, sync_playwright

from oresurvey.commands.arguments import add_path
from oresurvey.errors import OreSurveyError
from oresurvey.files.tables import read_parquet

EXAMPLES = ("make pictures", "")
FAILED = 1
FIELD = ("Birch%20Hill", "birch-1b")
"""Folders of the deposit and the field that the picture of a viewer shows."""
SHOWN = "left=photograph&right=classes&divider=0.45&opacity=1&mineral=2"
"""Of the viewer: photograph and class map side by side, galena searched for."""
WINDOW: ViewportSize = {"width": 1400, "height": 900}


def largest_whole_grain(grains: Path, code: int) -> int:
    """Number of the largest grain of a mineral that the frame does not cut."""
    table = read_parquet(grains, ["grain", "code", "area_px", "touches_frame"])
    whole = table[(table["code"] == code) & ~table["touches_frame"]]
    return int(whole.sort_values(["area_px", "grain"]).iloc[-1]["grain"])


def add_arguments(parser: ArgumentParser) -> None:
    """Folders."""
    add_path(
        parser, "--model-folder", "results/demo/small", "results of a model of the finished demo"
    )
    add_path(parser, "--pictures", "docs/pictures", "where to write survey.png and viewer.png")


def take(model_folder: Path, pictures: Path, browser: str) -> None:
    """Write ``survey.png`` and ``viewer.png``.

    Parameters
    ----------
    model_folder : Path
        ``RESULTS/NAME`` of the demo.
    pictures : Path
    browser : str
        Path of Chromium.
    """
    deposit, field = FIELD
    number = largest_whole_grain(
        model_folder / "fields" / deposit / field / "grains.parquet", code=2
    )
    viewer = (model_folder / "report" / "viewers" / deposit / f"{field}.html").resolve().as_uri()
    survey = (model_folder / "report" / "index.html").resolve().as_uri()
    pictures.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        page = started.new_page(viewport=WINDOW)
        for name, address in (("survey", survey), ("viewer", f"{viewer}#{SHOWN}&grain={number}")):
            page.goto(address)
            # Tiles fade in.
            page.wait_for_timeout(1500)
            page.screenshot(path=pictures / f"{name}.png")
            print(pictures / f"{name}.png")
        started.close()


def run(options: Namespace) -> int:
    """Take the pictures."""
    browser = shutil.which("chromium")
    if browser is None:
        raise OreSurveyError("Chromium is not installed; on Debian: apt-get install chromium")
    take(options.model_folder, options.pictures, browser)
    return 0
