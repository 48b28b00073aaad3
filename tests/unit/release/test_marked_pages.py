"""A command writes between its own marks and nowhere else."""

from pathlib import Path

import pytest

from oresurvey.commands.command_line import main as oresurvey
from oresurvey.commands.makers.write_methods import TABLES
from oresurvey.release.marked_pages import put_between_marks

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
    page = tmp_path / "run" / "scaling.md"
    page.parent.mkdir()
    marks = (("scale", "other"), ("costs", "third"), ("nights", "fourth"))
    page.write_text("".join(PAGE.format(name).replace("other", other) for name, other in marks))
    (tmp_path / "scaling_costs.md").write_text("| found |\n")
    folders = ["--results", str(tmp_path), "--docs", str(tmp_path)]
    assert oresurvey(["write-methods", *folders, "run/scaling.md"]) == 0
    assert "| found |" in page.read_text() and page.read_text().count("old") == 2


@pytest.mark.parametrize("name", list(TABLES))
def test_every_page_holds_its_marks(name):
    text = (Path(__file__).parents[3] / "docs" / name).read_text(encoding="utf-8")
    for mark in TABLES[name]:
        assert text.count(f"<!-- {mark}: begin -->") == 1, mark


def test_an_unknown_page_is_refused(capsys):
    assert oresurvey(["write-methods", "methods/other.md"]) == 2
    assert f"known pages are {', '.join(TABLES)}" in capsys.readouterr().err
