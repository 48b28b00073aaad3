"""Release the lock of a results folder: python scripts/unlock_results.py CONFIG [--help]."""

import argparse
import sys
from pathlib import Path

from oresurvey.errors import OreSurveyError
from oresurvey.operations.run.lock import take_lock
from oresurvey.operations.run.start import put_aside
from oresurvey.survey.survey import read_surveyed


def main(arguments: list[str] | None = None) -> int:
    """Command line; 0 unless a run is seen to hold the lock."""
    parser = argparse.ArgumentParser(
        description="Release the lock of a run that no longer exists, on this machine or another."
    )
    parser.add_argument("configuration", type=Path)
    options = parser.parse_args(arguments)
    try:
        results = read_surveyed(options.configuration, Path(__file__).parent).results
        lock = take_lock(results, "make unlock", anywhere=True)
        said = put_aside(results)
    except OreSurveyError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    lock.release()
    if lock.killed:
        said.insert(0, f"released the lock of {lock.killed}")
    print(*(f"{results}: {line}" for line in said or ["was not locked"]), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
