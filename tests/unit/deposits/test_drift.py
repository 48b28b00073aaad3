"""Drift: deposits unlike and less sure are told, and nothing is told from too little."""

import numpy as np
import pandas as pd
import pytest

from check_drift import main as check_drift
from oresurvey.deposits.drift import (
    AS_SURE,
    COLUMNS,
    LESS_SURE,
    LIKE,
    NO_ORE,
    NOTHING_NEW,
    TOO_FEW,
    UNCHECKED,
    UNLIKE,
    drift_table,
    verdict_by_confidence,
    verdict_by_features,
)
from oresurvey.files.tables import write_json
from oresurvey.report.warnings import warnings_of

REFERENCE = np.linspace(0.9, 0.98, 17)
NEAR = np.linspace(4.5, 7.4, 17)
"""Feature distances of fields at home."""
FIELDS = ["deposit", "field", "split", "mean_confidence", "feature_distance"]


def test_p_is_that_of_the_ranks():
    """Two fields below all 17: of 171 pairs of ranks one is so low."""
    verdict, p_value = verdict_by_confidence(np.array([0.5, 0.6]), REFERENCE)
    assert (verdict, p_value) == (LESS_SURE, pytest.approx(1 / 171))
    verdict, p_value = verdict_by_features(np.array([9.0, 8.0]), NEAR)
    assert (verdict, p_value) == (UNLIKE, pytest.approx(1 / 171))


@pytest.mark.parametrize("confidence", [[0.97, 0.96], [0.999] * 9])
def test_as_sure(confidence):
    assert verdict_by_confidence(np.array(confidence), REFERENCE)[0] == AS_SURE


@pytest.mark.parametrize("distance", [[5.0, 6.0], [1.0] * 9])
def test_like(distance):
    """Nearer than any field at home is like, too."""
    assert verdict_by_features(np.array(distance), NEAR)[0] == LIKE


def test_one_field_tells_nothing_beside_17():
    """Its smallest p is 1 / 18; beside 20 it is 1 / 21."""
    assert verdict_by_confidence(np.array([0.1]), REFERENCE)[0] == TOO_FEW
    assert verdict_by_confidence(np.array([0.1]), np.linspace(0.9, 0.98, 20))[0] == LESS_SURE
    assert verdict_by_features(np.array([99.0]), NEAR)[0] == TOO_FEW


def test_ties_are_arranged_one_by_one():
    """Of the 15 ways to choose two of six values one has both threes: no p below .05 is there."""
    values, others = np.array([3.0, 3.0]), np.array([1.0, 1.0, 2.0, 2.0])
    verdict, p_value = verdict_by_features(values, others)
    assert (verdict, p_value) == (TOO_FEW, pytest.approx(1 / 15))


def test_new_fields_are_not_compared_with_themselves():
    """Five photographs a hundred times as far, in a deposit that 17 validation fields know."""
    familiarity = reference().assign(field=[f"v{k}" for k in range(17)])
    known = familiarity.assign(split="validation")[FIELDS]
    new = pd.DataFrame([("C", f"n{k}", "", 0.94, 600.0) for k in range(5)], columns=FIELDS)
    found = drift_table(own_sections(pd.concat([known, new])), familiarity)
    assert found["verdict"].tolist() == [UNLIKE] and found["fields"].tolist() == [5]
    assert found["p_value"].tolist() == pytest.approx([1 / 26334])
    alone = drift_table(own_sections(known), familiarity)
    assert alone["verdict"].tolist() == alone["sureness"].tolist() == [NOTHING_NEW]
    assert alone["fields"].tolist() == [0]


@pytest.mark.parametrize("known", [0, 1])
def test_where_either_side_is_missing_nothing_is_checked(known):
    sides = [np.empty(0), np.empty(0)]
    sides[known] = REFERENCE
    for verdict_by in (verdict_by_features, verdict_by_confidence):
        verdict, p_value = verdict_by(*sides)
        assert verdict == UNCHECKED and np.isnan(p_value)


def test_fields_alike_are_seldom_called_unlike():
    """Of deposits drawn from the reference itself, about one in twenty."""
    rng = np.random.default_rng(0)
    found = [verdict_by_features(rng.normal(size=6), rng.normal(size=17))[0] for _ in range(1000)]
    assert 0.03 < np.mean([one == UNLIKE for one in found]) < 0.07


def own_sections(fields):
    """Every field is a section of its own."""
    return fields.assign(section=fields["field"] + fields.groupby("field").cumcount().astype(str))


def reference() -> pd.DataFrame:
    """Familiarity of a model that deposit C validated."""
    names = [f"f{k}" for k in range(len(NEAR))]
    return pd.DataFrame(
        {"deposit": "C", "field": names, "mean_confidence": REFERENCE, "feature_distance": NEAR}
    )


