"""Put a trained model into models/: python scripts/ship_model.py RESULTS NAME [--help]."""

import argparse
import sys
from pathlib import Path

from oresurvey.errors import OreSurveyError
from oresurvey.release.shipped_model import ship


def main(arguments: list[str] | None = None) -> int:
    """Command line; 0 when the model was put in place."""
    parser = argparse.ArgumentParser(description="Put a trained, evaluated model into models/.")
    parser.add_argument("results", type=Path, help="results folder of the survey that trained it")
    parser.add_argument("name", help="name of the model")
    parser.add_argument(
        "--terms", type=Path, nargs="+", default=[Path("models/lumenstone.md")],
        help="Markdown files on data, terms and citation, and on what to mind; put into the card",
    )  # fmt: skip
    parser.add_argument("--models", type=Path, default=Path("models"))
    options = parser.parse_args(arguments)
    try:
        ship(options.results, options.name, options.terms, options.models / options.name)
    except (OreSurveyError, FileNotFoundError) as error:
        print(f"error: {error}; train and evaluate {options.name} first", file=sys.stderr)
        return 2
    print(f"{options.models / options.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
