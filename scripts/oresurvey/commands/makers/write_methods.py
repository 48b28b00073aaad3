"""Put measured tables into pages of docs/.

make methods and make scaling measure them first. A table that was not made leaves its place in the
page as it is.
"""

import sys
from argparse import ArgumentParser, Namespace

from oresurvey.commands.arguments import add_path
from oresurvey.errors import OreSurveyError
from oresurvey.release.marked_pages import put_between_marks

EXAMPLES = (
    "make methods",
    "",
    "run/scaling.md",
)
FAILED = 2
TABLES = {
    "methods/modal.md": {
        "coverage": "coverage.md",
        "pooling": "share_pooling.md",
        "levels": "levels.md",
    },
    "methods/comparison.md": {"comparison": "comparison.md"},
    "methods/grain_size.md": {
        "size coverage": "size_coverage.md",
        "known grains": "grain_sizes_known.md",
        "real frames": "grain_sizes_real.md",
    },
    "methods/referee.md": {
        "referee": "referee.md",
        "referee populations": "referee_populations.md",
    },
    "methods/proof.md": {"demo seeds": "benchmarks/demo_seeds/report.md"},
    "run/scaling.md": {
        "scale": "benchmarks/scale/report.md",
        "costs": "scaling_costs.md",
        "nights": "scaling_nights.md",
    },
}
"""Page below docs/ -> mark in it -> table below the results."""


def add_arguments(parser: ArgumentParser) -> None:
    """Results, documents, pages."""
    add_path(parser, "--results", "results", "folder of all results")
    add_path(parser, "--docs", "docs", "folder of the pages")
    parser.add_argument(
        "pages", nargs="*", metavar="PAGE", help=f"of {', '.join(TABLES)}; all by default"
    )


def run(options: Namespace) -> int:
    """Write the pages."""
    for page in options.pages or TABLES:
        if page not in TABLES:
            raise OreSurveyError(f"{page}: known pages are {', '.join(TABLES)}")
        for name, table in TABLES[page].items():
            path = options.results / table
            if path.exists():
                put_between_marks(
                    options.docs / page, name, f"\n{path.read_text(encoding='utf-8')}"
                )
            else:
                print(f"{path} is missing: {page} keeps what it says of {name}", file=sys.stderr)
        print(options.docs / page)
    return 0
