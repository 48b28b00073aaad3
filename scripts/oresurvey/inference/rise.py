"""The rise from the network's scale to the photograph's: bilinear, decided only where it matters.

Between four pixels of the input the probabilities are a weighted mean of theirs. Where the four
agree on the most probable class, so does every mean of them: the class is known without
interpolating ten classes. Only cells whose corners disagree, a few per cent, are worked out fully.
"""

import numpy as np

CHUNK_CELLS = 16384
"""Disagreeing cells worked out at a time: bounds memory."""


def _with_margin(probabilities: np.ndarray, rows: slice, columns: slice) -> np.ndarray:
    """The part and one pixel around it, from the window or, at its edge, repeated."""
    height, width = probabilities.shape[:2]
    y = np.arange(rows.start - 1, rows.stop + 1).clip(0, height - 1)
    x = np.arange(columns.start - 1, columns.stop + 1).clip(0, width - 1)
    return probabilities[np.ix_(y, x)]


def _steps(factor: int) -> np.ndarray:
    """Where the pixels of the photograph lie between two pixels of the input, 0..1."""
    return ((np.arange(factor) + 0.5) / factor).astype(np.float32)


def _between(first: np.ndarray, second: np.ndarray, steps: np.ndarray, axis: int) -> np.ndarray:
    """Weighted means of neighbours; a new axis of len(steps) stands at `axis`."""
    shape = [1] * (first.ndim + 1)
    shape[axis] = len(steps)
    step = steps.reshape(shape)
    return np.expand_dims(first, axis) * (1 - step) + np.expand_dims(second, axis) * step


def _byte(confidence: np.ndarray) -> np.ndarray:
    return np.minimum(np.round(confidence * np.float32(255)), 255).astype(np.uint8)


def _decide_disagreeing(around, at, steps) -> tuple[np.ndarray, np.ndarray]:
    """Class and confidence of all pixels of some cells; (cells, factor, factor) twice."""
    y, x = at
    upper = _between(around[y, x], around[y, x + 1], steps, 1)
    lower = _between(around[y + 1, x], around[y + 1, x + 1], steps, 1)
    risen = _between(upper, lower, steps, 1)
    return risen.argmax(axis=-1).astype(np.uint8), _byte(risen.max(axis=-1))


def rise(
    probabilities: np.ndarray, rows: slice, columns: slice, factor: int
) -> tuple[np.ndarray, np.ndarray]:
    """Most probable class at the photograph's resolution, and its probability.

    Parameters
    ----------
    probabilities : (h, w, C) float32
        Of a window at the network's scale.
    rows, columns : slice
        The part to decide, with start and stop; where the image goes on beyond it, the window holds
        one pixel more.
    factor : int
        Pixels of the photograph along one pixel of the window; even.

    Returns
    -------
    positions : (factor * rows, factor * columns) uint8
        Position of the class among the C.
    confidence : same shape, uint8
        Probability * 255, rounded.

    Notes
    -----
    Equal to interpolating every class bilinearly, pixel centres at halves, edges repeated, and then
    taking the maximum.
    """
    around = _with_margin(probabilities, rows, columns)
    best, top = around.argmax(axis=-1).astype(np.uint8), around.max(axis=-1)
    steps = _steps(factor)
    cells = (best.shape[0] - 1, best.shape[1] - 1)
    corners = (best[:-1, :-1], best[:-1, 1:], best[1:, :-1], best[1:, 1:])
    positions = np.empty((cells[0], factor, cells[1], factor), np.uint8)
    positions[:] = corners[0][:, None, :, None]
    along = _between(top[:, :-1], top[:, 1:], steps, 2)
    confidence = _byte(_between(along[:-1], along[1:], steps, 1))
    y, x = np.nonzero(np.any([corner != corners[0] for corner in corners[1:]], axis=0))
    for begin in range(0, len(y), CHUNK_CELLS):
        at = y[begin : begin + CHUNK_CELLS], x[begin : begin + CHUNK_CELLS]
        decided, sure = _decide_disagreeing(around, at, steps)
        positions[at[0], :, at[1], :] = decided
        confidence[at[0], :, at[1], :] = sure
    size = (cells[0] * factor, cells[1] * factor)
    # A cell lies between the centres of pixels: half a pixel hangs over on every side.
    half = factor // 2
    kept = np.s_[half : size[0] - half, half : size[1] - half]
    return positions.reshape(size)[kept], confidence.reshape(size)[kept]
