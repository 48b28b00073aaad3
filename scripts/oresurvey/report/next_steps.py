"""What is not known of a deposit, and what would help most: a list of minerals, labelled fields."""

from collections.abc import Mapping
from dataclasses import dataclass

from oresurvey.deposits.modal.suggestion import declaration, suggested_minerals
from oresurvey.report.data import SurveyData
from oresurvey.report.trust.mark import GOOD, SEVERITY, Marks
from oresurvey.suggestions.fields import suggested_fields

MOST = 5
"""Fields to annotate."""
SHOWN = 3
"""Deposits on the survey page; each has its steps on its own page too."""


@dataclass(frozen=True)
class NextSteps:
    """Of one deposit.

    Attributes
    ----------
    deposit : str
    unknown : tuple of str
        What is not known, in a few words each.
    declare : str
        What to write to declare its minerals; empty where they are known.
    fields : tuple of (str, str)
        To annotate, the most helpful first, and why.
    """

    deposit: str
    unknown: tuple[str, ...]
    declare: str
    fields: tuple[tuple[str, str], ...]


def fields_to_annotate(data: SurveyData, deposit: str) -> list[tuple[str, str]]:
    """Fields of a deposit whose annotation would help most, and why: as the command suggest."""
    symbols = dict(zip(data.may_occur["code"], data.may_occur["mineral"], strict=True))
    own = [one for one in data.mapped if one.deposit == deposit]
    return [
        (one.field.field, "; ".join(one.reasons)) for one in suggested_fields(own, MOST, symbols)
    ]


def next_steps(data: SurveyData, deposit: str, marks: Marks) -> NextSteps | None:
    """What would help a deposit most; None where its own labels do all there is to do.

    Parameters
    ----------
    data : SurveyData
    deposit : str
    marks : Marks
        Of the deposit.
    """
    if deposit in data.refused or marks.overall.level == GOOD or marks.sections.word == "none":
        return None
    open_ = marks.minerals.word == "open"
    unscored, uncorrected = marks.scores.word == "no", marks.labels.level != GOOD
    if not (open_ or unscored or uncorrected):
        return None
    unknown = {
        "which minerals may occur": open_,
        "how good its maps are": unscored,
        "how far its shares are off": uncorrected,
    }
    return NextSteps(
        deposit,
        tuple(words for words, applies in unknown.items() if applies),
        declaration(suggested_minerals(data.may_occur, deposit), deposit) if open_ else "",
        tuple(fields_to_annotate(data, deposit)),
    )


def steps_of_survey(data: SurveyData, marks: Mapping[str, Marks]) -> list[NextSteps]:
    """Steps of the deposits that need them, the worst first.

    Parameters
    ----------
    data : SurveyData
    marks : dict of str to Marks
        As returned by `report.trust.marks.trust_marks`.
    """
    order = sorted(marks, key=lambda name: (-SEVERITY.index(marks[name].overall.level), name))
    found = (next_steps(data, name, marks[name]) for name in order)
    return [one for one in found if one]
