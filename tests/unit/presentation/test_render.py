"""Pages: every table is there, and nothing from a sheet runs in the reader's browser."""

from dataclasses import replace
from html.parser import HTMLParser

import jinja2
import numpy as np
import pandas as pd
import pytest

from oresurvey.model_change.page import TEMPLATE as COMPARISON
from oresurvey.presentation.render import render, text_of
from oresurvey.report.deposit_page import FOLDED, Neighbours, neighbours
from oresurvey.report.deposit_page import TEMPLATE as DEPOSIT
from oresurvey.report.figures.notes import NOTES
from oresurvey.report.first_screen import Bar, DepositCard
from oresurvey.report.survey_page import TEMPLATE as SURVEY
from oresurvey.report.survey_page import PageSettings
from oresurvey.report.tables import COMPARISONS, OF_DEPOSITS
from oresurvey.report.trust.mark import Mark
from oresurvey.report.viewer.links import Viewer
from oresurvey.report.worth_a_look import Remark

EVIL = '<script>alert("x")</script>'
ESCAPED = "&lt;script&gt;alert(&#34;x&#34;)&lt;/script&gt;"


class Page(HTMLParser):
    """Tags in order, and the cells of every table."""

    def __init__(self, path):
        super().__init__()
        self.tags, self.tables, self._cell = [], [], False
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        if tag == "table":
            self.tables.append([])
        if tag in ("td", "th"):
            self._cell = True
            self.tables[-1].append("")

    def handle_endtag(self, tag):
        if tag in ("td", "th"):
            self._cell = False

    def handle_data(self, data):
        if self._cell:
            self.tables[-1][-1] += data


PAGE = ("shares", *OF_DEPOSITS, *COMPARISONS, "standing", "drift", "quarantined")
"""Names of the tables of the survey page."""
SINGLE = ("modal", "grain_size", "association", "locking", "textures")
SETTINGS = PageSettings("m", None, "today", 2.0, 8, "none", [("model", "abc")])
MARKS = [Mark("Scale known?", "good", "yes", "Every photograph has a scale.")]


def cell(text: str) -> dict:
    return {"text": text, "marks": (), "href": ""}


def shown(name: str, value: str) -> dict:
    """A table of one cell, as from `presentation.tables.page_table`."""
    return {
        "header": [name], "titles": [name], "numeric": [False], "rows": [[cell(value)]],
        "left_out": 0, "long": False, "much": False,
    }  # fmt: skip


NOTHING = shown("", "") | {"rows": []}


def figure(name: str) -> dict:
    return {
        "src": f"{name}.svg",
        "title": name,
        "how": "how",
        "caution": "no",
        "wide": True,
        "width": 4,
        "height": 3,
    }


def survey(**content):
    """All that the template of a survey asks for."""
    figures = {name: figure(name) for name in SINGLE} | {"minerals": [], "comparison": []}
    return {
        "settings": SETTINGS, "contents": [("modal", "Modal")], "title": "Ore survey of A",
        "links": {"A": "A.html"}, "cards": [], "cards_shown": 12, "scale": 100,
        "counts": [("1", "deposit")], "worth": [], "warnings": [], "map": None, "overview": [],
        "marks": [("A", "A.html", MARKS[0], MARKS)], "steps": [], "steps_shown": 3,
        "tables": dict.fromkeys(PAGE, NOTHING),
        "files": ["modal"], "figures": figures, "change": None, "comparison_link": "c.html",
        "scores": None, "weak": [], "chosen_by_validation": True, "per_class": None,
        "evaluation_figures": [], "scored_fields": [], "training_figures": [],
        "card": "card.md", "class_shares": NOTHING, "fields": NOTHING,
    } | content  # fmt: skip


SCORES = {
    "fields": 2, "split": "test", "overall_accuracy": 0.5, "mean_iou": 0.25, "pooled_iou": 1 / 3,
    "overall_accuracy_inside": 0.75, "coverage": 0.8, "overall_accuracy_identified": 0.625,
    "calibration_error": 0.0123,
}  # fmt: skip


def read(path) -> str:
    return path.read_text(encoding="utf-8")


