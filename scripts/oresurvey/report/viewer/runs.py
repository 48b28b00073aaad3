"""Rasters of a page as runs: stretches of one value, row after row."""

from collections.abc import Iterable

import numpy as np

from oresurvey.report.viewer.packing import packed


def runs_of(parts: Iterable[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Runs of a raster that comes in parts; a run goes on from row to row.

    Parameters
    ----------
    parts : iterable of (h, w) arrays
        From the top.

    Returns
    -------
    lengths : (n,) uint32
    values : (n,)
        Of the type of the parts; neighbours differ.
    """
    lengths, values = [], []
    for part in parts:
        flat = part.ravel()
        start = np.flatnonzero(np.append(True, flat[1:] != flat[:-1]))
        lengths.append(np.diff(start, append=len(flat)))
        values.append(flat[start])
    length, value = np.concatenate(lengths), np.concatenate(values)
    # The last run of a part goes on in the next one.
    start = np.flatnonzero(np.append(True, value[1:] != value[:-1]))
    return np.add.reduceat(length, start).astype(np.uint32), value[start]


def packed_runs(parts: Iterable[np.ndarray]) -> dict:
    """The same for a page: lengths and values, packed."""
    lengths, values = runs_of(parts)
    return {"lengths": packed(lengths), "values": packed(values)}
