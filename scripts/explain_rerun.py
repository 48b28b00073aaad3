"""Why jobs would run: python scripts/explain_rerun.py CONFIG [TARGET ...] [--help]."""

import argparse
import subprocess
import sys
from collections import Counter
from pathlib import Path

from oresurvey.errors import OreSurveyError
from oresurvey.operations.records.dry_run import PlannedJob, planned_jobs
from oresurvey.operations.records.reasons import Reasons
from oresurvey.survey.survey import read_surveyed


def dry_run(configuration: Path, targets: list[str]) -> subprocess.CompletedProcess:
    """What Snakemake would do."""
    command = [sys.executable, "-m", "snakemake", "--dry-run", "--configfile", str(configuration)]
    return subprocess.run(
        [*command, "--", *targets], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def explanation(jobs: list[PlannedJob], reasons: Reasons) -> list[str]:
    """Lines: settings that changed, jobs with a reason of their own, how many follow from them.

    Of a job that follows, Snakemake does not ask whether its own settings changed too.
    """
    if not jobs:
        return ["nothing to be done"]
    lines = [f"since the last report {change}" for change in reasons.since_report()]
    lines += [
        f"{job.rule}{f' ({job.wildcards})' if job.wildcards else ''}: {'; '.join(reasons.of(job))}"
        for job in jobs
        if not job.follows
    ]
    following = Counter(job.rule for job in jobs if job.follows)
    if following:
        lines.append(
            "and what follows: " + ", ".join(f"{rule} {n}" for rule, n in sorted(following.items()))
        )
    return lines


def main(arguments: list[str] | None = None) -> int:
    """Command line; 0 when the dry run went well."""
    parser = argparse.ArgumentParser(description="Say why jobs would run again.")
    parser.add_argument("configuration", type=Path)
    parser.add_argument("targets", nargs="*", help="all by default")
    options = parser.parse_args(arguments)
    done = dry_run(options.configuration, options.targets)
    if done.returncode:
        print(done.stdout, file=sys.stderr)
        return done.returncode
    try:
        reasons = Reasons(read_surveyed(options.configuration, Path(__file__).parent))
    except OreSurveyError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    print("\n".join(explanation(planned_jobs(done.stdout), reasons)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
