"""Which labels correct a deposit, and that they do."""

import numpy as np
import pandas as pd
import pytest

from oresurvey.deposits.drift import UNLIKE
from oresurvey.deposits.label_tables import NO_AUDIT, NO_CONFUSION
from oresurvey.deposits.levels import pixel_table
from oresurvey.deposits.modal.labels import Tables, corrections
from oresurvey.survey.mineral_codes import UNIDENTIFIED

CODES = (0, 1, 6)
C = np.array([[0.9, 0.1, 0.0], [0.1, 0.8, 0.1], [0.0, 0.1, 0.9]])
"""P(predicted | true)."""
RNG = np.random.default_rng(7)
TRUE = RNG.dirichlet([6, 3, 2], 8)
"""True shares of eight sections."""
PX = 100_000


def entry(deposit, section, shares, field=None):
    return {
        "deposit": deposit,
        "section": section,
        "field": field or f"{section}f",
        "um_per_px": None,
        "class_pixels": {
            str(c): int(n) for c, n in zip(CODES, np.rint(PX * shares), strict=True) if n > 0
        },
    }


def confusion_of(deposit, section, shares, matrix=C):
    rows = [
        (deposit, section, f"{section}f", "validation", CODES[t], CODES[p],
         round(PX * matrix[p, t] * shares[t]))
        for t in range(3) for p in range(3)
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=list(NO_CONFUSION))
    return table[table["pixels"] > 0]


def maps(deposit="A", sections=range(8)):
    return [entry(deposit, f"{deposit}{k}", C @ TRUE[k]) for k in sections]


def annotated(deposit="A", sections=()):
    return [entry(deposit, f"{deposit}{k}", TRUE[k]) for k in sections]


def labelled(deposit="A", sections=()):
    parts = [confusion_of(deposit, f"{deposit}{k}", TRUE[k]) for k in sections]
    return pd.concat(parts, ignore_index=True) if parts else NO_CONFUSION


def corrected(
    entries, known=(), confusion=NO_CONFUSION, audit=NO_AUDIT, selection="systematic",
    verdict="like", supported=None,
):  # fmt: skip
    tables = Tables(pixel_table(entries), pixel_table(list(known)), confusion, audit)
    deposits = {one["deposit"] for one in entries}
    table = corrections(
        tables, {d: {selection} for d in deposits}, dict.fromkeys(deposits, verdict), supported,
        str, 1,
    )  # fmt: skip
    return table.set_index(["deposit", "basis", "code"])


def shares_of(table, basis="total", deposit="A"):
    rows = table.loc[deposit].loc[basis]
    return rows["corrected_pct"].dropna().to_numpy() / 100


def estimators(table):
    return set(table["estimator"])


def test_nothing_is_corrected_silently_without_labels():
    table = corrected(maps())
    assert estimators(table) == {"raw"}
    (note,) = set(table["correction_note"])
    assert note.startswith("raw: no labelled fields; not validated: annotate fields")
    assert "points" in note
    assert table["corrected_pct"].isna().all() and not table["validated"].any()


def test_difference_for_sampled_fields_labelled_in_three_sections():
    table = corrected(maps(), annotated(sections=(0, 1)), labelled(sections=(2, 3, 4)))
    assert estimators(table) == {"difference"}
    assert "3 labelled sections unseen in training, 3 by the map, 2 known" in table.iloc[0][
        "correction_note"
    ]  # fmt: skip
    # Sections 5 to 7 by the map, moved by the mean of Y - f; the others as they are.
    shift = (TRUE[2:5] - TRUE[2:5] @ C.T).mean(axis=0)
    by_hand = (TRUE[:5].sum(axis=0) + (TRUE[5:] @ C.T + shift).sum(axis=0)) / 8
    assert shares_of(table) == pytest.approx(by_hand, abs=1e-5)
    assert shares_of(table, "ore").sum() == pytest.approx(1)
    ore = table.loc["A"].loc["ore"].loc[6]
    assert ore["corrected_low_pct"] < ore["corrected_pct"] < ore["corrected_high_pct"]


