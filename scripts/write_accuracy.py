"""Write docs/accuracy.md and the README's scores: python scripts/write_accuracy.py [--help]."""

import argparse
import sys
from pathlib import Path

from oresurvey.release.accuracy_page import write_page, write_scores_into


def main(arguments: list[str] | None = None) -> int:
    """Command line; 0 when the page was written."""
    parser = argparse.ArgumentParser(description="Write docs/accuracy.md from results.")
    parser.add_argument("--results", type=Path, default=Path("results"))
    parser.add_argument("--page", type=Path, default=Path("docs/accuracy.md"))
    parser.add_argument("--readme", type=Path, default=Path("README.md"))
    options = parser.parse_args(arguments)
    write_page(options.results, options.page, options.page.parent / "pictures" / "accuracy")
    write_scores_into(options.readme, options.results / "lumenstone")
    print(options.page)
    return 0


if __name__ == "__main__":
    sys.exit(main())
