"""The first screen: what is in each deposit, and how far that can be relied on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from oresurvey.deposits.modal.correction import RAW
from oresurvey.deposits.modal.estimators import ANNOTATION
from oresurvey.deposits.usable_grains import TRACE_PCT
from oresurvey.presentation.tables import (
    BELOW_LOD,
    BEST,
    NOT_SEARCHED,
    WIDEST_PCT,
    bounded,
    share_text,
)
from oresurvey.report.data import SurveyData
from oresurvey.report.tables import ore_shares
from oresurvey.report.trust.mark import Mark, Marks
from oresurvey.report.trust.weakness import OWN, Weakness, weaknesses
from oresurvey.survey.minerals import Minerals

ROWS, FEW_ROWS = 6, 3
"""Minerals with a bar: of up to `MANY` deposits, and of more."""
MANY = 8
SHOWN = 12
"""Deposits that are not folded away."""
CHIEF_PCT, CHIEF = 10.0, 3
"""A mineral is named in the sentence from this share of the ore on, and at most so many are."""
ALSO = 4
"""Minerals without a bar that are named below the bars."""
AXES_PCT = (5, 10, 20, 40, 60, 80, 100)
"""Ends of the scale that all bars share."""
TITLED = 3
"""Deposits that the title names where the configuration gives none."""


@dataclass(frozen=True)
class Bar:
    """Share of one mineral in one deposit.

    Attributes
    ----------
    mineral, name, colour : str
        Symbol, name, and colour in the maps.
    text : str
        The share with its interval, as in the table of shares, or why there is none.
    marks : tuple of str
        Words beside it.
    to, low, high : float or None
        Ends of bar and interval, in per cent of the scale.
    """

    mineral: str
    name: str
    colour: str
    text: str
    marks: tuple[str, ...]
    to: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class DepositCard:
    """One deposit at one sight.

    Attributes
    ----------
    deposit : str
    mark : Mark
    sentence : str
    bars : list of Bar
        Of the same minerals in the same order in every deposit.
    also : str
        Shares of the minerals without a bar.
    about : str
        What the shares are and what their intervals count.
    weakest : str
        The mineral that the model does worst, and by which labels; empty where nothing is known.
    """

    deposit: str
    mark: Mark
    sentence: str
    bars: list[Bar]
    also: str
    about: str
    weakest: str


def page_title(given: str | None, deposits: Sequence[str]) -> str:
    """What the page is called: as the configuration says, else by the names of the deposits."""
    if given:
        return given
    named = " and ".join(filter(None, [", ".join(deposits[:-1]), *deposits[-1:]]))
    if len(deposits) <= TITLED and len(named) <= 80:
        return f"Ore survey of {named}"
    return f"Ore survey of {len(deposits)} deposits"


def _sentence(best: pd.DataFrame, minerals: Minerals, mark: Mark) -> str:
    """What the ore is chiefly, in no order that is claimed, and what that rests on."""
    chief = best[best[BEST] >= CHIEF_PCT].sort_values(BEST, ascending=False, kind="stable")
    names = [
        minerals[code].name.lower().replace(" and ", "/") for code in chief["code"].head(CHIEF)
    ]
    reason = mark.brief or mark.why.rstrip(".")
    if not names:
        return f"{reason[:1].upper()}{reason[1:]}."
    listed = " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
    return f"Chiefly {listed}; {reason}."


def _about(best: pd.DataFrame) -> str:
    """What the shares are, and what their intervals count."""
    if best.empty:
        return ""
    named = best["best_shares"].iloc[0]
    words = {RAW: "as counted", ANNOTATION: "of the annotation"}
    shares = words.get(named, f"corrected ({named})")
    if best["best_low_pct"].isna().all() and best["best_high_pct"].isna().all():
        return f"Shares {shares}; no interval"
    row = best.iloc[0]
    count, of = int(row["sections"]), "section"
    if pd.notna(row.get("replicates")):
        count, of = int(row["replicates"]), row["replicate"]
    over = f"{count} {of}{'' if count == 1 else 's'}"
    if not any(map(bounded, best["best_low_pct"], best["best_high_pct"])):
        return f"Shares {shares}; {over} bound none of them"
    return f"Shares {shares}; 95 % intervals over {over}"


def _weakest(found: list[Weakness], best: pd.DataFrame) -> str:
    """The worst mineral of those that the maps show; by its own labels of all, as what is missed
    altogether is not shown."""
    shown = set(best.loc[best[BEST] >= TRACE_PCT, "mineral"])
    told = [one for one in found if one.source == OWN or one.mineral in shown]
    return f"{told[0].words} (by {told[0].source})" if told else ""


def _bar(row: dict | None, code: int, minerals: Minerals, scale: float) -> Bar:
    def at(name: str) -> float | None:
        value = None if row is None else row[name]
        return None if value is None or pd.isna(value) else min(100 * value / scale, 100.0)

    of = minerals.symbol(code), minerals[code].name, minerals[code].colour
    text = "" if row is None else share_text(row)
    marks = (BELOW_LOD,) if row is not None and str(row.get("below_lod")) == "True" else ()
    ends: tuple[float | None, float | None] = (None, None)
    if row is not None and bounded(row["best_low_pct"], row["best_high_pct"]):
        ends = at("best_low_pct"), at("best_high_pct")
    return Bar(*of, text, () if text == NOT_SEARCHED else marks, at(BEST), *ends)


def _scale(shares: pd.DataFrame) -> float:
    """End of the scale of all bars, per cent."""
    high = shares["best_high_pct"].astype(float)
    width = high - shares["best_low_pct"].astype(float)
    most = max(shares[BEST].astype(float).max(), high[width <= WIDEST_PCT].max())
    return next((end for end in AXES_PCT if most <= end), AXES_PCT[-1])


def deposit_cards(
    data: SurveyData, marks: Mapping[str, Marks], minerals: Minerals
) -> tuple[list[DepositCard], float]:
    """Cards of all deposits by name, and the end of the scale of their bars in per cent.

    Parameters
    ----------
    data : SurveyData
    marks : dict of str to Marks
        As returned by `report.trust.marks.trust_marks`.
    minerals : Minerals
    """
    shares = ore_shares(data.of_deposits("modal"))
    largest = shares.groupby("code")[BEST].max().sort_values(ascending=False, kind="stable")
    shown = largest.index[: ROWS if len(marks) <= MANY else FEW_ROWS].tolist()
    scale = _scale(shares)
    cards = []
    for deposit, own in marks.items():
        best = shares[shares["deposit"] == deposit]
        rows = {row["code"]: row for row in best.to_dict("records")}
        there = best[(best[BEST] > 0) & ~best["code"].isin(shown)]
        further = there.sort_values(BEST, ascending=False, kind="stable").to_dict("records")
        also = [f"{row['mineral']} {share_text(row)}" for row in further[:ALSO]]
        if len(further) > ALSO:
            also.append(f"{len(further) - ALSO} more")
        cards.append(
            DepositCard(
                deposit,
                own.overall,
                _sentence(best, minerals, own.overall),
                [_bar(rows.get(code), code, minerals, scale) for code in shown] if rows else [],
                ", ".join(also),
                _about(best[best[BEST].notna()]),
                _weakest(weaknesses(data, deposit, minerals), best),
            )
        )
    return cards, scale