def test_every_table_of_a_survey_is_there(tmp_path):
    tables = {name: shown(f"column of {name}", f"cell of {name}") for name in PAGE}
    others = ("scores", "classes", "fields")
    own = {name: shown(f"column of {name}", f"cell of {name}") for name in others}
    page = tmp_path / "index.html"
    render(
        SURVEY, page,
        **survey(
            tables=tables, scores=SCORES, per_class=own["scores"], class_shares=own["classes"],
            fields=own["fields"],
        ),
    )  # fmt: skip
    expected = [[f"column of {name}", f"cell of {name}"] for name in (*PAGE, *others)]
    marks = ["Deposit", "All in all", "Scale known?", "A", "✓yes", "✓yes"]
    provenance = ["model", "abc"]
    assert sorted(Page(page).tables) == sorted([*expected, marks, provenance])


def test_rows_that_are_not_shown_are_told_of_with_the_file(tmp_path):
    cut = shown("column", "cell") | {"left_out": 7, "long": True, "much": False}
    page = tmp_path / "index.html"
    render(SURVEY, page, **survey(tables=dict.fromkeys(PAGE, NOTHING) | {"modal": cut}))
    assert '7 more rows are in <a href="../deposits/modal.csv">modal.csv</a>' in read(page)


def test_a_survey_without_annotation_says_so(tmp_path):
    render(SURVEY, tmp_path / "index.html", **survey())
    assert "No annotated field with split validation or test" in read(tmp_path / "index.html")


def test_nothing_is_said_of_a_map_or_a_previous_model_that_are_not_there(tmp_path):
    page = tmp_path / "index.html"
    render(SURVEY, page, **survey())
    assert 'id="map"' not in read(page) and 'id="change"' not in read(page)
    change = {
        "before": "old", "after": "m", "flips": 1, "compared": 9, "flip_sentences": [EVIL],
        "modal_sentences": [],
    }  # fmt: skip
    render(SURVEY, page, **survey(map=figure("map"), change=change))
    assert 'id="map"' in read(page) and ESCAPED in read(page)
    assert "1 of 9 conclusions about deposits differ between <b>old</b>" in read(page)


def test_every_figure_says_how_to_read_it_and_what_not_to_conclude():
    for name, note in NOTES.items():
        assert note.how and note.caution, name
        assert not note.title.endswith((".", "?")), name


CARD = DepositCard(
    EVIL, Mark(EVIL, "bad", EVIL, EVIL), EVIL,
    [Bar(EVIL, EVIL, "#ffffff", EVIL, (EVIL,), 3.0, None, None)], EVIL, EVIL, EVIL,
)  # fmt: skip


@pytest.mark.parametrize(
    "content",
    [
        {"title": EVIL},
        {"cards": [CARD], "links": {EVIL: "A.html"}},
        {"settings": replace(SETTINGS, author=EVIL)},
        {"settings": replace(SETTINGS, objective=EVIL)},
        {"settings": replace(SETTINGS, model=EVIL)},
        {"settings": replace(SETTINGS, provenance=[("sheet", EVIL)])},
        {"warnings": [EVIL]},
        {"worth": [Remark(EVIL, EVIL, "#x")]},
        {"marks": [(EVIL, "A.html", MARKS[0], MARKS)]},
        {"marks": [("A", "A.html", MARKS[0], [Mark(EVIL, "bad", EVIL, EVIL)])]},
        {"marks": [("A", "A.html", Mark(EVIL, "bad", EVIL, EVIL), MARKS)]},
        {"tables": dict.fromkeys(PAGE, shown("deposit", EVIL))},
        {"tables": dict.fromkeys(PAGE, shown(EVIL, "x"))},
        {"map": figure(EVIL)},
        {"scores": SCORES, "per_class": NOTHING, "scored_fields": [(EVIL, "x.png")]},
    ],
)
def test_nothing_from_a_sheet_runs(tmp_path, content):
    page = tmp_path / "index.html"
    render(SURVEY, page, **survey(**content))
    assert Page(page).tags.count("script") == 1, "that of the tables"
    assert ESCAPED in read(page)


