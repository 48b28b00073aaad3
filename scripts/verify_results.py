"""Are results as they were made? python scripts/verify_results.py CONFIG [--help]."""

import argparse
import sys
from pathlib import Path

from oresurvey.errors import ConfigurationError, OreSurveyError
from oresurvey.operations.records.findings import ADVICE
from oresurvey.operations.records.home import make_home
from oresurvey.operations.records.jobs import JOBS
from oresurvey.operations.records.result_checks import NOT_VERIFIED
from oresurvey.operations.records.verification import Verification
from oresurvey.survey.survey import Surveyed, read_surveyed

FINDINGS, NOTHING_TO_VERIFY = 1, 2
"""Exit statuses beside 0."""


def report(surveyed: Surveyed, cores: int) -> int:
    """Print every finding as it is found, then what to do; 0 when there is none."""
    verification = Verification(surveyed, cores)
    kinds = {}
    for finding in verification.findings():
        print(finding)
        kinds[finding.kind] = kinds.get(finding.kind, 0) + 1
    for kind, count in kinds.items():
        print(f"{count} {kind}: {ADVICE[kind]}")
    for text in verification.not_verified:
        print(f"not verified: {text}")
    kept = [f"{name} ({what})" for name, what in NOT_VERIFIED.items()]
    print(f"never verified: {', '.join(kept)}")
    verdict = "is not as it was made" if kinds else "is as it was made"
    print(f"{surveyed.results} {verdict}: {verification.checked} files checked")
    return FINDINGS if kinds else 0


def main(arguments: list[str] | None = None) -> int:
    """Command line; 0 when nothing was altered."""
    parser = argparse.ArgumentParser(description="Compare results with the records of their jobs.")
    parser.add_argument("configuration", type=Path)
    parser.add_argument("--cores", type=int, default=1, help="files that are read at a time")
    parser.add_argument(
        "--adopt", action="store_true", help="take over results made elsewhere, if all is well"
    )
    options = parser.parse_args(arguments)
    try:
        surveyed = read_surveyed(options.configuration, Path(__file__).parent)
        if not (surveyed.results / JOBS).is_dir():
            raise ConfigurationError(f"{surveyed.results / JOBS} is missing: run the survey first")
        status = report(surveyed, options.cores)
    except OreSurveyError as error:
        print(f"error: {error}", file=sys.stderr)
        return NOTHING_TO_VERIFY
    if options.adopt and not status:
        make_home(surveyed.results)
    return status


if __name__ == "__main__":
    sys.exit(main())
