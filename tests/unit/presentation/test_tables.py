"""Tables of the pages: what people read and what the files are called."""

import pandas as pd

from oresurvey.presentation.tables import (
    interval_text,
    p_text,
    page_table,
    share_interval_text,
    share_matrix,
)
from oresurvey.report.tables import COLUMNS, shown_table


def texts(table: dict) -> list[list[str]]:
    return [[cell["text"] for cell in row] for row in table["rows"]]


def test_headings_have_units_and_the_names_in_the_file_as_titles():
    table = page_table(pd.DataFrame({"deposit": ["A"], "area_mm2": [1.5], "other": ["x"]}))
    assert table["header"] == ["Deposit", "Area, mm²", "other"]
    assert table["titles"] == ["deposit", "area_mm2", "other"]
    assert table["numeric"] == [False, True, False]


def test_two_ends_are_one_interval():
    frame = pd.DataFrame({"pct": [5.0, 1], "low_pct": [4.0, None], "high_pct": [6.125, None]})
    table = page_table(frame)
    assert table["titles"] == ["pct", "low_pct, high_pct"]
    assert table["header"][1] == "95 % interval, %"
    assert texts(table) == [["5", "[4, 6.12]"], ["1", ""]]


def test_marks_stand_at_the_shares_and_their_columns_are_gone():
    frame = pd.DataFrame(
        {
            "pct": [1.0, 2.0], "corrected_pct": [1.5, 2.5], "below_lod": [True, False],
            "validated": ["True", "False"],
        }
    )  # fmt: skip
    table = page_table(frame)
    assert table["titles"] == ["pct", "corrected_pct"]
    assert [[cell["marks"] for cell in row] for row in table["rows"]] == [
        [("< L_C",), ()],
        [("not validated",), ("not validated",)],
    ]


def test_what_was_not_searched_is_no_zero():
    frame = pd.DataFrame({"pct": [1.0, None], "searched": ["True", "False"]})
    assert texts(page_table(frame)) == [["1"], ["not searched"]]
    change = pd.DataFrame({"pct_before": [0.0], "pct_after": [3.0], "searched_before": [False]})
    assert texts(page_table(change)) == [["not searched", "3"]]
    ends = {"best_low_pct": None, "best_high_pct": None}
    row = {"mineral": "Pn", "code": 7, "deposit": "A", "searched": False, "best_pct": None} | ends
    (cells,) = share_matrix(pd.DataFrame([row]))["rows"]
    assert cells[1]["text"] == "not searched"
    # Labels of its own found it all the same.
    (cells,) = share_matrix(pd.DataFrame([row | {"best_pct": 3.0}]))["rows"]
    assert cells[1]["text"] == "3"
    found = pd.DataFrame({"best_pct": [None, 3.0], "pct": [None, None], "searched": [False] * 2})
    assert texts(page_table(found, ["best_pct"])) == [["not searched"], ["3"]]


def test_p_values_bools_and_bases_in_words():
    frame = pd.DataFrame({"p_holm": [0.0004, 0.0123], "tested": [True, False], "basis": "total"})
    assert texts(page_table(frame)) == [
        ["< 0.001", "yes", "whole area"],
        ["0.012", "no", "whole area"],
    ]
    assert p_text(float("nan")) == "" and interval_text(float("nan"), float("nan")) == ""
    assert interval_text(3.2, float("nan")) == "at least 3.2"
    assert interval_text(float("nan"), 0.5) == "at most 0.5"


def test_large_numbers_have_no_powers_of_ten():
    assert texts(page_table(pd.DataFrame({"pixels": [1234567.0]}))) == [["1234567"]]


def test_long_tables_are_cut_and_say_so():
    frame = pd.DataFrame({"deposit": list("abcdefghijklmnop")})
    assert not page_table(frame, most=12)["long"] and page_table(frame, most=13)["long"]
    assert page_table(frame, most=13)["left_out"] == 3


def test_links_are_of_the_values():
    table = page_table(pd.DataFrame({"deposit": ["A", "B"]}), links={"deposit": {"A": "a.html"}})
    assert [row[0]["href"] for row in table["rows"]] == ["a.html", ""]


def test_an_empty_table():
    assert page_table(pd.DataFrame({"deposit": []}))["rows"] == []


def test_lengths_in_pixels_are_left_out_where_all_are_in_micrometres():
    frame = pd.DataFrame({"mineral": ["Py"], "d50_um": [10.0], "d50_px": [8.0]})
    assert shown_table("grain_size", frame)["titles"] == ["mineral", "d50_um"]
    frame = pd.concat([frame, frame.assign(d50_um=None)])
    assert shown_table("grain_size", frame)["titles"] == ["mineral", "d50_um", "d50_px"]


def test_comparisons_begin_with_what_is_told_apart_most_clearly():
    frame = pd.DataFrame({"mineral": ["Py", "Gn", "Sp"], "p_family": [0.2, 0.01, None]})
    assert [row[0] for row in texts(shown_table("comparison", frame))] == ["Gn", "Py", "Sp"]
    assert "p_family" in COLUMNS["comparison"].split()


def test_matrix_shows_the_best_share():
    frame = pd.DataFrame(
        [
            ("A", 1, "Ccp", 12.0, 10.5, 13.5, False, True),
            ("A", 6, "Py", 90.0, None, None, True, False),
            ("B", 6, "Py", 100.0, None, None, None, None),
        ],
        columns=[
            *("deposit", "code", "mineral", "best_pct", "best_low_pct", "best_high_pct"),
            *("below_lod", "validated"),
        ],
    )
    table = share_matrix(frame, links={"B": "b.html"})
    assert table["header"] == ["Deposit", "Ccp, %", "Py, %"]
    assert texts(table) == [["A", "12 [10.5, 13.5]", "90"], ["B", "", "100"]]
    assert table["rows"][0][2]["marks"] == ("< L_C", "not validated")
    assert table["rows"][1][0]["href"] == "b.html"


def test_an_interval_that_excludes_next_to_nothing_is_called_so():
    table = pd.DataFrame(
        {
            "best_pct": [30.0, 40.0, 0.0004, 0.0],
            "best_low_pct": [3.38e-17, 25.0, 3.38e-19, float("nan")],
            "best_high_pct": [99.99, 60.0, 0.2, float("nan")],
            "sections_needed": [69331.0, 12.0, float("nan"), 1000.0],
            "difference_low_pct": -60.0,
            "difference_high_pct": 60.0,
        }
    )
    rows = page_table(table)["rows"]
    cells = [[cell["text"] for cell in row] for row in rows]
    assert [row[1] for row in cells] == ["not bounded", "[25, 60]", "[0, 0.2]", ""]
    assert share_interval_text(16.2, 100.0) == "at least 16.2"
    assert [row[0] for row in cells] == ["30", "40", "< 0.001", "0"]
    assert [row[2] for row in cells] == ["> 1000", "12", "", "1000"]
    assert cells[0][3] == "[-60, 60]"
