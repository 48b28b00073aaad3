"""``make soak``: what takes too long for ``make test``, and a table of what came out.

SOAK_SECONDS bounds the fuzzing, an hour by default; SOAK_KILLS is the number of kills, SOAK_SEED
chooses their moments, SOAK_CORES is what the survey may use. Ends with 1 if a number that must be 0
is not. The rows on faults go into docs/faults.md.
"""

import os
import sys

from bad_input import bad_input
from faults_over_demo import faults, write_table
from fuzz import fuzz

SECONDS = float(os.environ.get("SOAK_SECONDS", "3600"))
KILLS = int(os.environ.get("SOAK_KILLS", "25"))
SEED = int(os.environ.get("SOAK_SEED", "1"))
CORES = int(os.environ.get("SOAK_CORES", "2"))


def faults_with_table() -> list[tuple[str, str]]:
    """Inject the faults, and write what came out into the documentation."""
    rows = faults(KILLS, CORES, SEED)
    write_table(rows)
    return rows


PARTS = (
    # Name, function without arguments -> rows of (what, number); "(0)" marks what must be 0.
    ("bad-input", bad_input),
    ("faults", faults_with_table),
    ("fuzzing", lambda: fuzz(SECONDS)),
)


def main() -> int:
    """Run the parts that are named, all by default; print one table."""
    wanted = sys.argv[1:] or [name for name, _ in PARTS]
    rows = [row for name, part in PARTS if name in wanted for row in part()]
    width = max(len(what) for what, _ in rows)
    print("\n".join(f"{what:{width}}  {number}" for what, number in rows))
    return int(any(what.endswith("(0)") and number != "0" for what, number in rows))


if __name__ == "__main__":
    sys.exit(main())
