"""Drift: is a model less sure of a deposit than where it is at home?

The validation fields, which no patch came from, say how sure it is there. Less sure is a warning;
as sure is no proof: see docs/drift.md.
"""

import numpy as np
import pandas as pd
from scipy.stats import mannwhitneyu

LEVEL = 0.05
AS_SURE, LESS_SURE = "as sure", "less sure"
TOO_FEW, UNCHECKED = "too few fields", "not checked"
COLUMNS = (
    *("deposit", "verdict", "p_value", "fields", "median_confidence"),
    *("reference_fields", "reference_median_confidence"),
)


def verdict_of(confidence: np.ndarray, reference: np.ndarray) -> tuple[str, float]:
    """Whether fields are as sure as the reference, and the test's p.

    Parameters
    ----------
    confidence, reference : (n,), (m,) float
        Mean confidence of every field of a deposit, and of every validation field.

    Returns
    -------
    str, float
        One of the four verdicts; NaN where there is nothing to test. One-sided test of Mann and
        Whitney (1947, Annals of Mathematical Statistics 18, 50-60). Fields of one section resemble
        one another, so p is on the small side.
    """
    if not len(reference):
        return UNCHECKED, float("nan")
    # The smallest p that so few fields can have: all of them below all of the reference.
    least = mannwhitneyu(np.full(len(confidence), -1.0), reference, alternative="less").pvalue
    p_value = float(mannwhitneyu(confidence, reference, alternative="less").pvalue)
    if least >= LEVEL:
        return TOO_FEW, p_value
    return (LESS_SURE if p_value < LEVEL else AS_SURE), p_value


def drift_table(fields: pd.DataFrame, familiarity: pd.DataFrame) -> pd.DataFrame:
    """Content of ``drift.csv``: one row per deposit, columns `COLUMNS`.

    Parameters
    ----------
    fields : DataFrame
        deposit, split, mean_confidence of every mapped field. Fields with split train are left out:
        a model is surer of what it was trained on.
    familiarity : DataFrame
        deposit, field, mean_confidence of the validation fields of the model. A deposit among them
        is compared with its own, since some ores are harder than others; any other with all.
    """
    rows = []
    for deposit, part in fields[fields["split"] != "train"].groupby("deposit"):
        own = familiarity[familiarity["deposit"] == deposit]
        reference = (own if len(own) else familiarity)["mean_confidence"].to_numpy(float)
        confidence = part["mean_confidence"].to_numpy(float)
        verdict, p_value = verdict_of(confidence, reference)
        rows.append(
            {
                "deposit": deposit,
                "verdict": verdict,
                "p_value": p_value,
                "fields": len(part),
                "median_confidence": float(np.median(confidence)),
                "reference_fields": len(reference),
                "reference_median_confidence": (
                    float(np.median(reference)) if len(reference) else float("nan")
                ),
            }
        )
    return pd.DataFrame(rows, columns=list(COLUMNS))