def deposit(**content):
    """All that the template of a deposit asks for."""
    return {
        "deposit": "A", "model": "m", "neighbours": Neighbours(None, ("B", "B.html")),
        "sections_count": 1, "fields_count": 2, "grains": 3, "marks": MARKS, "overall": MARKS[0],
        "steps": None, "refused": False, "viewers": [], "polished_area": "", "weak": NOTHING,
        "figures": [], "shares": NOTHING, "tables": dict.fromkeys(FOLDED, (NOTHING, NOTHING)),
        "folded_tables": FOLDED, "variance": NOTHING, "standing": [],
        "comparisons": dict.fromkeys(COMPARISONS, NOTHING),
        "quarantined": NOTHING, "fields": NOTHING,
    } | content  # fmt: skip


@pytest.mark.parametrize(
    "content",
    [
        {"deposit": EVIL},
        {"neighbours": Neighbours((EVIL, "x.html"), None)},
        {"viewers": [Viewer("A", EVIL, EVIL, "p.html", "t.jpg", "m.png", 3, 1.0)]},
        {"standing": [{"tested": False, "reason": EVIL, "remarks": ""}]},
        {"quarantined": shown("reason", EVIL)},
        {"shares": shown("section", EVIL)},
        {"tables": dict.fromkeys(FOLDED, (NOTHING, shown("section", EVIL)))},
    ],
)
def test_nothing_from_a_sheet_runs_on_the_page_of_a_deposit(tmp_path, content):
    page = tmp_path / "A.html"
    render(DEPOSIT, page, **deposit(**content))
    assert Page(page).tags.count("script") == 1, "that of the tables"
    assert ESCAPED in read(page)


def test_a_deposit_without_anything_mapped_says_so(tmp_path):
    render(DEPOSIT, tmp_path / "A.html", **deposit())
    text = read(tmp_path / "A.html")
    assert "there is nothing to draw" in text and "there is nothing to compare" in text


def test_neighbours_are_in_the_order_of_the_names():
    names = {"A": "A", "B": "B%20b", "C": "C"}
    assert neighbours("A", names) == Neighbours(None, ("B", "B%2520b.html"))
    assert neighbours("C", names) == Neighbours(("B", "B%2520b.html"), None)


def test_page_opens_from_disk_without_a_network(tmp_path):
    page = tmp_path / "index.html"
    render(SURVEY, page, **survey())
    assert "http://" not in read(page) and "https://" not in read(page)
    assert "link" not in Page(page).tags


def comparison(**content):
    """All that the template of a comparison asks for."""
    return {
        "baseline": "a", "model": "b", "fields": 2, "sections": 1, "left_out": NOTHING,
        "left_out_counts": {"field": 0, "section": 0, "map": 0}, "area": "", "matrix": False,
        "judged": [], "disagreements": NOTHING, "largest": [], "flips": [], "compared": 1,
        "missing": [], "conclusions": NOTHING, "deposits": [], "viewers": [], "modal": NOTHING,
        "sizes": NOTHING, "associations": NOTHING, "scores": None, "files": ["modal"],
    } | content  # fmt: skip


def test_every_table_of_a_comparison_is_there(tmp_path):
    page = tmp_path / "index.html"
    content = {
        "left_out": shown("field", EVIL), "largest": [("Modal shares", [EVIL])], "flips": [EVIL],
        "missing": [EVIL], "conclusions": shown("about", EVIL), "modal": shown("deposit", EVIL),
        "associations": shown("a", EVIL),
    }  # fmt: skip
    render(COMPARISON, page, **comparison(**content, scores=shown("model", "b")))
    tables = [["about", EVIL], ["deposit", EVIL], ["a", EVIL]]
    assert Page(page).tables == [["field", EVIL], ["model", "b"], *tables]
    assert Page(page).tags.count("script") == 1, "that of the tables"
    render(COMPARISON, page, **comparison(**content))
    assert Page(page).tables == [["field", EVIL], *tables]
    assert "which of the two is right is not known" in page.read_text(encoding="utf-8")


def test_forgotten_content_is_an_error_and_leaves_no_page(tmp_path):
    with pytest.raises(jinja2.UndefinedError, match="baseline"):
        render(COMPARISON, tmp_path / "index.html", deposits=shown("a", "b"))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("value", "text"),
    [
        *((12.34567, "12.35"), (123456.0, "123456"), (np.nan, ""), (5, "5"), (123456, "123456")),
        *((None, ""), (pd.NA, ""), ("a", "a"), (True, "True")),
    ],
)
def test_text_of_a_value(value, text):
    assert text_of(value) == text