def test_as_sure_of_an_unlike_deposit():
    """The case that confidence does not tell."""
    fields = pd.DataFrame(
        {
            "deposit": "A", "field": ["x", "y", "z"], "split": "", "mean_confidence": 0.97,
            "feature_distance": [8.0, 9.0, 12.0],
        }
    )  # fmt: skip
    found = drift_table(own_sections(fields), reference())
    assert found["verdict"].tolist() == [UNLIKE] and found["sureness"].tolist() == [AS_SURE]
    # Three fields above all 17: one of the 1140 ways to choose three ranks of 20.
    assert found["p_value"].tolist() == pytest.approx([1 / 1140])


@pytest.mark.parametrize("side", ["fields", "familiarity"])
def test_without_feature_distances_confidence_is_still_checked(side):
    fields = pd.DataFrame([("A", "x", "", 0.5, 8.0), ("A", "y", "", 0.6, 9.0)], columns=FIELDS)
    familiarity = reference()
    (fields if side == "fields" else familiarity)["feature_distance"] = None
    found = drift_table(own_sections(fields), familiarity)
    assert found["verdict"].tolist() == [UNCHECKED] and found["sureness"].tolist() == [LESS_SURE]


@pytest.mark.parametrize("header", ["deposit,field,mean_confidence", None])
def test_a_model_without_statistics_of_features_is_not_checked(tmp_path, header):
    """One of an earlier version, and a baseline, which has no familiarity.csv at all."""
    entries = [
        {
            "field": f"a-{k}", "row": {"deposit": "A", "section": f"s{k}", "split": ""},
            "mean_confidence": 0.5, "feature_distance": None,
        }
        for k in range(3)
    ]  # fmt: skip
    write_json({"fields": entries}, tmp_path / "maps.json")
    if header:
        lines = [header, *(f"C,c-{k},{value}" for k, value in enumerate(REFERENCE))]
        (tmp_path / "familiarity.csv").write_text("\n".join(lines) + "\n")
    check_drift([str(tmp_path / "maps.json")], str(tmp_path), [], str(tmp_path / "drift.csv"))
    found = pd.read_csv(tmp_path / "drift.csv")
    assert tuple(found.columns) == COLUMNS and found["verdict"].tolist() == [UNCHECKED]
    assert found["sureness"].tolist() == [LESS_SURE if header else UNCHECKED]


def test_red_and_blue_exchanged_is_a_column_where_it_is_found():
    fields = pd.DataFrame([("A", "x", "", 0.5, 8.0), ("B", "y", "", 0.6, 9.0)], columns=FIELDS)
    assert tuple(drift_table(own_sections(fields), reference(), {}, {"A": None}).columns) == COLUMNS
    found = drift_table(own_sections(fields), reference(), {}, {"A": "exchanged", "B": None})
    assert found["red_and_blue"].fillna("").tolist() == ["exchanged", ""]
    about = pd.DataFrame({"um_per_px": [1.0], "status": "accepted", "section": "s", "field": "f",
                          "deposit": "A", "warnings": ""})  # fmt: skip
    modal = pd.DataFrame(columns=["level", "sections", "deposit", "code", "pct"])
    said = warnings_of(about, {"labelled": {}}, None, modal, found)
    assert said[0].startswith("Red and blue of the photographs of A look exchanged")


def test_the_report_warns_of_both():
    drift = pd.DataFrame(
        [("A", UNLIKE, 0.002, AS_SURE, 0.4), ("B", LIKE, 0.9, LESS_SURE, 0.03)],
        columns=["deposit", "verdict", "p_value", "sureness", "sureness_p_value"],
    )
    fields = pd.DataFrame({"um_per_px": [1.0], "status": "accepted", "section": "s", "field": "f",
                           "deposit": "A", "warnings": ""})  # fmt: skip
    modal = pd.DataFrame(columns=["level", "sections", "deposit", "code", "pct"])
    found = warnings_of(fields, {"labelled": {"A": [0]}}, None, modal, drift)
    assert found[0].startswith("Unlike what the model was trained on: A (p 0.002).")
    assert found[1].startswith("The model is less sure of B (p 0.03)")


def test_fields_that_trained_the_model_are_left_out():
    fields = pd.DataFrame(
        [
            *[("A", "x", "train", 0.99, 3.0), ("A", "y", "", 0.5, 5.0), ("A", "z", "", 0.6, 6.0)],
            ("B", "b", "validation", 0.95, 99.0),
        ],
        columns=FIELDS,
    )
    familiarity = reference()
    found = drift_table(own_sections(fields), familiarity).set_index("deposit")
    assert found["fields"].to_dict() == {"A": 2, "B": 1}
    assert found["sureness"].to_dict() == {"A": LESS_SURE, "B": TOO_FEW}
    assert found["verdict"].to_dict() == {"A": LIKE, "B": TOO_FEW}
    assert found.at["A", "median_feature_distance"] == pytest.approx(5.5)
    assert found.at["A", "reference_median_feature_distance"] == pytest.approx(5.95)
    assert found.at["A", "median_confidence"] == pytest.approx(0.55)
    assert found.at["A", "reference_median_confidence"] == pytest.approx(0.94)


