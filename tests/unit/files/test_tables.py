"""Tables: whole or not at all, provenance beside them, nothing that a spreadsheet would run."""

import numpy as np
import pandas as pd
import pytest

from oresurvey.files.tables import (
    FORMULA_STARTS,
    markdown_table,
    read_json,
    read_parquet,
    without_formulas,
    write_csv,
    write_json,
    write_text,
)

FRAME = pd.DataFrame({"mineral": ["Py", "Gn"], "pct": [1 / 3, np.nan], "grains": [3, 0]})


def test_csv(tmp_path):
    write_csv(FRAME, tmp_path / "deep" / "modal.csv")
    text = (tmp_path / "deep" / "modal.csv").read_text()
    assert text == "mineral,pct,grains\nPy,0.3333333333,3\nGn,,0\n"


def test_letters_of_any_alphabet(tmp_path):
    write_csv(pd.DataFrame({"deposit": ["Норильск"]}), tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_bytes().decode("utf-8") == "deposit\nНорильск\n"


def test_provenance_is_beside_the_csv(tmp_path):
    write_csv(FRAME, tmp_path / "modal.csv", {"model": "abc"})
    assert read_json(tmp_path / "modal.csv.provenance.json") == {"model": "abc"}
    assert {p.name for p in tmp_path.iterdir()} == {"modal.csv", "modal.csv.provenance.json"}


def test_some_columns_of_a_parquet(tmp_path):
    FRAME.to_parquet(tmp_path / "grains.parquet")
    assert read_parquet(tmp_path / "grains.parquet", ["grains"]).to_dict("list") == {
        "grains": [3, 0]
    }


def test_empty_table_keeps_its_columns(tmp_path):
    write_csv(FRAME[:0], tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_text() == "mineral,pct,grains\n"


def test_markdown():
    assert markdown_table(FRAME) == (
        "| mineral | pct | grains |\n| --- | --- | --- |\n| Py | 0.3333 | 3 |\n| Gn |  | 0 |\n"
    )


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_formulas_are_text(start):
    frame = pd.DataFrame({"deposit": [f"{start}1+1", "a=b"]})
    assert without_formulas(frame)["deposit"].tolist() == [f"'{start}1+1", "a=b"]
    assert frame["deposit"][0] == f"{start}1+1"


def test_formulas_are_text_on_disk(tmp_path):
    write_csv(pd.DataFrame({"deposit": ["=1+1", "a=b"]}), tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_text() == "deposit\n'=1+1\na=b\n"


@pytest.mark.parametrize("dtype", [object, "category", "str"])
def test_formulas_in_columns_of_any_text_type(dtype):
    frame = pd.DataFrame({"deposit": pd.Series(["=1"], dtype=dtype)})
    assert without_formulas(frame)["deposit"].tolist() == ["'=1"]


def test_negative_numbers_are_no_formulas():
    frame = pd.DataFrame({"change_pct": [-1.5], "mixed": pd.Series([-2], dtype=object)})
    assert without_formulas(frame).to_dict("list") == {"change_pct": [-1.5], "mixed": [-2]}


class Unwritable:
    """Has no text."""

    def __str__(self):
        raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("write", "good", "bad", "error"),
    [
        (write_text, "good", "\ud800", UnicodeEncodeError),  # half a character: no UTF-8
        (write_json, {"a": 1}, {"a": float("nan")}, ValueError),
        (write_csv, FRAME, pd.DataFrame({"a": [Unwritable()]}), KeyboardInterrupt),
    ],
)
def test_failure_leaves_nothing_and_keeps_the_old(tmp_path, write, good, bad, error):
    path = tmp_path / "table"
    with pytest.raises(error):
        write(bad, path)
    assert list(tmp_path.iterdir()) == []
    write(good, path)
    before = path.read_bytes()
    with pytest.raises(error):
        write(bad, path)
    assert [p.name for p in tmp_path.iterdir()] == ["table"]
    assert path.read_bytes() == before


def test_json_does_not_depend_on_the_order_of_keys(tmp_path):
    write_json({"a": 1, "b": [2, "ü"]}, tmp_path / "one.json")
    write_json({"b": [2, "ü"], "a": 1}, tmp_path / "other.json")
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "other.json").read_bytes()
    assert read_json(tmp_path / "one.json") == {"a": 1, "b": [2, "ü"]}