def test_shares_below_zero_are_closed_and_not_clipped():
    """The maps of the labelled sections show much of 6 where there is little, the others none."""
    truth = np.array([[0.69, 0.30, 0.01], [0.65, 0.34, 0.01], [0.59, 0.40, 0.01]])
    taken = np.array([0.10, 0.14, 0.10])
    found = truth + taken[:, None] * [-1, 0, 1]
    others = np.array([[0.62, 0.38, 0.0], [0.66, 0.34, 0.0], [0.58, 0.42, 0.0]])
    entries = [entry("A", f"A{k}", s) for k, s in enumerate(np.vstack((found, others)))]
    joint = [
        confusion_of("A", f"A{k}", y, np.array([[1 - t, 0, 0], [0, 1, 0], [t, 0, 1]]))
        for k, (y, t) in enumerate(zip(truth, taken / truth[:, 0], strict=True))
    ]
    table = corrected(entries, (), pd.concat(joint))
    assert estimators(table) == {"difference"}
    rows = table.loc["A"].loc["total"].drop(UNIDENTIFIED)
    free = truth.mean(axis=0) + 0.5 * (others.mean(axis=0) - found.mean(axis=0))
    moved = rows["closure_pct"].to_numpy() / 100
    assert free[2] < 0 and shares_of(table)[2] == 0
    assert moved == pytest.approx(shares_of(table) - free, abs=1e-5)
    assert "closed to 100 with no share below 0 (points): " in rows.iloc[0]["correction_note"]
    for basis in ("total", "ore"):
        assert shares_of(table, basis).sum() == pytest.approx(1, abs=1e-9)
    # The interval is around the closed share, and not from 0 to 0.
    assert rows.loc[6, "corrected_low_pct"] == 0 < rows.loc[6, "corrected_high_pct"]


def test_one_estimator_serves_both_bases():
    """The third labelled section holds no ore, so two are left to correct the ore by."""
    barren = np.array([1.0, 0.0, 0.0])
    entries = [*maps(), entry("A", "A9", barren)]
    confusion = pd.concat([labelled(sections=(0, 1)), confusion_of("A", "A9", barren, np.eye(3))])
    table = corrected(entries, (), confusion)
    assert estimators(table) == {"label shift"}
    note = table.iloc[0]["correction_note"]
    assert "not the difference estimator: within the ore, 2 labelled sections unseen" in note


def test_labels_that_show_no_ore_leave_its_shares_empty():
    table = corrected(maps(), (), NO_CONFUSION, audit_of([[20, 0, 0], [9, 0, 0]], [600, 400]))
    assert estimators(table) == {"stratified points (Olofsson 2014)"}
    ore = table.loc["A"].loc["ore"]
    assert ore["corrected_pct"].isna().all()
    assert ore.iloc[0]["correction_note"].startswith("no share of the ore: no audited point is ore")


def test_other_deposits_narrow_the_interval_and_move_no_share():
    confusion = labelled(sections=(2, 3, 4))
    alone = corrected(maps(), (), confusion)
    entries = maps() + maps("B") + maps("D")
    others = pd.concat([confusion, labelled("B", range(4)), labelled("D", range(4))])
    helped = corrected(entries, (), others)
    assert shares_of(helped) == pytest.approx(shares_of(alone), abs=1e-9)
    note = helped.loc["A"].iloc[0]["correction_note"]
    assert "variance of the differences pooled with that of B, D" in note
    widths = [
        (t.loc["A"]["corrected_high_pct"] - t.loc["A"]["corrected_low_pct"]).mean()
        for t in (helped, alone)
    ]
    assert widths[0] < widths[1]
    # Maps of deposits that are like the training say nothing of those of one that is not.
    unlike = corrected(entries, (), others, verdict=UNLIKE)
    assert "pooled" not in unlike.loc["A"].iloc[0]["correction_note"]


def test_chosen_fields_are_no_sample_of_the_deposit():
    table = corrected(maps(), (), labelled(sections=(0, 1, 2)), selection="chosen")
    assert estimators(table) == {"label shift"}
    note = table.iloc[0]["correction_note"]
    assert "assumes label shift" in note and "this deposit" in note
    assert "not the difference estimator: fields were chosen" in note
    assert table["validated"].all()


def test_the_confusion_of_the_deposit_itself_is_its_own_whatever_its_maps_can_name():
    table = corrected(
        maps(), (), labelled(sections=(0, 1, 2)), selection="chosen", supported={"A": {*CODES}}
    )
    assert "(this deposit)" in table.iloc[0]["correction_note"] and table["validated"].all()


