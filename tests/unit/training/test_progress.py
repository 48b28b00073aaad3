"""The bar of a training, and the file that tells the status page."""

import json

import pytest

from oresurvey.training.progress import minutes_bar, steps_bar


def test_a_training_in_minutes_tells_how_far_it_is(tmp_path, capsys):
    now = tmp_path / "checkpoint" / "now.json"
    bar = minutes_bar(now, minutes=5.0, spent=1.0)
    first = {"done": 1.0, "total": 5.0, "unit": "min", "left_s": None, "note": ""}
    assert json.loads(now.read_text()) == first
    bar.start_t -= 60
    bar.update(0.5)
    bar.set_postfix_str("epoch 3")
    told = json.loads(now.read_text())
    # Half a minute's worth took one minute; 3.5 are left, at the same pace.
    assert told.pop("left_s") == pytest.approx(420, rel=0.05)
    assert told == {"done": 1.5, "total": 5.0, "unit": "min", "note": "epoch 3"}
    bar.close()
    assert "1.5 of 5 min" in capsys.readouterr().err


def test_a_training_in_steps_tells_how_far_it_is(tmp_path):
    now = tmp_path / "now.json"
    bar = steps_bar(now, steps=100, done=40)
    bar.update(60)
    bar.close()
    last = {"done": 100, "total": 100, "unit": "steps", "left_s": 0.0, "note": ""}
    assert json.loads(now.read_text()) == last
