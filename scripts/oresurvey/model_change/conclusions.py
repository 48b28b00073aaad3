"""Which conclusions about deposits depend on the model: tests of two models side by side."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from oresurvey.statistics.many_tests import CANNOT_REJECT, LEVEL

DIFFERS, NOT_TESTED = "differs", "not tested"


@dataclass(frozen=True)
class Question:
    """One kind of test between deposits.

    Attributes
    ----------
    about : str
        What is compared, in words.
    p, effect : str
        Columns of the adjusted p-value and of the effect.
    kind : str
        What the effect is, in a word.
    neutral : float
        The effect of no difference: 1 for a ratio, 0 for a difference; NaN where an effect has no
        direction.
    """

    about: str
    p: str
    effect: str
    kind: str
    neutral: float


QUESTIONS = {
    "comparison": Question("share within the ore", "p_family", "ratio", "ratio", 1.0),
    "size_tests": Question("grain size", "p_family", "effect", "ratio", 1.0),
    "association_tests": Question("association", "p_family", "effect", "difference", 0.0),
    "deposit_tests": Question("composition of the ore", "p_holm", "r2", "R2", np.nan),
}
"""By the name of the table in ``NAME/deposits/``."""

SUBJECT = ["basis", "code", "mineral", "code_a", "mineral_a", "code_b", "mineral_b", "measure"]
COLUMNS = [
    *("about", "subject", "deposit_a", "deposit_b", "effect", "effect_before", "effect_after"),
    *("p_before", "p_after", "verdict_before", "verdict_after", "change", "flip"),
    *("note_before", "note_after", "table"),
]


def verdict(p: float) -> str:
    """What a test says: `DIFFERS`, `CANNOT_REJECT`, or `NOT_TESTED` where there is no p."""
    if not np.isfinite(p):
        return NOT_TESTED
    return DIFFERS if p < LEVEL else CANNOT_REJECT


def change_of(before: str, after: str, turned: bool) -> tuple[str, bool]:
    """What becomes of a conclusion, and whether that is a flip.

    Parameters
    ----------
    before, after : str
        Verdicts.
    turned : bool
        Whether the effect points the other way.

    Notes
    -----
    An estimate that turns round while neither model tells the deposits apart is named and is no
    flip: nobody had concluded anything from it.
    """
    if before == after == DIFFERS:
        return ("turned round", True) if turned else ("same", False)
    if before == DIFFERS:
        return ("no longer tested" if after == NOT_TESTED else "no longer told apart"), True
    if after == DIFFERS:
        return "now told apart", True
    if before != after:
        return f"tested {'after' if before == NOT_TESTED else 'before'} only", False
    if before == CANNOT_REJECT and turned:
        return "turned round, never told apart", False
    return "same", False


def _subject(row: dict) -> str:
    """The mineral, the pair of minerals or the measure of a mineral that a row is about."""
    if row.get("mineral_b"):
        return f"{row['mineral_a']} against {row['mineral_b']}"
    measure = str(row.get("measure") or "").upper()
    return " of ".join(part for part in (measure, str(row.get("mineral") or "")) if part)


def _rows(table: pd.DataFrame, question: Question, side: str) -> pd.DataFrame:
    """Pairs of deposits of one table: names of the row, effect, p and note of one side."""
    pairs = table[table["deposit_a"].notna() & table["deposit_b"].notna()]
    keys = ["deposit_a", "deposit_b", *(name for name in SUBJECT if name in table)]
    taken = {question.effect: f"effect_{side}", question.p: f"p_{side}", "note": f"note_{side}"}
    # Columns of an empty table have no type of their own; as objects they go with any other.
    return (
        pairs.reindex(columns=[*keys, *taken])
        .rename(columns=taken)
        .astype(dict.fromkeys(keys, object))
    )


def _of_table(name: str, before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    question = QUESTIONS[name]
    sides = _rows(before, question, "before"), _rows(after, question, "after")
    keys = [c for c in sides[0] if c in ("deposit_a", "deposit_b", *SUBJECT) and c in sides[1]]
    paired = sides[0].merge(sides[1], "outer", keys).sort_values(keys)
    found = []
    for row in paired.to_dict("records"):
        effects = np.array([row["effect_before"], row["effect_after"]], float)
        away = effects - question.neutral
        verdicts = verdict(row["p_before"]), verdict(row["p_after"])
        change, flip = change_of(*verdicts, turned=bool(away[0] * away[1] < 0))
        found.append(
            row
            | {
                "about": question.about,
                "subject": _subject(row),
                "effect": question.kind,
                "verdict_before": verdicts[0],
                "verdict_after": verdicts[1],
                "change": change,
                "flip": flip,
                "table": f"{name}.csv",
            }
        )
    return pd.DataFrame(found, columns=COLUMNS)


def conclusions(
    before: dict[str, pd.DataFrame | None],
    after: dict[str, pd.DataFrame | None],
    names: tuple[str, str] = ("before", "after"),
) -> tuple[pd.DataFrame, list[str]]:
    """Content of ``conclusions.csv``, and which tables could not be compared.

    Parameters
    ----------
    before, after : dict
        Name of a table (the keys of `QUESTIONS`) to its content; None where a model has none.
    names : (str, str)
        Of the models, for the sentences.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`, flips first. A row that one model alone has is "not tested" by the other.
    list of str
        A sentence for each table that is missing or empty.
    """
    parts, missing = [], []
    for name, question in QUESTIONS.items():
        first, second = before.get(name), after.get(name)
        if first is None or second is None:
            sides = zip(names, (first, second), strict=True)
            without = [model for model, side in sides if side is None]
            missing.append(f"{question.about}: no {name}.csv of {' and '.join(without)}")
        elif first.empty and second.empty:
            missing.append(f"{question.about}: {name}.csv of both models is empty")
        else:
            parts.append(_of_table(name, first, second))
    parts = [part for part in parts if len(part)]
    if not parts:
        return pd.DataFrame(columns=COLUMNS), missing
    table = pd.concat(parts, ignore_index=True)
    for note in ("note_before", "note_after"):
        table[note] = table[note].astype(object).fillna("")
    return table.sort_values("flip", ascending=False, kind="stable", ignore_index=True), missing
