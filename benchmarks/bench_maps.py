"""Probability maps: the index of one full mask, beside full maps of eq. (1)."""

import sys

from frames import CODES, frames, where
from harness import Row, alternate, finish, judged

from oresurvey.photographs.photograph import read_mask
from oresurvey.probability_maps.index import build_index

PATCH_PX = 256


def main() -> list[Row]:
    """Time and bytes of the index."""
    mask = read_mask(frames()[0][1])
    index = build_index(mask, PATCH_PX, CODES)
    took = alternate(
        {
            "ours": lambda: build_index(mask, PATCH_PX, CODES),
            "plain": lambda: [index.full_map(code, mask) for code in CODES],
        }
    )
    full = len(CODES) * mask.size * 8 / 1e6
    size = index.rows.nbytes / 1e6
    return [
        Row("maps", f"index of 7 classes, one mask ({where()})", took["ours"], "s",
            "eq. (1) at every corner", took["plain"], took["plain"] / took["ours"],
            **judged(took["ours"], at_most=0.25), repeats=5),
        Row("maps", "memory of that index", size, "MB", "full maps, 64 bit", full, full / size,
            **judged(size, at_most=0.5)),
    ]  # fmt: skip


if __name__ == "__main__":
    finish(main(), sys.argv[1])
