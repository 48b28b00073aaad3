"""Results that nothing makes any more: python scripts/clean_stale.py CONFIG [--help]."""

import argparse
import sys
from pathlib import Path

from oresurvey.errors import OreSurveyError
from oresurvey.operations.records.stale import remove_stale, stale_results
from oresurvey.survey.survey import read_surveyed


def main(arguments: list[str] | None = None) -> int:
    """Command line; 0 unless the survey cannot be read."""
    parser = argparse.ArgumentParser(
        description="List results that an earlier sheet or configuration left."
    )
    parser.add_argument("configuration", type=Path)
    parser.add_argument("--remove", action="store_true", help="remove them too")
    options = parser.parse_args(arguments)
    try:
        surveyed = read_surveyed(options.configuration, Path(__file__).parent)
        found = list(stale_results(surveyed))
    except OreSurveyError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    for finding in found:
        print(finding)
    if options.remove:
        remove_stale(surveyed)
    what = "removed" if options.remove else "stale; CONFIRM=1 removes them"
    print(f"{len(found)} files and folders of {surveyed.results} {what if found else 'stale'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
