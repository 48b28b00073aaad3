"""Tables of the demo against its truth, on tables small enough to check by eye."""

from dataclasses import replace

import bench_demo_seeds as bench
import numpy as np
import pandas as pd
import pytest
from demo_acceptance import (
    absent_share,
    alike_pairs,
    coverage,
    rare_bias,
    rare_bias_noise,
    share_errors,
    verdicts,
)

from oresurvey.demo import DemoSettings, make_demo, truth_deposits
from oresurvey.errors import ConfigurationError
from oresurvey.files.tables import write_csv

DESIGN = pd.DataFrame(
    [
        ("Alder", 0, 58.0), ("Alder", 2, 2.0), ("Alder", 6, 40.0),
        ("Birch", 0, 50.0), ("Birch", 2, 10.0), ("Birch", 6, 40.0),
        ("Dry", 0, 58.0), ("Dry", 2, 2.0), ("Dry", 6, 40.0),
    ],
    columns=["deposit", "code", "pct"],
)  # fmt: skip
TRUTH = pd.DataFrame(
    # Alder: one section of two fields that are pooled, 4 % of 200 px, and one without galena.
    [
        ("Alder", "a1", "a1a", 0, 92), ("Alder", "a1", "a1a", 2, 8),
        ("Alder", "a1", "a1b", 0, 100), ("Alder", "a2", "a2a", 6, 50),
        ("Birch", "b1", "b1a", 2, 1), ("Birch", "b1", "b1a", 0, 9), ("Dry", "d1", "d1a", 0, 10),
    ],
    columns=["deposit", "section", "field", "code", "pixels"],
)  # fmt: skip


def modal_row(deposit, code, raw, corrected, level="deposit", basis="total"):
    """Shares as (share, low, high)."""
    return {
        "level": level, "deposit": deposit, "code": code, "basis": basis,
        "pct": raw[0], "low_pct": raw[1], "high_pct": raw[2],
        "corrected_pct": corrected[0], "corrected_low_pct": corrected[1],
        "corrected_high_pct": corrected[2], "estimator": "difference",
    }  # fmt: skip


NONE = (np.nan,) * 3
MODAL = pd.DataFrame(
    [
        modal_row("Alder", 2, (3.0, 2.5, 3.5), (2.2, 1.8, 2.6)),
        modal_row("Alder", 2, (9.0, 1.0, 9.9), NONE, level="section"),
        modal_row("Alder", 2, (9.0, 1.0, 9.9), NONE, basis="ore"),
        modal_row("Alder", 0, (57.0, 50.0, 60.0), (58.0, 55.0, 60.0)),
        modal_row("Alder", 6, (40.0, 35.0, 45.0), NONE),
        modal_row("Birch", 2, (10.0, 9.0, 11.0), (10.0, 9.5, 10.5)),
        modal_row("Birch", 6, (41.0, 40.0, 42.0), (40.0, 39.0, 41.0)),
        modal_row("Dry", 2, (2.0, 1.0, 3.0), (2.0, 1.0, 3.0)),
        modal_row("Dry", 4, (0.5, 0.4, 0.6), (0.1, 0.0, 0.2)),
    ]
)


@pytest.fixture
def errors():
    return share_errors(MODAL, TRUTH, DESIGN)


def test_shares_stand_beside_the_truth(errors):
    of = errors.set_index(["deposit", "code"])
    # Gangue is no mineral; Dry has no row 6 in the table, and bornite only there.
    assert list(of.index) == [
        ("Alder", 2), ("Alder", 6), ("Birch", 2), ("Birch", 6), ("Dry", 2), ("Dry", 4), ("Dry", 6),
    ]  # fmt: skip
    galena = of.loc[("Alder", 2)]
    # Sections: 8 of 200 px and 0 of 50, so (4 + 0) / 2 per cent.
    assert galena["sections_pct"] == pytest.approx(2.0)
    assert (galena["true_pct"], galena["raw_pct"], galena["corrected_pct"]) == (2.0, 3.0, 2.2)
    assert not galena["raw_covers"] and galena["corrected_covers"]
    missing = of.loc[("Dry", 6)]
    assert missing["raw_pct"] == 0 and not missing["raw_covers"]
    assert missing["estimator"] == "not in the table"
    # Not corrected: the raw share stands.
    assert of.loc[("Alder", 6), "corrected_pct"] == 40 and of.loc[("Alder", 6), "corrected_covers"]
    assert of.loc[("Dry", 4), "true_pct"] == 0


def test_coverage_counts_minerals_that_are_there(errors):
    # Six of the seven rows; raw misses Alder 2 and Dry 6, corrected Dry 6.
    assert coverage(errors, "raw") == pytest.approx(4 / 6)
    assert coverage(errors, "corrected") == pytest.approx(5 / 6)
    assert absent_share(errors, "raw") == pytest.approx(0.5)
    assert absent_share(errors, "corrected") == pytest.approx(0.1)


def test_bias_is_a_mean_over_surveys_before_it_is_absolute(errors):
    """Rare: galena of Alder and of Dry, whose only section has none: raw +1.0 and +2.0 points."""
    assert rare_bias(errors, "raw") == pytest.approx((1.0 + 2.0) / 2)
    assert rare_bias(errors, "corrected") == pytest.approx((0.2 + 2.0) / 2)
    other = errors.assign(raw_pct=errors["sections_pct"] - 1.0)
    # A survey with errors of -1 and -1: mean (1 - 1) / 2 = 0 and (2 - 1) / 2 = 0.5.
    assert rare_bias(pd.concat([errors, other]), "raw") == pytest.approx(0.25)


