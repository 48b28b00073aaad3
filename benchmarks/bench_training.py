"""Training: steps of the paper's network fed by the balanced sampler, beside plain `keras fit`."""

import statistics
import sys

import numpy as np
import pandas as pd
from frames import CODES, frames, where
from harness import WORK, Peer, Row, finish, judged
from stores import stored_fields

from oresurvey.network.fused_norm import FusedNormalization
from oresurvey.network.keras_start import keras
from oresurvey.network.losses import SumOfLosses
from oresurvey.network.unet import training_model, unet
from oresurvey.survey.settings.training import Training
from oresurvey.training.sampler import BalancedSampler, PatchSource, batches
from oresurvey.training.train import train
from oresurvey.training.validation import code_positions

STEPS, EPOCHS, PATCH_PX = 40, 4, 256
# Small patches: accuracy needs hundreds of steps, more than the running statistics lag behind.
LONG_STEPS, LONG_EPOCHS, LONG_PATCH_PX = 200, 5, 128
FIRST_STEPS = 12


def balanced_training(folders, patch_px: int, steps: int, epochs: int) -> pd.DataFrame:
    """History of a training of the paper's network; the last two sections validate."""
    sources = [PatchSource(folder, "here", CODES) for folder in folders]
    # The peer's learning rate stays where it is: so does ours.
    settings = Training(
        steps_per_epoch=steps, epochs=epochs, patch_px=patch_px, plateau_patience=epochs + 1
    )
    folder = WORK / "training"
    train(sources[:-2], sources[-2:], CODES, settings, folder)
    return pd.read_csv(folder / "history.csv")


def plain_training(folders, patch_px: int, steps: int, epochs: int) -> list[dict]:
    """The same by the peer, a dict an epoch."""
    peer = Peer("peer_plain_fit.py", str(patch_px), str(steps), *folders)
    told = [peer.measure() for _ in range(epochs)]
    peer.close()
    return told


def accuracy() -> Row:
    """Best accuracy of both from the same weights, on the same patches in the same order."""
    shape = (LONG_PATCH_PX, LONG_STEPS, LONG_EPOCHS)
    folders = stored_fields(frames()[:8], LONG_PATCH_PX)
    theirs = max(one["accuracy"] for one in plain_training(folders, *shape))
    ours = float(np.max(balanced_training(folders, *shape)["val_overall_accuracy"]))
    return Row(
        "training",
        f"best accuracy on two sections in {LONG_EPOCHS} x {LONG_STEPS} steps of "
        f"{LONG_PATCH_PX} px",
        ours, "", "keras fit, same weights and patches", theirs, ours / theirs,
    )  # fmt: skip


def first_losses(folders, norm) -> np.ndarray:
    """Loss of the first steps of the paper's network from one seed; (FIRST_STEPS,)."""
    keras.utils.set_random_seed(1)
    sources = [PatchSource(folder, "here", CODES) for folder in folders]
    trainer = training_model(unet(len(CODES), norm=norm))
    trainer.compile(keras.optimizers.Adam(1e-3), SumOfLosses({"iou": 1.0}))
    table, labelled = code_positions(CODES), np.ones((12, len(CODES)), np.float32)
    feed = batches(BalancedSampler(sources, CODES, Training(patch_px=LONG_PATCH_PX)))
    losses = []
    for _ in range(FIRST_STEPS):
        images, masks, *_ = next(feed)
        trainer.reset_metrics()
        ready = [images.astype(np.float32) / 255, labelled, table[masks]]
        losses.append(float(trainer.train_on_batch(ready, table[masks])))
    feed.close()
    return np.array(losses)


def same_training() -> Row:
    """How far the loss of our step strays from that of Keras' own layers before chaos sets in."""
    folders = stored_fields(frames()[:6], LONG_PATCH_PX)
    ours, theirs = (
        first_losses(folders, norm)
        for norm in (FusedNormalization, keras.layers.BatchNormalization)
    )
    apart = float(np.abs(ours - theirs).max())
    return Row(
        "training", f"difference of the loss in the first {FIRST_STEPS} steps, largest", apart, "",
        "keras layers, same weights and patches", **judged(apart, at_most=0.001),
    )  # fmt: skip


def main() -> list[Row]:
    """Seconds of a step, the share of it that waits for patches, accuracy."""
    folders = stored_fields(frames()[:6], PATCH_PX)
    plain = plain_training(folders, PATCH_PX, STEPS, EPOCHS)
    history = balanced_training(folders, PATCH_PX, STEPS, EPOCHS)
    # The first epoch traces the graph.
    spent = history["minutes"].diff().to_numpy()[1:] * 60
    step = statistics.median(spent) / STEPS
    fit = statistics.median(one["seconds"] for one in plain[1:]) / plain[0]["steps"]
    waited = history["waited_s"].to_numpy()[1:].sum() / spent.sum()
    ratio = fit / step
    name = "keras fit, float32, ready arrays"
    return [
        Row("training", f"steps of 12 x 256 px ({where()})", 1 / step, "steps/s", name, 1 / fit,
            ratio, **judged(ratio, at_least=1.3), repeats=EPOCHS - 1),
        Row("training", "share of the feed hidden behind computing", 1 - waited, "",
            **judged(1 - waited, at_least=0.97), repeats=EPOCHS - 1),
        same_training(),
        accuracy(),
    ]  # fmt: skip


if __name__ == "__main__":
    finish(main(), sys.argv[1])
