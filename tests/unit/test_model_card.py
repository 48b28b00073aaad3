"""Model card: what the model was trained on, and the scores of the epoch that was kept."""

import json

import pandas as pd
import pytest

from oresurvey.model_card import write_card
from oresurvey.tables import write_csv, write_json

ENTRIES = [
    {"deposit": "B", "split": "train"},
    {"deposit": "A", "split": "train"},
    {"deposit": "A", "split": "train"},
    {"deposit": "A", "split": "validation"},
]


@pytest.mark.parametrize(
    ("keep", "said"), [("best", "lean to the good side"), ("last", "they chose nothing")]
)
def test_card(tmp_path, keep, said):
    folder = tmp_path / "small"
    about = {
        "codes": [0, 6], "filters": 4, "levels": 3, "input_scale": 0.5, "epochs": 3,
        "minutes": 1.25, "kept_epoch": 2,
    }  # fmt: skip
    write_json(about, folder / "model.json")
    history = {"epoch": [1, 2, 3], "loss": [3.0, 2.0, 1.0], "val_mean_iou": [0.1, 0.6, 0.4]}
    write_csv(pd.DataFrame(history), folder / "history.csv")
    settings = {"filters": 4, "loss": {"iou": 1.0}, "keep": keep}
    write_card(folder, ENTRIES, settings)
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
