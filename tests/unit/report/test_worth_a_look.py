"""Worth looking at: true sentences, the most pressing first, silence where there is none."""

import numpy as np
import pandas as pd

from oresurvey.report.data import SurveyData
from oresurvey.report.viewer.links import Viewer
from oresurvey.report.worth_a_look import worth_a_look

LINKS = {"A": "deposits/A.html", "B": "deposits/B.html"}
NAN = float("nan")


def modal(*rows) -> pd.DataFrame:
    """deposit, mineral, basis, pct, corrected_pct, low, high, lod_pct, below_lod."""
    columns = ["deposit", "mineral", "basis", "pct", "corrected_pct", "corrected_low_pct"]
    columns += ["corrected_high_pct", "lod_pct", "below_lod"]
    table = pd.DataFrame(rows, columns=columns).assign(level="deposit", estimator="label shift")
    best = table["corrected_pct"].astype(float).fillna(table["pct"].astype(float))
    ends = {f"best_{end}_pct": table[f"corrected_{end}_pct"] for end in ("low", "high")}
    return table.assign(best_pct=best, **ends)


def comparison(*rows) -> pd.DataFrame:
    columns = ["deposit_a", "deposit_b", "mineral", "pct_a", "pct_b", "difference_pct", "ratio"]
    columns += ["low_ratio", "high_ratio", "p_family", "conclusion"]
    return pd.DataFrame(rows, columns=columns).assign(note=NAN, lod_sensitivity="holds")


def shares_of(pairs, **others) -> pd.DataFrame:
    """Shares of the ore as those that are compared; `others` by A_Py."""
    rows = []
    for row in pairs.to_dict("records"):
        for side in "ab":
            deposit, pct = row[f"deposit_{side}"], row[f"pct_{side}"]
            pct = others.get(f"{deposit}_{row['mineral']}", pct)
            rows.append((deposit, row["mineral"], "ore", pct, NAN, NAN, NAN, 0.05, pct < 0.05))
    return modal(*rows)


def drift(verdict="like", sureness="as sure") -> pd.DataFrame:
    return pd.DataFrame(
        [("A", verdict, 0.012, sureness, 0.0004, 0.91, 0.973)],
        columns=[
            *("deposit", "verdict", "p_value", "sureness", "sureness_p_value"),
            *("median_confidence", "reference_median_confidence"),
        ],
    )


def survey(shares=None, pairs=None, reasons=(), confidence=(), viewers=None, change=None, **of):
    """A survey of deposit A, and of as many fields as there are confidences."""
    count = max(len(reasons), len(confidence), 1)
    fields = pd.DataFrame(
        {
            "deposit": "A", "field": [f"f{k}" for k in range(count)],
            "status": ["quarantined"] * len(reasons) + ["accepted"] * (count - len(reasons)),
            "reason": [*reasons, *[""] * (count - len(reasons))],
            "warnings": NAN,
        }
    )  # fmt: skip
    tables = {
        "modal": modal() if shares is None else shares,
        "comparison": comparison() if pairs is None else pairs,
    }
    known = {f"f{k}": value for k, value in enumerate(confidence)}
    return SurveyData(
        fields, [], tables, drift(**of), {}, confidence=known, viewers=viewers or {},
        change=change or {},
    )  # fmt: skip


def said(data) -> list[tuple[str, str]]:
    return [(one.text, one.link) for one in worth_a_look(data, LINKS)]


def test_nothing_is_said_where_nothing_stands_out():
    even = [0.97, 0.971, 0.972, 0.973, 0.974]
    shares = modal(("A", "Py", "ore", 40.0, 41.0, 38.0, 44.0, 0.1, False))
    pairs = comparison(("A", "B", "Py", 40, 30, 10, 1.3, 0.9, 2.0, 0.2, "cannot reject"))
    assert said(survey(shares=shares, pairs=pairs, confidence=even)) == []


def test_quarantined_fields_come_with_what_to_do_and_many_are_counted():
    found = said(survey(reasons=["field f0: cut off; copy it again", *["field: dark"] * 4]))
    assert found[0] == ("A, field f0: cut off; copy it again", "#quarantined")
    assert [text for text, _ in found[1:]] == [
        *["A, field: dark"] * 2, "2 more photographs took no part.",
    ]  # fmt: skip


