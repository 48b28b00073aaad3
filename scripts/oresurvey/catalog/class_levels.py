"""Whether the darkest class of a mask is background, as gangue, resin and pits are."""

import numpy as np

from oresurvey.catalog.unpainted import ANNOTATE
from oresurvey.survey.mineral_codes import BACKGROUND, VOID

SAMPLE_PX = 4
"""Levels are taken from every fourth pixel of every fourth row."""
FEWEST_SAMPLES = 50
"""Of a class; fewer say nothing."""
DARK = 0.36
"""Share of the brightest class's level below which a class is as dark as gangue.

In reflectance that is a tenth (levels are about its power of 1 / 2.2): quartz, calcite and resin
reflect 4 to 6 %, covellite 7 % at least, sphalerite and magnetite 17 to 20 %, pyrite 54 %. In
LumenStone gangue is at 0.06 to 0.35, and the darkest ore at 0.42 at least.
"""


class ClassLevels:
    """Median level of every class of a mask."""

    def __init__(self):
        # By code and level.
        self._counts = np.zeros((256, 256), np.int64)

    def add(self, strip: np.ndarray, mask: np.ndarray) -> None:
        """Add a strip of the photograph, (h, W, 3) uint8, and of its mask of codes, (h, W)."""
        mask = mask[::SAMPLE_PX, ::SAMPLE_PX]
        levels = strip[::SAMPLE_PX, ::SAMPLE_PX].sum(axis=2, dtype=np.int64) // 3
        found = np.bincount((mask.astype(np.int64) * 256 + levels).ravel(), minlength=256 * 256)
        self._counts += found.reshape(256, 256)

    def levels(self) -> dict[int, int]:
        """Median level of every code with samples enough, void left out."""
        samples = self._counts.sum(axis=1)
        cumulative = self._counts.cumsum(axis=1)
        return {
            int(code): int((cumulative[code] * 2 >= samples[code]).argmax())
            for code in np.flatnonzero(samples >= FEWEST_SAMPLES)
            if code != VOID
        }

    def remark(self) -> str:
        """What is doubtful of the codes, in words; "" if nothing is."""
        levels = self.levels()
        if len(levels) < 2:
            return ""
        darkest = min(levels, key=levels.__getitem__)
        share = levels[darkest] / max(max(levels.values()), 1)
        if darkest == BACKGROUND or share >= DARK:
            return ""
        other = "which is brighter" if BACKGROUND in levels else "of which there is none"
        return (
            f"its mask calls {darkest} what is as dark as gangue ({share:.2f} of its brightest "
            f"class), and not background (0), {other}; if its numbers are no codes of the table of "
            f"minerals, convert it: convert-mask with --names ({ANNOTATE})"
        )
