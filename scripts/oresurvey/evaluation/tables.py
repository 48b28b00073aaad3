"""Evaluation: class maps of annotated, held-out fields against their masks.

Void pixels count nowhere. A prediction of a mineral that the annotation of the deposit does not
distinguish is wrong wherever it stands; its share is printed. Means over classes are over the
classes that occur in the annotation of the group.

An unidentified pixel is a pixel that is not found: it counts as wrong, as any other class would. So
no threshold of confidence makes a score better by itself. Scores with the suffix ``_identified``
leave these pixels out, and ``coverage`` says how many are left.
"""

from collections.abc import Callable

import numpy as np
import pandas as pd

from oresurvey.evaluation.scored_field import KINDS, ScoredField
from oresurvey.statistics.calibration import calibration_error
from oresurvey.statistics.reliability import bins_of
from oresurvey.statistics.scores import (
    area_bias_interval,
    confusion_table,
    mean_of_fields,
    scores_of_confusion,
)
from oresurvey.survey.mineral_codes import UNIDENTIFIED

MAIN = ("overall_accuracy", "mean_iou", "pooled_iou")


def _without_unidentified(counts: np.ndarray) -> np.ndarray:
    """A confusion matrix of identified pixels only."""
    return np.concatenate((counts[:, :-1], np.zeros_like(counts[:, -1:])), axis=1)


def _summary(scored: list[ScoredField]) -> dict:
    """Main scores of a group of fields, of every kind."""
    result: dict = {"fields": len(scored)}
    for kind in KINDS:
        counts = np.sum([one.of_kind(kind) for one in scored], axis=0)
        scores = scores_of_confusion(counts)
        result |= {f"{key}{kind}": _number(scores[key]) for key in MAIN}
    counts = np.sum([one.counts for one in scored], axis=0)
    identified = scores_of_confusion(_without_unidentified(counts))
    result |= {f"{key}_identified": _number(identified[key]) for key in MAIN}
    result["coverage"] = _number(1 - counts[:, -1].sum() / max(counts.sum(), 1))
    by_confidence = np.sum([one.by_confidence for one in scored], axis=0)
    result["calibration_error"] = _number(calibration_error(bins_of(by_confidence)))
    unlabelled = counts.sum(axis=1) == 0
    unlabelled[-1] = False
    result["pixels"] = int(counts.sum())
    result["predicted_unlabelled_pct"] = _number(
        100 * counts[:, unlabelled].sum() / max(counts.sum(), 1)
    )
    return result


def _number(value: float) -> float | None:
    """JSON has no NaN."""
    return round(float(value), 6) if np.isfinite(value) else None


def _groups(scored: list[ScoredField]):
    """(split, deposit or "all", fields), splits and deposits in order."""
    for split in sorted({one.split for one in scored}):
        inside = [one for one in scored if one.split == split]
        yield split, "all", inside
        for deposit in sorted({one.deposit for one in inside}):
            yield split, deposit, [one for one in inside if one.deposit == deposit]


def summary(scored: list[ScoredField]) -> dict:
    """Content of ``summary.json``.

    Parameters
    ----------
    scored : list of ScoredField

    Returns
    -------
    dict
        overall_accuracy, mean_iou, pooled_iou (also ``_inside``, ``_band``) over all fields of the
        scored split: "test" where there are test fields, else "validation"; coverage and the
        scores of identified pixels; calibration_error; the same per deposit in ``deposits`` and per
        split in ``splits``.
    """
    splits: dict = {}
    for split, deposit, fields in _groups(scored):
        if deposit == "all":
            splits[split] = _summary(fields) | {"deposits": {}}
        else:
            splits[split]["deposits"][deposit] = _summary(fields)
    chosen = "test" if "test" in splits else "validation"
    return splits[chosen] | {
        "split": chosen,
        "splits": splits,
        "definitions": {
            "mean_iou": "mean over annotated classes of pooled IoU",
            "pooled_iou": "sum of intersections / sum of unions = accuracy / (2 - accuracy)",
            "_inside": "without the band at annotated boundaries",
            "_band": "only in the band at annotated boundaries",
            "coverage": "share of annotated pixels that are identified; the others count as wrong",
            "_identified": "unidentified pixels left out",
            "calibration_error": "15 bins of equal width of the confidence of the most probable "
            "class: mean of |accuracy - confidence|, by pixels, whatever the threshold",
        },
    }