def test_annotation_everywhere_needs_no_map():
    table = corrected(maps(), annotated(sections=range(5)), labelled(sections=(5, 6, 7)))
    assert estimators(table) == {"annotation"}
    assert shares_of(table) == pytest.approx(TRUE.mean(axis=0), abs=1e-5)


def test_label_shift_from_elsewhere_finds_the_truth():
    """The confusion is the same in both deposits, so nothing but rounding is left."""
    confusion = labelled("B", range(4))
    table = corrected(maps("A") + maps("B", range(4)), annotated("B", range(4)), confusion)
    rows = table.loc["A"]
    assert set(rows["estimator"]) == {"label shift"}
    note = rows.iloc[0]["correction_note"]
    assert "4 labelled sections (B), condition number" in note
    # Another deposit's confusion is an assumption here, and no label.
    assert not rows["validated"].any() and "not validated: no labels of its own" in note
    assert table.loc["B"]["validated"].all()
    assert shares_of(table) == pytest.approx(TRUE.mean(axis=0), abs=1e-4)
    ore = (TRUE[:, 1:] / TRUE[:, 1:].sum(axis=1, keepdims=True)).mean(axis=0)
    assert shares_of(table, "ore") == pytest.approx(ore, abs=1e-3)


def test_label_shift_needs_three_sections():
    table = corrected(maps("A") + maps("B", (0, 1)), (), labelled("B", (0, 1)))
    assert (
        table.loc["A"]
        .iloc[0]["correction_note"]
        .startswith("raw: 2 labelled sections, label shift needs 3; not validated: ")
    )


def test_confusion_that_tells_nothing_corrects_nothing():
    """Half of 1 is taken for 6 and half of 6 for 1: no share can be told from another."""
    useless = np.array([[1, 0, 0], [0, 0.5, 0.49], [0, 0.5, 0.51]])
    confusion = pd.concat([confusion_of("B", f"B{k}", TRUE[k], useless) for k in range(3)])
    table = corrected(maps("A"), (), confusion)
    assert estimators(table) == {"raw"} and "ill-conditioned" in table.iloc[0]["correction_note"]


def test_unlike_the_training_data_is_not_validated():
    confusion = labelled("B", range(4))
    table = corrected(maps("A"), (), confusion, verdict=UNLIKE)
    assert estimators(table) == {"raw"} and not table["validated"].any()
    (note,) = set(table["correction_note"])
    assert note.startswith("raw: unlike the training data, so label shift cannot be assumed; not v")
    # Labels of its own need nothing of the model.
    table = corrected(maps("A"), (), labelled(sections=(0, 1, 2)), verdict=UNLIKE)
    assert estimators(table) == {"difference"} and table["validated"].all()
    assert "unlike the training data" in table.iloc[0]["correction_note"]


def audit_of(counts, stratum_px, deposit="A"):
    rows = [
        (deposit, f"{deposit}0", f"{deposit}0f", 0, 0, h, stratum_px[h], CODES[k])
        for h, line in enumerate(counts) for k, n in enumerate(line) for _ in range(n)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(NO_AUDIT))


def test_audited_points():
    audit = audit_of([[18, 2, 0], [1, 8, 1], [0, 1, 9]], [500, 300, 200])
    table = corrected(maps("A"), (), labelled("B", range(4)), audit)
    assert estimators(table) == {"stratified points (Olofsson 2014)"}
    by_hand = 0.5 * np.array([0.9, 0.1, 0]) + 0.3 * np.array([0.1, 0.8, 0.1])
    by_hand += 0.2 * np.array([0, 0.1, 0.9])
    assert shares_of(table) == pytest.approx(by_hand)
    assert shares_of(table, "ore") == pytest.approx(by_hand[1:] / by_hand[1:].sum())
    # The deposit is meant, not only its photographs: wider than the points alone.
    row = table.loc["A"].loc["total"].loc[0]
    assert row["corrected_high_pct"] - row["corrected_low_pct"] > 100 * 2 * 1.96 * np.sqrt(
        0.25 * 0.09 / 19 + 0.09 * 0.09 / 9
    )
    # Whole annotated sections come first, and say so.
    both = corrected(maps("A"), (), labelled(sections=(0, 1, 2)), audit)
    assert estimators(both) == {"difference"}
    assert both.iloc[0]["correction_note"].endswith("; audited points not used")
    single = corrected(maps("A", (0,)), (), NO_CONFUSION, audit)
    assert set(single.loc["A"].loc["total"]["corrected_interval"]) >= {"none: one section"}


