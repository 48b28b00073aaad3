"""Put measured tables into docs/methods.md or docs/scaling.md: python scripts/write_methods.py."""

import argparse
import sys
from pathlib import Path

from oresurvey.release.marked_pages import put_between_marks

TABLES = {
    "methods.md": {
        "coverage": "coverage.md",
        "size coverage": "size_coverage.md",
        "demo seeds": "benchmarks/demo_seeds/report.md",
    },
    "scaling.md": {
        "scale": "benchmarks/scale/report.md",
        "costs": "scaling_costs.md",
        "nights": "scaling_nights.md",
    },
}
"""Page -> mark in it -> table below the results."""


def main(arguments: list[str] | None = None) -> int:
    """Command line; 0 when the page was written. A table that was not made stays as it is."""
    parser = argparse.ArgumentParser(description="Put measured tables into a page.")
    parser.add_argument("--results", type=Path, default=Path("results"))
    parser.add_argument("--page", type=Path, default=Path("docs/methods.md"))
    options = parser.parse_args(arguments)
    if options.page.name not in TABLES:
        parser.error(f"--page {options.page}: known pages are {', '.join(TABLES)}")
    for name, table in TABLES[options.page.name].items():
        path = options.results / table
        if path.exists():
            put_between_marks(options.page, name, f"\n{path.read_text(encoding='utf-8')}")
        else:
            print(f"{path} is missing: the page keeps what it says of {name}", file=sys.stderr)
    print(options.page)
    return 0


if __name__ == "__main__":
    sys.exit(main())
