"""Words of the comparison by simulation; benchmarks/bench_comparison.py has the table."""

import bench_comparison as bench
import numpy as np
import pandas as pd
import pytest
from scipy import stats

TRIALS = 60


@pytest.mark.parametrize("question", list(bench.QUESTIONS), ids=" | ".join)
def test_every_question_has_an_answer(question):
    """6 v 6 sections, few surveys: a rate, or no survey in which it could be asked."""
    row = bench.rate(question, (6, 6), 3)
    assert row["sections"] == "6 v 6" and row["surveys"] <= 3
    assert 0 <= row["rate"] <= 1 or row["surveys"] == 0


def test_unequal_numbers_err_at_the_nominal_rate_and_did_not():
    """3 against 12 sections with zeros: Welch and Holm err in .2 to .3."""
    question = "any mineral differs, alike, rare and zeros"
    here, before = (
        bench.rate((question, by), (3, 12), TRIALS) for by in (bench.HERE, bench.BEFORE)
    )
    assert here["rate"] <= stats.binom.ppf(0.999, TRIALS, 0.05) / TRIALS
    assert before["rate"] >= stats.binom.ppf(0.001, TRIALS, 0.2) / TRIALS


def test_rows_are_judged_at_their_worst_design():
    table = pd.DataFrame(
        [
            ("any mineral differs, alike, skewed", bench.HERE, "4 v 4", 0.02, 300),
            ("any mineral differs, alike, skewed", bench.HERE, "3 v 12", 0.2, 300),
            ("any mineral differs, alike, skewed", bench.BEFORE, "3 v 12", 0.5, 300),
            ("bound of a ratio holds", bench.HERE, "4 v 4", 0.97, 900),
            ("what would have shown does", bench.HERE, "2 v 6", np.nan, 0),
            ("what would have shown does", bench.HERE, "4 v 4", 0.81, 300),
        ],
        columns=["question", "by", "sections", "rate", "surveys"],
    )
    rows = bench.benchmark_rows(table)
    assert [(row.ours, row.holds[:6]) for row in rows] == [
        (0.2, "misses"), (0.97, "yes"), (0.81, "yes"),
    ]  # fmt: skip
