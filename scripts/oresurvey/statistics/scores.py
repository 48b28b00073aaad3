"""Scores of a class map against an annotation. Void pixels count nowhere.

Rows of a confusion matrix are the annotated classes, columns the predicted ones.
"""

import numpy as np
import pandas as pd
from scipy import stats
from scipy.ndimage import maximum_filter, minimum_filter

from oresurvey.survey.mineral_codes import VOID


def confusion(
    truth: np.ndarray, found: np.ndarray, codes: tuple[int, ...], where: np.ndarray | None = None
) -> np.ndarray:
    """Confusion matrix of two maps.

    Parameters
    ----------
    truth, found : (H, W) uint8
        Mineral codes.
    codes : tuple of int
        Classes; a pixel whose annotated code is none of them (void above all) is left out, and so
        is one where `found` is void.
    where : (H, W) bool, optional
        Count only these pixels.

    Returns
    -------
    (C, C) int64

    Raises
    ------
    ValueError
        If the maps differ in shape, or `found` holds a code that is not in `codes`.
    """
    if truth.shape != found.shape:
        raise ValueError(f"annotation is {truth.shape} but the class map is {found.shape}")
    pairs = truth.astype(np.uint16) << 8 | found
    counted = np.bincount((pairs if where is None else pairs[where]).ravel(), minlength=65536)
    table = counted.reshape(256, 256)[list(codes), :VOID]
    square = table[:, list(codes)]
    if square.sum() != table.sum():
        raise ValueError("the class map holds codes that the table of minerals does not name")
    return square.astype(np.int64)


def _ratio(part, whole) -> np.ndarray:
    """part / whole, NaN where there is nothing to divide by."""
    part, whole = np.asarray(part, float), np.asarray(whole, float)
    return np.divide(part, whole, out=np.full(np.shape(part), np.nan), where=whole > 0)


def scores_of_confusion(counts: np.ndarray) -> dict:
    """Scores over the classes that the annotation holds.

    Parameters
    ----------
    counts : (C, C) int

    Returns
    -------
    dict
        ``overall_accuracy``; ``mean_iou``, the mean of the annotated classes' IoU; ``pooled_iou``,
        the sum of all intersections over the sum of all unions, which the 2021 paper's "IoU for
        all classes" resembles more (it is accuracy / (2 - accuracy)); and, per class and NaN for
        classes that are not annotated, ``iou``, ``precision``, ``recall``, ``area_bias_pct``
        (predicted - annotated area, % of annotated).
    """
    counts = np.asarray(counts)
    hit, true, found = np.diag(counts), counts.sum(axis=1), counts.sum(axis=0)
    annotated = true > 0
    iou = np.where(annotated, _ratio(hit, true + found - hit), np.nan)
    accuracy = hit.sum() / true.sum() if true.sum() else np.nan
    return {
        "overall_accuracy": float(accuracy),
        "mean_iou": float(iou[annotated].mean()) if annotated.any() else np.nan,
        "pooled_iou": float(accuracy / (2 - accuracy)),
        "iou": iou,
        "precision": np.where(annotated, _ratio(hit, found), np.nan),
        "recall": _ratio(hit, true),
        "area_bias_pct": 100 * _ratio(found - true, true),
    }


def boundary_band(truth: np.ndarray, width_px: int) -> np.ndarray:
    """Pixels within `width_px` (chessboard distance) of a pixel of another annotated class.

    Parameters
    ----------
    truth : (H, W) uint8
        Void makes no boundary.
    width_px : int

    Returns
    -------
    (H, W) bool
    """
    if width_px < 1:
        return np.zeros(truth.shape, bool)
    side = 2 * width_px + 1
    # Void must be neither the largest nor the smallest of its neighbourhood.
    highest = maximum_filter(np.where(truth == VOID, 0, truth), side, mode="nearest")
    lowest = minimum_filter(truth, side, mode="nearest")
    return (truth != VOID) & ((highest != truth) | (lowest != truth))


def mean_of_fields(values: np.ndarray) -> float:
    """Mean over the fields that annotate the class; fields without it are left out."""
    return float(np.nanmean(values)) if np.isfinite(values).any() else float("nan")


def area_bias_interval(confusions: np.ndarray, position: int) -> tuple[float, float]:
    """95 % interval of a class's area bias, fields as replicates.

    Ratio estimator: bias = sum(found - true) / sum(true) over fields, its variance from the
    residuals of the fields (Cochran 1977, 6.4), t with fields - 1 degrees of freedom.

    Parameters
    ----------
    confusions : (F, C, C) int
    position : int
        Of the class.

    Returns
    -------
    (low, high) : float
        Per cent of the annotated area; NaN for fewer than three fields that hold the class.
    """
    true = confusions[:, position, :].sum(axis=1).astype(float)
    found = confusions[:, :, position].sum(axis=1).astype(float)
    if (true > 0).sum() < 3:
        return float("nan"), float("nan")
    k = len(true)
    bias = (found - true).sum() / true.sum()
    residual = (found - true) - bias * true
    error = np.sqrt((residual**2).sum() / (k - 1) / k) / true.mean()
    reach = stats.t.ppf(0.975, k - 1) * error
    return 100 * (bias - reach), 100 * (bias + reach)


def panoptic_quality(ious: np.ndarray, false_positives: int, false_negatives: int) -> float:
    """Panoptic quality of matched grains (Kirillov et al. 2019).

    Parameters
    ----------
    ious : (TP,) float
        IoU of each matched pair of grains, all above .5.
    false_positives, false_negatives : int
        Grains found or annotated without a partner.
    """
    half_wrong = 0.5 * (false_positives + false_negatives)
    return float(np.sum(ious) / (len(ious) + half_wrong))


def confusion_table(counts: np.ndarray, codes: tuple[int, ...]) -> pd.DataFrame:
    """Long form: true_code, predicted_code, pixels; pairs that never occur are left out."""
    rows, columns = np.nonzero(counts)
    names = np.asarray(codes)
    return pd.DataFrame(
        {
            "true_code": names[rows],
            "predicted_code": names[columns],
            "pixels": counts[rows, columns],
        }
    )
