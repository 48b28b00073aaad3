"""Put what simulations found into docs/methods.md: python scripts/write_methods.py [--help]."""

import argparse
import sys
from pathlib import Path

from oresurvey.marked_pages import put_between_marks

TABLES = {
    "coverage": "coverage.md",
    "size coverage": "size_coverage.md",
    "demo seeds": "benchmarks/demo_seeds/report.md",
}
"""Mark in the page -> table below the results."""


def main(arguments: list[str] | None = None) -> int:
    """Command line; 0 when the page was written. A table that was not made stays as it is."""
    parser = argparse.ArgumentParser(description="Put simulated coverage into docs/methods.md.")
    parser.add_argument("--results", type=Path, default=Path("results"))
    parser.add_argument("--page", type=Path, default=Path("docs/methods.md"))
    options = parser.parse_args(arguments)
    for name, table in TABLES.items():
        path = options.results / table
        if path.exists():
            put_between_marks(options.page, name, f"\n{path.read_text(encoding='utf-8')}")
        else:
            print(f"{path} is missing: the page keeps what it says of {name}", file=sys.stderr)
    print(options.page)
    return 0


if __name__ == "__main__":
    sys.exit(main())
