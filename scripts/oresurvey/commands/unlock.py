"""Release the lock of a run that no longer exists, on this machine or another.

Exit status: 0, or 1 if a run is seen to hold the lock.
"""

from argparse import ArgumentParser, Namespace

from oresurvey.commands.arguments import add_configuration, survey_of
from oresurvey.operations.run.lock import take_lock
from oresurvey.operations.run.start import put_aside

EXAMPLES = ("make unlock CONFIG=my_survey.yaml", "my_survey.yaml")
FAILED = 1


def add_arguments(parser: ArgumentParser) -> None:
    """The survey."""
    add_configuration(parser)


def run(options: Namespace) -> int:
    """Release the lock."""
    results = survey_of(options).results
    lock = take_lock(results, "make unlock", anywhere=True)
    said = put_aside(results)
    lock.release()
    if lock.killed:
        said.insert(0, f"released the lock of {lock.killed}")
    print(*(f"{results}: {line}" for line in said or ["was not locked"]), sep="\n")
    return 0
