"""Colour clusters of one field: its pixels sorted into groups of like colour, without annotation.

In the spirit of Köse et al. (2012) and Berrezueta et al. (2016): a section is segmented by its own
statistics, so that its exposure matters less; what the segments are called is decided afterwards.
"""

import math

import numpy as np
from scipy.cluster.vq import kmeans, kmeans2

from oresurvey.baselines.statistics import in_space
from oresurvey.light.field_light import FieldLight
from oresurvey.network.input_rows import InputRows
from oresurvey.photographs.visible import visible_part

SAMPLE_PX = 2**17
"""Pixels of a field, at most, that clusters are made of: a panorama costs no more than a field."""
STRIP_PX = 512
SETTLED = 1e-3
"""Clusters are settled when the mean distance to their centres falls by less than this."""


def sample_field(
    photograph, factor: int, light: FieldLight, most_px: int = SAMPLE_PX
) -> np.ndarray:
    """Pixels on a regular grid over what is visible of a field, at the input scale.

    Parameters
    ----------
    photograph : photographs.photograph.Photograph
        Read strip by strip.
    factor : int
        Pixels of the photograph along one of the input.
    light : FieldLight
        Undone first, see `light.exposure.Exposure`.
    most_px : int
        The grid is the narrowest that has no more points.

    Returns
    -------
    (N, 3) uint8
    """
    width, height = photograph.width // factor, photograph.height // factor
    step = 1
    while math.ceil(width / step) * math.ceil(height / step) > most_px:
        step += 1
    rows, visible = InputRows(photograph, factor, light, 1), visible_part(photograph)
    shown = visible.at_scale(height) if visible else None
    found = []
    for y in range(0, height, STRIP_PX // factor):
        strip = rows.read(y, min(y + STRIP_PX // factor, height))
        at = np.s_[-y % step :: step, :width:step]
        pixels = strip[at].reshape(-1, 3)
        found.append(pixels if shown is None else pixels[shown[y : y + len(strip)][at].ravel()])
    return np.concatenate(found)


def cluster_centres(sample: np.ndarray, space: str, clusters: int, rng) -> np.ndarray:
    """Centres of the colour clusters of a sample: k-means, begun by k-means++.

    Parameters
    ----------
    sample : (N, 3) uint8
    space : str
        One of `baselines.statistics.SPACES`.
    clusters : int
    rng : numpy.random.Generator

    Returns
    -------
    (K, 3) float64
        In the space; K is less than `clusters` where the sample has fewer colours, or where
        clusters come out empty.
    """
    colours = np.unique(sample, axis=0)
    if len(colours) <= clusters:
        return in_space(colours, space)
    pixels = in_space(sample, space)
    begun, _ = kmeans2(pixels, clusters, iter=1, minit="++", rng=rng)
    centres, _ = kmeans(pixels, begun, thresh=SETTLED)
    return centres
