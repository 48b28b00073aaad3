"""Where two models disagree, in sentences: what turns into what, and which of the two is right."""

import numpy as np
import pandas as pd

from oresurvey.model_change.areas import ALL, DEPOSIT

MOST = 3
"""Transitions that are named."""


def pct(value: float) -> str:
    """A share for a sentence: two figures, and never 0 for what is not nothing."""
    if value == 0:
        return "0 %"
    return "less than 0.01 %" if value < 0.01 else f"{value:.2g} %"


def whole_pct(value: float) -> str:
    """A large share for a sentence: whole per cent; 100 and 0 only where there is no rest."""
    if 0 < value < 0.5:
        return "less than 1 %"
    if 99.5 <= value < 100:
        return "more than 99 %"
    return f"{value:.0f} %"


def counted(number: float, word: str) -> str:
    """A number of things in words."""
    return f"{number:.0f} {word}{'' if number == 1 else 's'}"


def changed_pct(transitions: pd.DataFrame) -> float:
    """Per cent of the area on which two models disagree, of rows of one level and deposit."""
    moved = transitions["code_before"] != transitions["code_after"]
    return float(transitions.loc[moved, "pct"].sum())


def transition_sentence(transitions: pd.DataFrame) -> str:
    """How much of the area changes its mineral, and the largest transitions.

    Parameters
    ----------
    transitions : DataFrame
        Rows of ``transitions.csv`` of one level and deposit.
    """
    if transitions.empty:
        return "No section was used whole by both models."
    moved = transitions[transitions["code_before"] != transitions["code_after"]]
    if moved.empty:
        return "No pixel changes its mineral."
    largest = moved.sort_values("pct", ascending=False, kind="stable").head(MOST)
    named = "; ".join(
        f"{row.mineral_before} becomes {row.mineral_after} on {pct(row.pct)}"
        for row in largest.itertuples()
    )
    return f"{pct(changed_pct(transitions))} of the area changes its mineral: {named}."


def _side(row: dict, side: str, who: str) -> str:
    words = f"{who} in {whole_pct(row[f'{side}_right_pct'])}"
    low, high = row[f"{side}_right_low_pct"], row[f"{side}_right_high_pct"]
    return words if np.isnan(low) else f"{words} ({low:.0f} to {high:.0f} %)"


def _verdict(row: dict, names: tuple[str, str]) -> str:
    low, high = row["net_low_pct"], row["net_high_pct"]
    if np.isnan(low):
        alike = "One section is" if row["sections"] < 2 else "Sections that are all alike are"
        return f"{alike} no ground to prefer either."
    if low <= 0 <= high:
        return "The sections do not tell which of the two is right more often."
    better, worse = (names[1], names[0]) if low > 0 else names
    return f"The sections agree that {better} is right more often than {worse}."


def disagreement_sentence(row: dict, names: tuple[str, str]) -> str:
    """Which of two models is right where they disagree.

    Parameters
    ----------
    row : dict
        Of ``disagreements.csv``.
    names : (str, str)
        The models before and after.
    """
    who = "All deposits" if row["level"] == ALL else row["deposit"]
    fields = counted(row["fields"], "annotated field")
    if row["changed_pct"] == 0:
        return f"{who}: the two agree on every annotated pixel ({fields})."
    sides = [
        _side(row, "after", f"{names[1]} is right"),
        _side(row, "before", f"{names[0]}"),
        _side(row, "neither", "neither"),
    ]
    seen = f"{fields}, {counted(row['sections'], 'section')}"
    return (
        f"{who}: where the two disagree, on {pct(row['changed_pct'])} of the annotated pixels, "
        f"{', '.join(sides)} ({seen}). {_verdict(row, names)}"
    )


def of_deposit(table: pd.DataFrame, deposit: str) -> pd.DataFrame:
    """Rows of level "deposit" of one deposit."""
    return table[(table["level"] == DEPOSIT) & (table["deposit"] == deposit)]
