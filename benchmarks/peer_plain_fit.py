"""Peer: the same network as Keras builds it, trained by `fit` on ready arrays of float32."""

import os
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
from frames import CODES
from harness import PROJECT, serve

sys.path.insert(0, str(PROJECT / "scripts"))

from oresurvey.network.losses import SumOfLosses
from oresurvey.network.unet import unet
from oresurvey.survey.settings.training import Training
from oresurvey.training.sampler import BalancedSampler, PatchSource, batches
from oresurvey.training.validation import code_positions, validate

BATCH = 12


def main(patch_px: int, steps: int, folders: list[str]) -> None:
    """Serve epochs of so many steps; the last two sections validate."""
    keras.utils.set_random_seed(1)
    sources = [PatchSource(folder, "here", CODES) for folder in folders]
    feed = batches(BalancedSampler(sources[:-2], CODES, Training(patch_px=patch_px, batch=BATCH)))
    model = unet(len(CODES))
    model.compile(keras.optimizers.Adam(1e-3), SumOfLosses({"iou": 1.0}))
    table = code_positions(CODES)

    def measure() -> dict:
        taken = [next(feed) for _ in range(steps)]
        images = np.concatenate([one[0] for one in taken]).astype(np.float32) / 255
        masks = table[np.concatenate([one[1] for one in taken])]
        begun = time.perf_counter()
        model.fit(images, masks, batch_size=BATCH, shuffle=False, verbose=0)
        took = time.perf_counter() - begun
        score = validate(model, sources[-2:], CODES)["val_overall_accuracy"]
        return {"seconds": took, "steps": steps, "accuracy": score}

    serve({}, measure)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])
