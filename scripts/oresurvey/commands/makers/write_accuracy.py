"""Write docs/models/accuracy.md from results; make accuracy makes those first."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from oresurvey.commands.arguments import add_path
from oresurvey.release.accuracy_page import write_page

EXAMPLES = ("make accuracy", "")
FAILED = 2


def add_arguments(parser: ArgumentParser) -> None:
    """Results and page."""
    add_path(parser, "--results", "results", "folder of all results")
    add_path(parser, "--page", "docs/models/accuracy.md", "page to write, its figures beside it")


def run(options: Namespace) -> int:
    """Write the page."""
    pictures = options.page.parent / "pictures" / "accuracy"
    write_page(options.results, options.page, pictures, Path("models"))
    print(options.page)
    return 0
