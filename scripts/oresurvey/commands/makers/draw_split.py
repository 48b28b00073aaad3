"""Print the validation fields that are drawn for a sheet of LumenStone, one a line.

Of a hundred thousand random draws of overlap groups per deposit, the one is kept whose shares come
closest to a fifth: of every mineral's pixels, of the fields that hold it, and of all fields.
Nothing but the annotation is looked at.
"""

from argparse import ArgumentParser, Namespace

from oresurvey.release.split import validation_fields

EXAMPLES = ("config/lumenstone.tsv",)
FAILED = 2


def add_arguments(parser: ArgumentParser) -> None:
    """The sheet."""
    parser.add_argument("sheet", metavar="SHEET", help="sheet of annotated fields")


def run(options: Namespace) -> int:
    """Draw and print."""
    print("\n".join(validation_fields(options.sheet)))
    return 0
