"""The simulated referee: its counting, and that it reads the tables of the rules' scripts."""

import bench_referee as bench
import numpy as np
import pandas as pd
import pytest
from referee_populations import NAMES, POPULATIONS, true_means
from referee_statements import Said, held


def rows_of(statement, false, nominal=0.05, made=1):
    """Rows of as many surveys, each of which made a statement so often."""
    return pd.DataFrame(
        {
            "statement": statement, "case": "", "population": "even", "made": made,
            "false": false, "silent": 2, "nominal": nominal, "survey": range(len(false)),
        }
    )  # fmt: skip


@pytest.mark.parametrize(("false", "word"), [(3, "holds"), (9, "holds"), (15, "FAILS")])
def test_a_rate_holds_within_two_errors_of_the_nominal_one(false, word):
    """Of 100 surveys an error is at least sqrt(.05 x .95 / 100) = .022."""
    said = [1] * false + [0] * (100 - false)
    [found] = bench.rates(rows_of("differ", said), bench.KEYS).to_dict("records")
    assert found["false"] == pytest.approx(false / 100) and found["error"] >= 0.0217
    assert found["verdict"] == word


def test_surveys_are_the_replicates():
    """Intervals that fail together are one accident: the error is that of twenty surveys."""
    heaped = [20] * 10 + [0] * 10
    [found] = bench.rates(rows_of("interval", heaped, made=20), bench.KEYS).to_dict("records")
    assert found["made"] == 400 and found["false"] == 0.5
    assert found["error"] == pytest.approx(np.sqrt(0.25 / 19))


@pytest.mark.parametrize(
    ("rate", "nominal", "surveys", "word"),
    [
        (0.0, 0.0, 50, "holds"), (0.001, 0.0, 50, "FAILS"), (0.5, np.nan, 50, "nothing promised"),
        (np.nan, 0.05, 0, "not made"), (0.5, 0.05, 3, "too few to say (above)"),
        (0.0, 0.05, 3, "too few to say"),
    ],
)  # fmt: skip
def test_words(rate, nominal, surveys, word):
    assert bench.verdict(rate, 0.01, nominal, surveys) == word


def test_intervals_are_counted():
    low, high = [1.0, 3.0, np.nan, 0.0], [2.0, 4.0, np.nan, 1.0]
    assert held(low, high, np.array([1.5, 1.5, 1.5, 1.0])) == (3, 1, 1)
    assert Said("interval", "", 3, 1, 1).nominal == 0.05


def test_true_means_of_a_lognormal_mineral():
    """Holes change no mean; a scaled population lacks what was scaled to nothing."""
    even = POPULATIONS[0]
    gone = true_means(even.scaled({"Gn": 0.0}))["total"]
    assert gone[NAMES.index("Gn")] == 0 and gone.sum() == pytest.approx(1)
    rng = np.random.default_rng(1)
    nested = even.compositions(np.repeat(np.arange(20_000), 2), 0.5, rng)
    assert nested.mean(axis=0) == pytest.approx(true_means(even)["total"], abs=0.002)
    first, second = nested[::2, 3], nested[1::2, 3]
    assert 0.3 < np.corrcoef(first, second)[0, 1] < 0.6


@pytest.mark.parametrize("number", [16, 17])
def test_a_survey_is_read(number):
    """Of few sections; by maps, and annotated throughout."""
    rows = pd.DataFrame(bench.survey_rows(number))
    assert {*rows["population"]} == {"few sections"}
    made = rows.groupby("statement")["made"].sum()
    assert made["pct adds up to 100"] == 8
    assert made["interval, counted share"] > 0
    off = rows["statement"].str.contains("adds up")
    assert rows.loc[off, "false"].sum() == 0
    if number == 16:
        assert rows["statement"].str.startswith("validated").any()
