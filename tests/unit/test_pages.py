"""Pages: every table is there, and nothing from a sheet runs in the reader's browser."""

from html.parser import HTMLParser

import jinja2
import numpy as np
import pandas as pd
import pytest

from oresurvey.pages import render, table_html

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


def one(name, value):
    return table_html(pd.DataFrame({name: [value]}))


TABLES = (
    *("modal", "effort", "assay", "grain_size", "saltykov", "association", "rims", "textures"),
    *("locking", "liberation", "standing", "comparison", "deposit_tests", "size_tests"),
    *("association_tests", "drift", "class_shares"),
)


def survey(**content):
    """All that the template of a survey asks for."""
    empty = table_html(pd.DataFrame())
    return {
        "deposits": ["A"], "model": "m", "made": "today", "sections": [("modal", "Modal")],
        "cards": [(1, "deposits")], "warnings": [], "quarantined": empty, "legend_text": "",
        "figures": {"minerals": [], "comparison": []}, "connectivity": 8, "split": "none",
        "scores": None, "per_class": None, "chosen_by_validation": True,
        "evaluation_figures": [], "training_figures": [], "tables": ("modal",),
        "provenance": [("model", "abc")], **dict.fromkeys(TABLES, empty),
    } | content  # fmt: skip


SCORES = {
    "fields": 2, "split": "test", "overall_accuracy": 0.5, "mean_iou": 0.25, "pooled_iou": 1 / 3,
    "overall_accuracy_inside": 0.75, "coverage": 0.8, "overall_accuracy_identified": 0.625,
    "calibration_error": 0.0123,
}  # fmt: skip


def test_every_table_of_a_survey_is_there(tmp_path):
    names = ("quarantined", *TABLES)
    tables = {name: one(f"column of {name}", f"cell of {name}") for name in names}
    per_class = one("column of scores", "cell of scores")
    page = tmp_path / "index.html"
    render("survey.html", page, **survey(**tables, scores=SCORES, per_class=per_class))
    shown = Page(page).tables
    expected = [[f"column of {name}", f"cell of {name}"] for name in (*names, "scores")]
    assert sorted(shown) == sorted([*expected, ["model", "abc"]])


def test_a_survey_without_annotation_says_so(tmp_path):
    render("survey.html", tmp_path / "index.html", **survey())
    assert "No annotated field with split validation or test" in (
        tmp_path / "index.html"
    ).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "content",
    [
        {"deposits": [EVIL]},
        {"model": EVIL},
        {"warnings": [EVIL]},
        {"modal": one("deposit", EVIL)},
        {"quarantined": one(EVIL, "cut short")},
        {"figures": {"minerals": [EVIL], "comparison": []}},
        {"provenance": [("sheet", EVIL)]},
    ],
)
def test_nothing_from_a_sheet_runs(tmp_path, content):
    page = tmp_path / "index.html"
    render("survey.html", page, **survey(**content))
    assert "script" not in Page(page).tags
    assert ESCAPED in page.read_text(encoding="utf-8")


def test_page_opens_from_disk_without_a_network(tmp_path):
    page = tmp_path / "index.html"
    render("survey.html", page, **survey())
    text = page.read_text(encoding="utf-8")
    assert "http://" not in text and "https://" not in text
    assert "link" not in Page(page).tags


def comparison(**content):
    """All that the template of a comparison asks for."""
    empty = table_html(pd.DataFrame())
    return {
        "baseline": "a", "model": "b", "fields": 2, "sections": 1, "left_out": empty,
        "left_out_counts": {"field": 0, "section": 0, "map": 0}, "area": "", "matrix": False,
        "judged": [], "disagreements": empty, "largest": [], "flips": [], "compared": 1,
        "missing": [], "conclusions": empty, "deposits": [], "viewers": [], "modal": empty,
        "sizes": empty, "associations": empty, "scores": None, "files": ["modal"],
    } | content  # fmt: skip


def test_every_table_of_a_comparison_is_there(tmp_path):
    page = tmp_path / "index.html"
    content = {
        "left_out": one("field", EVIL), "largest": [("Modal shares", [EVIL])], "flips": [EVIL],
        "missing": [EVIL], "conclusions": one("about", EVIL), "modal": one("deposit", EVIL),
        "associations": one("a", EVIL),
    }  # fmt: skip
    render("comparison.html", page, **comparison(**content, scores=one("model", "b")))
    tables = [["about", EVIL], ["deposit", EVIL], ["a", EVIL]]
    assert Page(page).tables == [["field", EVIL], ["model", "b"], *tables]
    assert "script" not in Page(page).tags
    render("comparison.html", page, **comparison(**content))
    assert Page(page).tables == [["field", EVIL], *tables]
    assert "which of the two is right is not known" in page.read_text(encoding="utf-8")


def test_forgotten_content_is_an_error_and_leaves_no_page(tmp_path):
    with pytest.raises(jinja2.UndefinedError, match="baseline"):
        render("comparison.html", tmp_path / "index.html", deposits=one("a", "b"))
    assert not list(tmp_path.iterdir())


def test_cells():
    frame = pd.DataFrame(
        {
            "field": ["a", "b"],
            "pct": [12.34567, np.nan],
            "width": pd.array([5, None], dtype="Int64"),
            "whole": [123456, 2],
            "flag": [True, False],
            "nothing": [np.nan, np.nan],
            "blank": ["", ""],
            "left": ["", None],
        }
    )
    found = table_html(frame)
    assert found["header"] == ["field", "pct", "width", "whole", "flag"]
    assert found["rows"] == [
        ["a", "12.35", "5", "123456", "True"],
        ["b", "", "", "2", "False"],
    ]
    assert found["numeric"][:4] == [False, True, True, True]


def test_columns_in_the_order_asked_for():
    frame = pd.DataFrame({"a": [1], "b": [2], "c": [3]})
    assert table_html(frame, ["c", "a"])["rows"] == [["3", "1"]]


def test_empty_table():
    assert table_html(pd.DataFrame({"a": [], "b": []}))["rows"] == []
