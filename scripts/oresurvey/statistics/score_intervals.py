"""Intervals of scores over fields: fields are drawn anew, those that overlap together.

Pixels of one field agree with one another far more than pixels of two: an interval over pixels
would be absurdly narrow.
"""

import numpy as np
import pandas as pd

from oresurvey.statistics.scores import scores_of_confusion

RESAMPLES = 1000
LEVEL = 0.95


def _scores(counts: np.ndarray) -> np.ndarray:
    """Overall accuracy, mean IoU, then IoU of every class; NaN for classes not annotated."""
    scores = scores_of_confusion(counts)
    return np.r_[scores["overall_accuracy"], scores["mean_iou"], scores["iou"]]


def score_intervals(
    counts: list[np.ndarray], groups: list[str], names: dict[int, str], codes: tuple[int, ...]
) -> pd.DataFrame:
    """Pooled scores with bootstrap intervals over groups of fields.

    Parameters
    ----------
    counts : list of (C, C) int
        Confusion matrix of each field.
    groups : list of str
        Fields of one group overlap: they are drawn together.
    names : dict of int to str
        Mineral of each code.
    codes : tuple of int
        Codes of the rows of the matrices.

    Returns
    -------
    DataFrame
        score ("overall accuracy", "mean IoU", "IoU MINERAL"), value, low, high, fields (that hold
        the class), groups. Percentiles of 1000 resamples (Efron 1979, Annals of Statistics 7,
        1-26); a resample without a class says nothing of that class. NaN for fewer than three
        groups.
    """
    of_group: dict[str, np.ndarray] = {}
    for group, matrix in zip(groups, counts, strict=True):
        of_group[group] = of_group.get(group, 0) + matrix
    stack = np.stack(list(of_group.values()))
    rng = np.random.default_rng(1)
    drawn = np.array(
        [_scores(stack[rng.integers(0, len(stack), len(stack))].sum(0)) for _ in range(RESAMPLES)]
    )
    values = _scores(stack.sum(axis=0))
    tail = 100 * (1 - LEVEL) / 2
    held = [sum(matrix.sum() > 0 for matrix in counts)] * 2
    held += [sum(matrix[k].sum() > 0 for matrix in counts) for k in range(len(codes))]
    grouped = [len(stack)] * 2 + [
        int((stack[:, k].sum(axis=1) > 0).sum()) for k in range(len(codes))
    ]
    labels = ["overall accuracy", "mean IoU", *(f"IoU {names[code]}" for code in codes)]
    rows = []
    for k, label in enumerate(labels):
        if not np.isfinite(values[k]):
            continue
        low, high = np.nan, np.nan
        if grouped[k] >= 3:
            low, high = np.nanpercentile(drawn[:, k], [tail, 100 - tail])
        rows.append(
            {"score": label, "value": values[k], "low": low, "high": high,
             "fields": int(held[k]), "groups": grouped[k]}
        )  # fmt: skip
    return pd.DataFrame(rows)
