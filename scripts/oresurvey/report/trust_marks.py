"""Trust marks: what supports the numbers of a deposit, and what does not, each with the reason."""

from dataclasses import dataclass, fields
from functools import cached_property

import pandas as pd

from oresurvey.deposits.drift import AS_SURE, LESS_SURE, LIKE, NO_ORE, UNLIKE
from oresurvey.deposits.modal import label_shift
from oresurvey.deposits.modal.estimators import ANNOTATION
from oresurvey.deposits.modal.suggestion import declaration, suggested_minerals
from oresurvey.deposits.replicates import SECTION
from oresurvey.network.naming import ANNOTATED, OPEN
from oresurvey.report.data import SurveyData
from oresurvey.survey.cells.sampling import CHOICE
from oresurvey.survey.mineral_codes import BACKGROUND

GOOD, CAUTION, BAD, UNKNOWN = "good", "caution", "bad", "unknown"
SYMBOLS = {GOOD: "✓", CAUTION: "!", BAD: "✗", UNKNOWN: "?"}
SEVERITY = (GOOD, UNKNOWN, CAUTION, BAD)
WORDS = {GOOD: "supported", CAUTION: "with care", BAD: "a first look"}
SAMPLED = {"systematic", "random"}
GOOD_IOU, FAIR_IOU = 0.7, 0.5
"""Of the mineral that the model does worst on labelled fields of a deposit: good from the first on,
with care from the second."""
MOST_SECTIONS = 100
"""As many as are needed is not extrapolated any further than this."""
LEAST_PIXELS = 10_000
"""Annotated, for a mineral to count: an IoU of fewer is mostly of its boundary."""
OPEN_WHY = (
    "Not declared: its maps may name whatever the model knows, and a mineral that it does not know "
    "gets the name of one that it does."
)
NO_ORE_WHY = (
    "The colours of its photographs are those of no ore that the model knows: no reflected light, "
    "no ore, or ore unlike any that trained it. Its maps are kept, its numbers are not shown."
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


def sections_mark(
    sections: int, needed: float, precision_pct: float, replicate: str = SECTION
) -> Mark:
    """Are there sections enough for an interval, and for the wanted one?

    Parameters
    ----------
    sections : int
        Or holes or places, where these are the sample.
    needed : float
        Largest ``sections_needed`` of the ore minerals; NaN where it is not known.
    precision_pct : float
        The half-width it is for, in points of per cent.
    replicate : str
        What is counted, in the singular.
    """
    question = "Sections enough?"
    if sections == 0:
        brief = "no photograph of it could be used"
        return Mark(question, BAD, "none", "No photograph of it could be used.", brief)
    if sections == 1:
        why = f"One {replicate}: how much these differ is not known, so there is no interval."
        return Mark(question, BAD, "1", why)
    word = str(sections) if replicate == SECTION else f"{sections} {replicate}s"
    if pd.isna(needed):
        why = f"How many {replicate}s would be enough could not be estimated."
        return Mark(question, UNKNOWN, word, why)
    wanted = f"intervals of ±{precision_pct:g} points for every ore mineral"
    if needed > max(sections, MOST_SECTIONS):
        why = (
            f"There are intervals; {wanted} need more than {MOST_SECTIONS} {replicate}s. "
            f"These differ much, or are too few to say how many more."
        )
        return Mark(question, CAUTION, word, why)
    if needed > sections:
        why = f"There are intervals; {wanted} need about {needed:.0f} {replicate}s."
        return Mark(question, CAUTION, word, why)
    return Mark(question, GOOD, word, f"Enough for {wanted}.")


def likeness_mark(verdict: str | None, p: float) -> Mark:
    """Is it like what the model was trained on? Like is no proof, so it supports nothing."""
    question = "Like training?"
    if verdict == LIKE:
        why = (
            f"Nothing shows its fields farther from training than validation fields (p {p:.2g}). "
            "That is no proof: a mineral that the model does not know may look like one it knows."
        )
        return Mark(question, UNKNOWN, "like", why)
    if verdict == UNLIKE:
        why = (
            f"Its fields lie farther from the training than validation fields do (p {p:.2g}): "
            "minerals, textures or light that the model does not know."
        )
        return Mark(question, BAD, "unlike", why, "its fields are unlike the training")
    if verdict == NO_ORE:
        brief = "its photographs show the colours of no ore, so no number is shown"
        return Mark(question, BAD, "no ore", NO_ORE_WHY, brief)
    return Mark(question, UNKNOWN, "not known", _unchecked(verdict))


def sureness_mark(verdict: str | None, p: float) -> Mark:
    """Is the model as sure of it as at home? Sure is no proof, so it supports nothing."""
    question = "Model as sure?"
    if verdict == AS_SURE:
        why = (
            f"Nothing shows its confidence below that of validation fields (p {p:.2g}). That is no "
            "proof: a model may be sure and wrong."
        )
        return Mark(question, UNKNOWN, "as sure", why)
    if verdict == LESS_SURE:
        # Of all marks without labels this one goes with wrong maps (benchmarks/bench_trust.py).
        why = f"Its mean confidence is below that of validation fields (p {p:.2g})."
        return Mark(question, BAD, "less sure", why, "the model is less sure of it than at home")
    return Mark(question, UNKNOWN, "not known", _unchecked(verdict))


def _unchecked(verdict: str | None) -> str:
    if verdict is None:
        return "All its mapped fields trained the model, or it has none: there is nothing to test."
    return f"Could not be tested: {verdict}."


def labels_mark(estimators: set[str], validated: bool) -> Mark:
    """Do labels of its own give or correct its shares?

    Parameters
    ----------
    estimators : set of str
    validated : bool
        Of all its shares, see `deposits.modal.correction`.
    """
    question = "Own labels used?"
    if not estimators:
        return Mark(question, UNKNOWN, "no shares", "No ore of it was mapped: it has no shares.")
    if validated and ANNOTATION in estimators:
        why = "All its sections are annotated: its shares are the annotation's."
        return Mark(question, GOOD, "all", why, "its shares are the annotation's")
    if validated:
        why = f"Its own labels correct its shares ({' and '.join(sorted(estimators))})."
        return Mark(question, GOOD, "own", why, "its own labels correct its shares")
    if label_shift.NAME in estimators:
        why = (
            "Its shares are corrected by what the model confuses on other deposits, taken to be "
            "the same here."
        )
        brief = "its shares are corrected by what the model confuses elsewhere"
        return Mark(question, CAUTION, "others'", why, brief)
    why = "Its shares are as counted, with all that the model confuses."
    return Mark(question, BAD, "none", why, "its shares are as counted")


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


def selection_mark(selections: set[str], sections: set[str] | frozenset[str] = frozenset()) -> Mark:
    """Were its fields, and its sections, selected by a probability design?

    Parameters
    ----------
    selections, sections : set of str
        Of the fields and of the sections; "" where the sheet does not say.
    """
    question = "Fields sampled?"
    if "chosen" in sections:
        why = "Its sections were chosen, not sampled: nothing speaks of more than these sections."
        return Mark(question, BAD, "chosen", why)
    if "chosen" in selections:
        why = "Fields were chosen, not sampled: shares and intervals speak of these fields only."
        return Mark(question, BAD, "chosen", why)
    if selections and selections <= SAMPLED:
        named = " and ".join(sorted(selections))
        why = f"Fields were selected by a design ({named})."
        if not sections or not sections <= SAMPLED:
            why += " How its sections were selected the sheet does not say (section_selection)."
        return Mark(question, GOOD, named, why)
    return Mark(
        question, UNKNOWN, "not said", "The column selection of the sheet does not say how."
    )


def scores_mark(scores: dict | None, per_class: pd.DataFrame, deposit: str) -> Mark:
    """Is it known how well the model does here? It goes by the mineral that it does worst.

    Parameters
    ----------
    scores : dict or None
        As ``summary.json``.
    per_class : DataFrame
        As ``per_class.csv``; minerals of fewer than `LEAST_PIXELS` annotated pixels do not count.
    deposit : str
    """
    question = "Scored here?"
    scores = scores or {}
    own = scores.get("deposits", {}).get(deposit)
    if own is None:
        why = "No labelled field of it was kept from training: how well the maps do is not known."
        return Mark(question, BAD, "no", why)
    plural = "" if own["fields"] == 1 else "s"
    why = (
        f"On {own['fields']} labelled field{plural} unseen in training: overall accuracy "
        f"{100 * own['overall_accuracy']:.1f} %, mean IoU {own['mean_iou']:.3f} with the "
        "background; "
    )
    rows = per_class[
        (per_class["deposit"] == deposit)
        & (per_class["split"] == scores["split"])
        & (per_class["code"] != BACKGROUND)
        & (per_class["pixels"] >= LEAST_PIXELS)
    ]
    if rows.empty:
        why += f"no mineral has {LEAST_PIXELS} annotated pixels, so it says little of each."
        brief = "its labelled fields are too small to score each mineral"
        return Mark(question, CAUTION, "few pixels", why, brief)
    worst = rows.sort_values(["iou_pooled", "code"]).iloc[0]
    iou = worst["iou_pooled"]
    why += f"its worst mineral, {worst['mineral']}, has an IoU of {iou:.2f}."
    level = GOOD if iou >= GOOD_IOU else CAUTION if iou >= FAIR_IOU else BAD
    brief = (
        f"on its {own['fields']} labelled field{plural} the map of {worst['mineral']} is the worst "
        f"(IoU {iou:.2f})"
    )
    return Mark(question, level, f"{worst['mineral']} {iou:.2f}", why, brief)


def minerals_mark(own: pd.DataFrame, deposit: str) -> Mark:
    """Is it known which minerals may occur, and can the model name them?

    Parameters
    ----------
    own : DataFrame
        Rows of ``may_occur.csv`` of the deposit.
    deposit : str
    """
    question = "Minerals known?"
    if own.empty:
        return Mark(question, UNKNOWN, "no field", "No photograph of it could be used.")
    known = own["known"].iloc[0]
    listed = own[own["may_occur"].astype(bool)].sort_values("code")
    names = ", ".join(listed["mineral"])
    if known == OPEN:
        line = declaration(suggested_minerals(own, deposit), deposit)
        why = f"{OPEN_WHY} When it is known what may occur, write it down: {line}."
        return Mark(question, BAD, "open", why, "nobody has said which minerals may occur")
    if known == ANNOTATED:
        why = f"Those that its annotation distinguished when it trained the model: {names}."
        return Mark(question, GOOD, known, why)
    missing = ", ".join(listed.loc[~listed["searched"].astype(bool), "mineral"])
    if missing:
        why = f"Declared: {names}. Not searched, since the model does not know them: {missing}."
        return Mark(question, CAUTION, "not all", why, f"the model does not know {missing}")
    return Mark(question, GOOD, known, f"Declared, and the model knows them: {names}.")


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
