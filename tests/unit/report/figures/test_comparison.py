"""Figures of the comparison: drawn where there is something to draw, and what they say."""

import json

import numpy as np
import pandas as pd
import pytest
from drawn_files import check
from invented_deposits import FAR, NEAR, world
from section_tables import MINERALS, association_rows, modal_rows, size_rows

from compare_deposits import main, read_table
from oresurvey.deposits.comparison.clusters import clusters
from oresurvey.deposits.comparison.deposits import deposit_distances
from oresurvey.deposits.comparison.minerals import compare_minerals
from oresurvey.deposits.comparison.ordination import ordination
from oresurvey.deposits.comparison.sections import section_shares
from oresurvey.deposits.standing import standing_table
from oresurvey.errors import ConfigurationError
from oresurvey.presentation.looks import COLOURS, deposit_looks
from oresurvey.report.figures.comparison import apart, draw_biplot, draw_ratios
from oresurvey.report.figures.gallery import draw_comparison, triples_of
from oresurvey.report.figures.ternary import commonest_three, draw_ternary


def drawn(deposits, folder, ternary=(), supported=None, selections=None):
    """Names of the figures of invented deposits."""
    sub, standing = world(deposits, supported, selections)
    shares = section_shares(modal_rows(deposits))
    tables = {
        "standing": standing_table(standing),
        "comparison": compare_minerals(shares, MINERALS, standing, sub.limits, supported),
        "deposit_distances": deposit_distances(sub, standing, MINERALS),
        "ordination": ordination(sub, standing, MINERALS),
        "clusters": clusters(sub),
    }
    return draw_comparison(tables, shares, MINERALS, folder, ternary, supported)


def test_all_figures_of_four_deposits(tmp_path):
    names = drawn(FAR, tmp_path, selections={"D": {"chosen"}})
    assert names == [
        *("biplot", "tree_deposits", "tree_sections", "distances", "ratios"),
        # D is nearly all pyrite, so pyrite comes first.
        "ternary_Py_Ccp_Sp",
    ]
    assert sorted(path.stem for path in tmp_path.glob("*.svg")) == sorted(names)


@pytest.mark.parametrize(
    ("deposits", "supported", "expected"),
    [
        ({}, None, []),
        ({"A": [[0, 0, 0]]}, None, []),
        ({"A": [[1, 0, 0]], "B": [[0, 1, 0]]}, None, ["ratios"]),
        ({"A": NEAR["A"], "B": NEAR["B"]}, {"A": {1}, "B": {6, 8}}, []),
        # Two minerals: one axis.
        (
            {"A": [[1, 2, 0], [2, 1, 0]], "B": [[1, 3, 0], [3, 1, 0]]},
            None,
            ["biplot", "tree_sections", "ratios"],
        ),
    ],
)
def test_next_to_nothing_to_draw(tmp_path, deposits, supported, expected):
    assert drawn(deposits, tmp_path, supported=supported) == expected


def test_biplot_says_what_it_explains_and_who_is_not_tested(tmp_path):
    sub, standing = world(FAR, selections={"D": {"chosen"}})
    table = ordination(sub, standing, MINERALS)
    draw_biplot(table, deposit_looks(FAR, ["D"]), tmp_path / "f" / "biplot")
    text = check(tmp_path / "f" / "biplot")
    share = table[table["kind"] == "explained_pct"]["pc1"].iloc[0]
    assert f"component 1 ({share:.0f} % of the variance)" in text
    assert "hollow: not tested" in text
    assert all(symbol in text for symbol in ("Ccp", "Py", "Sp"))


def test_names_in_a_biplot_do_not_cover_each_other():
    places = apart(np.array([[0, 0], [0.1, 0.02], [0, 0.05], [5, 0]]), 1.0, 0.5)
    assert places[:, 0].tolist() == [0, 0.1, 0, 5] and places[3].tolist() == [5, 0]
    assert np.diff(np.sort(places[:3, 1])).min() >= 0.5 - 1e-12


def test_ratios_of_many_pairs_are_those_most_distant(tmp_path):
    rng = np.random.default_rng(0)
    many = {name: rng.dirichlet([5, 4, 3], 2) for name in "ABCDEF"}
    sub, standing = world(many)
    table = compare_minerals(section_shares(modal_rows(many)), MINERALS, standing, sub.limits)
    draw_ratios(table, MINERALS, tmp_path / "f" / "ratios")
    text = check(tmp_path / "f" / "ratios")
    assert "3 pairs that are nearer are not drawn" in text
    nearest = table.sort_values("aitchison_distance").iloc[0]
    assert f"{nearest.deposit_a} / {nearest.deposit_b}" not in text


