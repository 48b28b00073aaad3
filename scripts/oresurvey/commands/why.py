"""Say what a run would do, and why.

Named are the settings that changed since the last report and every job with a reason of its own;
jobs that merely follow from those are counted. Nothing is run.
"""

import sys
from argparse import ArgumentParser, Namespace
from collections import Counter

from oresurvey.commands.arguments import add_configuration, survey_of
from oresurvey.operations.records.dry_run import DryJob, planned_jobs
from oresurvey.operations.records.reasons import Reasons
from oresurvey.operations.run.calls import dry_run

EXAMPLES = (
    "make why CONFIG=my_survey.yaml",
    "my_survey.yaml",
    "my_survey.yaml catalog evaluate",
)
FAILED = 2


def add_arguments(parser: ArgumentParser) -> None:
    """Survey and targets."""
    add_configuration(parser)
    parser.add_argument(
        "targets", nargs="*", metavar="TARGET", help="what would be made; `all` by default"
    )


def explanation(jobs: list[DryJob], reasons: Reasons) -> list[str]:
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


def run(options: Namespace) -> int:
    """Print the reasons; where the dry run fails, what it said and its exit status."""
    done = dry_run(options.configuration, options.targets)
    if done.returncode:
        print(done.stdout, file=sys.stderr)
        return done.returncode
    reasons = Reasons(survey_of(options))
    print("\n".join(explanation(planned_jobs(done.stdout), reasons)))
    return 0
