"""Intervals of scores over fields: known answers, groups drawn together."""

import numpy as np
import pytest

from oresurvey.statistics.score_intervals import score_intervals

NAMES, CODES = {0: "bg", 6: "py"}, (0, 6)


def field(right, wrong):
    """Half background, all right; of the pyrite so much right and wrong."""
    return np.array([[right + wrong, 0], [wrong, right]])


def by_score(table):
    return table.set_index("score")


def test_fields_all_alike_leave_no_doubt():
    """Accuracy 18 / 20, IoU of pyrite 8 / 10, of background 10 / 12."""
    table = by_score(score_intervals([field(8, 2)] * 4, list("abcd"), NAMES, CODES))
    for score, value in {
        "overall accuracy": 0.9, "IoU py": 0.8, "IoU bg": 10 / 12,
        "mean IoU": (0.8 + 10 / 12) / 2,
    }.items():  # fmt: skip
        row = table.loc[score]
        assert [row["value"], row["low"], row["high"]] == pytest.approx([value] * 3)
        assert (row["fields"], row["groups"]) == (4, 4)


def test_interval_of_two_kinds_of_field():
    """Accuracies 1 and .5 in twenty fields: binomial(20, 1/2) has .95 within 6..14."""
    fields = [field(10, 0), field(0, 10)] * 10
    row = by_score(score_intervals(fields, [str(k) for k in range(20)], NAMES, CODES)).loc[
        "overall accuracy"
    ]
    assert row["value"] == 0.75
    assert row["low"] == pytest.approx(0.5 + 0.5 * 6 / 20, abs=0.03)
    assert row["high"] == pytest.approx(0.5 + 0.5 * 14 / 20, abs=0.03)


def test_overlapping_fields_count_once():
    """Ten copies of one field in one group are one observation, not ten."""
    fields = [field(10, 0)] * 10 + [field(0, 10), field(5, 5)]
    apart = by_score(score_intervals(fields, [str(k) for k in range(12)], NAMES, CODES))
    together = by_score(score_intervals(fields, ["a"] * 10 + ["b", "c"], NAMES, CODES))
    assert together.loc["overall accuracy", "groups"] == 3
    width = [t.loc["overall accuracy", "high"] - t.loc["overall accuracy", "low"]
             for t in (apart, together)]  # fmt: skip
    assert width[1] > 1.5 * width[0]
    assert together["value"].equals(apart["value"])


def test_too_few_fields_give_no_interval():
    """Pyrite in two of four fields; background in all."""
    fields = [field(8, 2)] * 2 + [np.array([[20, 0], [0, 0]])] * 2
    table = by_score(score_intervals(fields, list("abcd"), NAMES, CODES))
    assert np.isnan(table.loc["IoU py", ["low", "high"]].astype(float)).all()
    assert table.loc["IoU py", "fields"] == 2
    assert np.isfinite(table.loc["IoU bg", ["low", "high"]].astype(float)).all()


def test_classes_never_annotated_are_left_out():
    table = score_intervals([np.array([[5, 1], [0, 0]])] * 3, list("abc"), NAMES, CODES)
    assert "IoU py" not in set(table["score"])
