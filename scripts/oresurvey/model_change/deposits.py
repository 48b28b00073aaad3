"""What a change of model does in one deposit, as the page tells it: words, tables, examples."""

from dataclasses import dataclass

import pandas as pd

from oresurvey.model_change.disagreement_words import (
    disagreement_sentence,
    of_deposit,
    transition_sentence,
)
from oresurvey.model_change.words import (
    association_sentences,
    flip_sentences,
    modal_sentences,
    size_sentences,
)

MOST = 3
"""Sentences of each kind in the section of a deposit."""


@dataclass(frozen=True)
class Example:
    """A field of which the page shows pictures.

    Attributes
    ----------
    field, section : str
    folder : str
        ``DEPOSIT/FIELD``, as folders.
    changed_pct : float
        Of its pixels.
    largest : str
        The largest transition with its share.
    """

    field: str
    section: str
    folder: str
    changed_pct: float
    largest: str


@dataclass(frozen=True)
class DepositChange:
    """The section of a deposit.

    Attributes
    ----------
    name : str
    folder : str
        Of its figures.
    area, judged : str
        Sentences; `judged` is "" without annotation that trained neither model.
    changes : list of (str, list of str)
        Heading and sentences.
    flips : list of str
    legend : list of (str, str)
        Symbol and colour of every mineral that either model finds.
    examples : list of Example
    """

    name: str
    folder: str
    area: str
    judged: str
    changes: list[tuple[str, list[str]]]
    flips: list[str]
    legend: list[tuple[str, str]]
    examples: list[Example]


def _of(table: pd.DataFrame, deposit: str) -> pd.DataFrame:
    return table[table["deposit"] == deposit]


def deposit_words(tables: dict[str, pd.DataFrame], deposit: str, names: tuple[str, str]) -> dict:
    """The sentences about a deposit: area, judged, changes and flips of `DepositChange`.

    Parameters
    ----------
    tables : dict of str to DataFrame
        Of a comparison, by name.
    deposit : str
    names : (str, str)
        The models before and after.
    """
    found = tables["conclusions"]
    own = found[(found["deposit_a"] == deposit) | (found["deposit_b"] == deposit)]
    judged = of_deposit(tables["disagreements"], deposit).to_dict("records")
    return {
        "area": transition_sentence(of_deposit(tables["transitions"], deposit)),
        "judged": disagreement_sentence(judged[0], names) if judged else "",
        "changes": [
            ("Modal shares", modal_sentences(_of(tables["modal"], deposit), MOST)),
            ("Grain sizes", size_sentences(_of(tables["grain_size"], deposit), MOST)),
            ("Association", association_sentences(_of(tables["association"], deposit), MOST)),
        ],
        "flips": flip_sentences(own, names),
    }
