"""Tables come back with the names of the sheet, whatever a spreadsheet would make of them."""

from pathlib import Path

import pandas as pd
import pytest

from compare_deposits import main as compare_deposits
from oresurvey.deposits.tables import read_table, without_guard
from oresurvey.files.tables import write_csv, write_json


def test_names_come_back_as_they_are_in_the_sheet(tmp_path):
    names = ["=cmd", "-7", "NA", "007", "O'Hara", "plain"]
    frame = pd.DataFrame({"deposit": names, "section": "", "pct": [1.5] * 6})
    write_csv(frame, tmp_path / "table.csv")
    found = read_table(tmp_path / "table.csv")
    assert found["deposit"].tolist() == names
    assert found["section"].tolist() == [""] * 6 and found["pct"].sum() == 9
    assert read_table(tmp_path / "table.csv", ["deposit"]).columns.tolist() == ["deposit"]


@pytest.mark.parametrize(
    ("cell", "name"), [("'=1", "=1"), ("'tis", "'tis"), ("", ""), ("=1", "=1")]
)
def test_only_the_guard_is_taken_off(cell, name):
    assert without_guard(cell) == name


def entry(deposit, section):
    return {"deposit": deposit, "section": section, "field": section, "selection": "systematic"}


def test_a_deposit_with_the_name_of_a_formula_is_compared_in_what_its_maps_name(tmp_path):
    """A holds chalcopyrite (1), which the maps of "=B" cannot name: it takes no part."""
    shares = {"=B": {6: 60.0, 8: 40.0}, "A": {1: 10.0, 6: 30.0, 8: 60.0}}
    rows = [
        (level, deposit, f"{deposit}{k}", f"{deposit}{k}" if level == "field" else "", code, pct)
        for deposit, minerals in shares.items()
        for k in range(3)
        for level in ("field", "section")
        for code, pct in {**minerals, 6: minerals[6] + k, 8: minerals[8] - k}.items()
    ]
    modal = pd.DataFrame(rows, columns=["level", "deposit", "section", "field", "code", "pct"])
    modal = modal.assign(basis="ore", mineral="")
    write_csv(modal, tmp_path / "modal.csv")
    for name, columns in (
        ("grain_size", ["level", "deposit", "section", "code", "d50_um", "p80_um", "p80_at_least"]),
        ("association", ["level", "deposit", "section", "code_a", "code_b", "association_pct"]),
    ):
        write_csv(pd.DataFrame(columns=columns), tmp_path / f"{name}.csv")
    write_json(
        {"fields": [entry(d, f"{d}{k}") for d in shares for k in range(3)]}, tmp_path / "i.json"
    )
    labelled = {"=B": [0, 6, 8], "A": [0, 1, 6, 8]}
    write_json(
        {"sha256": "m", "codes": [0, 1, 2, 6, 8], "labelled": labelled}, tmp_path / "model.json"
    )
    compare_deposits(
        {name: str(tmp_path / f"{name}.csv") for name in ("modal", "grain_size", "association")},
        [str(tmp_path / "i.json")],
        str(tmp_path / "model.json"),
        {"detection_limit_pct": 0.01, "permutations": 99, "seed": 1},
        {},
        str(Path(__file__).parents[3] / "config" / "minerals.tsv"),
        str(tmp_path / "out"),
    )
    standing = read_table(tmp_path / "out" / "standing.csv")
    assert dict(zip(standing["deposit"], standing["tested"], strict=True)) == {
        "=B": True, "A": True,
    }  # fmt: skip
    assert set(read_table(tmp_path / "out" / "comparison.csv")["code"]) == {6, 8}
