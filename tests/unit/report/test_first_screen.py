"""The first screen: the shares of the tables as bars, one sentence, one mark."""

import numpy as np
import pandas as pd
import pytest
from section_tables import MINERALS

from oresurvey.presentation.tables import share_matrix
from oresurvey.report.data import SurveyData
from oresurvey.report.first_screen import _weakest, deposit_cards, page_title
from oresurvey.report.tables import ore_shares
from oresurvey.report.trust.mark import BAD, Mark
from oresurvey.report.trust.weakness import CARD, OWN, Weakness

NAN = float("nan")
CCP, GN, PY, SP = 1, 2, 6, 8
NO_DRIFT = pd.DataFrame(columns=["deposit", "verdict"])


class Answered:
    """Marks of a deposit of which only the mark of all is asked."""

    overall = Mark("All in all", BAD, "a first look", "Why.", "its fields are unlike the training")


def shares(deposit, best, estimator="raw", **columns):
    """Rows of ``modal.csv`` of a deposit: code to share, its ends, and whether it was searched."""
    rows = [
        {
            "level": "deposit", "deposit": deposit, "code": code, "mineral": MINERALS.symbol(code),
            "basis": "ore", "pct": pct, "best_pct": pct, "best_low_pct": low, "best_high_pct": high,
            "best_shares": estimator, "searched": searched, "below_lod": False, "validated": False,
            "sections": 3, "replicate": "section", "replicates": 3,
        }
        for code, (pct, low, high, searched) in best.items()
    ]  # fmt: skip
    return pd.DataFrame(rows).assign(**columns)


def cards_of(*tables):
    modal = pd.concat(tables, ignore_index=True)
    names = modal["deposit"].unique().tolist()
    fields = pd.DataFrame({"deposit": names, "status": "accepted"})
    data = SurveyData(fields, [], {"modal": modal}, NO_DRIFT, {})
    return data, *deposit_cards(data, dict.fromkeys(names, Answered()), MINERALS)


ALDER = {CCP: (44.0, 40.0, 48.0, True), GN: (NAN, NAN, NAN, False), SP: (56.0, 51.0, 61.0, True)}
BIRCH = {CCP: (92.0, NAN, NAN, True), GN: (8.0, NAN, NAN, True), SP: (0.0, NAN, NAN, True)}


def test_bars_are_the_best_shares_that_the_table_prints():
    data, cards, scale = cards_of(shares("Alder", ALDER), shares("Birch", BIRCH))
    table = share_matrix(ore_shares(data.of_deposits("modal")))
    printed = {
        (row[0]["text"], name.removesuffix(", %")): cell["text"]
        for row in table["rows"]
        for name, cell in zip(table["header"][1:], row[1:], strict=True)
    }
    assert scale == 100
    for card in cards:
        assert [bar.mineral for bar in card.bars] == ["Ccp", "Sp", "Gn"]
        for bar in card.bars:
            assert bar.text == printed[card.deposit, bar.mineral]
    alder = {bar.mineral: bar for bar in cards[0].bars}
    assert (alder["Sp"].to, alder["Sp"].low, alder["Sp"].high) == (56.0, 51.0, 61.0)
    assert alder["Gn"].text == "not searched" and alder["Gn"].to is None


def test_the_scale_holds_every_interval():
    _, cards, scale = cards_of(shares("A", {CCP: (9.0, 4.0, 18.0, True)}))
    assert scale == 20 and cards[0].bars[0].high == pytest.approx(90)


def test_an_interval_that_says_nothing_is_not_drawn():
    _, [card], scale = cards_of(shares("A", {CCP: (30.0, 1e-17, 99.9, True)}))
    assert card.bars[0].text == "30 (not bounded)" and scale == 40
    assert (card.bars[0].low, card.bars[0].high) == (None, None)
    assert card.about == "Shares as counted; 3 sections bound none of them"


def test_the_sentence_names_what_is_chief_and_what_it_rests_on():
    _, cards, _ = cards_of(shares("Alder", ALDER), shares("Birch", BIRCH))
    reason = "its fields are unlike the training."
    assert cards[0].sentence == f"Chiefly sphalerite and chalcopyrite; {reason}"
    assert cards[1].sentence == f"Chiefly chalcopyrite; {reason}"
    assert cards[0].about == "Shares as counted; 95 % intervals over 3 sections"
    assert cards[1].about == "Shares as counted; no interval"
    holes = shares("A", ALDER, "label shift", replicate="hole", replicates=2)
    about = cards_of(holes)[1][0].about
    assert about == "Shares corrected (label shift); 95 % intervals over 2 holes"


def test_what_has_no_bar_is_named():
    many = {code: (2.0 + code, NAN, NAN, True) for code in (1, 2, 3, 6, 7, 8, 9)}
    _, [card], _ = cards_of(shares("A", many))
    assert len(card.bars) == 6 and card.also == f"{MINERALS.symbol(1)} 3"


def test_a_deposit_without_ore_has_no_bars():
    none = shares("B", {CCP: (0.0, NAN, NAN, True)}).iloc[:0]
    data, cards, _ = cards_of(shares("A", ALDER), none)
    marks = {"A": Answered(), "B": Answered()}
    cards, _ = deposit_cards(data, marks, MINERALS)
    assert cards[1].bars == [] and cards[1].sentence == "Its fields are unlike the training."
    assert np.all([card.about or not card.bars for card in cards])


def test_titles():
    assert page_title("Copper of the ridge", ["A"]) == "Copper of the ridge"
    assert page_title(None, ["A"]) == "Ore survey of A"
    assert page_title(None, ["A", "B", "C"]) == "Ore survey of A, B and C"
    assert page_title(None, ["A", "B", "C", "D"]) == "Ore survey of 4 deposits"
    assert page_title(None, ["long " * 20, "B"]) == "Ore survey of 2 deposits"


def test_the_weakest_is_a_mineral_that_the_maps_show_unless_its_own_labels_say():
    def weak(mineral, source):
        return Weakness(mineral, mineral, 90.0, "", 0.0, 10.0, "", source)

    best = shares("A", ALDER)
    found = [weak("Pn", CARD), weak("Ccp", CARD)]
    assert _weakest(found, best) == f"Ccp: 90 % missed (by {CARD})"
    assert _weakest([weak("Pn", CARD)], best) == ""
    assert _weakest([weak("Pn", OWN)], best) == f"Pn: 90 % missed (by {OWN})"
