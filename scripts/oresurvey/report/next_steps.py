"""What is not known of a deposit, and what would help most: a list of minerals, labelled fields."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from oresurvey.deposits.modal.suggestion import declaration, suggested_minerals
from oresurvey.report.data import SurveyData
from oresurvey.report.trust_marks import GOOD, SEVERITY, Marks

FEWEST, MOST = 3, 5
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
    fields : tuple of str
        To annotate, the most helpful first.
    """

    deposit: str
    unknown: tuple[str, ...]
    declare: str
    fields: tuple[str, ...]


def fields_to_annotate(
    fields: pd.DataFrame, confidence: Mapping[str, float], distance: Mapping[str, float]
) -> list[str]:
    """The fields of a deposit whose annotation would help most.

    Those of which the model is least sure and whose features lie farthest from the training: ranks
    of both are added, so that neither scale counts for more. One field of a section, since fields
    of one section resemble one another, until there are `MOST`; where that makes fewer than
    `FEWEST`, further fields of the same sections.

    Parameters
    ----------
    fields : DataFrame
        section and field of its mapped fields without annotation.
    confidence : dict of str to float
        Mean confidence by field.
    distance : dict of str to float
        Feature distance by field; may be empty.
    """
    table = pd.DataFrame(
        {
            "section": fields["section"].to_numpy(),
            "confidence": [confidence.get(name) for name in fields["field"]],
            "distance": [distance.get(name) for name in fields["field"]],
        },
        index=pd.Index(fields["field"], name="field"),
    ).astype({"confidence": float, "distance": float})
    ranks = table["confidence"].rank() + table["distance"].rank(ascending=False).fillna(0)
    ordered = table.assign(rank=ranks).sort_index().sort_values("rank", kind="stable")
    first = ordered.drop_duplicates("section").head(MOST).index.tolist()
    rest = [name for name in ordered.index if name not in first]
    return first + rest[: max(FEWEST - len(first), 0)]


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
    rows = data.accepted
    mapped = (rows["deposit"] == deposit) & rows["field"].isin(data.confidence.keys())
    bare = rows["split"].fillna("").eq("")
    unknown = {
        "which minerals may occur": open_,
        "how good its maps are": unscored,
        "how far its shares are off": uncorrected,
    }
    return NextSteps(
        deposit,
        tuple(words for words, applies in unknown.items() if applies),
        declaration(suggested_minerals(data.may_occur, deposit), deposit) if open_ else "",
        tuple(fields_to_annotate(rows[mapped & bare], data.confidence, data.distance)),
    )


def steps_of_survey(data: SurveyData, marks: Mapping[str, Marks]) -> list[NextSteps]:
    """Steps of the deposits that need them, the worst first.

    Parameters
    ----------
    data : SurveyData
    marks : dict of str to Marks
        As returned by `trust_marks.trust_marks`.
    """
    order = sorted(marks, key=lambda name: (-SEVERITY.index(marks[name].overall.level), name))
    found = (next_steps(data, name, marks[name]) for name in order)
    return [one for one in found if one]
