"""Whether the background of a mask is only what nobody painted.

Labelling programs write 0 where nothing was painted, which in a mask is background. Then ore lies
under the 0: it has the colours of what was painted, and where strokes end the photograph shows no
edge.
"""

import numpy as np

from oresurvey.survey.mineral_codes import BACKGROUND, VOID

SAMPLE_PX = 4
"""Colours are taken from every fourth pixel of every fourth row, edges along every fourth line."""
FEWEST_SAMPLES, FEWEST_POINTS = 50, 300
"""Of background and of ore each, and of borders between them: fewer say nothing."""
AWAY_PX = 6
"""A border is no edge if so far outside the photograph is as it is just inside."""
USUAL = 0.75
"""Steps within background up to this quantile are no edges."""
MOST_ALIKE, MOST_LIKE_PAINTED = 0.1, 0.5
"""Background that looks like the painted minerals: its share of the background, and its area in
terms of the painted area, from both of which on a mask is remarked. In 82 masks of LumenStone they
are never above these together; the second is at most 0.15."""
MOST_WITHOUT_EDGE, LEAST_BACKGROUND = 0.35, 0.5
"""Share of the borders without an edge, and of background in what is annotated, from both of which
on a mask is remarked. In LumenStone the first is at most 0.12 where background is so common; of its
masks reduced to strokes, at least 0.36."""
ANNOTATE = "docs/models/annotate.md"
"""Named in every remark on a mask that seems not to have been converted, and in no other."""
TODO = (
    "if 0 means that nothing was painted, write 255 there: convert-mask with --from codes, or "
    f"--names if its numbers are no codes ({ANNOTATE})"
)


class UnpaintedMeter:
    """Colours under background and under ore, and steps at their borders."""

    def __init__(self):
        # Of background, of ore; by four bits of each channel.
        self._colours = np.zeros((2, 4096), np.int64)
        # Within background, at borders; by the sum of the differences of the channels.
        self._steps = np.zeros((2, 3 * 255 + 1), np.int64)

    def add(self, strip: np.ndarray, mask: np.ndarray) -> None:
        """Add a strip of the photograph, (h, W, 3) uint8, and of its mask of codes, (h, W)."""
        codes = mask[::SAMPLE_PX, ::SAMPLE_PX]
        red, green, blue = np.moveaxis(strip[::SAMPLE_PX, ::SAMPLE_PX] >> 4, 2, 0).astype(np.int32)
        bins = red << 8 | green << 4 | blue
        for place, chosen in enumerate((codes == BACKGROUND, _is_ore(codes))):
            self._colours[place] += np.bincount(bins[chosen], minlength=4096)
        self._add_steps(strip[::SAMPLE_PX], mask[::SAMPLE_PX])
        self._add_steps(strip[:, ::SAMPLE_PX].swapaxes(0, 1), mask[:, ::SAMPLE_PX].T)

    def _add_steps(self, pixels: np.ndarray, codes: np.ndarray) -> None:
        """Add steps along lines: (n, length, 3) uint8 with their codes, (n, length)."""
        background, ore = codes == BACKGROUND, _is_ore(codes)
        apart, between = AWAY_PX + 1, 2 * SAMPLE_PX
        # On the second way, lines run from right to left.
        for way in (slice(None), slice(None, None, -1)):
            ground, grains, colours = background[:, way], ore[:, way], pixels[:, way]
            # Places x outside and x + apart inside a grain, whose border is one pixel before that.
            edges = ground[:, AWAY_PX - 1 : -2] & grains[:, AWAY_PX:-1]
            y, x = np.nonzero(edges & grains[:, apart:] & ground[:, :-apart])
            self._count(1, colours[y, x], colours[y, x + apart])
        y, x = np.nonzero(background[:, :-apart:between] & background[:, apart::between])
        self._count(0, pixels[y, x * between], pixels[y, x * between + apart])

    def _count(self, place: int, first: np.ndarray, second: np.ndarray) -> None:
        steps = np.abs(first.astype(np.int32) - second).sum(axis=1)
        self._steps[place] += np.bincount(steps, minlength=self._steps.shape[1])

    def _alike(self) -> tuple[float, float]:
        """Background that looks more like ore: share of background, and area by that of ore."""
        background, ore = self._colours.sum(axis=1)
        if min(background, ore) < FEWEST_SAMPLES:
            return 0.0, 0.0
        more = self._colours[1] / ore > self._colours[0] / background
        alike = self._colours[0][more].sum()
        return alike / background, alike / ore

    def _without_edge(self) -> float:
        """Share of the borders at which the photograph changes no more than within background."""
        within, borders = self._steps
        background, ore = self._colours.sum(axis=1)
        if borders.sum() < FEWEST_POINTS or background < LEAST_BACKGROUND * (background + ore):
            return 0.0
        usual = int((within.cumsum() >= USUAL * within.sum()).argmax())
        return borders[: usual + 1].sum() / borders.sum()

    def remark(self) -> str:
        """What is doubtful of the background of the mask, in words; "" if nothing is."""
        share, area = self._alike()
        if share >= MOST_ALIKE and area >= MOST_LIKE_PAINTED:
            return (
                f"{100 * share:.0f} % of what the mask calls background (0) has the colours of its "
                f"minerals; {TODO}"
            )
        share = self._without_edge()
        if share >= MOST_WITHOUT_EDGE:
            return (
                f"at {100 * share:.0f} % of the borders between background (0) and minerals the "
                f"photograph shows no edge, as where strokes end; {TODO}"
            )
        return ""


def _is_ore(codes: np.ndarray) -> np.ndarray:
    return (codes != BACKGROUND) & (codes != VOID)
