"""The filled sheet of an audit: read whatever a spreadsheet did to it, refused by row."""

import pandas as pd
import pytest

from oresurvey.audit.answers import Answers
from oresurvey.audit.points import POINT_COLUMNS
from oresurvey.audit.sheet import COLUMNS, check_place, read_audit
from oresurvey.errors import ConfigurationError, SheetError
from oresurvey.files.tables import write_csv
from oresurvey.survey.minerals import Mineral, Minerals

MINERALS = Minerals(
    tuple(
        Mineral(code, symbol, label, name, "#000000", 1.0)
        for code, symbol, label, name in (
            (0, "BG", "BG", "background"),
            (4, "Bn", "Brt", "bornite"),
            (5, "Pyh", "Po", "pyrrhotite"),
            (6, "Py", "Py/Mrc", "pyrite"),
            (11, "Co", "", "cobaltite"),
            (12, "CO", "", "other"),
        )
    )
)
FIELDS = [
    {"deposit": "A", "section": "s1", "field": "f1", "width": 10, "height": 8},
    {"deposit": "A", "section": "s1", "field": "f2", "width": 10, "height": 8},
    {"deposit": "=B", "section": "-s", "field": "+f", "width": 10, "height": 8},
]
ROWS = [
    # point, deposit, section, field, x, y, stratum, its pixels, its points, mineral, note
    [1, "A", "s1", "f2", 1, 7, 3, 900, 2, "Py", ""],
    [2, "A", "s1", "f1", 9, 0, 1, 100, 2, "?", "too dark,\nout of focus"],
    [3, "=B", "-s", "+f", 0, 0, 2, 50, 1, "Bn", "-"],
    [4, "A", "s1", "f1", 2, 0, 3, 900, 2, "BG", ""],
    [5, "A", "s1", "f1", 3, 3, 1, 100, 2, "Pyh", ""],
]


def sheet(tmp_path, rows=ROWS, columns=POINT_COLUMNS):
    write_csv(pd.DataFrame(rows, columns=columns), tmp_path / "filled.csv")
    return tmp_path / "filled.csv"


def changed(point, column, value):
    """The rows with one cell changed."""
    rows = [list(row) for row in ROWS]
    rows[point - 1][POINT_COLUMNS.index(column)] = value
    return rows


def read(path):
    return read_audit(path, MINERALS, FIELDS)


def test_a_filled_sheet_is_read_with_its_guards_taken_off(tmp_path):
    assert "'=B,'-s,'+f" in sheet(tmp_path).read_text()
    found = read(sheet(tmp_path))
    assert list(found.columns) == COLUMNS
    columns = ["deposit", "section", "field", "x_px", "y_px", "stratum", "true_code"]
    assert found[columns].to_numpy().tolist() == [
        ["=B", "-s", "+f", 0, 0, 2, 4],
        ["A", "s1", "f1", 2, 0, 3, 0],
        ["A", "s1", "f1", 3, 3, 1, 5],
        ["A", "s1", "f2", 1, 7, 3, 6],
    ]


def test_a_filled_sheet_may_be_saved_as_a_workbook(tmp_path):
    filled = sheet(tmp_path)
    cells = pd.read_csv(filled, keep_default_na=False)
    cells.to_excel(tmp_path / "filled.xlsx", index=False)
    assert read(tmp_path / "filled.xlsx").equals(read(filled))


def test_what_nobody_could_tell_is_left_out_and_counted(tmp_path):
    found = read(sheet(tmp_path)).set_index("stratum")
    assert found.loc[1, "stratum_unknown"] == 1
    assert (found.loc[3, "stratum_unknown"] == 0).all()
    assert (found["stratum_points"].loc[[1, 3]] == 2).all()


def test_a_stratum_that_nobody_could_tell_still_counts_in_the_deposit(tmp_path):
    found = read(sheet(tmp_path, changed(5, "mineral", "?")))
    assert 1 not in set(found["stratum"])
    # Strata 1 and 3 of A: 100 + 900 pixels.
    assert (found.loc[found["deposit"] == "A", "deposit_px"] == 1000).all()


def test_a_sheet_of_question_marks_is_an_empty_table(tmp_path):
    found = read(sheet(tmp_path, [[*row[:9], "?", ""] for row in ROWS]))
    assert list(found.columns) == COLUMNS
    assert len(found) == 0


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_separators_marks_and_line_ends_of_spreadsheets_are_read(tmp_path, separator):
    expected = read(sheet(tmp_path))
    frame = pd.read_csv(tmp_path / "filled.csv", dtype=str, keep_default_na=False)
    text = frame.to_csv(index=False, sep=separator, lineterminator="\r\n")
    (tmp_path / "other.csv").write_bytes(text.encode("utf-8-sig"))
    pd.testing.assert_frame_equal(read(tmp_path / "other.csv"), expected)


