"""Minerals and deposits that a model never saw: does it know that it does not know them?"""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from scipy.stats import mannwhitneyu

from oresurvey.deposits.drift import verdict_by_confidence, verdict_by_features
from oresurvey.statistics.reliability import FULL, STEPS
from oresurvey.survey.mineral_codes import BACKGROUND

KNOWN_LEFT_OUT = 0.05
"""Share of the known pixels that the threshold of the table leaves unidentified."""
GROUPS = ("own", "known elsewhere", "never seen")


def group_of(code: int, own: bool, known: frozenset[int]) -> str | None:
    """Which of `GROUPS` the pixels of a mineral in a field belong to; None for the background.

    Parameters
    ----------
    code : int
        Of the annotated mineral.
    own : bool
        Whether the field's deposit is one that the model was trained on.
    known : frozenset of int
        Codes of the model.
    """
    if code == BACKGROUND:
        return None
    if code not in known:
        return "never seen"
    return "own" if own else "known elsewhere"


@dataclass
class ConfidenceCounts:
    """Pixels of annotated minerals at every step of confidence.

    Attributes
    ----------
    steps : dict of str to (256,) int64
        By group.
    """

    steps: dict[str, np.ndarray] = field(
        default_factory=lambda: {name: np.zeros(STEPS, np.int64) for name in GROUPS}
    )

    def add(self, truth: np.ndarray, confidence: np.ndarray, own: bool, known, minerals) -> None:
        """Count a field.

        Parameters
        ----------
        truth, confidence : (H, W) uint8
            Annotation and ``confidence.tif``.
        own : bool
        known : frozenset of int
        minerals : iterable of int
            Codes to count; void is none of them.
        """
        both = truth.astype(np.uint16) << 8 | confidence
        counts = np.bincount(both.ravel(), minlength=STEPS**2).reshape(STEPS, STEPS)
        for code in minerals:
            name = group_of(code, own, known)
            if name:
                self.steps[name] += counts[code]


def auroc(higher: np.ndarray, lower: np.ndarray) -> float:
    """Probability that a pixel of the first group has a higher confidence than one of the second.

    Parameters
    ----------
    higher, lower : (256,) int
        Pixels at each step of confidence; ties count half (Mann and Whitney 1947, Annals of
        Mathematical Statistics 18, 50-60). NaN where a group is empty.

    Examples
    --------
    >>> auroc(np.array([0, 1, 1]), np.array([1, 1, 0]))
    0.875
    """
    pairs = float(higher.sum()) * float(lower.sum())
    if not pairs:
        return float("nan")
    below = np.cumsum(lower) - lower
    return float((higher * (below + lower / 2.0)).sum() / pairs)


def unseen_row(counts: ConfidenceCounts) -> dict:
    """What the table says of one model.

    Returns
    -------
    dict
        auroc_never_seen and auroc_known_elsewhere (against the minerals of its own deposit),
        threshold (confidence below which a twentieth of these is), and per group the share of
        pixels below it, ``unidentified_pct_GROUP``, and ``pixels_GROUP``.
    """
    own = counts.steps["own"]
    share = np.cumsum(own) / max(own.sum(), 1)
    # The largest threshold that leaves out no more than asked for.
    lowest = int(np.searchsorted(share, KNOWN_LEFT_OUT, side="right"))
    row = {
        "auroc_never_seen": auroc(own, counts.steps["never seen"]),
        "auroc_known_elsewhere": auroc(own, counts.steps["known elsewhere"]),
        "threshold": lowest / FULL,
    }
    for name, steps in counts.steps.items():
        key = name.replace(" ", "_")
        total = steps.sum()
        row[f"unidentified_pct_{key}"] = (
            100 * float(steps[:lowest].sum() / total) if total else float("nan")
        )
        row[f"pixels_{key}"] = int(total)
    return row


def auroc_of_fields(higher: np.ndarray, lower: np.ndarray) -> float:
    """Probability that a field of the first group has a larger value than one of the second.

    Parameters
    ----------
    higher, lower : (n,), (m,) float
        Ties count half. NaN where a group is empty.

    Examples
    --------
    >>> auroc_of_fields(np.array([2.0, 3.0]), np.array([1.0, 2.0]))
    0.875
    """
    if not len(higher) or not len(lower):
        return float("nan")
    return float(mannwhitneyu(higher, lower).statistic / (len(higher) * len(lower)))


def fields_row(fields: pd.DataFrame) -> dict:
    """How one model tells the fields of other deposits from those of its own.

    Parameters
    ----------
    fields : DataFrame
        own (bool, whether the model was trained on the deposit), feature_distance and
        mean_confidence of every scored field; the distance is NaN where it is not known.

    Returns
    -------
    dict
        auroc_fields_features and auroc_fields_confidence (a field of another deposit is farther,
        less sure, than one of its own); verdict and sureness of the fields of other deposits, as in
        `deposits.drift.drift_table`; fields_own, fields_elsewhere.
    """
    of = [fields[fields["own"]], fields[~fields["own"]]]
    near, far = (part["feature_distance"].dropna().to_numpy(float) for part in of)
    sure, doubted = (part["mean_confidence"].to_numpy(float) for part in of)
    return {
        "auroc_fields_features": auroc_of_fields(far, near),
        "auroc_fields_confidence": auroc_of_fields(sure, doubted),
        "verdict": verdict_by_features(far, near)[0],
        "sureness": verdict_by_confidence(doubted, sure)[0],
        "fields_own": len(of[0]),
        "fields_elsewhere": len(of[1]),
    }