def test_strange_and_doubted_deposits():
    found = said(survey(verdict="unlike", sureness="less sure"))
    assert [link for _, link in found] == ["deposits/A.html"] * 2
    assert "A is unlike what the model was trained on (p = 0.012)" in found[0][0]
    assert "mean confidence 0.910 against 0.973" in found[1][0] and "p < 0.001" in found[1][0]


def test_largest_differences_are_by_points_with_the_richer_deposit_first():
    pairs = comparison(
        # 20 times, but of next to nothing: behind 30 points.
        ("A", "B", "Gn", 2.0, 0.1, 1.9, 20.0, 10.0, 40.0, 0.001, "differ"),
        ("A", "B", "Py", 10.0, 40.0, -30.0, 0.25, 0.2, 0.5, 0.0005, "differ"),
        ("A", "B", "Sp", 90.0, 1.0, 89.0, 90.0, 1.0, 99.0, 0.4, "cannot reject"),
    )
    assert said(survey(shares_of(pairs), pairs)) == [
        (
            "Py is 40 % of the ore of B and 10 % of the ore of A. Section by section, as counted, "
            "the ratio of the geometric means is 4, 95 % interval 2 to 5 "
            "(p < 0.001, of all minerals and pairs of deposits).",
            "#comparison",
        ),
        (
            "Gn is 2 % of the ore of A and 0.1 % of the ore of B. Section by section, as counted, "
            "the ratio of the geometric means is 20, 95 % interval 10 to 40 "
            "(p = 0.001, of all minerals and pairs of deposits).",
            "#comparison",
        ),
    ]


def test_a_headline_prints_the_best_shares_of_the_tables_and_never_against_its_ratio():
    """Counted 87.2 and 6.21 %, corrected 69 and 4 %; once corrected the other way round."""
    pairs = comparison(("A", "B", "Py", 87.2, 6.21, 80.99, 15.4, 9.0, 26.0, 0.0005, "differ"))
    corrected = modal(
        ("A", "Py", "ore", 87.2, 69.0, 60.0, 75.0, 0.05, False),
        ("B", "Py", "ore", 6.21, 4.0, 2.0, 7.0, 0.05, False),
    )
    text = said(survey(corrected, pairs))[-1][0]
    assert text.startswith("Py is 69 [60, 75] % of the ore of A and 4 [2, 7] % of the ore of B.")
    assert "as counted, the ratio of the geometric means is 15.4," in text
    assert "87.2" not in text and "6.21" not in text
    other_way = corrected.assign(best_pct=corrected["best_pct"][::-1].to_numpy())
    assert not [text for text, _ in said(survey(other_way, pairs)) if "geometric" in text]


def test_shares_of_what_both_maps_can_name_are_called_so():
    pairs = comparison(("A", "B", "Py", 40.0, 10.0, 30.0, 4.0, 2.0, 5.0, 0.0005, "differ"))
    pairs = pairs.assign(note="left out: Gn (maps of B cannot name it)")
    ((text, _),) = said(survey(shares_of(pairs), pairs))
    assert "as counted of the minerals that both maps can name, the ratio" in text


def test_no_headline_of_next_to_nothing_nor_of_a_ratio_that_hangs_on_the_limit():
    told = comparison(("A", "B", "Py", 40.0, 10.0, 30.0, 4.0, 2.0, 5.0, 0.0005, "differ"))
    assert len(said(survey(shares_of(told), told))) == 1
    # What is left of the pyrite of B once corrected; what is below its limit at all.
    for shares in (shares_of(told, B_Py=0.06), shares_of(told).assign(below_lod=True)):
        found = said(survey(shares, told))
        assert not [text for text, _ in found if "geometric" in text]
    hangs = told.assign(lod_sensitivity="the ratio hangs on the limit: 2 to 9")
    bound = told.assign(ratio=NAN, lod_sensitivity="holds; the bound goes with the limit")
    assert said(survey(shares_of(told), hangs)) == said(survey(shares_of(told), bound)) == []


def test_a_headline_allows_for_the_pairs_that_it_was_sought_in():
    """p = .02 in the family of its pair is .06 of three pairs."""
    one = ("A", "B", "Py", 40.0, 10.0, 30.0, 4.0, 2.0, 5.0, 0.02, "differ")
    others = [(a, "C", "Py", 20.0, 19.0, 1.0, 1.1, 0.9, 2.0, 0.5, "cannot reject") for a in "AB"]
    alone, three = comparison(one), comparison(one, *others)
    assert "(p = 0.02, of all" in said(survey(shares_of(alone), alone))[0][0]
    assert said(survey(shares_of(three), three)) == []


