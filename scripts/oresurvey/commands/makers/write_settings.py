"""Write the schema of the configuration and the settings in config/README.md from their classes."""

from argparse import ArgumentParser, Namespace

from oresurvey.commands.arguments import add_path
from oresurvey.release.settings_page import write_settings

EXAMPLES = ("",)
FAILED = 2


def add_arguments(parser: ArgumentParser) -> None:
    """Schema and page."""
    add_path(parser, "--schema", "config/schemas/config.schema.yaml", "schema to write")
    add_path(parser, "--page", "config/README.md", "page to write between its marks")


def run(options: Namespace) -> int:
    """Write both."""
    write_settings(options.schema, options.page)
    print(options.schema, options.page)
    return 0
