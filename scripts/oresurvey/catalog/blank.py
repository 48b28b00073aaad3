"""Photographs that show nothing: taken without light, or burned out."""

import numpy as np

SAMPLE_PX = 8
BLACK_LEVEL, WHITE_LEVEL = 5, 254
BLANK_SHARE = 0.995


class BlankMeter:
    """Counts black and white pixels, in every eighth row and column, of strips from the top."""

    def __init__(self):
        self._pixels = self._black = self._white = 0

    def add(self, strip: np.ndarray, shown: np.ndarray | None = None) -> None:
        """Add a strip, (h, W, 3) uint8; only pixels that are `shown`, (h, W) bool, count."""
        sample = strip[::SAMPLE_PX, ::SAMPLE_PX]
        if shown is not None:
            sample = sample[shown[::SAMPLE_PX, ::SAMPLE_PX]]
        self._pixels += sample.size // 3
        self._black += int((sample.max(axis=-1) < BLACK_LEVEL).sum())
        self._white += int((sample.min(axis=-1) >= WHITE_LEVEL).sum())

    def reason(self) -> str:
        """What is wrong and what to do, "" for a photograph that shows something.

        A barren field in resin is dark and not black: it counts, and is left in.
        """
        if self._black >= BLANK_SHARE * self._pixels:
            return "is black; photograph the field again with the lamp on and the shutter open"
        if self._white >= BLANK_SHARE * self._pixels:
            return "is white, so overexposed; photograph the field again with less light"
        return ""
