"""Write docs/models/accuracy.md from results; make accuracy makes those first."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from oresurvey.release.accuracy_page import write_page

EXAMPLES = ("make accuracy", "")
FAILED = 2


def add_arguments(parser: ArgumentParser) -> None:
    """Results and page."""
    parser.add_argument(
        "--results",
        type=Path,
        default=Path("results"),
        metavar="FOLDER",
        help="folder of all results; results by default",
    )
    parser.add_argument(
        "--page",
        type=Path,
        default=Path("docs/models/accuracy.md"),
        metavar="FILE",
        help="page to write, its figures beside it; docs/models/accuracy.md by default",
    )


def run(options: Namespace) -> int:
    """Write the page."""
    pictures = options.page.parent / "pictures" / "accuracy"
    write_page(options.results, options.page, pictures, Path("models"))
    print(options.page)
    return 0
