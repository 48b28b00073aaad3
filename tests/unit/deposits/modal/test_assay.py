"""Formulas and the assay calculated from them: handbook values, misspelt formulas, intervals."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog

from calculate_assay import main
from oresurvey.deposits.modal.assay import COLUMNS, assay
from oresurvey.deposits.modal.assay_intervals import over_sections, within
from oresurvey.deposits.modal.best import best_shares
from oresurvey.errors import ConfigurationError
from oresurvey.files.tables import read_json
from oresurvey.statistics.intervals import logit_t, none
from oresurvey.survey.formulas import mass_fractions, read_formulas
from oresurvey.survey.minerals import read_minerals

SHIPPED = Path(__file__).parents[4] / "config" / "minerals.tsv"
MINERALS, FORMULAS = read_minerals(SHIPPED), read_formulas(SHIPPED)
CCP, GN, PY, SP = 1, 2, 6, 8
HEADER = "code\tsymbol\tpaper_label\tname\tcolour\tdensity_g_cm3"
CORRECTED = ["corrected_pct", "corrected_low_pct", "corrected_high_pct"]
BACKGROUND_ROW = "0\tBG\tBG\tbackground\t#000000\t"


@pytest.mark.parametrize(
    ("formula", "pct"),
    [
        # Ideal contents, Anthony et al., Handbook of Mineralogy, volumes I and III.
        ("FeS2", {"Fe": 46.55, "S": 53.45}),
        ("CuFeS2", {"Cu": 34.63, "Fe": 30.43, "S": 34.94}),
        ("PbS", {"Pb": 86.60, "S": 13.40}),
        ("FeAsS", {"As": 46.01, "Fe": 34.30, "S": 19.69}),
        ("Fe2O3", {"Fe": 69.94, "O": 30.06}),
        ("Au", {"Au": 100.0}),
    ],
)
def test_contents_are_the_handbooks(formula, pct):
    found = {element: 100 * share for element, share in mass_fractions(formula).items()}
    assert found == pytest.approx(pct, abs=0.006)


def test_counts_may_be_fractions():
    """Pentlandite three ways; molmass, for one, reads 4.5 as 4 . 5 and gives 8 % Fe."""
    whole = mass_fractions("Fe9Ni9S16")
    assert mass_fractions("Fe4.5Ni4.5S8") == pytest.approx(whole)
    assert mass_fractions("(Fe0.5Ni0.5)9S8") == pytest.approx(whole)
    assert mass_fractions("Fe0.95S") == pytest.approx(mass_fractions("Fe19S20"))
    assert sum(whole.values()) == pytest.approx(1)


def test_every_shipped_ore_mineral_has_a_formula_and_a_density():
    assert list(FORMULAS) == [code for code in MINERALS.codes if code != 0]
    assert all(np.isfinite(MINERALS[code].density_g_cm3) for code in FORMULAS)


def table_of(folder, *rows, header=HEADER + "\tformula"):
    path = folder / "minerals.tsv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("formula", "says"),
    [
        ("cufes2", "it holds more than symbols"),
        ("(Fe,Ni)9S8", "it holds more than symbols"),
        ("FeS2.", "it holds more than symbols"),
        ("Fe[56]S2", "it holds more than symbols"),
        ("CuFeSs2", "unknown element Ss"),
        ("CuFEs2", "Es is in no ore mineral; mind the capitals"),
        ("D2O", "D is in no ore mineral"),
        ("Fe0S2", "Fe has the count 0"),
        ("Fe0S0", "every count in it is 0"),
        ("Fe(OH", r"it cannot be read from '\(OH' on"),
        ("(" * 300 + "Fe", "it has brackets within brackets, more than 5 deep"),
    ],
)
def test_misspelt_formula_is_named_by_file_row_and_column(tmp_path, formula, says):
    path = table_of(tmp_path, BACKGROUND_ROW + "\t", f"6\tPy\tPy\tpyrite\t#f6ecae\t5.0\t{formula}")
    with pytest.raises(ConfigurationError, match=rf"tsv, row 3, column formula: '.*{says}"):
        read_formulas(path)


def test_formulas_are_optional(tmp_path):
    old = table_of(tmp_path, BACKGROUND_ROW, "6\tPy\tPy\tpyrite\t#f6ecae\t5.0", header=HEADER)
    assert read_formulas(old) == {}
    short = table_of(tmp_path, BACKGROUND_ROW, "6\tPy\tPy\tpyrite\t#f6ecae\t5.0\tFeS2")
    assert {code: formula.text for code, formula in read_formulas(short).items()} == {6: "FeS2"}


def modal(sections, deposit="A", **more):
    """Ore rows of modal.csv: {section: {code: pct}} and the deposit's mean, with its interval."""
    wide = pd.DataFrame(sections).T
    rows = [
        ("section", deposit, s, code, pct, none("one section is no sample"))
        for s, row in sections.items()
        for code, pct in row.items()
    ]
    of_deposit = {code: logit_t(pct.dropna() / 100) for code, pct in wide.items()}
    rows += [("deposit", deposit, np.nan, c, p, of_deposit[c]) for c, p in wide.mean().items()]
    table = pd.DataFrame(rows, columns=["level", "deposit", "section", "code", "pct", "found"])
    ends = pd.DataFrame([one.in_pct() for one in table.pop("found")])
    nothing = dict.fromkeys(CORRECTED, np.nan)
    table = table.join(ends).assign(**nothing, corrected_interval="", estimator="")
    table = table.assign(field=np.nan, basis="ore", sections=len(wide))
    return best_shares(table.assign(**more))


