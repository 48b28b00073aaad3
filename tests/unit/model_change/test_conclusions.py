"""Conclusions of two models about deposits: which flip, in a table, in words and on the page."""

import numpy as np
import pandas as pd
import pytest

from compare_models import main, paths_of
from oresurvey.deposits.tables import read_table
from oresurvey.files.tables import read_json, write_json
from oresurvey.model_change.conclusions import COLUMNS, change_of, conclusions, verdict
from oresurvey.model_change.page import write_comparison as write_page
from oresurvey.model_change.words import (
    association_sentences,
    flip_sentences,
    largest_first,
    modal_sentences,
    size_sentences,
)

MINERALS = "config/minerals.tsv"


@pytest.mark.parametrize(
    ("p", "says"),
    [(0.049, "differs"), (0.05, "cannot reject"), (1.0, "cannot reject"), (np.nan, "not tested")],
)
def test_verdict(p, says):
    assert verdict(p) == says


YES, NO, NONE = "differs", "cannot reject", "not tested"


@pytest.mark.parametrize(
    ("before", "after", "turned", "change", "flip"),
    [
        (YES, YES, False, "same", False),
        (YES, YES, True, "turned round", True),
        (YES, NO, False, "no longer told apart", True),
        (YES, NONE, False, "no longer tested", True),
        (NO, YES, False, "now told apart", True),
        (NONE, YES, True, "now told apart", True),
        (NO, NO, False, "same", False),
        (NO, NO, True, "turned round, never told apart", False),
        (NO, NONE, False, "tested before only", False),
        (NONE, NO, False, "tested after only", False),
        (NONE, NONE, True, "same", False),
    ],
)
def test_what_becomes_of_a_conclusion(before, after, turned, change, flip):
    assert change_of(before, after, turned) == (change, flip)


def minerals(*rows):
    """comparison.csv: (A, B, mineral, ratio, p of the family)."""
    codes = {"Ccp": 1, "Py": 6, "Sp": 8}
    table = pd.DataFrame(rows, columns=["deposit_a", "deposit_b", "mineral", "ratio", "p_family"])
    return table.assign(code=table["mineral"].map(codes), basis="ore", note="")


def of(before, after, table="comparison"):
    return conclusions({table: before}, {table: after})[0]


def test_flips_both_ways():
    before = minerals(
        ("A", "B", "Py", 2.0, 0.01), ("A", "B", "Sp", 1.1, 0.60), ("A", "C", "Py", 3, 0.02)
    )
    after = minerals(
        ("A", "B", "Py", 1.2, 0.30), ("A", "B", "Sp", 0.2, 0.001), ("A", "C", "Py", 3, 0.03)
    )
    found = of(before, after)
    assert found["flip"].tolist() == [True, True, False]  # flips come first
    rows = found.set_index(["deposit_b", "subject"])
    assert rows.loc[("B", "Py"), "change"] == "no longer told apart"
    assert rows.loc[("B", "Sp"), "change"] == "now told apart"
    assert rows.loc[("B", "Py"), ["effect_before", "effect_after"]].tolist() == [2.0, 1.2]
    assert rows.loc[("C", "Py"), "change"] == "same"


def test_ratio_turns_at_one_and_difference_at_zero():
    turned = of(minerals(("A", "B", "Py", 2.0, 0.01)), minerals(("A", "B", "Py", 0.5, 0.01)))
    assert turned["change"].tolist() == ["turned round"]
    larger = of(minerals(("A", "B", "Py", 2.0, 0.01)), minerals(("A", "B", "Py", 9.0, 0.01)))
    assert larger["flip"].tolist() == [False]

    def pairs(effect):
        return pd.DataFrame(
            {
                "deposit_a": ["A"], "deposit_b": ["B"], "code_a": [6], "mineral_a": ["Py"],
                "code_b": [8], "mineral_b": ["Sp"], "effect": [effect], "p_family": [0.01],
            }
        )  # fmt: skip

    found = of(pairs(0.2), pairs(0.5), "association_tests")
    assert found["flip"].tolist() == [False] and found["subject"].tolist() == ["Py against Sp"]
    assert of(pairs(0.2), pairs(-0.1), "association_tests")["flip"].tolist() == [True]


