"""Draw the points of an audit, and the page on which a person names them.

How many, by which seed and of which deposits is in the section `audit` of the configuration. What
the points need is made first.
"""

from argparse import ArgumentParser, Namespace

from oresurvey.commands.arguments import add_configuration, add_cores
from oresurvey.operations.run.calls import snakemake

EXAMPLES = (
    "make audit CONFIG=my_survey.yaml",
    "my_survey.yaml --cores 4",
)
FAILED = 2


def add_arguments(parser: ArgumentParser) -> None:
    """Survey and cores."""
    add_configuration(parser)
    add_cores(parser, "cores for jobs")


def run(options: Namespace) -> int:
    """Let Snakemake make the audit; its exit status."""
    wanted = ("--cores", str(options.cores), "--", "audit")
    return snakemake(options.configuration, *wanted).returncode