def deposit_rows(table):
    return table[table["level"] == "deposit"].set_index("element")


def test_one_mineral():
    found = deposit_rows(assay(modal({"a": {PY: 100.0}, "b": {PY: 100.0}}), MINERALS, FORMULAS))
    assert found["ore_mass_pct"]["Fe"] == pytest.approx(46.55, abs=0.005)
    assert found["ore_mass_pct"]["S"] == pytest.approx(53.45, abs=0.005)
    assert found["ore_mass_pct"].sum() == pytest.approx(100)
    # Two sections of pyrite alone do not say what the next one holds.
    assert found["interval"]["Fe"] == "none: share is 0 or 1 in every section"


def test_galena_and_pyrite():
    """STATISTICS.md: Py and Gn at 50/50 area -> 40/60 by mass; Pb is 86.60 % of galena."""
    found = deposit_rows(assay(modal({"a": {PY: 50.0, GN: 50.0}}), MINERALS, FORMULAS))
    assert found["ore_mass_pct"]["Pb"] == pytest.approx(0.60 * 86.60, abs=0.005)
    assert found["ore_mass_pct"]["Fe"] == pytest.approx(0.40 * 46.55, abs=0.005)
    assert found["interval"]["Pb"] == "none: one section" and found["shares"].eq("raw").all()


def test_interval_is_over_sections_about_the_estimate():
    """Densities 4 and 7.5, so Pb = .866 * 7.5 g / (7.5 g + 4 s); linearised by hand."""
    gn = np.array([0.1, 0.2, 0.6])
    table = modal({k: {GN: 100 * p, SP: 100 - 100 * p} for k, p in zip("abc", gn, strict=True)})
    found = deposit_rows(assay(table, MINERALS, FORMULAS)).loc["Pb"]
    lead, mass = 7.5 * gn * FORMULAS[GN].mass_fractions["Pb"], 7.5 * gn + 4 * (1 - gn)
    ratio = lead.sum() / mass.sum()
    assert found["ore_mass_pct"] == pytest.approx(100 * ratio)
    expected = logit_t(ratio + (lead - ratio * mass) / mass.mean())
    assert found["ore_mass_low_pct"] == pytest.approx(100 * expected.low)
    # So few and so unlike sections: the lognormal limit is above that of logit-t, and at its end.
    assert 100 * expected.high < 95 < found["ore_mass_high_pct"] == 100
    assert found["interval"] == "logit-t, 3 sections, and lognormal"


