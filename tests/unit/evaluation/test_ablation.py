"""Ablation: changes in words, means over deposits, differences from the first row."""

import pandas as pd
import pytest

from oresurvey.evaluation.ablation import ablation_table, changes

TRAIN = {"filters": 8, "steps_per_epoch": 100, "loss": {"iou": 1}}


def model(accuracies, train=TRAIN, epochs=3, minutes=1.5):
    deposits = {
        name: {"overall_accuracy": value, "mean_iou": value / 2}
        for name, value in accuracies.items()
    }
    history = pd.DataFrame({"epoch": range(1, epochs + 1), "minutes": [minutes] * epochs})
    cost = {"step": train["filters"] / 8, "inference": 1.0}
    return {"train": train, "summary": {"deposits": deposits}, "history": history, "cost": cost}


def test_same_settings_change_nothing():
    assert changes(TRAIN, dict(TRAIN)) == ""


def test_another_inference_is_a_change():
    flipped = TRAIN | {"inference": {"flips": True}}
    assert changes(TRAIN | {"inference": {}}, flipped) == "inference.flips: True"


def test_table():
    """Means of (.8, .6) and (.9, .7): .7 and .8."""
    wide = TRAIN | {"filters": 16}
    table = ablation_table(
        {"base": model({"A": 0.8, "B": 0.6}), "wide": model({"A": 0.9, "B": 0.7}, wide, 5, 4.0)}
    )
    assert table["change"].tolist() == ["none", "filters: 16"]
    assert table["overall_accuracy"].tolist() == pytest.approx([0.7, 0.8])
    assert table["overall_accuracy_gain"].tolist() == pytest.approx([0, 0.1])
    assert table["mean_iou_gain"].tolist() == pytest.approx([0, 0.05])
    assert table["mean_iou_B"].tolist() == pytest.approx([0.3, 0.35])
    assert table["step_cost"].tolist() == [1, 2] and table["inference_cost"].tolist() == [1, 1]
    assert table["steps"].tolist() == [300, 500] and table["minutes"].tolist() == [1.5, 4.0]
