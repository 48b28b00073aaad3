"""Write the schema of the configuration and the settings in config/README.md from their classes."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from oresurvey.release.settings_page import write_settings

EXAMPLES = ("",)
FAILED = 2


def add_arguments(parser: ArgumentParser) -> None:
    """Schema and page."""
    parser.add_argument(
        "--schema",
        type=Path,
        default=Path("config/schemas/config.schema.yaml"),
        metavar="FILE",
        help="schema to write; config/schemas/config.schema.yaml by default",
    )
    parser.add_argument(
        "--page",
        type=Path,
        default=Path("config/README.md"),
        metavar="FILE",
        help="page to write between its marks; config/README.md by default",
    )


def run(options: Namespace) -> int:
    """Write both."""
    write_settings(options.schema, options.page)
    print(options.schema, options.page)
    return 0
