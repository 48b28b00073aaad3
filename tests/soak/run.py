"""``make soak``: what takes too long for ``make test-all``, and a table of what came out.

SOAK_SECONDS bounds the fuzzing, an hour by default; SOAK_KILLS is the number of kills, SOAK_SEED
chooses their moments, SOAK_CORES is what the survey may use. Ends with 1 if a number that must be 0
is not. The rows go into docs/run/faults.md and docs/run/bad_input.md too.
"""

import os
import sys
from pathlib import Path

import pandas as pd
from bad_input import bad_input
from faults_over_demo import faults
from fuzz import fuzz

from oresurvey.files.tables import markdown_table
from oresurvey.release.marked_pages import put_between_marks

DOCS = Path(__file__).parents[2] / "docs"

SECONDS = float(os.environ.get("SOAK_SECONDS", "3600"))
KILLS = int(os.environ.get("SOAK_KILLS", "25"))
SEED = int(os.environ.get("SOAK_SEED", "1"))
CORES = int(os.environ.get("SOAK_CORES", "2"))


PARTS = (
    # Name, page, function without arguments -> rows of (what, number); "(0)" marks what must be 0.
    ("bad-input", "run/bad_input.md", bad_input),
    ("faults", "run/faults.md", lambda: faults(KILLS, CORES, SEED)),
    ("fuzzing", "run/bad_input.md", lambda: fuzz(SECONDS)),
)


def write_table(name: str, page: Path, rows: list[tuple[str, str]]) -> None:
    """Put the rows of a part into the documentation."""
    table = pd.DataFrame(rows, columns=["what", "number"])
    put_between_marks(page, name, markdown_table(table))


def main() -> int:
    """Run the parts that are named, all by default; print one table."""
    wanted = sys.argv[1:] or [name for name, *_ in PARTS]
    rows = []
    for name, page, part in PARTS:
        if name in wanted:
            found = part()
            write_table(name, DOCS / page, found)
            rows += found
    width = max(len(what) for what, _ in rows)
    print("\n".join(f"{what:{width}}  {number}" for what, number in rows))
    return int(any(what.endswith("(0)") and number != "0" for what, number in rows))


if __name__ == "__main__":
    sys.exit(main())