def test_an_element_in_two_of_six_sections_has_no_interval():
    gn = [0.3, 0.1, 0, 0, 0, 0]
    table = modal({str(k): {GN: 100 * p, SP: 100 - 100 * p} for k, p in enumerate(gn)})
    found = deposit_rows(assay(table, MINERALS, FORMULAS))
    assert np.isnan(found["ore_mass_low_pct"]["Pb"])
    assert "(2 of 6)" in found["interval"]["Pb"]


def test_interval_covers_by_section():
    """Nominal 95 % at 8 sections: of 400 runs 380 on average, standard deviation sqrt(19) = 4.4."""
    lead, density = np.array([7.5 * 0.866, 0.0]), np.array([7.5, 4.0])  # Gn, Sp
    mean = 2 / (2 + 6)  # of Beta(2, 6)
    truth = 7.5 * 0.866 * mean / (7.5 * mean + 4 * (1 - mean))
    hits = 0
    for gn in np.random.default_rng(1).beta(2, 6, (400, 8)):
        found = over_sections(np.column_stack([gn, 1 - gn]), lead, density)
        hits += found.low <= truth <= found.high
    assert 380 - 4 * 4.4 < hits < 380 + 4 * 4.4


def corrected(shares, half_pct, estimator="difference"):
    """A deposit of one place whose corrected shares have equal half-widths."""
    table = modal({"a": shares, "b": shares})
    pct = pd.Series(shares)
    deposit = table["level"] == "deposit"
    values = table["code"].map(pct).where(deposit)
    return best_shares(
        table.assign(
            corrected_pct=values,
            corrected_low_pct=values - half_pct,
            corrected_high_pct=values + half_pct,
            estimator=np.where(deposit, estimator, ""),
            pct=np.where(deposit, 100 / len(shares), table["pct"]),
        )
    )


def test_corrected_shares_are_used_and_named():
    table = assay(corrected({GN: 20.0, SP: 80.0}, 2.0), MINERALS, FORMULAS)
    found = deposit_rows(table).loc["Pb"]
    assert found["shares"] == "difference"
    fraction = FORMULAS[GN].mass_fractions["Pb"]

    def lead(gn):
        return 100 * fraction * 7.5 * gn / (7.5 * gn + 4 * (1 - gn))

    assert found["ore_mass_pct"] == pytest.approx(lead(0.2))
    # Two minerals leave one degree of freedom: the bound is the interval of galena carried over.
    width = found["ore_mass_high_pct"] - found["ore_mass_low_pct"]
    assert width == pytest.approx(lead(0.22) - lead(0.18), rel=0.01)
    assert set(table.loc[table["level"] == "section", "shares"]) == {"raw"}


def test_element_of_one_of_equally_dense_minerals_has_that_minerals_interval():
    """Its share of the mass is the mineral's share of the area, 50 +- 1 %, whatever the others."""
    pct = np.array([50.0, 25.0, 25.0])
    found = within(pct, pct - 1, pct + 1, np.array([1.0, 0, 0]), np.ones(3))
    assert (found.low, found.high) == pytest.approx((0.49, 0.51))


def test_range_is_that_of_a_linear_programme():
    """Charnes and Cooper (1962) turn the ratio into a linear programme; solved by HiGHS."""
    rng = np.random.default_rng(5)
    for _ in range(10):
        pct = 100 * rng.dirichlet([2, 2, 1, 1])
        low, high = pct * rng.uniform(0, 1, 4), pct + rng.uniform(0, 30, 4)
        part, whole = rng.uniform(0, 3, 4), rng.uniform(3, 8, 4)
        found = within(pct, low, high, part, whole)
        # y = p t, t = 1 / (p b): b y = 1, low t <= y <= high t, sum y = 100 t.
        bounds = np.vstack([np.c_[np.eye(4), -high], np.c_[-np.eye(4), low]])
        for sign, end in ((1, found.low), (-1, found.high)):
            best = linprog(
                sign * np.r_[part, 0], bounds, np.zeros(8),
                [np.r_[whole, 0], np.r_[np.ones(4), -100]], [1, 0],
            )  # fmt: skip
            assert sign * best.fun == pytest.approx(end, abs=1e-7)


