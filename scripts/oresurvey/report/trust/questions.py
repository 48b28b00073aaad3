"""The questions that the marks answer, one by one: from tables of a deposit to a mark."""

import pandas as pd

from oresurvey.deposits.drift import AS_SURE, LESS_SURE, LIKE, NO_ORE, UNLIKE
from oresurvey.deposits.modal import label_shift
from oresurvey.deposits.modal.estimators import ANNOTATION
from oresurvey.deposits.modal.suggestion import declaration, suggested_minerals
from oresurvey.deposits.replicates import SECTION
from oresurvey.network.naming import ANNOTATED, OPEN
from oresurvey.report.trust.mark import BAD, CAUTION, GOOD, OPEN_WHY, UNKNOWN, Mark
from oresurvey.survey.mineral_codes import BACKGROUND

SAMPLED = {"systematic", "random"}
GOOD_IOU, FAIR_IOU = 0.7, 0.5
"""Of the mineral that the model does worst on labelled fields of a deposit: good from the first on,
with care from the second."""
MOST_SECTIONS = 100
"""As many as are needed is not extrapolated any further than this."""
LEAST_PIXELS = 10_000
"""Annotated, for a mineral to count: an IoU of fewer is mostly of its boundary."""
NO_ORE_WHY = (
    "The colours of its photographs are those of no ore that the model knows: no reflected light, "
    "no ore, or ore unlike any that trained it. Its maps are kept, its numbers are not shown."
)


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
