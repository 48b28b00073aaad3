"""Measure stages beside the plain way, alternating, in one run: python benchmarks/run.py.

Prints medians and ratios, and writes results/benchmarks.csv.
"""

import statistics
import sys
import time
from pathlib import Path

PROJECT = Path(__file__).parents[1]
sys.path.insert(0, str(PROJECT / "scripts"))

import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
from skimage.measure import label as skimage_label  # noqa: E402
from skimage.measure import regionprops_table  # noqa: E402

from oresurvey.demo.optics import photograph  # noqa: E402
from oresurvey.demo.textures import sphalerite_ore  # noqa: E402
from oresurvey.engines import Crop, TensorFlowEngine  # noqa: E402
from oresurvey.grains import instances  # noqa: E402
from oresurvey.network import unet  # noqa: E402
from oresurvey.probability_maps import build_index  # noqa: E402
from oresurvey.tables import write_csv  # noqa: E402

WIDTH, HEIGHT, PATCH_PX, REPEATS = 3396, 2547, 256, 5
CODES = (0, 1, 2, 6, 8)


def full_maps(index, mask: np.ndarray) -> dict[int, np.ndarray]:
    """The plain sampler: eq. (1) of every class, kept whole as cumulative weights."""
    return {code: index.full_map(code, mask).ravel().cumsum() for code in CODES}


def seconds(work) -> float:
    """Wall-clock seconds of one call."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def side_by_side(stage: str, ours, plain, note: str) -> dict:
    """Medians of `REPEATS` alternating calls, after one of each to warm up."""
    ours(), plain()
    pairs = [(seconds(ours), seconds(plain)) for _ in range(REPEATS)]
    mine, other = (statistics.median(column) for column in zip(*pairs, strict=True))
    return {"stage": stage, "ours_s": mine, "plain_s": other, "ratio": other / mine, "plain": note}


def main() -> None:
    """Measure, print, write."""
    rng = np.random.default_rng(1)
    mask = sphalerite_ore((HEIGHT, WIDTH), rng, 2.0)
    image = photograph(mask, rng)
    index = build_index(mask, PATCH_PX, CODES)
    maps = full_maps(index, mask)

    def draw_ours():
        for code in CODES:
            for _ in range(40):
                y, x = index.draw(code, mask, rng)
                image[y : y + PATCH_PX, x : x + PATCH_PX].copy()

    def draw_plain():
        for code in CODES:
            for _ in range(40):
                at = np.searchsorted(maps[code], rng.integers(maps[code][-1]), side="right")
                y, x = divmod(int(at), WIDTH)
                image[y : y + PATCH_PX, x : x + PATCH_PX].copy()

    def grains_plain():
        labels = skimage_label(mask.astype(np.int64) + 1, connectivity=2)
        regionprops_table(
            labels,
            properties=("area", "centroid", "bbox", "perimeter_crofton", "axis_major_length"),
        )

    engine = TensorFlowEngine(unet(len(CODES)), CODES)
    side = 1024
    window = np.ascontiguousarray(image[: side + 2 * engine.halo_px, : side + 2 * engine.halo_px])
    inner = Crop(engine.halo_px, engine.halo_px + side, engine.halo_px, engine.halo_px + side)

    def overlapping_plain():
        # Windows at half their size, as sliding-window predictors do: each pixel up to four times.
        for y in range(0, side, side // 2):
            for x in range(0, side, side // 2):
                engine.classify(window[y : y + side, x : x + side], Crop(0, side, 0, side),
                                engine.labelled())  # fmt: skip

    rows = [
        side_by_side(
            "index of one mask", lambda: build_index(mask, PATCH_PX, CODES),
            lambda: full_maps(index, mask), "summed-area tables, full maps kept",
        ),
        side_by_side("200 exact patches", draw_ours, draw_plain, "search in full cumulative maps"),
        side_by_side(
            "1 Mpx of inference", lambda: engine.classify(window, inner, engine.labelled()),
            overlapping_plain, "half-overlapping windows",
        ),
        side_by_side(
            "grains of 8.65 Mpx", lambda: instances(mask, None), grains_plain,
            "scikit-image label + regionprops_table",
        ),
    ]  # fmt: skip
    table = pd.DataFrame(rows)
    held = sum(part.nbytes for part in maps.values()) / 2**20
    print(table.to_string(index=False, float_format=lambda value: f"{value:.3g}"))
    print(f"memory of the sampler, one section: full maps {held:.0f} MiB, {index_size(index)}")
    write_csv(table, PROJECT / "results" / "benchmarks.csv")


def index_size(index) -> str:
    """Size of the index as text."""
    size = sum(part.nbytes for part in vars(index).values() if isinstance(part, np.ndarray))
    return f"index {size / 2**20:.2f} MiB"


if __name__ == "__main__":
    main()
