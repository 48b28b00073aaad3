"""Peer: petroscope's sampler or predictor. Runs in its own environment (make peers)."""

import resource
import sys
import time

from harness import serve

PATCHES, PATCH_PX = 200, 256


def sampler(paths: list[str]) -> None:
    """Serve seconds of `PATCHES` balanced patches; paths are image, mask, image, mask, ..."""
    from petroscope.segmentation.balancer.balancer import ClassBalancedPatchDataset

    begun = time.perf_counter()
    pairs = list(zip(paths[::2], paths[1::2], strict=True))
    from pathlib import Path

    dataset = ClassBalancedPatchDataset(
        [(Path(image), Path(mask)) for image, mask in pairs],
        patch_size=PATCH_PX,
        balancing_strength=1.0,
        acceleration=8,
    )
    feed = dataset.sampler_balanced()
    next(feed)
    start = time.perf_counter() - begun

    def measure() -> dict:
        begun = time.perf_counter()
        for _ in range(PATCHES):
            next(feed)
        took = time.perf_counter() - begun
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
        return {"seconds": took, "patches": PATCHES, "peak_mb": peak}

    serve({"start_s": start}, measure)


def predictor(image: str, classes: str) -> None:
    """Serve seconds of one photograph, read and predicted: 2048-px patches, half overlap."""
    from pathlib import Path

    from petroscope.segmentation.models.resunet.model import ResUNet
    from petroscope.segmentation.utils import load_image

    # Without `dilated` the network cannot be constructed in 0.0.12; its arithmetic is the same.
    model = ResUNet(int(classes), layers=4, filters=8, device="cpu", dilated=True, pretrained=False)

    def measure() -> dict:
        begun = time.perf_counter()
        pixels = load_image(Path(image))
        model.predict_image(pixels, return_logits=False)
        return {"seconds": time.perf_counter() - begun, "pixels": pixels.shape[0] * pixels.shape[1]}

    serve({}, measure)


if __name__ == "__main__":
    if sys.argv[1] == "sampler":
        sampler(sys.argv[2:])
    else:
        predictor(*sys.argv[2:])
