"""Trust marks: what supports the numbers of a deposit, and what does not, each with the reason."""

from dataclasses import dataclass

import pandas as pd

from oresurvey.deposits.drift import AS_SURE, LESS_SURE, LIKE, UNLIKE
from oresurvey.deposits.modal import difference, label_shift
from oresurvey.deposits.modal import points as stratified_points
from oresurvey.deposits.modal.estimators import ANNOTATION
from oresurvey.report.data import SurveyData

GOOD, CAUTION, BAD, UNKNOWN = "good", "caution", "bad", "unknown"
SYMBOLS = {GOOD: "✓", CAUTION: "!", BAD: "✗", UNKNOWN: "?"}
OWN_LABELS = (difference.NAME, stratified_points.NAME)
SAMPLED = {"systematic", "random"}


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
        One sentence.
    """

    question: str
    level: str
    word: str
    why: str

    @property
    def symbol(self) -> str:
        """What tells the levels apart without colour."""
        return SYMBOLS[self.level]


def sections_mark(sections: int, needed: float, precision_pct: float) -> Mark:
    """Are there sections enough for an interval, and for the wanted one?

    Parameters
    ----------
    sections : int
    needed : float
        Largest ``sections_needed`` of the ore minerals; NaN where it is not known.
    precision_pct : float
        The half-width it is for, in points of per cent.
    """
    question = "Sections enough?"
    if sections == 0:
        return Mark(question, BAD, "none", "No photograph of it could be used.")
    if sections == 1:
        why = "One section: how much sections differ is not known, so there is no interval."
        return Mark(question, BAD, "1", why)
    if pd.isna(needed):
        why = "How many sections would be enough could not be estimated."
        return Mark(question, UNKNOWN, str(sections), why)
    wanted = f"intervals of ±{precision_pct:g} points for every ore mineral"
    if needed > sections:
        why = f"There are intervals; {wanted} need about {needed:.0f} sections."
        return Mark(question, CAUTION, f"{sections}", why)
    return Mark(question, GOOD, f"{sections}", f"Enough for {wanted}.")


def likeness_mark(verdict: str | None, p: float) -> Mark:
    """Is it like what the model was trained on?"""
    question = "Like training?"
    if verdict == LIKE:
        why = f"Nothing shows its fields farther from training than validation fields (p {p:.2g})."
        return Mark(question, GOOD, "like", why)
    if verdict == UNLIKE:
        why = (
            f"Its fields lie farther from the training than validation fields do (p {p:.2g}): "
            "minerals, textures or light that the model does not know."
        )
        return Mark(question, BAD, "unlike", why)
    return Mark(question, UNKNOWN, "not known", _unchecked(verdict))


def sureness_mark(verdict: str | None, p: float) -> Mark:
    """Is the model as sure of it as at home?"""
    question = "Model as sure?"
    if verdict == AS_SURE:
        why = f"Nothing shows its confidence below that of validation fields (p {p:.2g})."
        return Mark(question, GOOD, "as sure", why)
    if verdict == LESS_SURE:
        why = f"Its mean confidence is below that of validation fields (p {p:.2g})."
        return Mark(question, CAUTION, "less sure", why)
    return Mark(question, UNKNOWN, "not known", _unchecked(verdict))


def _unchecked(verdict: str | None) -> str:
    if verdict is None:
        return "All its mapped fields trained the model, or it has none: there is nothing to test."
    return f"Could not be tested: {verdict}."


def labels_mark(estimators: set[str]) -> Mark:
    """Do labels of its own correct its shares?"""
    question = "Own labels used?"
    if not estimators:
        return Mark(question, UNKNOWN, "no shares", "No ore of it was mapped: it has no shares.")
    if ANNOTATION in estimators:
        return Mark(
            question,
            GOOD,
            "all",
            "All its sections are annotated: its shares are the annotation's.",
        )
    if estimators & set(OWN_LABELS):
        named = " and ".join(sorted(estimators & set(OWN_LABELS)))
        why = f"Its own labels correct its shares ({named})."
        return Mark(question, GOOD, "own", why)
    if label_shift.NAME in estimators:
        why = (
            "Its shares are corrected by what the model confuses on other deposits, taken to be "
            "the same here."
        )
        return Mark(question, CAUTION, "others'", why)
    return Mark(
        question, BAD, "none", "Its shares are as counted, with all that the model confuses."
    )


def scale_mark(um_per_px: pd.Series) -> Mark:
    """Is the scale of its photographs known?"""
    question = "Scale known?"
    known, every = int(um_per_px.notna().sum()), len(um_per_px)
    if not every:
        return Mark(question, UNKNOWN, "no field", "No photograph of it could be used.")
    if known == every:
        return Mark(
            question, GOOD, "yes", "Every photograph has a scale: sizes are in micrometres."
        )
    why = f"{every - known} of {every} photographs have none: fill um_per_px in the sheet."
    return Mark(question, CAUTION if known else BAD, "some" if known else "no", why)


def selection_mark(selections: set[str]) -> Mark:
    """Were its fields selected by a probability design?

    Parameters
    ----------
    selections : set of str
        "" where the sheet does not say.
    """
    question = "Fields sampled?"
    if "chosen" in selections:
        why = "Fields were chosen, not sampled: shares and intervals speak of these fields only."
        return Mark(question, BAD, "chosen", why)
    if selections and selections <= SAMPLED:
        named = " and ".join(sorted(selections))
        return Mark(question, GOOD, named, f"Fields were selected by a design ({named}).")
    return Mark(
        question, UNKNOWN, "not said", "The column selection of the sheet does not say how."
    )


def scores_mark(scores: dict | None, deposit: str) -> Mark:
    """Is it known how well the model does here?"""
    question = "Scored here?"
    own = (scores or {}).get("deposits", {}).get(deposit)
    if own is None:
        why = "No labelled field of it was kept from training: how well the maps do is not known."
        return Mark(question, BAD, "no", why)
    plural = "" if own["fields"] == 1 else "s"
    why = (
        f"On {own['fields']} labelled field{plural} unseen in training: overall accuracy "
        f"{100 * own['overall_accuracy']:.1f} %, mean IoU {own['mean_iou']:.3f}."
    )
    return Mark(question, GOOD, f"{100 * own['overall_accuracy']:.1f} %", why)


def trust_marks(data: SurveyData, precision_pct: float) -> dict[str, list[Mark]]:
    """Seven marks of every deposit, by name.

    Parameters
    ----------
    data : SurveyData
    precision_pct : float
        The configuration's ``deposits.precision_pct``.
    """
    modal = data.of_deposits("modal")
    ore = modal[(modal["basis"] == "ore") & (modal["pct"] > 0)]
    drift = {row["deposit"]: row for row in data.drift.to_dict("records")}
    found = {}
    for deposit in data.deposits:
        own, fields = ore[ore["deposit"] == deposit], data.accepted
        fields = fields[fields["deposit"] == deposit]
        tested = drift.get(deposit, {})
        found[deposit] = [
            sections_mark(
                fields["section"].nunique(),
                own["sections_needed"].astype(float).max(),
                precision_pct,
            ),
            likeness_mark(tested.get("verdict"), tested.get("p_value")),
            sureness_mark(tested.get("sureness"), tested.get("sureness_p_value")),
            labels_mark(set(own["estimator"].dropna())),
            scale_mark(fields["um_per_px"]),
            selection_mark(set(fields["selection"].fillna(""))),
            scores_mark(data.scores, deposit),
        ]
    return found
