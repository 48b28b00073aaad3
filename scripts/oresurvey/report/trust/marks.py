"""Trust marks of every deposit: what supports its numbers, and what does not."""

import pandas as pd

from oresurvey.deposits.replicates import SECTION
from oresurvey.report.data import SurveyData
from oresurvey.report.trust.mark import Marks
from oresurvey.report.trust.questions import (
    labels_mark,
    likeness_mark,
    minerals_mark,
    scale_mark,
    scores_mark,
    sections_mark,
    selection_mark,
    sureness_mark,
)
from oresurvey.survey.cells.sampling import CHOICE


def _sample_of(data: SurveyData, deposit: str) -> tuple[str, int] | None:
    """What the sample of a deposit is made of, and how many; None where it has no shares."""
    standing = data.tables.get("standing")
    if standing is None or deposit not in set(standing["deposit"]):
        return None
    row = standing[standing["deposit"] == deposit].iloc[0]
    return row["replicate"], row["replicates"]


def _sections_selected(rows: pd.DataFrame) -> set[str]:
    """How the sections of some fields were selected; one row of a section is enough."""
    if CHOICE not in rows:
        return {""}
    return set(rows.groupby("section")[CHOICE].first().fillna(""))


def trust_marks(data: SurveyData, precision_pct: float) -> dict[str, Marks]:
    """Marks of every deposit, by name.

    Parameters
    ----------
    data : SurveyData
    precision_pct : float
        The configuration's ``deposits.precision_pct``.
    """
    modal = data.tables["modal"]
    ore = modal[(modal["level"] == "deposit") & (modal["basis"] == "ore") & (modal["pct"] > 0)]
    drift = {row["deposit"]: row for row in data.drift.to_dict("records")}
    found = {}
    for deposit in data.deposits:
        own = ore[ore["deposit"] == deposit]
        rows = data.accepted[data.accepted["deposit"] == deposit]
        tested = drift.get(deposit, {})
        replicate, count = _sample_of(data, deposit) or (SECTION, rows["section"].nunique())
        validated = bool((own["validated"].astype(str) == "True").all())
        found[deposit] = Marks(
            sections=sections_mark(
                int(count),
                own["sections_needed"].astype(float).max(),
                precision_pct,
                replicate,
            ),
            minerals=minerals_mark(data.may_occur[data.may_occur["deposit"] == deposit], deposit),
            likeness=likeness_mark(tested.get("verdict"), tested.get("p_value")),
            sureness=sureness_mark(tested.get("sureness"), tested.get("sureness_p_value")),
            labels=labels_mark(set(own["estimator"].dropna()), validated),
            scale=scale_mark(rows["um_per_px"]),
            selection=selection_mark(set(rows["selection"].fillna("")), _sections_selected(rows)),
            scores=scores_mark(data.scores, data.per_class, deposit),
        )
    return found
