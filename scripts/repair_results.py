"""What must be made again after a verification: python scripts/repair_results.py CONFIG [--help].

Prints one output a line, for ``snakemake --force``.
"""

import argparse
import sys
from pathlib import Path

from oresurvey.errors import OreSurveyError
from oresurvey.operations.records.findings import Finding
from oresurvey.operations.records.verification import Verification
from oresurvey.survey.survey import read_surveyed

STAGE_NOTES = (".inference.json",)
"""Notes that a stage finished a field, see `inference.finished_fields`."""


def forget(results: Path, finding: Finding) -> None:
    """Remove an altered file, and the note that its field is finished."""
    path = results / finding.path
    path.unlink(missing_ok=True)
    for note in STAGE_NOTES:
        (path.parent / note).unlink(missing_ok=True)


def main(arguments: list[str] | None = None) -> int:
    """Command line; 0 unless the survey cannot be read."""
    parser = argparse.ArgumentParser(description="Remove altered results; print what to make.")
    parser.add_argument("configuration", type=Path)
    parser.add_argument("--cores", type=int, default=1, help="files that are read at a time")
    options = parser.parse_args(arguments)
    try:
        surveyed = read_surveyed(options.configuration, Path(__file__).parent)
        findings = list(Verification(surveyed, options.cores).findings())
    except OreSurveyError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    outputs = set()
    for finding in findings:
        if finding.kind in ("altered", "missing"):
            forget(surveyed.results, finding)
            outputs.add(str(surveyed.results / finding.job))
    print(*sorted(outputs), sep="\n", end="\n" if outputs else "")
    return 0


if __name__ == "__main__":
    sys.exit(main())
