"""Evaluation: class maps of annotated, held-out fields against their masks.

Void pixels count nowhere. A prediction of a mineral that the annotation of the deposit does not
distinguish is wrong wherever it stands; its share is printed. Means over classes are over the
classes that occur in the annotation of the group.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from oresurvey.metrics import (
    area_bias_interval,
    boundary_band,
    confusion,
    confusion_table,
    mean_of_fields,
    scores_of_confusion,
)

MAIN = ("overall_accuracy", "mean_iou", "pooled_iou")
KINDS = ("", "_inside", "_band")
"""All annotated pixels; without the boundary band; only in it."""


@dataclass(frozen=True)
class ScoredField:
    """Confusion matrices of one field: everywhere, without the boundary band, only in it."""

    deposit: str
    section: str
    field: str
    split: str
    counts: np.ndarray
    inside: np.ndarray

    @property
    def band(self) -> np.ndarray:
        """Confusion in the boundary band."""
        return self.counts - self.inside

    def of_kind(self, kind: str) -> np.ndarray:
        """Confusion matrix of one of `KINDS`."""
        return {"": self.counts, "_inside": self.inside, "_band": self.band}[kind]


def score_field(place: dict, truth, found, codes: tuple[int, ...], boundary_px: int) -> ScoredField:
    """Compare one class map with its annotation.

    Parameters
    ----------
    place : dict
        deposit, section, field, split.
    truth, found : (H, W) uint8
    codes : tuple of int
    boundary_px : int
        Width of the band at annotated boundaries.
    """
    inside = confusion(truth, found, codes, ~boundary_band(truth, boundary_px))
    return ScoredField(**place, counts=confusion(truth, found, codes), inside=inside)


def _summary(scored: list[ScoredField]) -> dict:
    """Main scores of a group of fields, of every kind."""
    result: dict = {"fields": len(scored)}
    for kind in KINDS:
        counts = sum(one.of_kind(kind) for one in scored)
        scores = scores_of_confusion(counts)
        result |= {f"{key}{kind}": _number(scores[key]) for key in MAIN}
    counts = sum(one.counts for one in scored)
    unlabelled = counts.sum(axis=1) == 0
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
        scored split: "test" where there are test fields, else "validation"; the same per deposit in
        ``deposits`` and per split in ``splits``.
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
    """Content of ``per_field.csv``: the main scores of every field."""
    return pd.DataFrame(
        [
            {"deposit": one.deposit, "section": one.section, "field": one.field, "split": one.split}
            | _summary([one])
            for one in scored
        ]
    ).drop(columns="fields")


def confusions(scored: list[ScoredField], codes: tuple[int, ...]) -> pd.DataFrame:
    """Content of ``confusion.csv``: deposit, split, true_code, predicted_code, pixels."""
    tables = []
    for split, deposit, fields in _groups(scored):
        table = confusion_table(sum(one.counts for one in fields), codes)
        table.insert(0, "split", split)
        table.insert(0, "deposit", deposit)
        tables.append(table)
    return pd.concat(tables, ignore_index=True)