def test_unidentified_pixels_are_given_back_to_the_classes():
    """A tenth of every class is unidentified, here and in the labelled sections."""
    part = [confusion_of("B", f"B{k}", TRUE[k], 0.9 * np.eye(3)) for k in range(3)]
    lost = [
        table.assign(predicted_code=UNIDENTIFIED, pixels=table["pixels"] // 9) for table in part
    ]
    entries = maps("A")
    for k, one in enumerate(entries):
        kept = np.rint(0.9 * PX * TRUE[k]).astype(int)
        one["class_pixels"] = {str(c): int(n) for c, n in zip(CODES, kept, strict=True)}
        one["class_pixels"][str(UNIDENTIFIED)] = int(PX - kept.sum())
    table = corrected(entries, (), pd.concat(part + lost))
    assert shares_of(table) == pytest.approx(TRUE.mean(axis=0), abs=1e-3)
    assert np.isnan(table.loc["A"].loc["total"].loc[UNIDENTIFIED]["corrected_pct"])


def test_a_mineral_that_only_the_annotation_shows():
    known = annotated(sections=(0, 1))
    known[0]["class_pixels"]["8"] = 50_000
    table = corrected(maps(), known, labelled(sections=(2, 3, 4)))
    assert table.loc["A"].loc["total"].loc[8]["corrected_pct"] == pytest.approx(
        100 * 50_000 / 150_000 / 8
    )


def test_maps_that_cannot_name_a_mineral_do_not_give_it_a_share():
    confusion = labelled("B", range(4))
    entries = [entry("A", f"A{k}", np.array([0.5, 0.5, 0.0])) for k in range(3)]
    supported = {"A": {0, 1}}
    table = corrected(entries, (), confusion, supported=supported)
    assert table.loc["A"].loc["total"].loc[6]["corrected_pct"] == pytest.approx(0, abs=1e-6)
    # Among these two 0 is taken for 0 in .9, 1 for 1 in 8 of 9: .5 = .9 x + (1 - x) / 9.
    x = (0.5 - 1 / 9) / (0.9 - 1 / 9)
    assert table.loc["A"].loc["total"].loc[0]["corrected_pct"] == pytest.approx(100 * x, abs=0.01)


@pytest.mark.parametrize("sampled", ["systematic", "chosen"])
def test_order_and_names_change_no_number(sampled):
    known, confusion = annotated(sections=(0, 1)), labelled(sections=(2, 3, 4))
    one = corrected(maps(), known, confusion, selection=sampled)
    other = corrected(maps()[::-1], known[::-1], confusion[::-1], selection=sampled)
    pd.testing.assert_frame_equal(one, other)
    new = {f"A{k}": f"A{9 - k}" for k in range(8)}
    entries, named = maps(), confusion.copy()
    for line in (*entries, *known):
        line["section"], line["field"] = new[line["section"]], f"{new[line['section']]}f"
    named["section"] = named["section"].map(new)
    named["field"] = named["section"] + "f"
    other = corrected(entries, known, named, selection=sampled)
    for column in ("corrected_pct", "corrected_low_pct", "corrected_high_pct"):
        assert one[column].to_numpy() == pytest.approx(other[column].to_numpy(), nan_ok=True)


def test_sections_without_ore_and_empty_tables():
    barren = [entry("A", f"A{k}", np.array([1.0, 0, 0])) for k in range(4)]
    table = corrected(barren, (), labelled("B", range(3)))
    assert table.loc["A"].loc["total"].loc[0]["corrected_pct"] == pytest.approx(100, abs=1e-6)
    assert table.loc["A"].loc["ore"]["corrected_pct"].isna().all()
    for labels in ((), annotated(sections=range(4))):
        assert len(corrected(barren, labels))
    empty = Tables(pixel_table([]), pixel_table([]), NO_CONFUSION, NO_AUDIT)
    assert corrections(empty, {}, {}, None, str, 1).empty
