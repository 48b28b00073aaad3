"""Files from a clock that was ahead: ours are dated anew, others are named."""

import os

import pytest

from oresurvey.errors import ClockError
from oresurvey.operations.run.clock import OF_A_FOLDER, ahead_of, bring_back

NOW = 1_767_225_600.0
DAY_S = 86_400


def dated(path, seconds):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    os.utime(path, (seconds, seconds))
    return path


def test_what_is_ahead(tmp_path):
    late = dated(tmp_path / "late.csv", NOW + 1)
    dated(tmp_path / "folder" / OF_A_FOLDER, NOW + DAY_S)
    dated(tmp_path / "early.csv", NOW)
    paths = [late, late, tmp_path / "early.csv", tmp_path / "folder", tmp_path / "absent.csv"]
    assert ahead_of(paths, NOW) == [tmp_path / "folder" / OF_A_FOLDER, late]


def test_results_are_dated_now(tmp_path):
    late = dated(tmp_path / "results" / "late.csv", NOW + DAY_S)
    early = dated(tmp_path / "results" / "early.csv", NOW - DAY_S)
    assert bring_back([late, early], tmp_path / "results", NOW) == 1
    assert late.stat().st_mtime == NOW and early.stat().st_mtime == NOW - DAY_S
    assert bring_back([late, early], tmp_path / "results", NOW) == 0


def test_what_is_not_ours_is_named_and_nothing_is_changed(tmp_path):
    ours = dated(tmp_path / "results" / "late.csv", NOW + DAY_S)
    theirs = dated(tmp_path / "weights.keras", NOW + DAY_S)
    with pytest.raises(ClockError, match=rf"{theirs} is dated .* touch '{theirs}'"):
        bring_back([ours, theirs], tmp_path / "results", NOW)
    assert ours.stat().st_mtime == theirs.stat().st_mtime == NOW + DAY_S
