"""Tables typed by people: cells as they were typed, rows numbered as a spreadsheet numbers them."""

import pytest

from oresurvey.errors import SheetError
from oresurvey.files.typed_tables import LONGEST_CELL, read_text, rows_of


def rows(text, delimiter=","):
    return rows_of(text, delimiter, "t.csv", SheetError)


def test_rows_are_numbered_and_empty_ones_left_out():
    assert rows("a,b\r\n\r\n , \n 1 ,2\n") == [(1, ["a", "b"]), (4, ["1", "2"])]


def test_a_quoted_cell_may_have_lines_and_what_parts_lines_elsewhere():
    assert rows('a\n"x\ny"\nz\u2028w\n') == [(1, ["a"]), (2, ["x\ny"]), (3, ["z\u2028w"])]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('a\nb\n"c\nd\n', r"t\.csv, row 3: .*; close or double the quotation marks there"),
        ('a\n"b"c\n', r"t\.csv, row 2: .* expected after"),
        ("a\n" + "x" * (LONGEST_CELL + 1), rf"row 2: .*'x+' and is {LONGEST_CELL + 1} characters"),
        ("a\n" + "x" * 200_000, "row 2: field larger than field limit"),
    ],
)
def test_bad_cells_are_named_by_their_row(text, says):
    with pytest.raises(SheetError, match=says):
        rows(text)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda path: None, r"sheet .*t\.csv cannot be read: No such file.*; give a table"),
        (lambda path: path.mkdir(), r"sheet .*t\.csv is no file .*; give a table"),
        (lambda path: path.write_bytes(b"\xff\xfe\x00"), "is not UTF-8 text .* save it as UTF-8"),
    ],
    ids=["missing", "folder", "bytes"],
)
def test_what_cannot_be_read(tmp_path, make, says):
    make(tmp_path / "t.csv")
    with pytest.raises(SheetError, match=says):
        read_text(tmp_path / "t.csv", "sheet ", SheetError, "give a table")


def test_byte_order_mark_is_no_text(tmp_path):
    (tmp_path / "t.csv").write_bytes(b"\xef\xbb\xbfa,b")
    assert read_text(tmp_path / "t.csv", "", SheetError, "") == "a,b"