def test_mineral_that_one_model_cannot_name_is_not_tested():
    before = minerals(("A", "B", "Py", 2.0, 0.01), ("A", "B", "Sp", 2.0, 0.01))
    found = of(before, minerals(("A", "B", "Py", 2.0, 0.01))).set_index("subject")
    assert (
        found.loc["Sp", "verdict_after"] == NONE and found.loc["Sp", "change"] == "no longer tested"
    )
    assert np.isnan(found.loc["Sp", "effect_after"]) and not found.loc["Py", "flip"]
    none = of(before, before.iloc[:0].astype(object))
    assert none["change"].eq("no longer tested").all() and len(none) == 2


def test_identical_models_flip_nothing():
    table = minerals(("A", "B", "Py", 2.0, 0.01), ("A", "B", "Sp", 1.1, np.nan))
    found = of(table, table)
    assert not found["flip"].any() and found["change"].eq("same").all()


def test_sizes_are_told_apart_by_measure():
    sizes = pd.DataFrame(
        {
            "deposit_a": "A", "deposit_b": "B", "code": 6, "mineral": "Py",
            "measure": ["d50", "p80"], "effect": [2.0, 3.0], "p_family": [0.01, 0.2],
        }
    )  # fmt: skip
    found = of(sizes, sizes.assign(p_family=[0.01, 0.01]), "size_tests")
    assert found["subject"].tolist() == ["P80 of Py", "D50 of Py"]
    assert found["flip"].tolist() == [True, False]


def test_compositions_have_no_direction_and_no_row_of_all_deposits():
    table = pd.DataFrame(
        {"deposit_a": [np.nan, "A"], "deposit_b": [np.nan, "B"], "r2": 0.5, "p_holm": [0.001, 0.01]}
    )
    found = of(table, table.assign(p_holm=[0.9, 0.01]), "deposit_tests")
    assert found["flip"].tolist() == [False] and found["subject"].tolist() == [""]


def test_missing_and_empty_tables_are_said():
    empty = minerals()
    found, missing = conclusions(
        {"comparison": empty, "size_tests": None}, {"comparison": empty, "size_tests": empty},
        ("old", "new"),
    )  # fmt: skip
    assert list(found.columns) == COLUMNS and found.empty
    assert missing[0] == "share within the ore: comparison.csv of both models is empty"
    assert missing[1] == "grain size: no size_tests.csv of old"
    assert missing[2] == "association: no association_tests.csv of old and new"


def test_sentences_of_flips():
    before = minerals(("A", "B", "Py", 2.0, 0.01), ("A", "B", "Sp", 2.0, 0.0001))
    after = minerals(("A", "B", "Py", 1.2, 0.3), ("A", "B", "Sp", 0.5, 0.02))
    assert flip_sentences(of(before, after), ("old", "new")) == [
        "A and B, share within the ore, Py: told apart with old (ratio 2, p = 0.01); "
        "not told apart with new (ratio 1.2, p = 0.3)",
        "A and B, share within the ore, Sp: told apart with old (ratio 2, p < 0.001); "
        "told apart with new (ratio 0.5, p = 0.02); the difference has turned round",
    ]
    untested = minerals(("A", "B", "Py", 2.0, np.nan)).assign(note="one section")
    sentence = flip_sentences(of(before, untested), ("old", "new"))[0]
    assert sentence.endswith("not tested with new (ratio 2, one section)")


