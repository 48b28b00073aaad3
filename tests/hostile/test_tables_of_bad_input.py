"""The tables of docs/run/bad_input.md are those of the tests."""

import shutil

from write_tables import PAGE, write_tables


def test_page_says_what_the_tests_demand(tmp_path):
    fresh = tmp_path / "page.md"
    shutil.copy(PAGE, fresh)
    write_tables(fresh)
    assert fresh.read_text() == PAGE.read_text(), "run python tests/hostile/write_tables.py"
