"""Field key: what a killed job had finished is known, and only from the same things."""

import pytest

from oresurvey.inference.finished_fields import begin_anew, done_before, note_done

KEY = {"image": "abc", "tile_px": 1024, "codes": [0, 1], "um_per_px": None}


def test_noted_field_is_done(tmp_path):
    assert not done_before(tmp_path, "inference", KEY)
    note_done(tmp_path, "inference", KEY)
    assert done_before(tmp_path, "inference", dict(reversed(KEY.items())))


@pytest.mark.parametrize(
    "changed",
    [{"image": "abd"}, {"tile_px": 512}, {"codes": [0]}, {"um_per_px": 1.0}, {"more": 1}],
)
def test_anything_else_is_not_done(tmp_path, changed):
    note_done(tmp_path, "inference", KEY)
    assert not done_before(tmp_path, "inference", KEY | changed)


def test_stages_are_apart(tmp_path):
    note_done(tmp_path, "inference", KEY)
    assert not done_before(tmp_path, "instances", KEY)


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b"[]"])
def test_broken_note_is_no_note(tmp_path, content):
    note_done(tmp_path, "inference", KEY)
    (note,) = tmp_path.iterdir()
    note.write_bytes(content)
    assert not done_before(tmp_path, "inference", KEY)


def test_last_note_counts(tmp_path):
    note_done(tmp_path, "inference", KEY)
    note_done(tmp_path, "inference", KEY | {"image": "new"})
    assert not done_before(tmp_path, "inference", KEY)
    assert done_before(tmp_path, "inference", KEY | {"image": "new"})


def test_begun_anew_is_not_done(tmp_path):
    begin_anew(tmp_path, "inference")
    note_done(tmp_path, "inference", KEY)
    begin_anew(tmp_path, "inference")
    assert not done_before(tmp_path, "inference", KEY)
