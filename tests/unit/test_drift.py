"""Drift: deposits of which a model is less sure are told, and nothing is told from too little."""

import numpy as np
import pandas as pd
import pytest

from oresurvey.drift import (
    AS_SURE,
    COLUMNS,
    LESS_SURE,
    TOO_FEW,
    UNCHECKED,
    drift_table,
    verdict_of,
)

REFERENCE = np.linspace(0.9, 0.98, 17)


def test_p_is_that_of_the_ranks():
    """Two fields below all 17: of 171 pairs of ranks one is so low."""
    verdict, p_value = verdict_of(np.array([0.5, 0.6]), REFERENCE)
    assert (verdict, p_value) == (LESS_SURE, pytest.approx(1 / 171))


@pytest.mark.parametrize("confidence", [[0.97, 0.96], [0.999] * 9])
def test_as_sure(confidence):
    assert verdict_of(np.array(confidence), REFERENCE)[0] == AS_SURE


def test_one_field_tells_nothing_beside_17():
    """Its smallest p is 1 / 18; beside 20 it is 1 / 21."""
    assert verdict_of(np.array([0.1]), REFERENCE)[0] == TOO_FEW
    assert verdict_of(np.array([0.1]), np.linspace(0.9, 0.98, 20))[0] == LESS_SURE


def test_without_reference_nothing_is_checked():
    verdict, p_value = verdict_of(np.array([0.5]), np.empty(0))
    assert verdict == UNCHECKED and np.isnan(p_value)


def test_fields_alike_are_seldom_called_less_sure():
    """Of deposits drawn from the reference itself, about one in twenty."""
    rng = np.random.default_rng(0)
    found = [verdict_of(rng.normal(size=6), rng.normal(size=17))[0] for _ in range(1000)]
    assert 0.03 < np.mean([one == LESS_SURE for one in found]) < 0.07


def test_fields_that_trained_the_model_are_left_out():
    fields = pd.DataFrame(
        [("A", "train", 0.99), ("A", "", 0.5), ("A", "", 0.6), ("B", "validation", 0.95)],
        columns=["deposit", "split", "mean_confidence"],
    )
    familiarity = pd.DataFrame({"deposit": "C", "field": "f", "mean_confidence": REFERENCE})
    found = drift_table(fields, familiarity).set_index("deposit")
    assert found["fields"].to_dict() == {"A": 2, "B": 1}
    assert found["verdict"].to_dict() == {"A": LESS_SURE, "B": TOO_FEW}
    assert found.at["A", "median_confidence"] == pytest.approx(0.55)
    assert found.at["A", "reference_median_confidence"] == pytest.approx(0.94)


def test_a_known_deposit_is_compared_with_its_own_fields():
    """B is hard: .6 is as sure as the model ever is there, and far from what it is elsewhere."""
    familiarity = pd.DataFrame(
        {
            "deposit": ["A"] * 17 + ["B"] * 5,
            "field": "f",
            "mean_confidence": [*REFERENCE, 0.5, 0.55, 0.6, 0.65, 0.7],
        }
    )
    fields = pd.DataFrame({"deposit": "B", "split": "", "mean_confidence": [0.6, 0.6, 0.6, 0.6]})
    known = drift_table(fields, familiarity)
    assert known["verdict"].tolist() == [AS_SURE] and known["reference_fields"].tolist() == [5]
    new = drift_table(fields.assign(deposit="C"), familiarity)
    assert new["verdict"].tolist() == [LESS_SURE] and new["reference_fields"].tolist() == [22]


def test_no_fields_no_rows():
    fields = pd.DataFrame(columns=["deposit", "split", "mean_confidence"])
    familiarity = pd.DataFrame(columns=["deposit", "field", "mean_confidence"])
    found = drift_table(fields, familiarity)
    assert found.empty and tuple(found.columns) == COLUMNS
