"""Calculated against assayed: by hand, by simulation, and where nothing can be calculated."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from calculate_assay import main
from oresurvey.deposits.modal.best import NO_GANGUE, with_best
from oresurvey.deposits.modal.reconciliation import (
    COLUMNS,
    DIFFER,
    NOT_APART,
    paired,
    reconciliation,
)
from oresurvey.errors import SheetError
from oresurvey.files.tables import read_json
from oresurvey.statistics.intervals import logit_t
from oresurvey.survey.field import Field
from oresurvey.survey.formulas import assays_of, read_formulas
from oresurvey.survey.minerals import read_minerals

SHIPPED = Path(__file__).parents[4] / "config" / "minerals.tsv"
MINERALS, FORMULAS = read_minerals(SHIPPED), read_formulas(SHIPPED)
BG, GN = 0, 2
QUARTZ = {"A": 2.65}
LEAD = FORMULAS[GN].mass_fractions["Pb"]


def lead_of(galena_pct):
    """Per cent of lead in the mass of a rock of galena and quartz."""
    g = np.asarray(galena_pct)
    return 100 * LEAD * 7.5 * g / (7.5 * g + 2.65 * (100 - g))


def table_of(galena, gangue=QUARTZ, corrected=None):
    """Sections of galena and quartz."""
    rows = [("section", f"s{k}", code, pct) for k, g in enumerate(galena)
            for code, pct in ((BG, 100 - g), (GN, g))]  # fmt: skip
    mean = float(np.mean(galena))
    rows += [("deposit", "", BG, 100 - mean), ("deposit", "", GN, mean)]
    table = pd.DataFrame(rows, columns=["level", "section", "code", "pct"])
    counted = logit_t(np.array(galena) / 100)
    low, high = counted.low, counted.high
    of_galena = table["code"] == GN
    deposit = table["level"] == "deposit"
    table = table.assign(
        deposit="A", field="", basis="total", sections=len(galena), interval=counted.method,
        low_pct=np.where(of_galena, 100 * low, 100 - 100 * high),
        high_pct=np.where(of_galena, 100 * high, 100 - 100 * low),
        corrected_interval="logit-t", estimator="",
        **dict.fromkeys(("corrected_pct", "corrected_low_pct", "corrected_high_pct"), np.nan),
    )  # fmt: skip
    if corrected is not None:
        table.loc[deposit, "estimator"] = "difference"
        ends = ("corrected_pct", "corrected_low_pct", "corrected_high_pct")
        table.loc[deposit & of_galena, ends] = corrected
        value, low, high = corrected
        table.loc[deposit & ~of_galena, ends] = 100 - value, 100 - high, 100 - low
    return with_best(table, MINERALS, gangue)


def reconciled(table, assayed, gangue=QUARTZ, **more):
    found = reconciliation(table, MINERALS, FORMULAS, {"Pb": assayed}, gangue, **more)
    return found[found["level"] == "section"], found[found["level"] == "deposit"].iloc[0]


def test_what_is_calculated_from_the_truth_agrees():
    galena = [2.0, 5.0, 11.0]
    assayed = {f"s{k}": float(lead_of(g)) for k, g in enumerate(galena)}
    sections, deposit = reconciled(table_of(galena), assayed)
    assert sections["difference_pct"].to_numpy() == pytest.approx(0, abs=1e-9)
    # The mean of the assays by the mass of the rock is what the mean rock holds.
    assert deposit["assayed_pct"] == pytest.approx(float(lead_of(6.0)))
    assert deposit["calculated_pct"] == pytest.approx(float(lead_of(6.0)))
    assert list(sections.columns) == COLUMNS


def test_by_hand():
    """Two sections of equal mass: differences of 1 and 3 points, t(1) = 12.706, error 1."""
    sections, deposit = reconciled(
        table_of([5.0, 5.0]), {"s0": float(lead_of(5)) - 1, "s1": float(lead_of(5)) - 3}
    )
    assert sections["difference_pct"].to_numpy() == pytest.approx([1, 3])
    assert deposit["difference_pct"] == pytest.approx(2)
    reach = deposit["difference_high_pct"] - deposit["difference_pct"]
    assert reach == pytest.approx(12.706, abs=0.001)
    assert deposit["conclusion"] == NOT_APART


def test_a_map_that_doubles_the_galena_differs():
    galena = np.array([2.0, 3.0, 4.0, 5.0, 6.0])
    assayed = {f"s{k}": float(lead_of(g)) for k, g in enumerate(galena)}
    _, deposit = reconciled(table_of(2 * galena), assayed)
    assert deposit["conclusion"] == DIFFER and deposit["difference_pct"] > 0
    # Corrected shares stand beside the assay with their own interval.
    _, deposit = reconciled(table_of(2 * galena, corrected=(4.0, 2.5, 6.0)), assayed)
    assert deposit["shares"] == "difference" and deposit["conclusion"] == NOT_APART
    assert deposit["calculated_pct"] == pytest.approx(float(lead_of(4.0)))
    ends = deposit[["calculated_low_pct", "calculated_high_pct"]].astype(float)
    assert ends.to_numpy() == pytest.approx(lead_of([2.5, 6.0]))


def test_the_paired_interval_holds():
    """Nominal 95 % at 6 sections whose assays err by a tenth: 380 of 400, sd 4.4."""
    rng, hits = np.random.default_rng(2), 0
    whole = 2.65 + (7.5 - 2.65) * (shares := rng.beta(2, 20, (400, 6)))
    found = LEAD * 7.5 * shares / whole * rng.normal(1, 0.1, (400, 6))
    for g, mass, lead in zip(shares, whole, found, strict=True):
        interval = paired(LEAD * 7.5 * g - lead * mass, mass)
        hits += interval.low <= 0 <= interval.high
    assert 380 - 4 * 4.4 < hits < 380 + 4 * 4.4


def test_what_cannot_be_calculated_says_why():
    _, deposit = reconciled(table_of([5.0, 6.0], {}), {"s0": 1.0, "s1": 3.0}, {})
    assert deposit["assayed_pct"] == 2 and np.isnan(deposit["calculated_pct"])
    assert deposit["interval"] == f"none: {NO_GANGUE}" and NO_GANGUE in deposit["note"]
    table = table_of([5.0, 6.0])
    gold = reconciliation(table, MINERALS, FORMULAS, {"U": {"s0": 1.0}}, QUARTZ)
    assert gold["calculated_pct"].isna().all()
    assert gold["note"].str.contains("no mineral of the table holds U").all()
    assert gold["note"].str.contains("assays of 1 of 2 sections").iloc[-1]


def test_chosen_sections_bear_no_interval():
    table = table_of([5.0, 6.0, 7.0])
    deposit = table["level"] == "deposit"
    table.loc[deposit, ["best_low_pct", "best_high_pct"]] = np.nan
    table.loc[deposit, "interval"] = "none: sections were chosen by hand"
    _, found = reconciled(table, {"s0": 3.0, "s1": 4.0, "s2": 5.0})
    assert found["interval"] == "none: sections were chosen by hand"
    assert found["conclusion"] == "" and np.isnan(found["assayed_low_pct"])


def field(name, section, **extra):
    return Field("A", section, name, Path(f"{name}.png"), extra=extra)


def test_assays_are_read_from_the_sheet():
    fields = [
        field("a", "s", assay_Cu_pct="1,2", assay_Au_pct="0.0001"),
        field("b", "s", assay_Cu_pct="1.4 %", assay_Au_pct=""),
        field("c", "t", assay_Cu_pct="", grade="high"),
    ]
    found = assays_of(fields, "sheet.tsv")
    assert found == {"Au": {"s": 0.0001}, "Cu": {"s": pytest.approx(1.3)}}
    for cell in ("<0.01", "110", "1.2.3", "-1"):
        with pytest.raises(SheetError, match=r"field 'a': assay_Cu_pct is .*per cent of the mass"):
            assays_of([field("a", "s", assay_Cu_pct=cell)], "sheet.tsv")
    with pytest.raises(SheetError, match="'cu' is no element; name it assay_Cu_pct"):
        assays_of([field("a", "s", assay_cu_pct="1")], "sheet.tsv")
    # A column of the survey's own.
    assert assays_of([field("a", "s", assay_total_pct="good")], "sheet.tsv") == {}


def test_the_script_writes_what_the_sheet_and_the_settings_say(tmp_path):
    table_of([2.0, 5.0, 11.0]).to_csv(tmp_path / "modal.csv", index=False)
    assayed = {"Pb": {f"s{k}": float(lead_of(g)) for k, g in enumerate([2.0, 5.0, 11.0])}}
    rock = {"gangue": QUARTZ, "particles": [], "assayed": assayed, "sampling": {}}
    main(str(tmp_path / "modal.csv"), None, {}, str(SHIPPED), str(tmp_path), rock)
    written = pd.read_csv(tmp_path / "reconciliation.csv")
    deposit = written[written["level"] == "deposit"].iloc[0]
    assert deposit["difference_pct"] == pytest.approx(0, abs=1e-9)
    about = read_json(tmp_path / "reconciliation.csv.provenance.json")
    assert about["gangue_densities_g_cm3"] == {"every other": "nan", "A": 2.65}
