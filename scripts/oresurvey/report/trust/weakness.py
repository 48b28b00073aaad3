"""What the model does badly, mineral by mineral: what it misses, and what it calls so wrongly.

From labels of the deposit itself that trained nothing, else from those of other deposits of the
survey, else from what the model's card says of the fields that validated it.
"""

from dataclasses import dataclass

import pandas as pd

from oresurvey.presentation.render import text_of
from oresurvey.report.data import SurveyData
from oresurvey.report.trust.questions import LEAST_PIXELS
from oresurvey.survey.mineral_codes import BACKGROUND, UNIDENTIFIED
from oresurvey.survey.minerals import Minerals

OWN, OTHERS, CARD = "its own labels", "labels of other deposits", "the model's card"
ALL = "all"
_TABLE = ["deposit", "mineral", "IoU", "precision", "recall"]
"""First columns of the table in the card of a model (`release.shipped_model`)."""


@dataclass(frozen=True)
class Weakness:
    """Of one mineral.

    Attributes
    ----------
    mineral, name : str
        Symbol and name.
    missed_pct : float
        Of its annotated pixels, those with another name in the map; 100 less the recall.
    called : str
        What most of these are called; empty where it is not known.
    called_pct : float
        Of its annotated pixels, those that are called so.
    false_pct : float
        Of the pixels with its name, those that are annotated otherwise; 100 less the precision.
    false_are : str
        What most of these are; empty where it is not known.
    source : str
        `OWN`, `OTHERS` or `CARD`, with the deposit of the card.
    """

    mineral: str
    name: str
    missed_pct: float
    called: str
    called_pct: float
    false_pct: float
    false_are: str
    source: str

    @property
    def worst_pct(self) -> float:
        """The larger of the two errors."""
        return max(self.missed_pct, self.false_pct)

    @property
    def words(self) -> str:
        """The larger of the two errors as the end of a sentence."""
        if self.missed_pct >= self.false_pct:
            called = f", {_pct(self.called_pct)} of it called {self.called}" if self.called else ""
            return f"{self.name}: {_pct(self.missed_pct)} missed{called}"
        are = f", most of it {self.false_are}" if self.false_are else ""
        return f"{self.name}: {_pct(self.false_pct)} of what is called so is not{are}"


def _pct(value: float) -> str:
    return f"{text_of(float(value), 2)} %"


def _plain(minerals: Minerals, code: int) -> str:
    if code == UNIDENTIFIED:
        return "unidentified"
    return "gangue" if code == BACKGROUND else minerals[code].name.lower()


def of_confusion(confusion: pd.DataFrame, minerals: Minerals, source: str) -> list[Weakness]:
    """Weaknesses by the confusion of one group of fields, the worst first.

    Parameters
    ----------
    confusion : DataFrame
        true_code, predicted_code, pixels of one deposit and one split.
    minerals : Minerals
    source : str
    """
    wide = confusion.pivot_table(
        index="true_code", columns="predicted_code", values="pixels", aggfunc="sum", fill_value=0
    )
    named = wide.sum(axis=0)
    found = []
    for code, row in wide.iterrows():
        if code == BACKGROUND or row.sum() < LEAST_PIXELS:
            continue
        other = row.drop(code, errors="ignore")
        right = int(row.sum() - other.sum())
        wrong = wide[code].drop(code) if code in wide else pd.Series(dtype=float)
        all_named = named.get(code, 0)
        found.append(
            Weakness(
                minerals.symbol(code),
                minerals[code].name.lower(),
                100 * other.sum() / row.sum(),
                _plain(minerals, other.idxmax()) if other.sum() else "",
                100 * other.max() / row.sum() if len(other) else 0.0,
                100 * (all_named - right) / all_named if all_named else 0.0,
                _plain(minerals, wrong.idxmax()) if wrong.sum() else "",
                source,
            )
        )
    return sorted(found, key=lambda one: -one.worst_pct)


def of_card(card: str, minerals: Minerals) -> list[Weakness]:
    """Weaknesses by the table of the card, each mineral where it is done worst, the worst first."""
    by_symbol = {minerals.symbol(code): code for code in minerals.codes}
    by_symbol |= {minerals[code].paper_label: code for code in minerals.codes}
    lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in card.splitlines()]
    starts = [at for at, cells in enumerate(lines) if cells[: len(_TABLE)] == _TABLE]
    worst: dict[str, Weakness] = {}
    for cells in lines[starts[0] + 2 :] if starts else []:
        if len(cells) < len(_TABLE):
            break
        code = by_symbol.get(cells[1])
        if code is None or code == BACKGROUND:
            continue
        precision, recall = float(cells[3]), float(cells[4])
        one = Weakness(
            minerals.symbol(code), minerals[code].name.lower(), 100 * (1 - recall), "", 0.0,
            100 * (1 - precision), "", f"{CARD}: {cells[0]}",
        )  # fmt: skip
        if one.mineral not in worst or one.worst_pct > worst[one.mineral].worst_pct:
            worst[one.mineral] = one
    return sorted(worst.values(), key=lambda one: -one.worst_pct)


def _searched(data: SurveyData, deposit: str) -> set[str]:
    """Minerals that the maps of a deposit may name."""
    modal = data.tables["modal"]
    own = modal[(modal["deposit"] == deposit) & (modal["level"] == "deposit")]
    if "searched" in own:
        own = own[own["searched"].astype(str) != "False"]
    return set(own["mineral"])


def weakness_table(found: list[Weakness]) -> dict:
    """All of one deposit as a table for the templates."""
    text = {"marks": (), "href": ""}
    header = ["Mineral", "Missed, %", "Most of it called", "%", "Called so wrongly, %"]
    header += ["Most of that is", "By"]
    rows = [
        (
            one.mineral, text_of(one.missed_pct, 2), one.called,
            text_of(one.called_pct, 2) if one.called else "", text_of(one.false_pct, 2),
            one.false_are, one.source,
        )
        for one in found
    ]  # fmt: skip
    return {
        "header": header,
        "titles": [""] * len(header),
        "numeric": [False, True, False, True, True, False, False],
        "rows": [[text | {"text": cell} for cell in row] for row in rows],
        "left_out": 0,
        "long": False,
        "much": False,
    }


def weaknesses(data: SurveyData, deposit: str, minerals: Minerals) -> list[Weakness]:
    """What the model does badly of the minerals that the maps of a deposit may name.

    Parameters
    ----------
    data : SurveyData
    deposit : str
    minerals : Minerals

    Returns
    -------
    list of Weakness
        The worst first; empty where nothing is known.
    """
    found: list[Weakness] = []
    if data.scores and len(data.confusion):
        rows = data.confusion[data.confusion["split"] == data.scores["split"]]
        for group, source in ((deposit, OWN), (ALL, OTHERS)):
            found = found or of_confusion(rows[rows["deposit"] == group], minerals, source)
    found = found or of_card(data.card, minerals)
    may_be = _searched(data, deposit)
    return [one for one in found if one.mineral in may_be]
