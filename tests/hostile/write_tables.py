"""Write the tables of docs/run/bad_input.md: python tests/hostile/write_tables.py."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "scripts"))

from bad_masks import MASKS
from bad_photographs import PHOTOGRAPHS
from bad_sheets import SHEETS
from kinds import table_of

from oresurvey.release.marked_pages import put_between_marks

PAGE = Path(__file__).parents[2] / "docs" / "run" / "bad_input.md"


def write_tables(page: Path) -> None:
    """Put the tables of all kinds into a page."""
    for name, kinds in (("photographs", PHOTOGRAPHS), ("masks", MASKS), ("sheets", SHEETS)):
        put_between_marks(page, name, f"\n{table_of(kinds)}")


if __name__ == "__main__":
    write_tables(PAGE)
