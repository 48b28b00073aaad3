"""Whether a mask lies on its photograph: steps of the picture against annotated boundaries."""

import numpy as np

REACH_PX, STEP_PX = 24, 2
"""Shifts are tried up to so far along both sides, in such steps."""
SHIFTS = range(-REACH_PX, REACH_PX + 1, STEP_PX)
POINTS_OF_STRIP = 3000
SLOPE_PX = 2
FEWEST_POINTS = 300
"""Boundaries with fewer points say nothing."""
LEAST_SHIFT_PX = 6
BETTER = 1.25
"""How much steeper the picture is under the boundaries where they fit better."""
TURNS: dict[str, slice | tuple[slice, ...]] = {
    "turned by 180 degrees": np.s_[::-1, ::-1],
    "mirrored left to right": np.s_[:, ::-1],
    "mirrored upside down": np.s_[::-1],
}


def _boundary(mask: np.ndarray, void: int) -> tuple[np.ndarray, np.ndarray]:
    """Rows and columns of pixels whose right neighbour has another code."""
    left, right = mask[::STEP_PX, :-1], mask[::STEP_PX, 1:]
    y, x = np.nonzero((left != right) & (left != void) & (right != void))
    return y * STEP_PX, x


class MaskFit:
    """Mean slope of a photograph under the boundaries of its mask, shifted and turned.

    Parameters
    ----------
    mask : (H, W) uint8
    void : int
        Code of what is not annotated.
    """

    def __init__(self, mask: np.ndarray, void: int):
        self._mask, self._void, self._next = mask, void, 0
        self._sums = np.zeros((len(SHIFTS), len(SHIFTS)))
        self._turned = dict.fromkeys(TURNS, 0.0)
        self._turned_points = dict.fromkeys(TURNS, 0)
        self._points = 0

    def add(self, strip: np.ndarray) -> None:
        """Add a strip of the photograph, (h, W, 3) uint8; strips come from the top."""
        rows = slice(self._next, self._next + len(strip))
        self._next = rows.stop
        if min(strip.shape[:2]) <= 2 * REACH_PX:
            return
        green = strip[:, :, 1]
        slope = np.zeros(green.shape, np.uint8)
        ends, starts = green[:, 2 * SLOPE_PX :], green[:, : -2 * SLOPE_PX]
        slope[:, SLOPE_PX:-SLOPE_PX] = np.maximum(ends, starts) - np.minimum(ends, starts)
        y, x = self._points_inside(self._mask[rows])
        self._points += len(y)
        flat, width = slope.ravel(), strip.shape[1]
        at = y * width + x
        for i, dy in enumerate(SHIFTS):
            for j, dx in enumerate(SHIFTS):
                self._sums[i, j] += flat[at + (dy * width + dx)].sum(dtype=np.int64)
        for name, turn in TURNS.items():
            y, x = self._points_inside(self._mask[turn][rows])
            self._turned[name] += slope[y, x].sum(dtype=np.int64)
            self._turned_points[name] += len(y)

    def _points_inside(self, mask: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Points of the boundary, thinned evenly, so far inside that no shift leaves the strip."""
        y, x = _boundary(mask, self._void)
        height, width = mask.shape
        inside = (y >= REACH_PX) & (y < height - REACH_PX)
        inside &= (x >= REACH_PX) & (x < width - REACH_PX)
        y, x = y[inside], x[inside]
        every = max(len(y) // POINTS_OF_STRIP, 1)
        return y[::every], x[::every]

    def remark(self) -> str:
        """What is wrong with the place of the mask, in words; "" if nothing seems so."""
        if self._points < FEWEST_POINTS:
            return ""
        means = self._sums / self._points
        here = means[REACH_PX // STEP_PX, REACH_PX // STEP_PX]
        turned = {k: v / max(self._turned_points[k], 1) for k, v in self._turned.items()}
        name = max(turned, key=turned.__getitem__)
        i, j = np.unravel_index(means.argmax(), means.shape)
        dy, dx = SHIFTS[i], SHIFTS[j]
        if turned[name] > BETTER * max(here, means.max()):
            return f"the mask fits the photograph better when it is {name}; look at both"
        if max(abs(dy), abs(dx)) >= LEAST_SHIFT_PX and means.max() > BETTER * here:
            return (
                f"the mask fits the photograph better when it is shifted by {dx} px to the right "
                f"and {dy} px down; look at both"
            )
        return ""