def test_the_order_of_the_rows_changes_nothing(tmp_path):
    expected = read(sheet(tmp_path))
    pd.testing.assert_frame_equal(read(sheet(tmp_path, ROWS[::-1])), expected)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        *(("Py", 6), ("Py/Mrc", 6), ("6", 6), ("pyrite", 6), ("PY", 6), ("Po", 5), ("Brt", 4)),
        # Only upper and lower case tell these two.
        *(("Co", 11), ("CO", 12), ("co", None)),
        *(("7", None), ("unidentified", None), ("254", None), ("", None), ("-1", None)),
    ],
)
def test_minerals_go_by_symbol_label_name_and_code(text, code):
    assert Answers(MINERALS).code(text) == code


@pytest.mark.parametrize(
    ("point", "column", "value", "said"),
    [
        (1, "mineral", "", "row 2: mineral is empty; write what it is, or ?"),
        (
            1,
            "mineral",
            "pyrit",
            "row 2: 'pyrit' is no mineral.*do you mean 'pyrite'.*one of BG, Bn",
        ),
        (4, "mineral", "254", "row 5: '254' is no mineral of the table"),
        (4, "field", "f9", "row 5: field 'f9' is not in the survey"),
        (4, "section", "s2", "row 5: section is 's2' but field 'f1' is of 's1'"),
        (4, "deposit", "C", "row 5: deposit is 'C' but field 'f1' is of 'A'"),
        (4, "x_px", 10, "row 5: x_px 10 is outside the field, 10 px"),
        (4, "y_px", "1.2E+03", "row 5: y_px is '1.2E\\+03' and no whole number"),
        (4, "stratum_px", 901, "row 5: stratum 3 has .*A, 901, 2 here and A, 900, 2 in row 2"),
        (4, "stratum", 2, "row 5: stratum 2 has .*A, 900, 2 here and =B, 50, 1 in row 4"),
        (4, "point", 1, "row 5: point 1 is there already in row 2"),
        (5, "x_px", 2, None),
    ],
)
def test_a_bad_row_is_named_with_what_to_do(tmp_path, point, column, value, said):
    path = sheet(tmp_path, changed(point, column, value))
    if said is None:
        assert len(read(path)) == 4
        return
    with pytest.raises(SheetError, match=said):
        read(path)


def test_the_same_place_twice_is_named(tmp_path):
    rows = changed(5, "x_px", 2)
    rows[4][POINT_COLUMNS.index("y_px")] = 0
    with pytest.raises(SheetError, match="row 6: f1 x 2 y 0 is there already in row 5"):
        read(sheet(tmp_path, rows))


def test_missing_rows_are_missed(tmp_path):
    with pytest.raises(SheetError, match="row 2: stratum 3 was drawn with 2 points and has 1 rows"):
        read(sheet(tmp_path, [row for row in ROWS if row[0] != 4]))
    # Stratum 2 is gone as a whole; only the numbers of the points tell.
    with pytest.raises(SheetError, match="no row for point 3; put back"):
        read(sheet(tmp_path, [row for row in ROWS if row[0] != 3]))


def test_all_bad_rows_are_named_at_once_up_to_twenty(tmp_path):
    rows = [[n, "A", "s1", "f1", n % 10, n // 10, 1, 900, 25, "", ""] for n in range(1, 26)]
    with pytest.raises(SheetError) as error:
        read(sheet(tmp_path, rows))
    lines = str(error.value).splitlines()
    assert [line.split(":")[0].strip() for line in lines[1:21]] == [
        f"row {n}" for n in range(2, 22)
    ]
    assert lines[21:] == ["  and 5 more rows"]


def test_rows_are_counted_as_a_spreadsheet_counts_them(tmp_path):
    path = sheet(tmp_path, changed(5, "mineral", "xyz"))
    # An empty line and, in row 3, a note of two lines.
    path.write_text(path.read_text().replace("\n4,", "\n,,,,,,,,,,\n4,"))
    with pytest.raises(SheetError, match="row 7: 'xyz'"):
        read(path)


def test_a_sheet_that_is_none_is_refused(tmp_path):
    with pytest.raises(SheetError, match=r"nowhere.csv cannot be read.*filled points.csv"):
        read(tmp_path / "nowhere.csv")
    short = [row[:6] + row[7:] for row in ROWS]
    with pytest.raises(SheetError, match="row 1: no column stratum;"):
        read(sheet(tmp_path, short, [name for name in POINT_COLUMNS if name != "stratum"]))
    with pytest.raises(SheetError, match="has no rows"):
        read(sheet(tmp_path, []))
    latin = sheet(tmp_path, changed(1, "note", "grün")).read_text().encode("latin-1")
    (tmp_path / "latin.csv").write_bytes(latin)
    with pytest.raises(SheetError, match=r"not UTF-8.*save it as UTF-8"):
        read(tmp_path / "latin.csv")
    (tmp_path / "empty.csv").write_text("")
    with pytest.raises(SheetError, match="row 1: no column point, deposit"):
        read(tmp_path / "empty.csv")


def test_a_filled_sheet_among_the_results_is_refused(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WHERE", "results/best")
    check_place("audits/points.csv", "results")
    check_place("results_2/points.csv", "results")
    for place in ("results/best/audit/points.csv", "audits/../results/p.csv", "$WHERE/p.csv"):
        with pytest.raises(ConfigurationError, match=r"audit.sheet: .* inside the results folder"):
            check_place(place, "results")
