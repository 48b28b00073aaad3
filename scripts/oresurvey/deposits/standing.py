"""Standing of a deposit: may it be tested against others, and what should a reader know?

A test needs sections that were sampled and maps that can be trusted. A deposit without either is
shown beside the others, and kept out of the tests.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from oresurvey.deposits.drift import LIKE, NO_ORE, UNLIKE
from oresurvey.deposits.replicates import SECTION, Replicates

CHOSEN = "fields were chosen, not sampled"
CHOSEN_SECTIONS = "sections were chosen, not sampled"
STRANGE = "unlike the training data"
REFUSED = "its colours are those of no ore that the model knows"
ONE_SECTION = "one section"
UNKNOWN_SELECTION = "how fields were selected is not stated"
UNKNOWN_SECTIONS = "how sections were selected is not stated"
UNKNOWN_SPECIMENS = "every field is its own section, specimens are unknown"
COLUMNS = ["deposit", "sections", "tested", "reason", "remarks", "replicate", "replicates"]
WAYS = {"systematic", "random", "chosen"}


@dataclass(frozen=True)
class Standing:
    """Of one deposit.

    Attributes
    ----------
    deposit : str
    sections : int
    reasons : tuple of str
        Why it is kept out of tests; none where it may be tested.
    remarks : tuple of str
        What a reader should know all the same.
    replicate : str
        What its sample is made of: "section", "hole" or "place".
    replicates : int
        How many of them there are.
    """

    deposit: str
    sections: int
    reasons: tuple[str, ...]
    remarks: tuple[str, ...]
    replicate: str = SECTION
    replicates: int = 0

    @property
    def tested(self) -> bool:
        """Whether the deposit takes part in tests."""
        return not self.reasons

    @property
    def compared(self) -> bool:
        """Whether it is shown beside the others at all: what is no ore is not."""
        return REFUSED not in self.reasons


def standings(
    modal: pd.DataFrame,
    selections: Mapping[str, set],
    drift: pd.DataFrame | None = None,
    sections: Mapping[str, set] | None = None,
    replicates: Replicates = Replicates(),
) -> dict[str, Standing]:
    """Standing of every deposit, by name, in the order of the names.

    Parameters
    ----------
    modal : DataFrame
        As ``modal.csv``.
    selections : dict of str to set
        How the fields of each deposit were selected: "systematic", "random", "chosen", or None
        where the sheet does not say. One chosen field spoils the sample.
    drift : DataFrame, optional
        As ``drift.csv``; None where no model made the maps.
    sections : dict of str to set, optional
        The same of the sections of each deposit; None where nobody asked.
    replicates : Replicates
        What the sample of each deposit is made of; its sections by default.
    """
    verdicts = {} if drift is None else dict(zip(drift["deposit"], drift["verdict"], strict=True))
    fields = modal[modal["level"] == "field"].drop_duplicates(["deposit", "section", "field"])
    found = {}
    for deposit, own in fields.groupby("deposit", sort=True):
        count = int(own["section"].nunique())
        level, sampled = replicates.level(deposit), replicates.counts.get(deposit, count)
        selected = selections.get(deposit, {None})
        of_sections = WAYS if sections is None else sections.get(deposit, set())
        verdict, hole = verdicts.get(deposit), replicates.one_hole.get(deposit, "")
        reasons = {
            CHOSEN: "chosen" in selected,
            CHOSEN_SECTIONS: sections is not None and "chosen" in of_sections,
            STRANGE: verdict == UNLIKE,
            REFUSED: verdict == NO_ORE,
            ONE_SECTION if level == SECTION else f"one {level}": sampled < 2,
        }
        remarks = {
            UNKNOWN_SELECTION: not selected or not selected <= WAYS,
            UNKNOWN_SECTIONS: not of_sections or not of_sections <= WAYS,
            _sample_of(sampled, level, count): level != SECTION,
            f"all its sections are of one hole ({hole}), and speak of that": hole and count > 1,
            UNKNOWN_SPECIMENS: count > 1 and (own["section"] == own["field"]).all(),
            f"likeness to the training data: {verdict}": (
                deposit in verdicts and verdict not in (LIKE, UNLIKE, NO_ORE)
            ),
        }
        found[deposit] = Standing(
            deposit,
            count,
            tuple(words for words, applies in reasons.items() if applies),
            tuple(words for words, applies in remarks.items() if applies),
            level,
            sampled,
        )
    return found


def _sample_of(sampled: int, level: str, sections: int) -> str:
    plural = "" if sampled == 1 else "s"
    return f"its sample: {sampled} {level}{plural} of {sections} sections"


def standing_table(found: dict[str, Standing]) -> pd.DataFrame:
    """Content of ``standing.csv``: one row per deposit, columns `COLUMNS`."""
    rows = [
        (
            *(one.deposit, one.sections, one.tested, "; ".join(one.reasons)),
            *("; ".join(one.remarks), one.replicate, one.replicates),
        )
        for one in found.values()
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def why_untested(pair: Iterable[Standing]) -> str:
    """Why these deposits are not tested against each other; empty where they may be."""
    return "; ".join(f"{one.deposit}: {', '.join(one.reasons)}" for one in pair if one.reasons)


def remarks_on(pair: Iterable[Standing]) -> str:
    """Remarks on these deposits, one after the other; what holds of several is said once."""
    by_words: dict[str, list[str]] = {}
    for one in pair:
        for words in one.remarks:
            by_words.setdefault(words, []).append(one.deposit)
    return "; ".join(f"{', '.join(names)}: {words}" for words, names in by_words.items())


def note_of(pair: Sequence[Standing], left_out: Sequence[str] = (), more: str = "") -> str:
    """The note of a row: why there is no test, what was left out, what to know."""
    untested = why_untested(pair)
    parts = (
        f"shown without a test: {untested}" if untested else "",
        more,
        f"left out: {', '.join(left_out)}" if left_out else "",
        remarks_on(pair),
    )
    return "; ".join(part for part in parts if part)