def test_a_known_deposit_is_compared_with_its_own_fields():
    """B is hard: .6 is as sure as the model ever is there, and its fields are far from the rest."""
    familiarity = pd.DataFrame(
        {
            "deposit": ["A"] * 17 + ["B"] * 5,
            "field": [f"f{k}" for k in range(22)],
            "mean_confidence": [*REFERENCE, 0.5, 0.55, 0.6, 0.65, 0.7],
            "feature_distance": [*NEAR, 30, 31, 32, 33, 34],
        }
    )
    fields = pd.DataFrame(
        {
            "deposit": "B", "field": list("wxyz"), "split": "", "mean_confidence": 0.6,
            "feature_distance": 32.0,
        }
    )  # fmt: skip
    known = drift_table(own_sections(fields), familiarity)
    assert known["sureness"].tolist() == [AS_SURE] and known["reference_fields"].tolist() == [5]
    assert known["verdict"].tolist() == [LIKE]
    new = drift_table(own_sections(fields.assign(deposit="C")), familiarity)
    assert new["sureness"].tolist() == [LESS_SURE] and new["reference_fields"].tolist() == [22]
    assert new["verdict"].tolist() == [UNLIKE]


def test_colours_of_no_ore_are_refused_unless_somebody_annotated_it():
    def verdict(agreement, split=""):
        fields = pd.DataFrame([("A", "x", split, 0.9, 5.0)] * 4, columns=FIELDS)
        return drift_table(own_sections(fields), reference(), {"A": agreement})["verdict"].tolist()

    assert verdict(-5.1) == verdict(-5.1, None) == [NO_ORE]
    assert verdict(3.4) == verdict(None) == [LIKE]
    assert verdict(-5.1, "validation") == [LIKE]


def test_no_fields_no_rows():
    found = drift_table(own_sections(pd.DataFrame(columns=FIELDS)), reference()[:0])
    assert found.empty and tuple(found.columns) == COLUMNS


def test_fields_of_one_place_are_one_field_of_the_test():
    """Two photographs of one strange place beside 17 fields at home are one value, which is too
    few; so are two of the reference."""
    home = [("A", f"v{k}", 0.97, distance) for k, distance in enumerate(NEAR)]
    known = pd.DataFrame(home, columns=["deposit", "field", "mean_confidence", "feature_distance"])
    fields = pd.DataFrame(
        [("New", "f", "", 0.5, 99.0), ("New", "g", "", 0.7, 97.0)], columns=FIELDS
    )
    alone = drift_table(own_sections(fields), known).iloc[0]
    assert (alone["verdict"], alone["fields"], alone["reference_fields"]) == (UNLIKE, 2, 17)
    overlap = {"f": "one", "g": "one", "v0": "two", "v1": "two"}
    joined = drift_table(own_sections(fields), known, overlap=overlap).iloc[0]
    assert (joined["verdict"], joined["fields"], joined["reference_fields"]) == (TOO_FEW, 1, 16)
    assert joined["median_feature_distance"] == 98


def test_fields_of_a_section_are_one_value_of_the_test():
    """Six fields far away are six sections or one: of one nothing can be said."""
    familiarity = pd.DataFrame(
        [("B", f"v{k}", 0.95, 5.0 + k) for k in range(5)],
        columns=["deposit", "field", "mean_confidence", "feature_distance"],
    )
    fields = pd.DataFrame([("A", f"f{k}", "", 0.9, 50.0 + k) for k in range(6)], columns=FIELDS)
    apart = drift_table(own_sections(fields), familiarity).iloc[0]
    assert (apart["verdict"], apart["sections"], apart["reference_sections"]) == (UNLIKE, 6, 5)
    together = drift_table(fields.assign(section="one"), familiarity).iloc[0]
    assert (together["verdict"], together["sections"], together["fields"]) == (TOO_FEW, 1, 6)
    assert together["p_value"] == pytest.approx(1 / 6)


def test_sections_alike_are_seldom_called_unlike_whatever_their_fields():
    """Fields within a section alike, everything of one population: below the level of the test."""
    rng, unlike, runs = np.random.default_rng(3), 0, 400
    for _ in range(runs):
        level = np.repeat(rng.normal(0, 0.3, 8), 3) + rng.normal(0, 0.05, 24)
        rows = [
            (("A", "R")[k >= 12], f"s{k // 3}", f"{k}", "", 0.9, v) for k, v in enumerate(level)
        ]
        table = pd.DataFrame(rows, columns=["deposit", "section", *FIELDS[1:]])
        known = table[table["deposit"] == "R"]
        unlike += drift_table(table, known).set_index("deposit").at["A", "verdict"] == UNLIKE
    # Nominal .05, of 4 against 4 sections .043 at most; taken one by one the fields say it in .2.
    assert 0.01 < unlike / runs < 0.08
