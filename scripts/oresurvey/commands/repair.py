"""Make altered and missing results again.

Altered files are removed, and the jobs that made them run. What depends on them is the next run's:
make repair goes on with make survey. Exit status: 0; 2 if the survey cannot be read; or
Snakemake's.
"""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from oresurvey.catalog.before_work import check_folders
from oresurvey.commands.arguments import add_configuration, add_cores, survey_of
from oresurvey.operations.records.findings import Finding
from oresurvey.operations.records.verification import Verification
from oresurvey.operations.records.viewer_traces import logs_of
from oresurvey.operations.run.calls import snakemake

EXAMPLES = (
    "make repair CONFIG=my_survey.yaml",
    "my_survey.yaml --cores 4",
)
FAILED = 2
STAGE_NOTES = (".inference.json",)
"""Notes that a stage finished a field, see `inference.finished_fields`."""
AT_A_TIME = 500
"""Outputs that one call of Snakemake names: a command line has a limit."""


def add_arguments(parser: ArgumentParser) -> None:
    """Survey and cores."""
    add_configuration(parser)
    add_cores(parser, "files read at a time, then cores for jobs")


def forget(results: Path, finding: Finding) -> None:
    """Remove an altered file, changes of it beside it, and the note that its field is finished."""
    path = results / finding.path
    for one in (path, *logs_of(path)):
        one.unlink(missing_ok=True)
    for note in STAGE_NOTES:
        (path.parent / note).unlink(missing_ok=True)


def run(options: Namespace) -> int:
    """Remove what was altered and make it again."""
    survey = survey_of(options)
    # What is removed could not be made again.
    check_folders(survey.fields, survey.settings.sheet)
    found = set()
    for finding in list(Verification(survey, options.cores).findings()):
        if finding.kind in ("altered", "missing"):
            print(finding)
            forget(survey.results, finding)
            found.add(str(survey.results / finding.job))
    quiet = ("--cores", str(options.cores), "--quiet", "rules", "reason", "host")
    outputs = sorted(found)
    for start in range(0, len(outputs), AT_A_TIME):
        forced = ("--force", *outputs[start : start + AT_A_TIME])
        if status := snakemake(options.configuration, *quiet, *forced).returncode:
            return status
    return 0
