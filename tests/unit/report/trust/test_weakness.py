"""What the model does badly: known answers by confusion and by card."""

from dataclasses import replace

import pandas as pd
import pytest
from section_tables import MINERALS

from oresurvey.report.data import SurveyData
from oresurvey.report.trust.weakness import CARD, OTHERS, OWN, of_card, of_confusion, weaknesses

BG, CCP, PO, PN, SP, FEW = 0, 1, 5, 7, 8, 2
DRIFT = pd.DataFrame(columns=["deposit", "verdict"])
CARD_TEXT = """# A model

| deposit | overall accuracy | mean IoU | fields |
| --- | --- | --- | --- |
| Norilsk | 0.8597 | 0.6093 | 5 |

| deposit | mineral | IoU | precision | recall | area bias, % | fields |
| --- | --- | --- | --- | --- | --- | --- |
| Berezovskoe | Ccp | 0.863 | 0.926 | 0.927 | 0.1 | 10 |
| Norilsk | Ccp | 0.813 | 0.87 | 0.924 | 6.2 | 5 |
| Norilsk | BG | 0.1 | 0.1 | 0.1 | 6.2 | 5 |
| Norilsk | Pn | 0.379 | 0.408 | 0.844 | 107 | 5 |

## Terms
"""


def confusion(deposit="A", split="test"):
    """Of 100 000 px of pentlandite 60 % are right, 22 % called chalcopyrite, 18 % pyrrhotite."""
    rows = [
        (PN, PN, 60_000), (PN, CCP, 22_000), (PN, PO, 18_000),
        (CCP, CCP, 100_000), (PO, PO, 90_000), (PO, PN, 10_000),
        (FEW, CCP, 9_000), (BG, PN, 10_000), (BG, BG, 1_000_000),
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=["true_code", "predicted_code", "pixels"])
    return table.assign(deposit=deposit, split=split)


def survey(rows, deposit="A", card="", minerals=("Ccp", "Pyh", "Pn")):
    symbols = [MINERALS.symbol(code) for code in (CCP, PO, PN)]
    modal = pd.DataFrame({"deposit": deposit, "level": "deposit", "mineral": symbols})
    modal["searched"] = [symbol in minerals for symbol in symbols]
    data = SurveyData(
        pd.DataFrame({"deposit": [deposit]}), [], {"modal": modal}, DRIFT, {}, card=card
    )
    return replace(data, scores={"split": "test"}, confusion=rows) if rows is not None else data


def test_what_is_missed_and_what_it_is_called():
    found = {one.mineral: one for one in of_confusion(confusion(), MINERALS, OWN)}
    pn = found["Pn"]
    assert pn.words == "pentlandite: 40 % missed, 22 % of it called chalcopyrite"
    # Called pentlandite: 60 000, and 10 000 of pyrrhotite and 10 000 of gangue.
    assert pn.false_pct == pytest.approx(25)
    assert found["Pyh"].missed_pct == pytest.approx(10)
    # 31 000 of the 131 000 px called chalcopyrite are none, most of them pentlandite.
    assert found["Ccp"].words == (
        "chalcopyrite: 24 % of what is called so is not, most of it pentlandite"
    )
    assert set(found) == {"Pn", "Pyh", "Ccp"}, "neither gangue, nor a mineral of too few pixels"


def test_own_labels_go_before_others_and_the_card_is_last():
    own = pd.concat([confusion(), confusion("all")])
    assert weaknesses(survey(own), "A", MINERALS)[0].source == OWN
    assert weaknesses(survey(own, "B"), "B", MINERALS)[0].source == OTHERS
    # Another split than that of the scores.
    trained = survey(confusion(split="validation"), card=CARD_TEXT)
    assert weaknesses(trained, "A", MINERALS)[0].source == f"{CARD}: Norilsk"
    assert weaknesses(survey(None), "A", MINERALS) == []


def test_only_minerals_that_its_maps_may_name():
    found = weaknesses(survey(confusion(), minerals=("Ccp",)), "A", MINERALS)
    assert [one.mineral for one in found] == ["Ccp"]


def test_the_card_says_each_mineral_where_it_is_worst():
    found = of_card(CARD_TEXT, MINERALS)
    assert [one.mineral for one in found] == ["Pn", "Ccp"]
    assert found[0].words == "pentlandite: 59 % of what is called so is not"
    assert found[1].false_pct == pytest.approx(13) and "Norilsk" in found[1].source
    assert of_card("# A card without a table", MINERALS) == []
