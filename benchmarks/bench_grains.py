"""Instances: one full class map to complete grain and contact tables, beside scikit-image."""

import sys

import numpy as np
from frames import frames, where
from harness import Row, alternate, finish, judged
from skimage.measure import label, regionprops_table

from oresurvey.instances.measure import instances
from oresurvey.photographs.photograph import read_mask, read_photograph

COLUMNS = (
    *("label", "area", "equivalent_diameter_area", "centroid", "bbox", "axis_major_length"),
    *("axis_minor_length", "orientation", "perimeter_crofton", "intensity_mean"),
)
"""The columns that ours has too; contacts it cannot give."""


def plain(codes: np.ndarray, confidence: np.ndarray):
    """Labels and the same columns, by scikit-image."""
    labels = label(np.where(codes == 255, 0, codes), background=0, connectivity=2)
    return regionprops_table(labels, confidence, properties=COLUMNS)


def fragmented(shape: tuple[int, int], grains: int, seed: int = 1) -> np.ndarray:
    """A map of at least so many small grains, as noise in a photograph gives."""
    rng = np.random.default_rng(seed)
    dust = np.zeros(shape, np.uint8)
    at = rng.choice(dust.size, int(grains * 1.3), replace=False)
    dust.ravel()[at] = rng.choice(np.array([1, 2, 6, 8], np.uint8), len(at))
    return dust


def main() -> list[Row]:
    """An annotated section, speckled as predictions are, and one in 100 000 pieces."""
    image, mask = frames()[0]
    codes = read_mask(mask)
    confidence = read_photograph(image)[..., 1]
    took = alternate(
        {"ours": lambda: instances(codes, confidence), "plain": lambda: plain(codes, confidence)}, 5
    )
    dust = fragmented(codes.shape, 100_000)
    count = len(instances(dust, confidence).grains)
    fine = alternate(
        {"ours": lambda: instances(dust, confidence), "plain": lambda: plain(dust, confidence)}, 1
    )
    peer = "regionprops_table, no contacts"
    ratio, fine_ratio = took["plain"] / took["ours"], fine["plain"] / fine["ours"]
    return [
        Row("grains", f"tables of one section ({where()})", took["ours"], "s", peer,
            took["plain"], ratio, **judged(took["ours"], at_most=0.6), repeats=5),
        Row("grains", "the same, as a ratio", ratio, "x", peer, **judged(ratio, at_least=8)),
        Row("grains", f"tables of {count} grains", fine["ours"], "s", peer, fine["plain"],
            fine_ratio, **judged(fine["ours"], at_most=3)),
    ]  # fmt: skip


if __name__ == "__main__":
    finish(main(), sys.argv[1])
