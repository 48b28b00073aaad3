"""Quality of a photograph: sharpness, exposure, colour cast, saturation; read strip by strip.

They depend on the ore as well as on the microscope, so they are judged against the other fields of
the deposit (`catalog.remarks`), never by a number of their own.
"""

import numpy as np

from oresurvey.survey.catalog_columns import QUALITY

SAMPLE_PX = 4
"""Levels and colours are taken from every fourth pixel of every fourth row."""
EDGE_ROWS_PX = 8
"""Edges are sought along every eighth row and down every eighth column."""
EDGE_QUANTILE = 0.995
"""The steepest half per cent of the steps are taken for edges."""
NEAR_PX, FAR_PX = 2, 16
"""Distances over which the slope and the height of an edge are measured."""
BLACK_LEVEL, WHITE_LEVEL = 5, 254


def _ends(values: np.ndarray, distance: int, axis: int) -> tuple[np.ndarray, np.ndarray]:
    """Values, and those that far before them."""
    if axis:
        return values[:, distance:], values[:, :-distance]
    return values[distance:], values[:-distance]


def _steps(
    levels: np.ndarray, distance: int, axis: int, shown: np.ndarray | None = None
) -> np.ndarray:
    """Histogram of the absolute differences of levels that far apart, where both are shown."""
    ends, starts = _ends(levels, distance, axis)
    # Differences of 8-bit levels wrap; the larger minus the smaller does not.
    steps = np.maximum(ends, starts) - np.minimum(ends, starts)
    if shown is not None:
        steps = steps[np.logical_and(*_ends(shown, distance, axis))]
    return np.bincount(steps.ravel(), minlength=256)


def _quantile(histogram: np.ndarray, share: float) -> int:
    return int((histogram.cumsum() >= share * histogram.sum()).argmax())


class QualityMeter:
    """Measures of one photograph.

    Its strips are added from the top, each beginning at a multiple of `EDGE_ROWS_PX`.
    """

    def __init__(self):
        self._brightest = np.zeros(256, np.int64)
        self._near = np.zeros(256, np.int64)
        self._far = np.zeros(256, np.int64)
        self._channels = np.zeros(3)
        self._saturation = 0.0

    def add(self, strip: np.ndarray, shown: np.ndarray | None = None) -> None:
        """Add a strip, (h, W, 3) uint8; only pixels that are `shown`, (h, W) bool, count."""
        bands = [np.ascontiguousarray(strip[::SAMPLE_PX, ::SAMPLE_PX, k]) for k in range(3)]
        if shown is not None:
            bands = [band[shown[::SAMPLE_PX, ::SAMPLE_PX]] for band in bands]
        brightest = np.maximum(np.maximum(bands[0], bands[1]), bands[2])
        darkest = np.minimum(np.minimum(bands[0], bands[1]), bands[2])
        self._brightest += np.bincount(brightest.ravel(), minlength=256)
        self._channels += [band.sum(dtype=np.int64) for band in bands]
        spread = (brightest - darkest).astype(np.float32)
        self._saturation += float((spread / np.maximum(brightest, 1)).sum(dtype=np.float64))
        rows = np.ascontiguousarray(strip[::EDGE_ROWS_PX, :, 1])
        columns = np.ascontiguousarray(strip[:, ::EDGE_ROWS_PX, 1])
        both = (None, None) if shown is None else (shown[::EDGE_ROWS_PX], shown[:, ::EDGE_ROWS_PX])
        for levels, axis, part in ((rows, 1, both[0]), (columns, 0, both[1])):
            if levels.shape[axis] > FAR_PX:
                self._near += _steps(levels, NEAR_PX, axis, part)
                self._far += _steps(levels, FAR_PX, axis, part)

    def measures(self) -> dict[str, float | None]:
        """The measures of `QUALITY`.

        Returns
        -------
        dict of str to float or None
            mean_level, 0..255, of all channels; dark_pct, share of pixels with no channel at
            `BLACK_LEVEL` or above; clipped_pct, with a channel at `WHITE_LEVEL` or above;
            edge_width_px, None without an edge; cast_red_pct and cast_blue_pct, by how much the
            mean of that channel is above the mean of green, None for black; saturation_pct, mean
            of (max - min) / max.

        Notes
        -----
        The width of an edge is its height over its steepest slope: a step of height A blurred by a
        Gaussian of standard deviation s has the slope A / (s sqrt(2 pi)), so the width is
        s sqrt(2 pi) (2.5 s). Height and slope are the 99.5 % quantiles of the differences 16 px and
        2 px apart, which noise moves little; it moves the variance of the Laplacian (Pech-Pacheco
        et al. 2000, ICPR) much, which also grows with the square of the exposure. The casts are
        those of a grey world (Buchsbaum 1980, J. Franklin Inst. 310).
        """
        pixels = self._brightest.sum()
        red, green, blue = self._channels / pixels
        slope = _quantile(self._near, EDGE_QUANTILE) / NEAR_PX if self._near.any() else 0
        height = _quantile(self._far, EDGE_QUANTILE)
        found = {
            "mean_level": (red + green + blue) / 3,
            "dark_pct": 100 * self._brightest[:BLACK_LEVEL].sum() / pixels,
            "clipped_pct": 100 * self._brightest[WHITE_LEVEL:].sum() / pixels,
            "edge_width_px": height / slope if slope else None,
            "cast_red_pct": 100 * (red / green - 1) if green else None,
            "cast_blue_pct": 100 * (blue / green - 1) if green else None,
            "saturation_pct": 100 * self._saturation / pixels,
        }
        return {k: None if found[k] is None else round(float(found[k]), 3) for k in QUALITY}
