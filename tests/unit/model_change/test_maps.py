"""Two maps of one field: what becomes what, which is right, and the tables made of it."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from find_map_changes import main
from oresurvey.files.tables import read_json, write_json
from oresurvey.maps.geotiff import MapWriter
from oresurvey.model_change.areas import changed_fields, example_fields, transitions
from oresurvey.model_change.disagreement_words import disagreement_sentence, transition_sentence
from oresurvey.model_change.disagreements import disagreements, ratio_of_sums
from oresurvey.model_change.maps import Judged, SizesDifferError, map_change
from oresurvey.survey.mineral_codes import UNIDENTIFIED
from oresurvey.survey.minerals import read_minerals

MINERALS = read_minerals("config/minerals.tsv")

# Ccp is 1, Py 6, Sp 8, void 255.
BEFORE = np.array([[6, 6, 8], [8, 1, 1]], np.uint8)
AFTER = np.array([[6, 8, 8], [1, 1, 254]], np.uint8)
TRUTH = np.array([[6, 8, 8], [6, 255, 1]], np.uint8)
MOVED = [[1, 1, 1], [1, UNIDENTIFIED, 1], [6, 6, 1], [6, 8, 1], [8, 1, 1], [8, 8, 1]]


def test_what_becomes_what():
    assert map_change(BEFORE, AFTER).transitions() == MOVED


def test_which_is_right():
    """Three annotated pixels change: after is right in the first, neither in the second (it is Py),
    before in the third, where after is unidentified."""
    assert map_change(BEFORE, AFTER, TRUTH).judged == Judged(
        annotated=5, changed=3, before=1, after=1
    )
    assert map_change(BEFORE, AFTER).judged is None


@pytest.mark.parametrize("strip_rows", [1, 2, None])
def test_strips_change_no_count(strip_rows):
    found = map_change(BEFORE, AFTER, TRUTH, strip_rows)
    assert found.transitions() == MOVED
    assert (found.judged.changed, found.judged.after) == (3, 1)


def test_void_counts_nowhere():
    void = np.full_like(TRUTH, 255)
    assert map_change(BEFORE, AFTER, void).judged == Judged()


def test_what_is_not_visible_is_no_pixel_of_either_map():
    before, after = BEFORE.copy(), AFTER.copy()
    before[0], after[0] = 255, 255
    found = map_change(before, after, TRUTH)
    assert found.pixels.sum() == before[1:].size
    assert found.judged == map_change(BEFORE[1:], AFTER[1:], TRUTH[1:]).judged


@pytest.mark.parametrize(
    "maps", [(BEFORE, AFTER[:, :2]), (BEFORE, AFTER, TRUTH[:1])], ids=["maps", "annotation"]
)
def test_sizes_must_agree(maps):
    with pytest.raises(SizesDifferError, match="3 x 2 px and"):
        map_change(*maps)


def entry(deposit, section, field, moved, judged=None):
    place = {"deposit": deposit, "section": section, "field": field, "um_per_px": None}
    return place | {"transitions": moved, "judged": judged}


ENTRIES = [
    # Of 10 pixels of section a1, 1 becomes Ccp; of 10 of section a2, 3; of the 10 of b1, none.
    entry("A", "a1", "a1x", [[6, 6, 4], [6, 1, 1]]),
    entry("A", "a1", "a1y", [[6, 6, 5]]),
    entry("A", "a2", "a2x", [[6, 6, 7], [6, 1, 3]]),
    entry("B", "b1", "b1x", [[8, 8, 10]]),
]


def test_transitions_are_means_over_sections():
    table = transitions(ENTRIES, MINERALS)
    keys = ["level", "deposit", "mineral_before", "mineral_after"]
    found = table.set_index(keys)[["pct", "sections"]].apply(tuple, axis=1).to_dict()
    assert found == {
        ("all", "", "Py", "Py"): (pytest.approx((90 + 70) / 3), 3),
        ("all", "", "Py", "Ccp"): (pytest.approx((10 + 30) / 3), 3),
        ("all", "", "Sp", "Sp"): (pytest.approx(100 / 3), 3),
        ("deposit", "A", "Py", "Py"): (80, 2),
        ("deposit", "A", "Py", "Ccp"): (20, 2),
        ("deposit", "B", "Sp", "Sp"): (100, 1),
    }


def test_order_of_fields_changes_no_number():
    for make in (transitions, changed_fields):
        pd.testing.assert_frame_equal(
            make(ENTRIES, MINERALS), make(ENTRIES[::-1], MINERALS), check_exact=True
        )


def test_fields_that_changed_most_come_first():
    table = changed_fields(ENTRIES, MINERALS)
    assert table["field"].tolist() == ["a2x", "a1x", "a1y", "b1x"]
    assert table["changed_pct"].tolist() == [30, 20, 0, 0]
    assert table["largest_transition"].tolist() == ["Py -> Ccp", "Py -> Ccp", "", ""]
    assert table["largest_pct"].tolist() == [30, 20, 0, 0]


def test_examples_are_changed_fields():
    table = changed_fields(ENTRIES, MINERALS)
    assert example_fields(table, 3)["field"].tolist() == ["a2x", "a1x"]
    assert example_fields(table, 1)["field"].tolist() == ["a2x"]
    assert example_fields(table, 0).empty


def test_no_field_at_all():
    for table in (transitions([], MINERALS), changed_fields([], MINERALS), disagreements([], "")):
        assert table.empty and len(table.columns)


def test_variance_of_a_ratio():
    """y = 1, 3 of x = 2, 8: r = .4, residuals .2 and -.2, 2 / 1 * .08 / 100 = .0016."""
    assert ratio_of_sums([1, 3], [2, 8]) == pytest.approx((0.4, 0.0016))


def judged(annotated, changed, before, after):
    return {"annotated": annotated, "changed": changed, "before": before, "after": after}


JUDGED = [
    entry("A", "a1", "a1x", [], judged(60, 6, 1, 5)),
    entry("A", "a1", "a1y", [], judged(40, 4, 1, 2)),
    entry("A", "a2", "a2x", [], judged(100, 10, 4, 5)),
    entry("A", "a3", "a3x", [], judged(100, 0, 0, 0)),
    entry("A", "a4", "a4x", []),
    entry("B", "b1", "b1x", [], judged(50, 5, 4, 1)),
]


def row(deposit):
    table = disagreements(JUDGED, "test")
    (found,) = table[table["deposit"] == deposit].to_dict("records")
    return found


def test_which_model_is_right_where_they_disagree():
    """A: 20 of 300 pixels change, 12 right after, 6 before, 2 by neither; a3 says nothing."""
    found = row("A")
    assert (found["sections"], found["fields"], found["annotated_px"]) == (2, 4, 300)
    assert found["changed_pct"] == pytest.approx(100 * 20 / 300)
    sides = [found[f"{side}_right_pct"] for side in ("after", "before", "neither")]
    assert sides == pytest.approx([60, 30, 10])
    assert found["after_right_low_pct"] < 60 < found["after_right_high_pct"]
    assert found["split"] == "test"


def test_interval_of_the_net():
    """after - before is 5 of 10 and 1 of 10: r = .3, residuals 2 and -2, variance 2 * 8 / 400."""
    found = row("A")
    reach = 100 * stats.t.ppf(0.975, 1) * 0.2
    assert found["net_pct"] == pytest.approx(30)
    assert (found["net_low_pct"], found["net_high_pct"]) == (
        pytest.approx(max(-100, 30 - reach)),
        pytest.approx(min(100, 30 + reach)),
    )


def test_all_deposits_together():
    found = row("")
    assert found["level"] == "all" and found["sections"] == 3
    assert found["after_right_pct"] == pytest.approx(100 * 13 / 25)


def test_one_section_has_no_interval():
    found = row("B")
    assert np.isnan(found["after_right_low_pct"]) and np.isnan(found["net_low_pct"])
    assert found["interval"] == "none: one section"
    assert disagreement_sentence(found, ("old", "new")) == (
        "B: where the two disagree, on 10 % of the annotated pixels, new is right in 20 %, old in "
        "80 %, neither in 0 % (1 annotated field, 1 section). One section is no ground to prefer "
        "either."
    )


@pytest.mark.parametrize(
    ("low", "high", "says"),
    [
        (1.0, 9.0, "The sections agree that new is right more often than old."),
        (-9.0, -1.0, "The sections agree that old is right more often than new."),
        (-1.0, 9.0, "The sections do not tell which of the two is right more often."),
    ],
)
def test_verdict_follows_the_interval_of_the_net(low, high, says):
    found = row("A") | {"net_low_pct": low, "net_high_pct": high}
    assert disagreement_sentence(found, ("old", "new")).endswith(
        f"(4 annotated fields, 2 sections). {says}"
    )


def test_models_that_agree():
    table = disagreements([entry("A", "a3", "a3x", [], judged(100, 0, 0, 0))], "test")
    assert disagreement_sentence(table.to_dict("records")[1], ("old", "new")) == (
        "A: the two agree on every annotated pixel (1 annotated field)."
    )


def test_sentence_of_transitions():
    table = transitions(ENTRIES, MINERALS)
    of = {name: table[table["deposit"] == name] for name in "AB"}
    assert transition_sentence(of["A"]) == (
        "20 % of the area changes its mineral: Py becomes Ccp on 20 %."
    )
    assert transition_sentence(of["B"]) == "No pixel changes its mineral."
    assert transition_sentence(table[:0]) == "No section was used whole by both models."


def write_side(folder, maps):
    """Maps of one model and the manifest of their inference."""
    entries = []
    for field, codes in maps.items():
        with MapWriter(folder / field / "classes.tif", codes.shape[1], codes.shape[0]) as out:
            out.write(codes, 0, 0)
        place = {"deposit": "A", "section": "a", "field": field, "split": "test"}
        place["um_per_px"] = None
        entries.append(
            {"field": field, "folder": str(folder / field), "sha256": field, "row": place}
        )
    write_json({"fields": entries}, folder / "b0.json")
    return str(folder / "b0.json")


def test_script_names_fields_that_cannot_be_compared(tmp_path):
    before = write_side(tmp_path / "old", {"x": BEFORE, "y": BEFORE, "z": BEFORE})
    after = write_side(tmp_path / "new", {"x": AFTER, "y": AFTER[:, :2]})
    paths = {field: ["photograph", None] for field in "xyz"}
    main(before, after, [], paths, str(tmp_path / "out.json"))
    found = read_json(tmp_path / "out.json")
    (one,) = found["fields"]
    assert one["field"] == "x" and one["transitions"] == MOVED and one["judged"] is None
    assert found["left_out"] == [
        {
            "deposit": "A", "section": "a", "field": "y",
            "reason": "the maps differ in size: 3 x 2 px and 2 x 2 px",
        }
    ]  # fmt: skip
