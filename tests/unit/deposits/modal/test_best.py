"""One estimate for whoever prints a share: area, mass and elements agree, calculated by hand."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from oresurvey.deposits.modal.assay import assay
from oresurvey.deposits.modal.best import (
    BEST,
    BEST_SHARES,
    NO_GANGUE,
    RESIN,
    best_shares,
    explain_wider,
    with_best,
)
from oresurvey.deposits.replicates import Replicates
from oresurvey.survey.formulas import read_formulas
from oresurvey.survey.mineral_codes import UNIDENTIFIED
from oresurvey.survey.minerals import Mineral, Minerals, read_minerals

SHIPPED = Path(__file__).parents[4] / "config" / "minerals.tsv"
MINERALS, FORMULAS = read_minerals(SHIPPED), read_formulas(SHIPPED)
BG, GN, PY, AU = 0, 2, 6, 14
QUARTZ = {"A": 2.65}


def row(basis, code, pct, corrected=np.nan, half=np.nan, level="deposit", section=""):
    return {
        "level": level, "deposit": "A", "section": section, "field": "", "code": code,
        "basis": basis, "pct": pct, "low_pct": pct - 1, "high_pct": pct + 1,
        "interval": "logit-t, 3 sections", "sections": 3, "corrected_pct": corrected,
        "corrected_low_pct": corrected - half, "corrected_high_pct": corrected + half,
        "corrected_interval": "logit-t", "searched": True,
        "estimator": "" if np.isnan(corrected) else "difference",
    }  # fmt: skip


def corrected():
    """Mapped 80 / 5 / 15 and corrected 80 / 10 / 10: within the ore 25 / 75 and 50 / 50."""
    areas = [(BG, 80.0, 80.0, 2.0), (GN, 5.0, 10.0, 1.0), (PY, 15.0, 10.0, 1.0)]
    total = [row("total", *one) for one in areas]
    ore = [row("ore", GN, 25.0, 50.0, 5.0), row("ore", PY, 75.0, 50.0, 5.0)]
    return pd.DataFrame(total + ore)


def masses(table, basis):
    return table[table["basis"] == basis].set_index("code")


def test_area_mass_and_elements_agree_by_hand():
    """Galena 7.5, pyrite 5.0, quartz 2.65 g/cm3; galena is 86.60 % lead, pyrite 46.55 % iron."""
    table = with_best(corrected(), MINERALS, QUARTZ)
    ore, rock = masses(table, "ore"), masses(table, "total")
    assert ore["best_pct"].to_dict() == {GN: 50, PY: 50}
    assert (ore["best_shares"] == "difference").all()
    # 50 * 7.5 and 50 * 5.0 of 625.
    assert ore["best_mass_pct"].to_dict() == pytest.approx({GN: 60, PY: 40})
    # 10 * 7.5, 10 * 5.0 and 80 * 2.65 of 337.
    hand = {BG: 100 * 212 / 337, GN: 100 * 75 / 337, PY: 100 * 50 / 337}
    assert rock["best_mass_pct"].to_dict() == pytest.approx(hand)
    elements = assay(table, MINERALS, FORMULAS, None, QUARTZ).set_index("element")
    assert elements.loc["Pb", "ore_mass_pct"] == pytest.approx(0.60 * 86.60, abs=0.005)
    assert elements.loc["Fe", "ore_mass_pct"] == pytest.approx(0.40 * 46.55, abs=0.005)
    assert elements.loc["Pb", "rock_mass_pct"] == pytest.approx(86.60 * 75 / 337, abs=0.005)
    assert elements["ore_mass_pct"].sum() == pytest.approx(100)
    for one in (rock, ore):
        assert one["best_mass_pct"].sum() == pytest.approx(100)
    # All lead is galena's: one interval, carried over.
    low, high = ore.loc[GN, ["best_mass_low_pct", "best_mass_high_pct"]]
    assert (low, high) == pytest.approx(
        [100 * 7.5 * g / (7.5 * g + 5 * (100 - g)) for g in (45, 55)]
    )
    ends = elements.loc["Pb", ["ore_mass_low_pct", "ore_mass_high_pct"]].astype(float)
    assert ends.to_numpy() == pytest.approx([0.866 * low, 0.866 * high], rel=1e-4)


def test_raw_shares_are_the_best_where_nothing_corrects_them():
    sections = [row("ore", c, p, level="section", section=s) for s, c, p in (
        ("a", GN, 10.0), ("a", PY, 90.0), ("b", GN, 30.0), ("b", PY, 70.0))]  # fmt: skip
    deposit = [row("ore", GN, 20.0), row("ore", PY, 80.0)]
    table = with_best(pd.DataFrame(sections + deposit), MINERALS, {})
    found = table[table["level"] == "deposit"].set_index("code")
    assert found["best_pct"].to_dict() == {GN: 20, PY: 80}
    assert found["best_mass_pct"].to_dict() == pytest.approx({GN: 150 / 5.5, PY: 400 / 5.5})
    assert found["best_mass_interval"].str.startswith("logit-t, 2 sections").all()
    assert set(table["best_shares"]) == {"raw"}
    # Sections of one hole are one replicate.
    joined = Replicates({("A", "a"): "h", ("A", "b"): "h"}, {"A": "hole"}, {"A": 1})
    table = with_best(pd.DataFrame(sections + deposit), MINERALS, {}, (), joined)
    words = table.loc[table["level"] == "deposit", "best_mass_interval"]
    assert words.str.startswith("none: one section").all()


def test_no_mass_of_the_rock_without_the_gangue():
    table = with_best(corrected(), MINERALS, {})
    rock = masses(table, "total")
    assert rock["best_mass_pct"].isna().all()
    assert rock["best_mass_interval"].eq(f"none: {NO_GANGUE}").all()
    assert masses(table, "ore")["best_mass_pct"].notna().all()
    elements = assay(table, MINERALS, FORMULAS).set_index("element")
    assert elements["rock_mass_pct"].isna().all() and elements.loc["Pb", "ore_mass_pct"] > 0
    assert elements.loc["Pb", "rock_interval"] == f"none: {NO_GANGUE}"
    resin = masses(with_best(corrected(), MINERALS, QUARTZ, ["A"]), "total")
    assert resin["best_mass_pct"].isna().all()
    assert resin["best_mass_interval"].eq(f"none: {RESIN}").all()


def test_gold_that_was_not_searched_has_no_number_anywhere():
    table = pd.concat([corrected(), pd.DataFrame([row("ore", AU, np.nan)])], ignore_index=True)
    unsearched = table["code"] == AU
    table.loc[unsearched, ["estimator", "searched"]] = ["difference", False]
    best = with_best(table, MINERALS, QUARTZ)
    numbers = [name for name in BEST if name.endswith("pct")]
    assert best.loc[unsearched, numbers].isna().all(axis=None)
    for supported in ({"A": {BG, GN, PY}}, None):
        gold = assay(best, MINERALS, FORMULAS, supported, QUARTZ).set_index("element").loc["Au"]
        assert np.isnan(gold["ore_mass_pct"]) and np.isnan(gold["rock_mass_pct"])
        assert not gold["searched"]


def test_a_mineral_without_a_density_leaves_no_mass():
    table = corrected().replace({"code": {PY: 99}})
    minerals = Minerals((*MINERALS.table, Mineral(99, "X", "", "x", "#000000", np.nan)))
    best = with_best(table, minerals, QUARTZ)
    assert best["best_mass_pct"].isna().all()
    assert best["best_mass_interval"].eq("none: X has no density").all()


def test_unidentified_pixels_are_no_mass():
    counted = [row("total", BG, 50.0), row("total", PY, 25.0), row("total", UNIDENTIFIED, 25.0)]
    best = with_best(pd.DataFrame(counted), MINERALS, QUARTZ).set_index("code")
    assert best["best_pct"].sum() == 100
    assert best.loc[PY, "best_mass_pct"] == pytest.approx(100 * 125 / (125 + 132.5))


def test_labels_that_show_no_ore_are_no_reason_to_print_the_counted_one():
    table = corrected()
    table.loc[table["basis"] == "ore", ["corrected_pct", "corrected_low_pct"]] = np.nan
    best = best_shares(table)
    assert best.loc[best["basis"] == "ore", BEST_SHARES[0]].isna().all()


def test_a_corrected_interval_that_is_wider_says_why():
    found = explain_wider(corrected())
    wider = found["corrected_high_pct"] - found["corrected_low_pct"] > 2
    assert wider.any() and not wider.all()
    assert found["corrected_interval"].str.contains("wider than counted").equals(wider)
