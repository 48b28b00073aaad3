"""Take over results that came from another machine, or whose .snakemake was lost.

They are verified first, and taken over only if all is well; nothing is made again. Exit status as
of verify, or Snakemake's.
"""

from argparse import ArgumentParser, Namespace

from oresurvey.commands import verify
from oresurvey.commands.arguments import survey_of
from oresurvey.operations.records.home import make_home
from oresurvey.operations.run.calls import snakemake

EXAMPLES = (
    "make adopt CONFIG=my_survey.yaml",
    "my_survey.yaml --cores 4",
)
FAILED = verify.FAILED


def add_arguments(parser: ArgumentParser) -> None:
    """As of verify."""
    verify.add_arguments(parser)


def run(options: Namespace) -> int:
    """Verify, and write Snakemake's notes anew."""
    survey = survey_of(options)
    if status := verify.report(survey, options.cores):
        return status
    make_home(survey.results)
    noted = ("--cores", str(options.cores), "--quiet", "all", "--touch", "--forceall")
    return snakemake(options.configuration, *noted).returncode
