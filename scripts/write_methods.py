"""Put measured tables into pages of docs/: python scripts/write_methods.py [--help] [PAGE ...]."""

import argparse
import sys
from pathlib import Path

from oresurvey.release.marked_pages import put_between_marks

TABLES = {
    "methods/modal.md": {"coverage": "coverage.md"},
    "methods/grain_size.md": {"size coverage": "size_coverage.md"},
    "methods/proof.md": {"demo seeds": "benchmarks/demo_seeds/report.md"},
    "run/scaling.md": {
        "scale": "benchmarks/scale/report.md",
        "costs": "scaling_costs.md",
        "nights": "scaling_nights.md",
    },
}
"""Page below docs/ -> mark in it -> table below the results."""


def main(arguments: list[str] | None = None) -> int:
    """Command line; 0 when the pages were written. A table that was not made stays as it is."""
    parser = argparse.ArgumentParser(description="Put measured tables into pages.")
    parser.add_argument("--results", type=Path, default=Path("results"))
    parser.add_argument("--docs", type=Path, default=Path("docs"))
    parser.add_argument("pages", nargs="*", metavar="PAGE", help=f"of {', '.join(TABLES)}")
    options = parser.parse_args(arguments)
    for page in options.pages or TABLES:
        if page not in TABLES:
            parser.error(f"{page}: known pages are {', '.join(TABLES)}")
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


if __name__ == "__main__":
    sys.exit(main())