def test_range_holds_however_the_corrected_shares_move():
    """Every corner of the box of half-widths that keeps the sum lies within."""
    shares, half = {CCP: 30.0, GN: 20.0, SP: 50.0}, 0.5
    found = deposit_rows(assay(corrected(shares, half), MINERALS, FORMULAS))
    for move in np.array([[1, -1, 0], [1, 0, -1], [0, 1, -1], [0.5, 0.5, -1]]) * half:
        for sign in (1, -1):
            moved = {c: v + sign * m for (c, v), m in zip(shares.items(), move, strict=True)}
            value = deposit_rows(assay(modal({"a": moved}), MINERALS, FORMULAS))["ore_mass_pct"]
            for element in ("Cu", "Fe", "Pb", "S", "Zn"):
                low, high = found.loc[element, ["ore_mass_low_pct", "ore_mass_high_pct"]]
                assert low - 1e-9 < value[element] < high + 1e-9


def test_a_share_of_0_that_may_be_more_gives_its_element_a_range():
    table = corrected({GN: 0.0, SP: 100.0}, np.nan)
    table.loc[table["level"] == "deposit", ["best_low_pct", "best_high_pct"]] = [[0, 2], [98, 100]]
    found = deposit_rows(assay(table, MINERALS, FORMULAS)).loc["Pb"]
    lead = 86.60 * 7.5 * 2 / (7.5 * 2 + 4 * 98)
    assert (found["ore_mass_pct"], found["ore_mass_low_pct"]) == (0, 0)
    assert found["ore_mass_high_pct"] == pytest.approx(lead, abs=0.001)


def test_shares_that_were_not_corrected_are_raw():
    raw = corrected({GN: 20.0, SP: 80.0}, 2.0, "raw")
    assert set(assay(raw, MINERALS, FORMULAS)["shares"]) == {"raw"}


def test_corrected_share_without_an_interval():
    table = corrected({GN: 20.0, SP: 80.0}, np.nan)
    table["corrected_interval"] = "none: no section shows it"
    found = deposit_rows(assay(table, MINERALS, FORMULAS))
    assert found["interval"]["Pb"] == "none: no section shows it"


def test_minerals_without_a_formula_are_left_out_by_name():
    fewer = {code: formula for code, formula in FORMULAS.items() if code != SP}
    found = deposit_rows(assay(modal({"a": {PY: 96.8, SP: 3.2}}), MINERALS, fewer))
    assert found["note"].str.startswith("without: Sp (3.2 % of the ore area)").all()
    assert found["left_out_pct"].eq(3.2).all() and found["ore_mass_pct"].sum() == pytest.approx(100)
    alone = deposit_rows(assay(modal({"a": {SP: 100.0}}), MINERALS, fewer))
    assert list(alone.index) == [""] and alone["left_out_pct"].item() == 100
    assert alone["interval"].item() == "none: no mineral with a density and a formula"


def test_mineral_without_a_density_is_left_out(tmp_path):
    rows = [
        BACKGROUND_ROW + "\t",
        "6\tPy\tPy\tpyrite\t#f6ecae\t\tFeS2",
        "2\tGn\tGl\tgalena\t#7fb7e6\t7.5\tPbS",
    ]
    path = table_of(tmp_path, *rows)
    found = deposit_rows(
        assay(modal({"a": {PY: 50.0, GN: 50.0}}), read_minerals(path), read_formulas(path))
    )
    assert found["ore_mass_pct"].to_dict() == pytest.approx({"Pb": 86.60, "S": 13.40}, abs=0.005)
    assert found["left_out_pct"].eq(50).all()


