"""Model card: what the model was trained on, and the scores of the epoch that was kept."""

import json

import pandas as pd
import pytest

from oresurvey.files.tables import write_csv, write_json
from oresurvey.training.card import write_card

FIELDS = [("B", "train"), ("A", "train"), ("A", "train"), ("A", "validation")]


def errors(measured_on, after):
    """One row of ``calibration.csv``."""
    names = ("nll", "top_label_error", "classwise_error")
    row = {f"{name}_before": 0.1 for name in names} | {f"{name}_after": after for name in names}
    return pd.DataFrame([{"measured_on": measured_on} | row])


@pytest.mark.parametrize(
    ("keep", "said"), [("best", "lean to the good side"), ("last", "they chose nothing")]
)
def test_card(tmp_path, keep, said):
    folder = tmp_path / "small"
    about = {
        "codes": [0, 6], "filters": 4, "levels": 3, "input_scale": 0.5, "epochs": 3,
        "minutes": 1.25, "kept_epoch": 2, "temperature": 1.7,
    }  # fmt: skip
    write_json(about, folder / "model.json")
    history = {"epoch": [1, 2, 3], "loss": [3.0, 2.0, 1.0], "val_mean_iou": [0.1, 0.6, 0.4]}
    write_csv(pd.DataFrame(history), folder / "history.csv")
    write_csv(errors("both halves", 0.03), folder / "calibration.csv")
    settings = {"filters": 4, "loss": {"iou": 1.0}, "keep": keep}
    write_card(folder, FIELDS, settings)
    text = (folder / "card.md").read_text(encoding="utf-8")
    lines = text.splitlines()
    assert lines[0] == "# small"
    assert {"- A, train: 2 fields", "- B, train: 1 fields", "- A, validation: 1 fields"} <= set(
        lines
    )
    assert "- Mineral codes: 0, 6" in lines
    assert "- val_mean_iou: 0.6000" in lines and "loss: " not in text.split("```")[0]
    assert "4 filters, 3 levels, input scale 0.5; 3 epochs, 1.25 minutes; kept: epoch 2" in text
    assert said in text
    assert json.loads(text.split("```json")[1].split("```")[0]) == settings
    assert "temperature of 1.7" in text and "- Classwise calibration error: 0.1000, 0.0300" in lines


def test_card_says_where_the_calibration_was_measured(tmp_path):
    about = {
        "codes": [0], "filters": 4, "levels": 3, "input_scale": 1, "epochs": 1, "minutes": 1,
        "kept_epoch": 1,
    }  # fmt: skip
    write_csv(pd.DataFrame({"epoch": [1]}), tmp_path / "history.csv")
    write_csv(errors("all", 0.03), tmp_path / "calibration.csv")
    for temperature, says in (({}, None), ({"temperature": 2}, "since there is no other")):
        write_json(about | temperature, tmp_path / "model.json")
        write_card(tmp_path, FIELDS, {"keep": "best"})
        text = (tmp_path / "card.md").read_text(encoding="utf-8")
        assert ("## Calibration" in text) == bool(says) and (says or "") in text


def test_card_names_the_parent(tmp_path):
    about = {
        "codes": [0, 7], "filters": 4, "levels": 3, "input_scale": 1, "epochs": 1, "minutes": 1,
        "kept_epoch": 1, "taught_from": "ab12", "trained_deposits": ["A"],
        "labelled": {"A": [0, 7], "Old": [0]},
    }  # fmt: skip
    write_json(about, tmp_path / "model.json")
    write_csv(pd.DataFrame({"epoch": [1]}), tmp_path / "history.csv")
    write_card(tmp_path, FIELDS, {"keep": "last", "from": "models/old", "keep_known": 1})
    text = (tmp_path / "card.md").read_text(encoding="utf-8")
    assert "From models/old (sha256 ab12)" in text
    assert "what it still knows of Old was not measured here; keep_known: 1" in text
