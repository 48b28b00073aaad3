"""Write docs/models/accuracy.md: python scripts/write_accuracy.py [--help]."""

import argparse
import sys
from pathlib import Path

from oresurvey.release.accuracy_page import write_page


def main(arguments: list[str] | None = None) -> int:
    """Command line; 0 when the page was written."""
    parser = argparse.ArgumentParser(description="Write docs/models/accuracy.md from results.")
    parser.add_argument("--results", type=Path, default=Path("results"))
    parser.add_argument("--page", type=Path, default=Path("docs/models/accuracy.md"))
    options = parser.parse_args(arguments)
    write_page(options.results, options.page, options.page.parent / "pictures" / "accuracy")
    print(options.page)
    return 0


if __name__ == "__main__":
    sys.exit(main())
