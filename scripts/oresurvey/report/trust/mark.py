"""The marks of a deposit, each the answer to a question with its reason, and the one of all."""

from dataclasses import dataclass, fields
from functools import cached_property

GOOD, CAUTION, BAD, UNKNOWN = "good", "caution", "bad", "unknown"
SYMBOLS = {GOOD: "✓", CAUTION: "!", BAD: "✗", UNKNOWN: "?"}
SEVERITY = (GOOD, UNKNOWN, CAUTION, BAD)
WORDS = {GOOD: "supported", CAUTION: "with care", BAD: "a first look"}
OPEN_WHY = (
    "Not declared: its maps may name whatever the model knows, and a mineral that it does not know "
    "gets the name of one that it does."
)


@dataclass(frozen=True)
class Mark:
    """One mark of one deposit.

    Attributes
    ----------
    question : str
    level : str
        `GOOD`, `CAUTION`, `BAD` or `UNKNOWN`.
    word : str
        The answer in a word or two.
    why : str
        A sentence or two.
    brief : str
        The reason as the end of a sentence; empty where the first screen never gives it.
    """

    question: str
    level: str
    word: str
    why: str
    brief: str = ""

    @property
    def symbol(self) -> str:
        """What tells the levels apart without colour."""
        return SYMBOLS[self.level]


@dataclass(frozen=True)
class Marks:
    """All marks of one deposit, each the answer to a question; `overall` sums them up."""

    sections: Mark
    minerals: Mark
    likeness: Mark
    sureness: Mark
    labels: Mark
    scale: Mark
    selection: Mark
    scores: Mark

    @property
    def every(self) -> list[Mark]:
        """In the order of the page."""
        return [getattr(self, one.name) for one in fields(self)]

    @cached_property
    def overall(self) -> Mark:
        """See `overall_mark`."""
        return overall_mark(self)


def overall_mark(marks: Marks) -> Mark:
    """The mark of all: may its maps and shares be relied on?

    Labels of the deposit itself go before all else: where labelled fields score the model, that
    score decides. Elsewhere the worst of what is known decides (minerals, likeness, sureness), and
    it is never better than "with care"; nor is it where no labels of its own correct its shares.
    How many sections there are, how fields were selected and their scale concern what the numbers
    speak for, not whether the maps are right, and have marks of their own.
    """
    question = "All in all"
    if marks.sections.word == "none":
        return Mark(question, UNKNOWN, "no field", marks.sections.why, marks.sections.brief)
    if marks.likeness.word == "no ore":
        return Mark(question, BAD, "no ore", marks.likeness.why, marks.likeness.brief)
    if marks.labels.word == "all":
        return Mark(question, GOOD, "annotated", marks.labels.why, marks.labels.brief)
    scored = marks.scores.word != "no"
    decide = [marks.scores] if scored else [marks.minerals, marks.likeness, marks.sureness]
    level = max((mark.level for mark in decide), key=SEVERITY.index)
    if level in (BAD, CAUTION):
        deciding = [mark for mark in decide if mark.level == level]
        # The line to write is in the mark, and among the next steps.
        whys = [OPEN_WHY if mark.word == "open" else mark.why for mark in deciding]
        brief = "; ".join(mark.brief for mark in deciding)
        return Mark(question, level, WORDS[level], " ".join(whys), brief)
    if scored:
        both = [marks.scores, marks.labels]
        brief = "; ".join(mark.brief for mark in both)
        if marks.labels.level == GOOD:
            why = f"{marks.labels.why} {marks.scores.why}"
            return Mark(question, GOOD, WORDS[GOOD], why, brief)
        why = f"{marks.scores.why} {marks.labels.why}"
        return Mark(question, CAUTION, WORDS[CAUTION], why, brief)
    why = "Nothing speaks against its maps, and no labelled field of it says how good they are."
    return Mark(question, CAUTION, WORDS[CAUTION], why, why[:1].lower() + why[1:-1])
