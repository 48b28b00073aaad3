"""Say whether results are as they were made, and from what is there now.

Every file is compared with the record of the job that made it. Exit status: 0 if all is well, 1 if
something was found, 2 if there is nothing to verify.
"""

from argparse import ArgumentParser, Namespace

from oresurvey.commands.arguments import add_configuration, add_cores, survey_of
from oresurvey.errors import ConfigurationError
from oresurvey.operations.records.bridge import check_version
from oresurvey.operations.records.findings import ADVICE
from oresurvey.operations.records.jobs import JOBS
from oresurvey.operations.records.result_checks import NOT_VERIFIED
from oresurvey.operations.records.verification import Verification
from oresurvey.survey.survey import Survey

EXAMPLES = (
    "make verify CONFIG=my_survey.yaml",
    "my_survey.yaml --cores 4",
)
FOUND, FAILED = 1, 2


def add_arguments(parser: ArgumentParser) -> None:
    """Survey and cores."""
    add_configuration(parser)
    add_cores(parser, "files read at a time")


def report(survey: Survey, cores: int, earlier: frozenset[str] = frozenset()) -> int:
    """Print every finding as it is found, then what to do.

    Parameters
    ----------
    survey, cores, earlier
        As of `operations.records.verification.Verification`.

    Returns
    -------
    int
        `FOUND`, or 0 when nothing was found.

    Raises
    ------
    ConfigurationError
        If no job left a record, or the results wait for the bridge.
    """
    if not (survey.results / JOBS).is_dir():
        raise ConfigurationError(f"{survey.results / JOBS} is missing: run the survey first")
    if not earlier:
        check_version(survey.results)
    verification = Verification(survey, cores, earlier)
    kinds: dict[str, int] = {}
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
    print(f"{survey.results} {verdict}: {verification.checked} files checked")
    return FOUND if kinds else 0


def run(options: Namespace) -> int:
    """Verify the survey."""
    return report(survey_of(options), options.cores)
