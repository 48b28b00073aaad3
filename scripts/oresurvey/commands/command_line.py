"""One command with verbs: what is done to a survey beside running it.

A verb is a module of this folder, or of ``makers/``. Its docstring is what ``--help`` says of it,
and it has

- ``EXAMPLES``: what is typed after the verb, or a whole line that begins with make,
- ``FAILED``: the exit status where the survey, or whatever is read, cannot be used,
- ``add_arguments(parser)``,
- ``run(options)``, which returns the exit status.
"""

import argparse
import inspect
import sys
from importlib import import_module

from oresurvey import __version__
from oresurvey.errors import OreSurveyError

COMMAND = "PYTHONPATH=scripts .venv/bin/python -m oresurvey"
FOR_SURVEYS = (
    *("try", "sheet", "convert-mask", "export-annotations"),
    *("annotate", "suggest", "audit"),
    *("why", "verify", "repair", "adopt"),
    *("bridge", "unlock", "clean-stale"),
)
FOR_MAKERS = (
    *("draw-split", "ship-model", "take-pictures"),
    *("write-accuracy", "write-methods", "write-settings"),
)
VERBS = FOR_SURVEYS + FOR_MAKERS


def module_of(verb: str):
    """The module of a verb."""
    folder = "commands.makers" if verb in FOR_MAKERS else "commands"
    return import_module(f"oresurvey.{folder}.{verb.replace('-', '_')}")


def add_verb(verbs, name: str) -> None:
    """Add a verb to the parser's.

    Parameters
    ----------
    verbs : object
        Of `argparse.ArgumentParser.add_subparsers`.
    name : str
        One of `VERBS`.
    """
    module = module_of(name)
    text = inspect.getdoc(module) or ""
    examples = [
        line if line.startswith("make ") else f"{COMMAND} {name} {line}".rstrip()
        for line in module.EXAMPLES
    ]
    parser = verbs.add_parser(
        name,
        help=text.partition("\n")[0],
        description=text,
        epilog="\n  ".join(["examples:", *examples]),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    module.add_arguments(parser)


def main(arguments: list[str] | None = None) -> int:
    """Do what a command line asks for; an error a person can act on is printed without traceback.

    Parameters
    ----------
    arguments : list of str, optional
        Verb and what follows it; by default those of the process.

    Returns
    -------
    int
        Exit status.
    """
    given = sys.argv[1:] if arguments is None else arguments
    parser = argparse.ArgumentParser(
        prog="python -m oresurvey",
        description="What is done to a survey beside running it (make survey). "
        f"Makers of oresurvey have {', '.join(FOR_MAKERS)} besides.",
        epilog=f"{COMMAND} VERB --help names every argument of a verb.",
    )
    parser.add_argument("--version", action="version", version=f"oresurvey {__version__}")
    verbs = parser.add_subparsers(metavar="VERB", dest="verb", required=True)
    # A verb that was named is the only one imported: some need seconds for it.
    for name in given[:1] if given and given[0] in VERBS else VERBS:
        add_verb(verbs, name)
    options = parser.parse_args(given)
    module = module_of(options.verb)
    try:
        return module.run(options)
    except OreSurveyError as error:
        print(f"error: {error}", file=sys.stderr)
        return module.FAILED