def per_class(scored: list[ScoredField], codes: tuple[int, ...], minerals) -> pd.DataFrame:
    """Content of ``per_class.csv``: one row per split, deposit ("all" too) and annotated class.

    Columns: deposit, split, code, mineral, paper_label, iou_pooled, iou_field_mean (fields without
    the class left out), precision, recall, area_bias_pct with area_bias_low_pct and
    area_bias_high_pct (ratio estimator over fields), fields (with the class), pixels; iou,
    precision and recall without the boundary band with the suffix ``_inside``.
    """
    rows = []
    for split, deposit, fields in _groups(scored):
        stack = np.stack([one.counts for one in fields])
        whole = scores_of_confusion(stack.sum(axis=0))
        inner = scores_of_confusion(sum(one.inside for one in fields))
        of_fields = np.stack([scores_of_confusion(one.counts)["iou"] for one in fields])
        for k, code in enumerate(codes):
            pixels = int(stack[:, k].sum())
            if not pixels:
                continue
            low, high = area_bias_interval(stack, k)
            rows.append(
                {
                    "deposit": deposit,
                    "split": split,
                    "code": code,
                    "mineral": minerals[code].symbol,
                    "paper_label": minerals[code].paper_label,
                    "iou_pooled": whole["iou"][k],
                    "iou_field_mean": mean_of_fields(of_fields[:, k]),
                    "precision": whole["precision"][k],
                    "recall": whole["recall"][k],
                    "area_bias_pct": whole["area_bias_pct"][k],
                    "area_bias_low_pct": low,
                    "area_bias_high_pct": high,
                    "fields": int((stack[:, k].sum(axis=1) > 0).sum()),
                    "pixels": pixels,
                    "iou_pooled_inside": inner["iou"][k],
                    "precision_inside": inner["precision"][k],
                    "recall_inside": inner["recall"][k],
                }
            )
    return pd.DataFrame(rows)


def per_field(scored: list[ScoredField]) -> pd.DataFrame:
    """Content of ``per_field.csv``: the main scores of every field.

    Columns on unidentified pixels are there where any field has some.
    """
    table = pd.DataFrame(
        [
            {"deposit": one.deposit, "section": one.section, "field": one.field, "split": one.split}
            | _summary([one])
            for one in scored
        ]
    ).drop(columns="fields")
    if (table["coverage"] == 1).all():
        return table.drop(columns=["coverage", *(f"{key}_identified" for key in MAIN)])
    return table


def of_groups(scored: list[ScoredField], table_of: Callable) -> pd.DataFrame:
    """One table of all groups: deposit, split, and the columns of the table of each group.

    Parameters
    ----------
    scored : list of ScoredField
    table_of : callable
        List of ScoredField to DataFrame.
    """
    tables = []
    for split, deposit, fields in _groups(scored):
        table = table_of(fields)
        table.insert(0, "split", split)
        table.insert(0, "deposit", deposit)
        tables.append(table)
    return pd.concat(tables, ignore_index=True)


def confusions(scored: list[ScoredField], codes: tuple[int, ...]) -> pd.DataFrame:
    """Content of ``confusion.csv``: deposit, split, true_code, predicted_code, pixels."""
    names = (*codes, UNIDENTIFIED)
    return of_groups(
        scored, lambda fields: confusion_table(sum(one.counts for one in fields), names)
    )


def field_confusions(scored: list[ScoredField], codes: tuple[int, ...]) -> pd.DataFrame:
    """Content of ``field_confusion.csv``: what each field was annotated as and taken for.

    Columns: deposit, section, field, split, true_code, predicted_code, pixels; pairs that never
    occur are left out, and so are void pixels. In the order of the fields' names.
    """
    names = (*codes, UNIDENTIFIED)
    place = ("deposit", "section", "field", "split")
    tables = []
    for one in sorted(scored, key=lambda one: one.field):
        table = confusion_table(one.counts, names)
        for position, column in enumerate(place):
            table.insert(position, column, getattr(one, column))
        tables.append(table)
    return pd.concat(tables, ignore_index=True)


def by_confidence(scored: list[ScoredField], table_of: Callable) -> pd.DataFrame:
    """Content of ``reliability.csv`` or ``risk_coverage.csv``.

    Parameters
    ----------
    scored : list of ScoredField
    table_of : callable
        `statistics.reliability.bins_of` or `statistics.reliability.risk_coverage`.
    """
    return of_groups(scored, lambda fields: table_of(sum(one.by_confidence for one in fields)))
