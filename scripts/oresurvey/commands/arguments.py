"""Arguments that several verbs have, and the survey that they name."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from oresurvey.audit.filled import check_filled
from oresurvey.survey.reading import read_survey
from oresurvey.survey.survey import Survey

SCRIPTS = Path(__file__).parents[2]
"""Folder of the scripts of the rules."""


def add_configuration(parser: ArgumentParser) -> None:
    """The survey: CONFIG."""
    parser.add_argument(
        "configuration",
        type=Path,
        metavar="CONFIG",
        help="configuration of the survey, YAML; paths in it are relative to the working directory",
    )


def add_cores(parser: ArgumentParser, what: str) -> None:
    """``--cores N``, with what they do."""
    parser.add_argument("--cores", type=int, default=1, metavar="N", help=f"{what}; 1 by default")


def add_path(parser: ArgumentParser, name: str, default: str, what: str) -> None:
    """A file or folder that need not be named, with what lies there."""
    kind = "FILE" if Path(default).suffix else "FOLDER"
    words = f"{what}; {default} by default"
    parser.add_argument(name, type=Path, default=Path(default), metavar=kind, help=words)


def survey_of(options: Namespace) -> Survey:
    """The survey that a command line names.

    Raises
    ------
    OreSurveyError
        If its configuration, its sheet, its table of minerals or its filled audit cannot be used.
    """
    survey = read_survey(options.configuration, SCRIPTS)
    check_filled(survey)
    return survey
