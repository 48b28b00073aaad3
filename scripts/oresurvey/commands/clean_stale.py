"""List results that an earlier sheet or configuration left, or remove them."""

from argparse import ArgumentParser, Namespace

from oresurvey.commands.arguments import add_configuration, survey_of
from oresurvey.operations.records.stale import remove_stale, stale_results

EXAMPLES = (
    "make clean-stale CONFIG=my_survey.yaml",
    "make clean-stale CONFIG=my_survey.yaml CONFIRM=1",
    "my_survey.yaml --remove",
)
FAILED = 2


def add_arguments(parser: ArgumentParser) -> None:
    """Survey, and whether to remove."""
    add_configuration(parser)
    parser.add_argument("--remove", action="store_true", help="remove them too")


def run(options: Namespace) -> int:
    """List, and remove if that is asked for."""
    survey = survey_of(options)
    found = list(stale_results(survey))
    for finding in found:
        print(finding)
    if options.remove:
        remove_stale(survey)
    what = "removed" if options.remove else "stale; CONFIRM=1 removes them"
    print(f"{len(found)} files and folders of {survey.results} {what if found else 'stale'}")
    return 0
