"""Contacts: which grain touches which, and along what length."""

import numpy as np
import pandas as pd

from oresurvey.crofton import neighbour_pairs


def _crossings(labels: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Differing neighbours: lower label, higher label, length each pair stands for."""
    low, high, length = [], [], []
    for first, second, weight in neighbour_pairs(labels):
        differ = np.flatnonzero((first != second).ravel())
        a, b = first.ravel()[differ], second.ravel()[differ]
        low.append(np.minimum(a, b))
        high.append(np.maximum(a, b))
        length.append(np.full(len(differ), weight))
    return np.concatenate(low), np.concatenate(high), np.concatenate(length)


def contacts(labels: np.ndarray, code_of: np.ndarray) -> pd.DataFrame:
    """Shared boundary of every pair of touching regions.

    Parameters
    ----------
    labels : (H, W) uint32
        Regions as from `grains.label`: grains from 1, background 0, void the last number.
    code_of : (regions,) int
        Mineral code of each label; 0 for label 0, 255 for void.

    Returns
    -------
    DataFrame
        grain_a, grain_b (a < b), code_a, code_b, length_px. The frame of the field is no contact.

    Notes
    -----
    Crofton's formula in four directions, so that the contacts of a grain inside the field add up
    to its perimeter.
    """
    low, high, length = _crossings(labels)
    key = low.astype(np.int64) * len(code_of) + high
    pairs, position = np.unique(key, return_inverse=True)
    total = np.bincount(position, weights=length, minlength=len(pairs))
    grain_a, grain_b = pairs // len(code_of), pairs % len(code_of)
    return pd.DataFrame(
        {
            "grain_a": grain_a,
            "grain_b": grain_b,
            "code_a": np.asarray(code_of, np.int64)[grain_a],
            "code_b": np.asarray(code_of, np.int64)[grain_b],
            "length_px": total,
        }
    )


def perimeters(contact: pd.DataFrame, regions: int) -> np.ndarray:
    """Boundary of every region inside the field: the sum of its contacts; (regions,) float64."""
    return np.bincount(contact["grain_a"], contact["length_px"], regions) + np.bincount(
        contact["grain_b"], contact["length_px"], regions
    )
