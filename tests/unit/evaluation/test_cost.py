"""Cost of networks: multiples of the first one's, and each kind of network timed once."""

import pytest

from oresurvey.evaluation import cost as network_cost
from oresurvey.evaluation.cost import costs, inference_seconds, training_seconds

TRAIN = {
    "filters": 2, "levels": 3, "batch": 2, "patch_px": 16, "loss": {"iou": 1}, "input_scale": 0.25,
}  # fmt: skip


def test_multiples_of_the_first(monkeypatch):
    """A step costs what its patch has pixels, and inference what the window has; flips: 4 times."""
    timed = []

    def step(train, classes):
        timed.append("step")
        return 3.0 * train["patch_px"] ** 2

    def inference(train, classes, flips):
        timed.append("inference")
        return 5.0 * train["input_scale"] ** 2 * (4 if flips else 1)

    monkeypatch.setattr(network_cost, "training_seconds", step)
    monkeypatch.setattr(network_cost, "inference_seconds", inference)
    found = costs(
        [
            TRAIN,
            TRAIN | {"learning_rate": 1},
            TRAIN | {"patch_px": 32, "input_scale": 0.5},
            TRAIN | {"inference": {"flips": True}},
        ],
        classes=4,
    )
    assert [one["step"] for one in found] == pytest.approx([1, 1, 4, 1])
    assert [one["inference"] for one in found] == pytest.approx([1, 1, 4, 4])
    assert timed == ["step", "inference", "step", "inference", "inference"]


def test_networks_run_and_take_time():
    assert training_seconds(TRAIN, classes=3) > 0
    assert inference_seconds(TRAIN, classes=3) > 0