def test_ternary_leaves_out_who_cannot_name_all_three(tmp_path):
    shares = section_shares(modal_rows(NEAR))
    supported = {"A": {1, 6, 8}, "B": {1, 6}, "C": {1, 6, 8}}
    options = (shares, (1, 6, 8), MINERALS, deposit_looks(NEAR))
    assert draw_ternary(*options, tmp_path / "f" / "one", supported)
    text = check(tmp_path / "f" / "one")
    assert "without B: maps cannot name all three" in text and "Ccp (%)" in text
    assert not draw_ternary(*options, tmp_path / "g", {name: set() for name in "ABC"})
    assert not draw_ternary(shares, (2, 3, 4), MINERALS, deposit_looks(NEAR), tmp_path / "g")


def test_commonest_three_count_every_deposit_once():
    """A has one section full of galena, B a hundred without: galena is 50 % all the same."""
    rows = modal_rows({"A": [[0, 100, 0, 0]], "B": [[10, 0, 60, 30]] * 100}, codes=(1, 2, 6, 8))
    shares = section_shares(rows)
    assert commonest_three(shares, [1, 2, 6, 8]) == (2, 6, 8)
    assert commonest_three(shares, [1, 2]) is None


def test_looks_stay_when_others_are_left_out():
    all_of_them = deposit_looks([f"D{k}" for k in range(10)], ["D3"])
    assert len({(look.colour, look.marker) for look in all_of_them.values()}) == 10
    assert all_of_them["D3"].face == "white" and all_of_them["D2"].face == COLOURS[2]
    assert deposit_looks(["B", "A"]) == deposit_looks(["A", "B"])


@pytest.mark.parametrize(
    ("triple", "words"),
    [
        (["Py", "Xx", "Sp"], "'Xx' is no ore mineral"),
        (["Py", "Py", "Sp"], "three different"),
        (["Py", "Sp"], "three different"),
        (["BG", "Py", "Sp"], "'BG' is no ore mineral"),
    ],
)
def test_a_wrong_triple_names_the_key(triple, words):
    with pytest.raises(ConfigurationError, match="deposits: ternary") as error:
        triples_of([triple], MINERALS)
    assert words in str(error.value)


def test_script_reads_and_writes_tables(tmp_path):
    """Deposits called NA, and +1: names are text, and what a spreadsheet would run is marked."""
    deposits = {"NA": FAR["A"], "'+1": FAR["D"]}
    values = {name: [10.0, 20, 30, 15, 12] for name in deposits}
    for name, table in (
        ("modal", modal_rows(deposits)),
        ("grain_size", size_rows(values)),
        ("association", association_rows(values)),
        ("drift", pd.DataFrame({"deposit": list(deposits), "verdict": ["like", "unlike"]})),
    ):
        table.to_csv(tmp_path / f"{name}.csv", index=False)
    manifest = tmp_path / "manifest.json"
    fields = [
        {"deposit": name, "section": f"{name}0", "field": name, "selection": "systematic"}
        for name in ("NA", "+1")
    ]
    manifest.write_text(json.dumps({"fields": fields}))
    about = tmp_path / "model.json"
    about.write_text(json.dumps({"sha256": "x", "codes": [0, 1, 6, 8], "labelled": {"NA": [1, 6]}}))
    minerals = tmp_path / "minerals.tsv"
    minerals.write_text(
        "code\tsymbol\tpaper_label\tname\tcolour\tdensity_g_cm3\n"
        "0\tBG\tBG\tgangue\t#222222\t\n1\tCcp\tCcp\tc\t#e8c21c\t4.2\n"
        "6\tPy\tPy\tp\t#f6ecae\t5.0\n8\tSp\tSph\ts\t#3f6fb5\t4.0\n"
    )
    names = ("modal", "grain_size", "association", "drift")
    main(
        {name: str(tmp_path / f"{name}.csv") for name in names},
        [str(manifest)],
        str(about),
        {"detection_limit_pct": 0.01, "permutations": 99, "seed": 1},
        {"only_labelled": True},
        str(minerals),
        str(tmp_path / "out"),
    )
    out = {path.stem: read_table(path) for path in (tmp_path / "out").glob("*.csv")}
    assert set(out) == {
        *("standing", "comparison", "deposit_distances", "ordination", "clusters"),
        *("deposit_tests", "size_tests", "association_tests"),
    }
    standing = out["standing"].set_index("deposit")
    # Read back as in the sheet; on disk the mark is there.
    assert standing["tested"].to_dict() == {"NA": True, "+1": False}
    assert "\n'+1," in (tmp_path / "out" / "standing.csv").read_text()
    assert standing.loc["+1", "reason"] == "unlike the training data"
    assert set(standing["remarks"]) == {"how sections were selected is not stated"}
    assert set(out["comparison"]["mineral"]) == {"Ccp", "Py"}
    beside = json.loads((tmp_path / "out" / "comparison.csv.provenance.json").read_text())
    assert beside["minerals_compared"] == ["Ccp", "Py"]
    assert beside["left_out"] == ["Sp (maps of NA cannot name it)"]
