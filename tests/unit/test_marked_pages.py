"""A command writes between its own marks and nowhere else."""

import pytest

from oresurvey.marked_pages import put_between_marks
from write_methods import main as write_methods

PAGE = "head\n<!-- {0}: begin -->\nold\n<!-- {0}: end -->\n<!-- other: begin -->\nkept\ntail\n"


def test_again_and_again_only_what_is_between_the_marks_changes(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(PAGE.format("scores"))
    for _ in range(2):
        put_between_marks(page, "scores", "new\n")
        assert page.read_text() == PAGE.format("scores").replace("old", "new")


def test_a_page_without_the_mark_is_named(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("nothing here")
    with pytest.raises(ValueError, match=r"page.md holds the mark <!-- scores: begin --> 0 times"):
        put_between_marks(page, "scores", "new")


def test_a_table_that_was_not_made_stays(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(PAGE.format("coverage") + PAGE.format("demo seeds").replace("other", "third"))
    (tmp_path / "coverage.md").write_text("| found |\n")
    assert write_methods(["--results", str(tmp_path), "--page", str(page)]) == 0
    assert "| found |" in page.read_text() and page.read_text().count("old") == 1