def test_counted_share_outside_the_corrected_interval():
    shares = modal(
        ("A", "Bn", "ore", 3.0, 1.0, 0.5, 2.0, NAN, None),
        ("A", "Py", "ore", 3.0, 2.9, 2.5, 3.5, NAN, None),
        ("B", "Gn", "ore", 3.0, 1.0, NAN, NAN, NAN, None),
        ("A", "Bn", "total", 3.0, 1.0, 0.5, 2.0, NAN, None),
    )
    [(text, link)] = said(survey(shares=shares))
    assert link == "deposits/A.html"
    assert "A: Bn is counted as 3 % of the ore, and 1 [" in text
    assert "1 [0.5, 2] % once corrected (label shift): take the corrected" in text


def test_below_detection_once_a_deposit_as_read_back_from_a_table():
    shares = modal(
        ("A", "Bn", "total", 0.02, NAN, NAN, NAN, 0.05, "True"),
        ("A", "Gn", "total", 0.01, NAN, NAN, NAN, 0.04, True),
        ("A", "Gn", "ore", 0.02, NAN, NAN, NAN, 0.08, True),
        ("A", "Sp", "total", 0.0, NAN, NAN, NAN, 0.04, True),
        ("A", "Py", "total", 9.0, NAN, NAN, NAN, 0.04, False),
    )
    [(text, link)] = said(survey(shares=shares))
    assert text.endswith("Bn 0.02 % (L_C 0.05 %), Gn 0.01 % (L_C 0.04 %) of the whole area.")
    assert link == "deposits/A.html"


def test_a_field_far_below_the_others_leads_to_its_viewer():
    # Quartiles 0.971 and 0.973 of six values: the fence is at 0.971 - 1.5 * 0.002 = 0.968.
    values = [0.9, 0.971, 0.972, 0.973, 0.973, 0.975]
    lower, upper = np.quantile(values, [0.25, 0.75])
    assert values[0] < lower - 1.5 * (upper - lower) < values[1]
    viewer = Viewer("A", "s", "f0", "fields/f0.html", "", "", 1, 1.0)
    [(text, link)] = said(survey(confidence=values, viewers={"f0": viewer}))
    assert text.startswith("A, field f0: mean confidence 0.900")
    assert link == "fields/f0.html"


def test_four_fields_are_too_few_to_stand_out_among():
    assert said(survey(confidence=[0.1, 0.97, 0.971, 0.972])) == []


def test_conclusions_that_flip_are_counted():
    columns = {"flip": [True, False, False], "verdict_before": ["differs", "differs", "not tested"]}
    change = {"conclusions": pd.DataFrame(columns).assign(verdict_after=columns["verdict_before"])}
    [(text, link)] = said(survey(change=change))
    assert text.startswith("1 of 2 conclusions") and link == "#change"


def test_the_most_pressing_comes_first():
    shares = modal(("A", "Bn", "total", 0.02, NAN, NAN, NAN, 0.05, True))
    kinds = [
        one.kind
        for one in worth_a_look(survey(reasons=["x"], verdict="unlike", shares=shares), LINKS)
    ]
    assert kinds == ["quarantined", "unlike training", "below detection"]


def test_remarks_on_accepted_photographs():
    data = survey(reasons=["damaged"], confidence=[0.9] * 6)
    data.fields["warnings"] = ["not read", "", None, "27 % is burned out", "a bar; a bar", "soft"]
    assert said(data)[1:] == [
        ("A, field f3: 27 % is burned out.", "deposits/A.html"),
        ("A, field f4: a bar; a bar.", "deposits/A.html"),
        ("A, field f5: soft.", "deposits/A.html"),
    ]
    # A wrong mask spoils the scores, so it comes first.
    data.fields.loc[5, "warnings"] = "soft; the mask fits better when it is turned"
    assert [link for text, link in said(data)[1:]] == ["deposits/A.html"] * 3
    assert said(data)[1][0].startswith("A, field f5: soft; the mask fits")
    data.fields["warnings"] = "soft"
    assert said(data)[-1] == (
        "2 more photographs have remarks, in the table of the fields.", "#fields",
    )  # fmt: skip


def test_burned_out_photographs_are_named_however_few_there_are():
    data = survey(confidence=[0.9, 0.9, 0.9])
    data.fields["clipped_pct"] = [27.3, 0.4, 4.9]
    [(text, link)] = said(data)
    assert text.startswith("A, field f0: 27 % of its pixels are burned out")
    assert link == "deposits/A.html"
