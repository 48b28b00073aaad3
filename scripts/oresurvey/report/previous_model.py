"""The change against the previous model, for the survey page: numbers and the largest changes."""

import pandas as pd

from oresurvey.model_change.conclusions import NOT_TESTED
from oresurvey.model_change.words import flip_sentences, modal_sentences

TEXTS = ["subject", "note_before", "note_after"]


def flips(change: dict[str, pd.DataFrame]) -> tuple[int, int]:
    """How many conclusions flip, and how many were tested with either model.

    Parameters
    ----------
    change : dict of str to DataFrame
        Tables of ``comparison/A-vs-B/`` by name; may be empty.
    """
    if "conclusions" not in change:
        return 0, 0
    table = change["conclusions"]
    tested = (table[["verdict_before", "verdict_after"]] != NOT_TESTED).any(axis=1)
    return int(table["flip"].astype(bool).sum()), int(tested.sum())


def change_summary(change: dict[str, pd.DataFrame], names: tuple[str, str]) -> dict | None:
    """Content for the template; None without a previous model.

    Parameters
    ----------
    change : dict of str to DataFrame
        As for `flips`.
    names : (str, str)
        The previous model and this one.
    """
    if not change:
        return None
    count, compared = flips(change)
    conclusions = change["conclusions"]
    # Empty texts come back from a CSV as missing, and a column of them as numbers.
    texts = {name: conclusions[name].astype(object).fillna("") for name in TEXTS}
    conclusions = conclusions.assign(**texts)
    modal = change["modal"]
    modal = modal[modal["pct_before"].fillna(0) + modal["pct_after"].fillna(0) > 0]
    return {
        "before": names[0],
        "after": names[1],
        "flips": count,
        "compared": compared,
        "flip_sentences": flip_sentences(conclusions, names),
        "modal_sentences": modal_sentences(modal),
    }
