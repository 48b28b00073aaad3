"""Put a trained and evaluated model into models/."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from oresurvey.commands.arguments import add_path
from oresurvey.errors import OreSurveyError
from oresurvey.release.shipped_model import ship

EXAMPLES = (
    "results/lumenstone_models lumenstone-best --terms models/lumenstone.md models/remarks-best.md",
)
FAILED = 2


def add_arguments(parser: ArgumentParser) -> None:
    """Results, name, what the card says besides, where to."""
    parser.add_argument(
        "results", type=Path, metavar="RESULTS", help="results folder of the survey that trained it"
    )
    parser.add_argument("name", metavar="NAME", help="name of the model")
    parser.add_argument(
        "--terms",
        type=Path,
        nargs="+",
        default=[Path("models/lumenstone.md")],
        metavar="FILE",
        help="Markdown files on data, terms and citation, and on what to mind; put into the card",
    )
    add_path(parser, "--models", "models", "folder of the shipped models")


def run(options: Namespace) -> int:
    """Put the model in place."""
    try:
        ship(options.results, options.name, options.terms, options.models / options.name)
    except (OreSurveyError, FileNotFoundError) as error:
        raise OreSurveyError(f"{error}; train and evaluate {options.name} first") from None
    print(f"{options.models / options.name}")
    return 0