def test_element_of_traces_is_marked():
    table = modal({"a": {PY: 99.9, GN: 0.1}})
    total = table.assign(basis="total", below_lod=[False, True] * 2)
    found = deposit_rows(assay(pd.concat([table, total]), MINERALS, FORMULAS))
    assert found["note"]["Pb"] == "of minerals below the detection limit"
    # Most of the sulphur is pyrite's.
    assert found["note"]["S"] == ""


def test_elements_whose_minerals_were_not_searched_are_no_zeros():
    table = modal({"a": {PY: 60.0, GN: 40.0}})
    named = {name: {0, PY, GN} for name in set(table["deposit"])}
    found = deposit_rows(assay(table, MINERALS, FORMULAS, named))
    assert not found["searched"]["Zn"] and np.isnan(found["ore_mass_pct"]["Zn"])
    assert found["note"]["Zn"] == "not searched: no mineral of Zn could be named"
    assert found["searched"]["Pb"] and found["ore_mass_pct"].sum() == pytest.approx(100)
    # Labels of its own found it all the same.
    labelled = corrected({PY: 60.0, SP: 40.0}, 2.0)
    labelled["searched"] = labelled["code"] != SP
    labelled.loc[~labelled["searched"], "pct"] = np.nan
    found = deposit_rows(assay(best_shares(labelled), MINERALS, FORMULAS, named))
    assert found["searched"]["Zn"] and found["ore_mass_pct"]["Zn"] > 0
    assert found["shares"].eq("difference").all()


def test_an_annotation_without_a_mineral_of_gold_says_nothing_of_gold():
    found = deposit_rows(assay(modal({"a": {PY: 60.0, GN: 0.0}}), MINERALS, FORMULAS))
    assert not found["searched"]["Au"] and np.isnan(found["ore_mass_pct"]["Au"])
    # Galena could be named, and is not there.
    assert found["searched"]["Pb"] and found["ore_mass_pct"]["Pb"] == 0


def test_nothing_to_assay():
    no_ore = modal({"a": {PY: 50.0}}).assign(basis="total")
    assert assay(no_ore, MINERALS, FORMULAS).empty
    without_ore = modal({"a": {PY: np.nan, GN: np.nan}, "b": {PY: 50.0, GN: 50.0}})
    found = assay(without_ore, MINERALS, FORMULAS)
    assert "a" not in set(found["section"]) and len(deposit_rows(found))
    assert assay(modal({"a": {PY: 100.0}}), MINERALS, {})["element"].eq("").all()


def test_order_of_rows_changes_no_number():
    table = modal({"a": {PY: 20.0, GN: 30.0, SP: 50.0}, "b": {PY: 70.0, GN: 20.0, SP: 10.0}})
    shuffled = table.sample(frac=1, random_state=0)
    pd.testing.assert_frame_equal(
        assay(table, MINERALS, FORMULAS), assay(shuffled, MINERALS, FORMULAS), check_exact=True
    )


def test_script_writes_the_table(tmp_path):
    modal({"a": {PY: 50.0, GN: 50.0}}).to_csv(tmp_path / "modal.csv", index=False)
    main(str(tmp_path / "modal.csv"), None, {}, str(SHIPPED), str(tmp_path))
    assert pd.read_csv(tmp_path / "reconciliation.csv").empty
    written = pd.read_csv(tmp_path / "assay.csv")
    assert list(written.columns) == COLUMNS and len(deposit_rows(written)) == 10
    about = read_json(tmp_path / "assay.csv.provenance.json")
    assert about["formulas"]["Py"] == "FeS2" and "not of rock" in about["basis"]
    assert about["gangue_densities_g_cm3"] == {"every other": "nan"}