def change(*rows, neutral=0.0):
    """Deposit rows of a table of changes: (mineral, change, low, high)."""
    table = pd.DataFrame(rows, columns=["mineral", "change_pct", "low_pct", "high_pct"])
    interval = np.where(table["low_pct"].isna(), "none: one section", "paired t, 4 sections")
    return table.assign(
        level="deposit", deposit="A", basis="total", pct_before=10.0, mineral_a="Py",
        mineral_b=table["mineral"], pct_after=10 + table["change_pct"], sections=4,
        interval=interval, association_before_pct=50.0, association_after_pct=55.0,
    )  # fmt: skip


def test_what_changed_most_comes_first():
    table = change(
        ("Ccp", 9.0, -1.0, 19.0), ("Py", 2.0, 1.0, 3.0), ("Sp", -3.0, -4.0, -2.0),
        ("Gn", 0.0, 0.0, 0.0), ("Bn", 5.0, np.nan, np.nan), ("Cv", np.nan, np.nan, np.nan),
    )  # fmt: skip
    assert largest_first(table, "modal")["mineral"].tolist() == ["Sp", "Py", "Ccp", "Bn", "Gn"]
    sentences = modal_sentences(table)
    assert sentences[0] == (
        "A, Sp: 10 % of the area becomes 7 %, -3 points (95 % interval -4 to -2, 4 sections)"
    )
    assert "within the scatter of the sections" in sentences[2]
    assert "no interval: one section" in sentences[3]
    assert len(sentences) == 4  # what did not change is no sentence
    assert association_sentences(table)[0].startswith(
        "A, boundary of Py with Sp: 50 % becomes 55 %"
    )


def test_ratio_below_one_is_as_large_as_its_inverse():
    table = pd.DataFrame(
        {
            "level": "deposit", "deposit": "A", "mineral": ["Py", "Sp", "Gn"], "measure": "d50",
            "unit": ["um", "", "px"], "before": [10.0, np.nan, 5.0], "after": [20.0, np.nan, 5.0],
            "ratio": [2.0, 0.25, 1.0], "low_ratio": [1.5, 0.2, 1.0], "high_ratio": [3.0, 0.3, 1.0],
            "sections": 3, "interval": "paired log-t, 3 sections", "sections_at_least": [0, 2, 0],
        }
    )  # fmt: skip
    assert size_sentences(table) == [
        "A, D50 of Sp: 0.25 times (95 % interval 0.2 to 0.3, 3 sections; "
        '"at least" in 2 of 3 sections)',
        "A, D50 of Py: 10 \N{MICRO SIGN}m becomes 20 \N{MICRO SIGN}m, 2 times "
        "(95 % interval 1.5 to 3, 3 sections)",
    ]


def written(folder, name, pct, p=0.01, **more):
    """Tables of one model on disk: two deposits of two sections and Py alone."""
    folder = folder / name
    folder.mkdir()
    place = {
        "level": ["field", "field", "section", "section", "deposit"], "deposit": "A",
        "section": ["a", "b", "a", "b", np.nan], "field": ["a1", "b1", None, None, None],
    }  # fmt: skip
    rows = pd.DataFrame(place)
    mineral = {"code": 6, "mineral": "Py"}
    sizes = {f"{s}_{u}": pct for s in ("d50", "p80") for u in ("um", "px")} | {
        f"{s}_at_least": False for s in ("d50", "p80")
    }
    pair = {
        "code_a": 6,
        "mineral_a": "Py",
        "code_b": 0,
        "mineral_b": "BG",
        "association_pct": 100.0,
    }
    tables = {
        "modal": rows.assign(**mineral, basis="total", pct=pct, interval="logit-t"),
        "grain_size": rows.assign(**mineral, **sizes),
        "association": rows.assign(**pair),
        "comparison": minerals(("A", "B <b>", "Py", 2.0, p)),
    } | more
    for table, content in tables.items():
        content.to_csv(folder / f"{table}.csv", index=False)
    return {table: str(folder / f"{table}.csv") for table in tables}


