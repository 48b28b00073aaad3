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

from oresurvey.losses import SumOfLosses
from oresurvey.network import unet
from oresurvey.patches import BalancedSampler, PatchSource, SamplerSettings, batches
from oresurvey.validation import code_positions, validate

STEPS, BATCH, PATCH_PX = 40, 12, 256


def main(folders: list[str]) -> None:
    """Serve epochs of `STEPS` steps."""
    keras.utils.set_random_seed(1)
    sources = [PatchSource(folder, "here", CODES) for folder in folders]
    feed = batches(BalancedSampler(sources[:-1], CODES, SamplerSettings(PATCH_PX, BATCH)))
    model = unet(len(CODES))
    model.compile(keras.optimizers.Adam(1e-3), SumOfLosses({"iou": 1.0}))
    table = code_positions(CODES)

    def measure() -> dict:
        taken = [next(feed) for _ in range(STEPS)]
        images = np.concatenate([one[0] for one in taken]).astype(np.float32) / 255
        masks = table[np.concatenate([one[1] for one in taken])]
        begun = time.perf_counter()
        model.fit(images, masks, batch_size=BATCH, shuffle=False, verbose=0)
        took = time.perf_counter() - begun
        score = validate(model, sources[-1:], CODES)["val_overall_accuracy"]
        return {"seconds": took, "steps": STEPS, "accuracy": score}

    serve({}, measure)


if __name__ == "__main__":
    main(sys.argv[1:])
