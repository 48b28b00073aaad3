"""Figures of association, locking and textures: drawn from much, from little and from nothing."""

import xml.etree.ElementTree as ET
from pathlib import Path

import pandas as pd
import pytest

from oresurvey.report.figures.association import draw_association, draw_locking, draw_textures
from oresurvey.survey.minerals import read_minerals

MINERALS = read_minerals(Path(__file__).parents[4] / "config" / "minerals.tsv")
NAN = float("nan")


def text_of(path):
    assert {one.name for one in path.parent.iterdir()} == {f"{path.name}.svg", f"{path.name}.png"}
    return " ".join("".join(ET.parse(f"{path}.svg").getroot().itertext()).split())


def association(*rows):
    names = ["level", "deposit", "code_a", "code_b", "association_pct"]
    names += ["association_after_pct", "rim_share_pct"]
    return pd.DataFrame(rows, columns=names).assign(length_px=100.0)


A = [
    ("deposit", "A", 6, 0, 60.0, 71.0, 1.0), ("deposit", "A", 6, 8, 40.0, 29.0, 1.0),
    ("deposit", "A", 8, 6, 100.0, 100.0, 9.0), ("field", "A", 6, 1, 12.0, 12.0, 99.0),
]  # fmt: skip


def test_matrix_after_the_guard_where_rims_are_many(tmp_path):
    draw_association(association(*A), MINERALS, tmp_path / "association")
    text = text_of(tmp_path / "association")
    assert {"A", "Py", "Sp", "BG", "60", "40", "71", "29"} <= set(text.split())
    assert "without rims (Sp: 9 % in rims)" in text and "Ccp" not in text.split()


def test_no_matrix_after_the_guard_where_they_are_few(tmp_path):
    table = association(*A).assign(rim_share_pct=4.9)
    draw_association(table, MINERALS, tmp_path / "association")
    assert "71" not in text_of(tmp_path / "association").split()


@pytest.mark.parametrize("left_out", [[], ["association_after_pct", "rim_share_pct"]])
def test_many_deposits_with_and_without_rims(tmp_path, left_out):
    rows = [("deposit", name, 6, 0, 100.0, 100.0, share) for name, share in
            (("A", 1.0), ("B", 9.0), ("C", NAN), ("D", 0.0))]  # fmt: skip
    table = association(*rows).drop(columns=left_out)
    draw_association(table, MINERALS, tmp_path / "association")
    text = text_of(tmp_path / "association")
    assert {"A", "B", "C", "D"} <= set(text.split())
    assert text.count("without rims") == (not left_out)


def test_a_trace_has_no_row_and_no_column(tmp_path):
    rows = ("deposit", "A", 1, 0, 100.0, 100.0, 1.0), ("deposit", "A", 6, 1, 0.1, 0.1, 1.0)
    table = association(*A, *rows)
    table["length_px"] = [60.0, 40.0, 40.0, 1.0, 0.1, 0.1]
    draw_association(table, MINERALS, tmp_path / "association")
    words = text_of(tmp_path / "association").split()
    assert {"Py", "Sp"} <= set(words) and "Ccp" not in words


def locking(*rows):
    table = pd.DataFrame(rows, columns=["level", "deposit", "code", "measure", "pct"])
    return table.assign(
        low_pct=NAN, high_pct=NAN, frame_area_pct=62.0, ore_area_pct=50.0, size_fraction_um=NAN
    )


def test_traces_and_single_fractions_are_not_drawn_and_what_is_cut_is_told(tmp_path):
    table = locking(
        ("deposit", "A", 6, "free", 70.0), ("deposit", "A", 1, "free", 70.0),
        ("deposit", "A", 6, "free", 10.0),
    )  # fmt: skip
    table["ore_area_pct"] = [99.993, 0.007, 99.993]
    table["size_fraction_um"] = [NAN, NAN, "75 to 150"]
    draw_locking(table, MINERALS, tmp_path / "locking")
    text = text_of(tmp_path / "locking")
    assert "Py (62 % cut)" in text and "Ccp" not in text


def test_locking(tmp_path):
    table = locking(
        ("deposit", "A", 6, "free", 70.0), ("deposit", "A", 6, "binary", 30.0),
        ("deposit", "A", 6, "free surface", 55.0), ("deposit", "B", 8, "free surface", 10.0),
        ("section", "A", 1, "free", 10.0),
    )  # fmt: skip
    draw_locking(table, MINERALS, tmp_path / "locking")
    words = text_of(tmp_path / "locking").split()
    assert {"A", "B", "Py", "Sp"} <= set(words) and "Ccp" not in words


TEXTURES = ["level", "deposit", "combination", "area_pct", "low_pct", "high_pct", "groups"]
TEXTURES += ["groups_at_frame", "sections"]


def test_textures(tmp_path):
    rows = [("deposit", "A", f"Py+{k}", 10.0 - k, NAN, NAN, k, 0, 1) for k in range(10)]
    rows.append(("deposit", "B", "Sp", 100.0, 90.0, 100.0, 5, 7, 2))
    draw_textures(pd.DataFrame(rows, columns=TEXTURES), tmp_path / "textures")
    text = text_of(tmp_path / "textures")
    assert "Py+7" in text and "Py+8" not in text
    assert "5 + 7 cut" in text and "nan" not in text


@pytest.mark.parametrize(
    "draw",
    [
        lambda path: draw_association(association(), MINERALS, path),
        lambda path: draw_locking(locking(), MINERALS, path),
        lambda path: draw_textures(pd.DataFrame(columns=TEXTURES), path),
    ],
)
def test_nothing_to_draw(tmp_path, draw):
    draw(tmp_path / "empty")
    text_of(tmp_path / "empty")
