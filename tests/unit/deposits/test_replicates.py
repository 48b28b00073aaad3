"""Replicates: holes above sections, overlapping fields as one place."""

import numpy as np
import pandas as pd
import pytest

from oresurvey.deposits.label_tables import NO_AUDIT, NO_CONFUSION
from oresurvey.deposits.levels import pixel_table
from oresurvey.deposits.modal.labels import Tables, corrections
from oresurvey.deposits.modal.sections import by_replicates
from oresurvey.deposits.modal.shares import modal
from oresurvey.deposits.replicates import Replicates, replicates_of
from oresurvey.statistics.intervals import logit_t, mean_share
from oresurvey.survey.minerals import read_minerals

MINERALS = read_minerals("config/minerals.tsv")


def entry(section, field, pixels=None, deposit="D"):
    counts = {str(code): n for code, n in (pixels or {6: 1}).items()}
    return {
        "deposit": deposit, "section": section, "field": field, "um_per_px": None,
        "class_pixels": counts,
    }  # fmt: skip


SIX = [entry(f"s{k}", f"f{k}") for k in range(6)]
TWO_HOLES = {"hole": {f"s{k}": "A" if k < 3 else "B" for k in range(6)}}


def test_without_columns_every_section_is_a_replicate():
    table = pd.DataFrame({"deposit": "D", "section": ["a", "b"], "code": 6, "share": [0.1, 0.2]})
    for found in (Replicates(), replicates_of(SIX, {}), replicates_of(SIX, {"hole": {"x": "A"}})):
        assert found.level("D") == "section" and found.joined(table, ["share"]) is table


def test_two_holes_are_the_sample():
    found = replicates_of(SIX, TWO_HOLES)
    assert found.level("D") == "hole" and found.counts == {"D": 2}
    table = pd.DataFrame({"deposit": "D", "section": [f"s{k}" for k in range(6)], "code": 6})
    joined = found.joined(table.assign(share=[1, 2, 6, 4, 4, 7]), ["share"])
    assert joined["section"].tolist() == ["A", "B"] and joined["share"].tolist() == [3, 5]


def test_one_hole_leaves_the_sections_and_is_remembered():
    found = replicates_of(SIX, {"hole": {f"s{k}": "A" for k in range(6)}})
    assert found.level("D") == "section" and found.one_hole == {"D": "A"} and not found.names


def test_sections_without_a_hole_count_together():
    """The fewest replicates that what is said allows."""
    found = replicates_of(SIX, {"hole": {"s0": "A", "s1": "A"}})
    assert found.level("D") == "hole" and found.counts == {"D": 2}


def test_a_hole_of_two_deposits_is_one_of_each():
    both = [*SIX, *(entry(f"t{k}", f"g{k}", deposit="E") for k in range(2))]
    found = replicates_of(both, {"hole": TWO_HOLES["hole"] | {"t0": "A", "t1": "C"}})
    assert found.counts == {"D": 2, "E": 2}


def test_sections_of_overlapping_fields_are_one_place():
    groups = {"f0": "g", "f1": "g", "f3": "h", "f4": "h", "f1b": "h"}
    found = replicates_of([*SIX, entry("s1", "f1b")], {"overlap_group": groups})
    # s1 is in both groups, so four sections are one place; s2 and s5 stand alone.
    assert found.level("D") == "place" and found.counts == {"D": 3}
    assert {found.names.get(("D", f"s{k}"), f"s{k}") for k in (0, 1, 3, 4)} == {"s0"}
    assert found.places["f0"] == found.places["f1"] != found.places["f3"]


def test_fields_that_overlap_within_a_section_join_no_sections():
    inside = [entry("s0", "f0"), entry("s0", "f1"), entry("s1", "f2")]
    found = replicates_of(inside, {"overlap_group": {"f0": "g", "f1": "g"}})
    assert found.level("D") == "section" and found.counts == {"D": 2} and not found.names


def test_modal_shares_are_means_of_holes_with_their_interval():
    """Hole A: sections of 10 and 30 %; hole B: one of 60 %. The mean of holes is 40 %."""
    entries = [
        entry("a1", "a1", {0: 90, 6: 10}), entry("a2", "a2", {0: 70, 6: 30}),
        entry("b1", "b1", {0: 40, 6: 60}),
    ]  # fmt: skip
    found = replicates_of(entries, {"hole": {"a1": "A", "a2": "A", "b1": "B"}})
    table = modal(pixel_table(entries), MINERALS, found)
    rows = table[(table["basis"] == "total") & (table["code"] == 6)].set_index("level")
    whole, expected = rows.loc["deposit"], mean_share(np.array([0.2, 0.6]))
    assert whole["pct"] == pytest.approx(40)
    assert (whole["replicate"], whole["replicates"], whole["sections"]) == ("hole", 2, 3)
    assert [whole["low_pct"], whole["high_pct"]] == pytest.approx(
        [100 * expected.low, 100 * expected.high]
    )
    assert rows.loc["section", "replicates"].isna().all()


def test_labels_are_pooled_by_hole_every_section_with_one_weight():
    pixels = pd.DataFrame(
        {
            "deposit": "D", "section": ["s0", "s0", "s1", "s1", "s3"], "code": [0, 6, 0, 6, 6],
            "pixels": [90.0, 10.0, 700.0, 300.0, 5.0],
        }
    )  # fmt: skip
    found = by_replicates(pixels, replicates_of(SIX, TWO_HOLES))
    sums = found.groupby(["section", "code"])["pixels"].sum()
    assert sums["A", 6] / (sums["A", 0] + sums["A", 6]) == pytest.approx(0.2)
    assert sums["B", 6] == 5 and by_replicates(pixels, Replicates()) is pixels


def test_only_holes_cover_where_sections_of_a_hole_are_alike():
    """2 to 4 holes of 3 sections, intraclass correlation .4, nominal .95."""
    rng, truth = np.random.default_rng(1), 0.2
    for holes, most in ((2, 0.88), (4, 0.90)):
        between = rng.normal(0, np.sqrt(0.4), (1500, holes, 1))
        within = rng.normal(0, np.sqrt(0.6), (1500, holes, 3))
        shares = truth + 0.04 * (between + within)

        def covered(samples):
            found = [logit_t(one) for one in samples]
            return np.mean([one.low <= truth <= one.high for one in found])

        assert covered(shares.reshape(1500, -1)) < most
        assert 0.93 <= covered(shares.mean(axis=2)) <= 0.975


def test_an_annotated_deposit_is_the_mean_of_its_holes():
    """Holes of 20 and 60 %: corrected is 40 %, and not the 33 % of three sections."""
    entries = [
        entry("a1", "a1", {0: 90, 6: 10}), entry("a2", "a2", {0: 70, 6: 30}),
        entry("b1", "b1", {0: 40, 6: 60}),
    ]  # fmt: skip
    holes = replicates_of(entries, {"hole": {"a1": "A", "a2": "A", "b1": "B"}})
    pixels = pixel_table(entries)
    tables = Tables(pixels, pixels, NO_CONFUSION, NO_AUDIT)
    found = corrections(tables, {"D": {"random"}}, {}, None, str, 1, replicates=holes)
    row = found[(found["basis"] == "total") & (found["code"] == 6)].iloc[0]
    expected = mean_share(np.array([0.2, 0.6]))
    assert row["estimator"] == "annotation" and row["corrected_pct"] == pytest.approx(40)
    limits = [row["corrected_low_pct"], row["corrected_high_pct"]]
    assert limits == pytest.approx([100 * expected.low, 100 * expected.high])