def test_noise_of_the_bias_is_what_the_spread_of_the_surveys_leaves(errors):
    """Errors of galena: Alder +1 and -1, so s = sqrt(2); Dry +2 and -1, so s = 3 / sqrt(2)."""
    both = pd.concat([errors, errors.assign(raw_pct=errors["sections_pct"] - 1.0)])
    expected = np.sqrt(2 / np.pi) * (np.sqrt(2) + 3 / np.sqrt(2)) / 2 / np.sqrt(2)
    assert rare_bias_noise(both, "raw") == pytest.approx(expected)
    assert np.isnan(rare_bias_noise(errors, "raw"))


def test_missing_column_is_named():
    with pytest.raises(ConfigurationError, match=r"there/modal.csv: no column corrected_pct, est"):
        share_errors(
            MODAL.drop(columns=["corrected_pct", "estimator"]), TRUTH, DESIGN, "there/modal.csv"
        )
    with pytest.raises(ConfigurationError, match=r"tests.csv: no column p_holm"):
        verdicts(pd.DataFrame(columns=["deposit_a", "deposit_b"]), DESIGN, "tests.csv")


def test_row_order_changes_nothing(errors):
    shuffled = share_errors(*(t.sample(frac=1, random_state=3) for t in (MODAL, TRUTH, DESIGN)))
    pd.testing.assert_frame_equal(shuffled, errors)


def test_pairs():
    assert alike_pairs(DESIGN) == {
        ("Alder", "Birch"): False, ("Alder", "Dry"): True, ("Birch", "Dry"): False,
    }  # fmt: skip
    tests = pd.DataFrame(
        # Mineral by mineral, either way round; NaN was kept out; a row of no pair says nothing.
        [("Birch", "Alder", 0.2), ("Alder", "Birch", 0.01), ("Alder", "Dry", 0.05),
         ("Birch", "Dry", np.nan), (np.nan, np.nan, 0.001), ("Alder", np.nan, 0.001)],
        columns=["deposit_a", "deposit_b", "p_holm"],
    )  # fmt: skip
    table = verdicts(tests, DESIGN, "tests.csv")
    assert table["told_apart"].tolist() == [True, False, False]
    assert table["tested"].tolist() == [True, True, False]
    assert table["alike"].tolist() == [False, True, False]
    assert not verdicts(tests[:0], DESIGN, "tests.csv")["tested"].any()
    # Where a table has a p of the family, its conclusions rest on that.
    family = verdicts(tests.assign(p_family=[0.2, 0.2, 0.01, 0.2, 0, 0]), DESIGN, "tests.csv")
    assert family["told_apart"].tolist() == [False, True, False]


def test_benchmark_reads_a_survey(tmp_path):
    """Tables that are the truth itself: all covered, no bias, all that differ told apart."""
    small = replace(DemoSettings.tiny(), width=96, height=80, grain_scale=0.3, deposits=4)
    make_demo(tmp_path / "photographs", small)
    design = truth_deposits(tmp_path / "photographs")
    rows = [
        modal_row(one.deposit, one.code, (one.pct, 0, 100), (one.pct, 0, 100))
        for one in design.itertuples()
    ]
    tables = tmp_path / "results" / "small" / "deposits"
    write_csv(pd.DataFrame(rows), tables / "modal.csv")
    # The other model finds twice of everything, and is not corrected.
    doubled = [
        row | {"pct": 2 * row["pct"], "corrected_pct": 2 * row["corrected_pct"], "low_pct": 99}
        for row in rows
    ]
    write_csv(pd.DataFrame(doubled), tmp_path / "results" / "colour" / "deposits" / "modal.csv")
    tests = pd.DataFrame(
        (*pair, 1.0 if alike else 0.01) for pair, alike in alike_pairs(design).items()
    ).set_axis(["deposit_a", "deposit_b", "p_holm"], axis=1)
    for name in bench.TESTS:
        write_csv(tests, tables / f"{name}.csv")
    shares, pairs = bench.measured(tmp_path, 5)
    # Four minerals in each of four deposits, by two models; six pairs in two tables.
    assert len(shares) == 32 and len(pairs) == 12 and set(shares["seed"]) == {5}
    covered = bench.share_rows(shares, "small")[0]
    assert covered.ours == covered.theirs == 1 and covered.holds == "yes"
    of = {row.measure: row for row in bench.share_rows(shares, "colour")}
    assert of["colour: coverage of corrected intervals, 16 (seed, deposit, mineral)"].theirs == 0
    ratio = of["colour: bias corrected over raw"]
    assert ratio.ours == pytest.approx(1) and ratio.holds == "misses by 100%"
    apart = [row.ours for row in bench.pair_rows(pairs)]
    assert apart == [1, 0, 1, 0]


def test_configuration_of_a_seed_is_valid(tmp_path):
    from oresurvey.survey.settings.configuration import checked_configuration

    survey = bench.configuration({"batch_fields": 4}, tmp_path, 3, {"small": {"type": "colour"}})
    checked = checked_configuration(survey).recorded()
    assert checked["demo"]["seed"] == 3 and checked["batch_fields"] == 4
    assert checked["sheet"] == f"{tmp_path}/photographs/sheet.tsv"
