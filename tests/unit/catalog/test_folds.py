"""Folds: neighbours in time and overlapping frames stay together."""

from pathlib import Path

import pytest

from oresurvey.catalog.folds import block_folds
from oresurvey.survey.sheet import read_sheet

SHEET = Path(__file__).parents[3] / "config" / "lumenstone.tsv"


def frames(*rows):
    return [{"field": f, "group": g, "exif_datetime": t} for f, g, t in rows]


def test_dated_frames_are_cut_by_time_and_others_by_name():
    """By time: c a | d b; without: e | f. Names say nothing where there is a time."""
    rows = [("a", "a", "2"), ("b", "b", "4"), ("c", "c", "1"), ("d", "d", "3")]
    rows += [("f", "f", ""), ("e", "e", "")]
    found = block_folds(frames(*rows), 2)
    assert found == {"c": 0, "a": 0, "d": 1, "b": 1, "e": 0, "f": 1}


def test_overlapping_frames_go_where_the_first_went():
    rows = [("a", "x", "1"), ("b", "b", "2"), ("c", "c", "3"), ("d", "x", "4")]
    assert block_folds(frames(*rows), 2) == {"a": 0, "b": 0, "c": 1, "d": 0}
    assert block_folds(frames(*rows, ("e", "x", "")), 2)["e"] == 0


def test_order_of_the_rows_does_not_matter():
    rows = frames(*((f"f{k:02}", f"f{k:02}", str(k % 7) * (k % 3 > 0)) for k in range(40)))
    assert block_folds(rows) == block_folds(rows[::-1])


@pytest.mark.parametrize("deposit", ["Berezovskoe", "Norilsk"])
def test_folds_of_the_shipped_sheet(monkeypatch, deposit):
    """Five of like size, every overlap group in one."""
    monkeypatch.setenv("LUMENSTONE_DIR", "/frames")
    fields = [field for field in read_sheet(SHEET) if field.deposit == deposit]
    sizes, groups = [0] * 5, {}
    for field in fields:
        sizes[int(field.extra["fold"])] += 1
        if field.extra["overlap_group"]:
            groups.setdefault(field.extra["overlap_group"], set()).add(field.extra["fold"])
    assert max(sizes) - min(sizes) <= 2
    assert all(len(folds) == 1 for folds in groups.values())
