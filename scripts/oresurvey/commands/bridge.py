"""Take over results that version 0.1 finished.

They are verified by the code of that version, and taken over only if all is well: their records and
Snakemake's notes get the digests of this one. No job is run; what this version makes otherwise is
named, and the next run makes it again. Exit status as of verify, or Snakemake's.
"""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from oresurvey.commands import verify
from oresurvey.commands.arguments import survey_of
from oresurvey.operations.records.bridge import (
    Bridge,
    as_recorded,
    codes_to_take_over,
    earlier,
    replaced_networks,
)
from oresurvey.operations.records.dry_run import planned_jobs
from oresurvey.operations.records.home import make_home, name_code
from oresurvey.operations.records.jobs import read_records
from oresurvey.operations.run.calls import dry_run, snakemake
from oresurvey.operations.run.lock import take_lock
from oresurvey.survey.survey import Survey

EXAMPLES = (
    "make bridge CONFIG=my_survey.yaml",
    "my_survey.yaml --cores 4",
)
FAILED = verify.FAILED


def add_arguments(parser: ArgumentParser) -> None:
    """As of verify."""
    verify.add_arguments(parser)


def take_over(survey: Survey, cores: int) -> int:
    """Verify results by the code of version 0.1, and give them the digests of now; 0 if well."""
    lock = take_lock(survey.results, "make bridge")
    try:
        codes = codes_to_take_over(survey)
        if status := verify.report(as_recorded(survey), cores, codes):
            mend = (
                f"mend it with version {earlier().version} (`git checkout {earlier().commit}`, "
                "`make survey`, `make verify`) and come back"
            )
            for advice in list(replaced_networks(survey)) or [mend]:
                print(f"nothing was taken over: {advice}")
            return status
        Bridge(survey).take_over()
        make_home(survey.results)
    finally:
        lock.release()
    return 0


def renew_notes(configuration: Path, survey: Survey, cores: int) -> int:
    """Let Snakemake take for made what was taken over; also what was made by naming a target."""
    planned = dry_run(configuration, [], "--forceall")
    if planned.returncode:
        print(planned.stdout, file=sys.stderr)
        return planned.returncode
    known = {job.output for job in planned_jobs(planned.stdout)}
    outputs = (str(survey.results / output) for output, _ in read_records(survey.results))
    named = [output for output in outputs if output not in known and Path(output).exists()]
    noted = ("--cores", str(cores), "--quiet", "all", "--touch", "--forceall")
    return snakemake(configuration, *noted, "--", "all", *named).returncode


def run(options: Namespace) -> int:
    """Take the survey over."""
    survey = survey_of(options)
    if status := take_over(survey, options.cores):
        return status
    if status := renew_notes(options.configuration, survey, options.cores):
        return status
    print(f"{survey.results} was taken over from version {earlier().version}")
    for now, before in Bridge(survey).made_again().items():
        name_code(now, before)
        print(f"to be made again by `make survey`: {earlier().again[before]}")
    print(
        f"not seen by version {earlier().version}: {earlier().unseen}. To look for them, delete "
        f"{survey.results / 'catalog' / 'batches'} and run `make survey`: photographs are "
        "inspected again, and maps are made again only where an area shows no section"
    )
    return 0
