"""Drift: is a deposit like what a model was trained on, and is the model as sure of it?

The validation fields, which no patch came from, say what fields at home look like: by features
(`feature_distance`), and by the model's confidence. docs/read/drift.md says what either proves.
"""

from collections.abc import Mapping
from itertools import combinations
from math import comb
from types import MappingProxyType

import numpy as np
import pandas as pd
from scipy.stats import mannwhitneyu, rankdata

LEVEL = 0.05
LIKE, UNLIKE, NO_ORE = "like", "unlike", "no ore"
LEAST_AGREEMENT = 1.0
"""Of the colours of a deposit with those of any ore that trained the model; below it is `NO_ORE`.

Measured with the shipped model, see docs/read/drift.md: medians of any three LumenStone frames are
1.9 or more, photographs of a face, a cup, a retina or a motorcycle have -5 to .2. Grey photographs
agree with ore as well as ore does: nothing is said of these.
"""
AS_SURE, LESS_SURE = "as sure", "less sure"
TOO_FEW, UNCHECKED, NOTHING_NEW = "too few fields", "not checked", "no new fields"
MOST_ARRANGEMENTS = 100_000
"""Arrangements of two samples that are gone through one by one; of more, SciPy's approximation for
large samples is good, and for ties it has no other."""
NONE: Mapping[str, float | None] = MappingProxyType({})
NOT_EXCHANGED: Mapping[str, str | None] = MappingProxyType({})
NO_OVERLAP: Mapping[str, str] = MappingProxyType({})
COLUMNS = (
    *("deposit", "verdict", "p_value", "fields", "median_feature_distance"),
    *("reference_fields", "reference_median_feature_distance"),
    *("sureness", "sureness_p_value", "median_confidence", "reference_median_confidence"),
    *("ore_agreement", "sections", "reference_sections"),
)


def _arrangements(values: np.ndarray, reference: np.ndarray) -> int:
    """In how many ways the values can lie among all of them."""
    return comb(len(values) + len(reference), len(values))


def _p_larger(values: np.ndarray, reference: np.ndarray) -> float:
    """p of the test of Mann and Whitney that the values are larger; exact for few, tied or not."""
    if _arrangements(values, reference) > MOST_ARRANGEMENTS:
        return float(mannwhitneyu(values, reference, alternative="greater").pvalue)
    ranks = rankdata(np.concatenate([values, reference]))
    sums = np.array([sum(some) for some in combinations(ranks, len(values))])
    return float((sums >= ranks[: len(values)].sum()).mean())


def verdict_of(
    values: np.ndarray, reference: np.ndarray, words: tuple[str, str]
) -> tuple[str, float]:
    """Whether values are larger than those of the reference, and the test's p.

    Parameters
    ----------
    values, reference : (n,), (m,) float
        One of every section of a deposit, and of every validation section.
    words : (str, str)
        What to call values that are not larger, and values that are.

    Returns
    -------
    str, float
        One of the words, `TOO_FEW` or `UNCHECKED`; NaN where there is nothing to test. One-sided
        test of Mann and Whitney (1947, Annals of Mathematical Statistics 18, 50-60), exact for few
        values.
    """
    if not len(values) or not len(reference):
        return UNCHECKED, float("nan")
    p_value = _p_larger(values, reference)
    # The smallest p that so few can have: all of them above all of the reference.
    if 1 / _arrangements(values, reference) >= LEVEL:
        return TOO_FEW, p_value
    return words[int(p_value < LEVEL)], p_value


def verdict_by_features(distance: np.ndarray, reference: np.ndarray) -> tuple[str, float]:
    """`LIKE` or `UNLIKE` by feature distances; see `verdict_of`."""
    return verdict_of(distance, reference, (LIKE, UNLIKE))


def verdict_by_confidence(confidence: np.ndarray, reference: np.ndarray) -> tuple[str, float]:
    """`AS_SURE` or `LESS_SURE` by mean confidences; see `verdict_of`."""
    return verdict_of(-confidence, -reference, (AS_SURE, LESS_SURE))


def _of_sections(fields: pd.DataFrame, column: str) -> np.ndarray:
    """Mean of the known values of a column in every section; (n,) float64.

    Fields of a section resemble one another: one by one they would be taken for a larger sample,
    and a deposit of few sections for an unlike one.
    """
    return (
        fields.dropna(subset=column).groupby(["deposit", "section"])[column].mean().to_numpy(float)
    )


