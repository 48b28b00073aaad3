"""Training: steps of the paper's network fed by the balanced sampler, beside plain `keras fit`."""

import statistics
import sys

import numpy as np
import pandas as pd
from frames import CODES, frames, where
from harness import WORK, Peer, Row, finish, judged
from stores import stored_fields

from oresurvey.patches import PatchSource
from oresurvey.training import TrainingSettings, train

STEPS, EPOCHS, BATCH, PATCH_PX = 40, 4, 12, 256


def balanced_training(sources) -> pd.DataFrame:
    """History of a short training of the paper's network."""
    folder = WORK / "training"
    settings = TrainingSettings(
        steps_per_epoch=STEPS, epochs=EPOCHS, batch=BATCH, patch_px=PATCH_PX, loss={"iou": 1.0}
    )
    train(sources[:-1], sources[-1:], CODES, settings, folder)
    return pd.read_csv(folder / "history.csv")


def main() -> list[Row]:
    """Seconds of a step, the share of it that waits for patches, accuracy on one section."""
    folders = stored_fields(frames()[:6], PATCH_PX)
    sources = [PatchSource(folder, "here", CODES) for folder in folders]
    peer = Peer("peer_plain_fit.py", *folders)
    plain = [peer.measure() for _ in range(EPOCHS)]
    peer.close()
    history = balanced_training(sources)
    # The first epoch traces the graph.
    spent = history["minutes"].diff().to_numpy()[1:] * 60
    step = statistics.median(spent) / STEPS
    fit = statistics.median(one["seconds"] for one in plain[1:]) / plain[0]["steps"]
    waited = history["waited_s"].to_numpy()[1:].sum() / spent.sum()
    ours, theirs = (
        float(np.max(values))
        for values in (history["val_overall_accuracy"], [one["accuracy"] for one in plain])
    )
    ratio = fit / step
    name = "keras fit, float32, ready arrays"
    return [
        Row("training", f"steps of 12 x 256 px ({where()})", 1 / step, "steps/s", name, 1 / fit,
            ratio, **judged(ratio, at_least=1.3), repeats=EPOCHS - 1),
        Row("training", "share of the feed hidden behind computing", 1 - waited, "",
            **judged(1 - waited, at_least=0.97), repeats=EPOCHS - 1),
        Row("training", f"best accuracy on one section in {EPOCHS} x {STEPS} steps", ours, "",
            name + ", same patches", theirs, ours / theirs),
    ]  # fmt: skip


if __name__ == "__main__":
    finish(main(), sys.argv[1])
