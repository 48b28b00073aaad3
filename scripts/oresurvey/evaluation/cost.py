"""What a training step and inference cost, measured one after the other in one process.

How long a training took says little where several share a machine; a step of each, timed in turn on
the same cores, says what its settings cost.
"""

import time
from statistics import median

import numpy as np

from oresurvey.network.fused_norm import FusedNormalization
from oresurvey.network.keras_start import keras
from oresurvey.network.losses import SumOfLosses
from oresurvey.network.unet import NetworkSettings, training_model, unet

WARM_UP, TIMED = 2, 5
"""Calls before those that count, and calls whose median counts."""
WINDOW_PX = 1024
"""Side of the window, in pixels of the photograph, that inference is timed on."""


def _median_seconds(call) -> float:
    taken = []
    for _ in range(WARM_UP + TIMED):
        begun = time.perf_counter()
        call()
        taken.append(time.perf_counter() - begun)
    return median(taken[WARM_UP:])


def _shape(train: dict) -> NetworkSettings:
    return NetworkSettings(train["filters"], train["levels"], tuple(train.get("pyramid") or ()))


def training_seconds(train: dict, classes: int) -> float:
    """Seconds of one training step.

    Parameters
    ----------
    train : dict
        Settings of a training: filters, levels, batch, patch_px, loss.
    classes : int
    """
    trainer = training_model(unet(classes, _shape(train), FusedNormalization))
    trainer.compile(optimizer=keras.optimizers.Adam(), loss=SumOfLosses(train["loss"]))
    rng = np.random.default_rng(1)
    size = (train["batch"], train["patch_px"], train["patch_px"])
    images = rng.random((*size, 3), np.float32)
    truth = rng.integers(0, classes, size, np.uint8)
    labelled = np.ones((train["batch"], classes), np.float32)
    return _median_seconds(lambda: trainer.train_on_batch([images, labelled, truth], truth))


def inference_seconds(train: dict, classes: int, flips: bool = False) -> float:
    """Seconds that the network takes for a window of `WINDOW_PX` by `WINDOW_PX`.

    Parameters
    ----------
    train : dict
        filters, levels, input_scale.
    classes : int
    flips : bool
        Whether the window is seen four times, see `network.engine.Engine`.
    """
    network = unet(classes, _shape(train))
    side = int(WINDOW_PX * train["input_scale"])
    window = np.random.default_rng(1).random((1, side, side, 3), np.float32)
    return _median_seconds(lambda: network.predict_on_batch(window)) * (4 if flips else 1)


def costs(trainings: list[dict], classes: int) -> list[dict[str, float]]:
    """Costs of several models as multiples of the first one's.

    Parameters
    ----------
    trainings : list of dict
        Settings of trainings, each with what it does otherwise at ``inference``.
    classes : int

    Returns
    -------
    list of dict
        step, inference: 1 for the first. Models that differ in nothing that costs time are timed
        once.
    """
    timed: dict[tuple, float] = {}

    def once(key: tuple, measure, *arguments) -> float:
        if key not in timed:
            timed[key] = measure(*arguments)
        return timed[key]

    found = []
    for train in trainings:
        network = _shape(train)
        step = (network, train["batch"], train["patch_px"], *sorted(train["loss"].items()))
        flips = bool(train.get("inference", {}).get("flips"))
        seen = (network, train["input_scale"], flips)
        found.append(
            {
                "step": once(("step", *step), training_seconds, train, classes),
                "inference": once(("inference", *seen), inference_seconds, train, classes, flips),
            }
        )
    return [{key: one[key] / found[0][key] for key in one} for one in found]