def _known(fields: pd.DataFrame, column: str) -> np.ndarray:
    """The values of a column that are known; (n,) float64."""
    return fields[column].dropna().to_numpy(float)


def _median(values: np.ndarray) -> float:
    return float(np.median(values)) if len(values) else float("nan")


def one_per_place(fields: pd.DataFrame, overlap: Mapping[str, str]) -> pd.DataFrame:
    """Fields that show one place as one row: the means of what was measured.

    Parameters
    ----------
    fields : DataFrame
        deposit, field, split or not, and measures.
    overlap : dict of str to str
        Group of the fields that overlap others of their deposit.
    """
    if not any(name in overlap for name in fields["field"]):
        return fields
    group = [overlap.get(name, "") for name in fields["field"]]
    alone = [name if not of else "" for name, of in zip(fields["field"], group, strict=True)]
    how = {c: "mean" if pd.api.types.is_numeric_dtype(fields[c]) else "first" for c in fields}
    return fields.groupby([fields["deposit"].to_numpy(), group, alone]).agg(how)


def drift_table(
    fields: pd.DataFrame,
    familiarity: pd.DataFrame,
    agreement: Mapping[str, float | None] = NONE,
    red_and_blue: Mapping[str, str | None] = NOT_EXCHANGED,
    overlap: Mapping[str, str] = NO_OVERLAP,
) -> pd.DataFrame:
    """Content of ``drift.csv``: one row per deposit, columns `COLUMNS`.

    Parameters
    ----------
    fields : DataFrame
        deposit, section, field, split, mean_confidence, feature_distance of every mapped field.
        Fields with split train are left out: a model is at home in what it was trained on. So are
        those of the reference itself, which would stand on both sides of the test.
    familiarity : DataFrame
        deposit, field, mean_confidence, feature_distance of the validation fields of the model, in
        the sections that ``fields`` has them in; one that is not there is its own section. A
        deposit among them is compared with its own, since some ores are harder than others; any
        other with all. Without feature distances, here or there, the verdict is `UNCHECKED`;
        where no field is left, `NOTHING_NEW`.
    agreement : dict of str to float or None, optional
        Deposits that trained no model, see `light.deposit.ore_agreement`. One whose colours are
        none of ore is `NO_ORE`, whatever its features; an annotated one never is.
    red_and_blue : dict of str to str or None, optional
        Deposits whose red and blue look exchanged, see `light.deposit.seem_exchanged`: a column
        more, where there are any.
    overlap : dict of str to str, optional
        Group of the fields that overlap: they are one field of the test.
    """
    rows = []
    section_of = dict(zip(fields["field"], fields["section"], strict=True))
    sections = [section_of.get(name, f"field {name}") for name in familiarity["field"]]
    familiarity = familiarity.assign(section=sections)
    for deposit, part in fields[fields["split"] != "train"].groupby("deposit"):
        own = familiarity[familiarity["deposit"] == deposit]
        reference = one_per_place(own if len(own) else familiarity, overlap)
        annotated = part["split"].fillna("").ne("").any()
        part = one_per_place(part[~part["field"].isin(own["field"])], overlap)
        distance, confidence = (_known(part, c) for c in ("feature_distance", "mean_confidence"))
        far, sure = (_known(reference, c) for c in ("feature_distance", "mean_confidence"))
        verdict, p_value = verdict_by_features(
            *(_of_sections(one, "feature_distance") for one in (part, reference))
        )
        sureness, sureness_p_value = verdict_by_confidence(
            *(_of_sections(one, "mean_confidence") for one in (part, reference))
        )
        if not len(part):
            verdict = sureness = NOTHING_NEW
        colours = agreement.get(deposit)
        if colours is not None and colours < LEAST_AGREEMENT and not annotated:
            verdict = NO_ORE
        rows.append(
            {
                "deposit": deposit,
                "verdict": verdict,
                "p_value": p_value,
                "fields": len(part),
                "median_feature_distance": _median(distance),
                "reference_fields": len(reference),
                "reference_median_feature_distance": _median(far),
                "sureness": sureness,
                "sureness_p_value": sureness_p_value,
                "median_confidence": _median(confidence),
                "reference_median_confidence": _median(sure),
                "ore_agreement": colours,
                "sections": part["section"].nunique(),
                "reference_sections": reference.groupby(["deposit", "section"]).ngroups,
            }
        )
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    if any(red_and_blue.values()):
        table["red_and_blue"] = table["deposit"].map(red_and_blue)
    return table