def compared(before, after, folder, names=("old", "new"), summaries=("", "")):
    """Tables and page of two models, no map of whose fields was compared; the page."""
    main(before, after, names, [], MINERALS, "", str(folder))
    tables = sorted(str(path) for path in folder.glob("*.csv"))
    write_page(
        {"tables": tables, "changes": [], "summaries": summaries},
        {"minerals": MINERALS, "examples": 3, "viewers": []},
        names,
        {},
        str(folder / "index.html"),
    )
    return (folder / "index.html").read_text(encoding="utf-8")


def test_scripts_write_tables_and_page(tmp_path):
    before, after = written(tmp_path, "old", 10.0), written(tmp_path, "new", 20.0, p=0.4)
    scores = dict.fromkeys(("overall_accuracy", "mean_iou", "pooled_iou"), 0.5)
    write_json(scores, tmp_path / "summary.json")
    summary = str(tmp_path / "summary.json")
    page = compared(before, after, tmp_path / "out", summaries=(summary, summary))
    tables = {name: pd.read_csv(tmp_path / "out" / f"{name}.csv") for name in
              ("modal", "grain_size", "association", "conclusions")}  # fmt: skip
    deposit = tables["modal"][tables["modal"]["level"] == "deposit"].iloc[0]
    assert (deposit["change_pct"], deposit["sections"]) == (10, 2)
    sizes = tables["grain_size"]
    assert sizes.loc[sizes["level"] == "deposit", "ratio"].tolist() == pytest.approx([2, 2])
    assert tables["association"]["change_pct"].eq(0).all()
    assert tables["conclusions"]["flip"].tolist() == [True]
    assert "1 of 1 conclusions depend" in page and "B &lt;b&gt;" in page and "<b>" not in page
    assert "no size_tests.csv of old and new" in page and "pooled_iou" in page
    assert read_json(tmp_path / "out" / "modal.csv.provenance.json")["models"] == ["old", "new"]


def test_page_of_a_model_compared_with_itself(tmp_path):
    same = written(tmp_path, "old", 10.0)
    page = compared(same, same, tmp_path / "out", ("old", "old"))
    assert page.count("Nothing changed.") == 3 and "None of 1 conclusions flips" in page
    assert "which of the two is right is not known" in page and "Left out" not in page


def test_page_of_models_with_nothing_in_common(tmp_path):
    before, after = written(tmp_path, "old", 10.0), written(tmp_path, "new", 20.0, p=np.nan)
    modal = pd.read_csv(after["modal"]).replace(
        {"section": {"a": "c", "b": "d"}, "field": {"a1": "c1", "b1": "d1"}}
    )
    modal.to_csv(after["modal"], index=False)
    empty = pd.read_csv(before["comparison"]).iloc[:0]
    empty.to_csv(before["comparison"], index=False)
    page = compared(before, after, tmp_path / "out")
    assert "Left out: 4 fields that only one model could use and 4 sections" in page
    assert "there is no conclusion to flip" in page
    assert pd.read_csv(tmp_path / "out" / "modal.csv").empty


def test_names_stay_text(tmp_path):
    path = tmp_path / "modal.csv"
    path.write_text("level,deposit,section,field,code,pct\nfield,1,07,NA,6,\ndeposit,1,,,6,2.5\n")
    table = read_table(path)
    assert table["section"].tolist()[0] == "07" and table["field"].tolist()[0] == "NA"
    assert (
        table.loc[1, ["section", "field"]].tolist() == ["", ""] and table["deposit"].eq("1").all()
    )
    assert np.isnan(table["pct"][0]) and table["pct"][1] == 2.5


def test_inputs_are_named_by_table_and_side():
    inputs = {"modal_a": "x", "modal_b": "y", "size_tests_b": "z", "changes": ["w"]}
    assert paths_of(inputs, "a") == {"modal": "x"}
    assert paths_of(inputs, "b") == {"modal": "y", "size_tests": "z"}
