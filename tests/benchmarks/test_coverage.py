"""Coverage of nominal 95 % intervals by simulation; benchmarks/bench_coverage.py has the table."""

import bench_coverage as bench
import numpy as np
import pandas as pd
import pytest

TRIALS = 1500


# Four standard errors of a share of TRIALS are allowed beyond what an estimator claims: .92 to .98.
LOW = 0.92 - 4 * np.sqrt(0.92 * 0.08 / TRIALS)
HIGH = 0.98 + 4 * np.sqrt(0.98 * 0.02 / TRIALS)


@pytest.mark.parametrize("method", ["difference, 3 labelled", "stratified points, 200"])
@pytest.mark.parametrize("k", [3, 10])
def test_corrected_intervals_hold_the_truth(method, k):
    for deposit in (bench.COMMON, bench.RARE):
        row = bench.coverage(method, deposit, k, TRIALS)
        assert row["claims_validity"]
        assert LOW < row["coverage"] < HIGH
        assert abs(row["bias_pct"]) < 0.5


def test_label_shift_holds_the_truth():
    row = bench.coverage("label shift, 5 labelled elsewhere", bench.COMMON, 5, 400)
    few = np.sqrt(TRIALS / 400)
    assert 0.92 - few * (0.92 - LOW) < row["coverage"] < 0.98 + few * (HIGH - 0.98)


def test_what_is_not_corrected_does_not():
    """Ten sections: the map takes 8 % of the gangue for the mineral, 4 % of the area too much."""
    for method in ("raw: logit-t over sections of the map", "naive: binomial on pixels"):
        row = bench.coverage(method, bench.RARE, 10, 200)
        assert row["coverage"] < 0.2 and not row["claims_validity"]
        # .08 of .70 of gangue, .02 of .28 of the common mineral, less .2 of the mineral's own .02.
        assert row["bias_pct"] == pytest.approx(
            100 * (0.08 * 0.7 + 0.02 * 0.28 - 0.2 * 0.02), abs=0.3
        )


def test_row_of_a_benchmark():
    table = pd.DataFrame(
        {
            "estimator": ["naive: binomial", "label shift, 3", "label shift, 5"],
            "coverage": [0.1, 0.95, 0.91],
            "claims_validity": [False, True, True],
            "trials": 9,
        }
    )
    rows = bench.benchmark_rows(table)
    assert [(r.measure.split(" of ")[0], r.ours, r.holds) for r in rows] == [
        ("lowest coverage", 0.1, ""), ("highest coverage", 0.1, ""),
        ("lowest coverage", 0.91, "misses by 1%"), ("highest coverage", 0.95, "yes"),
    ]  # fmt: skip
