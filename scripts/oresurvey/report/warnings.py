"""What a reader of the report has to know before the numbers."""

import pandas as pd

from oresurvey.catalog.unpainted import ANNOTATE
from oresurvey.deposits.drift import LESS_SURE, NO_ORE, UNLIKE
from oresurvey.deposits.levels import not_pooled, pixel_weights
from oresurvey.deposits.modal.correction import RAW
from oresurvey.deposits.modal.label_shift import NAME as LABEL_SHIFT
from oresurvey.survey.mineral_codes import UNIDENTIFIED

LISTED = 5
"""Fields named in one sentence."""


def _tested(drift: pd.DataFrame, p_value: str) -> str:
    """Deposits and the p of a test of theirs, in words."""
    found = zip(drift["deposit"], drift[p_value], strict=True)
    return ", ".join(f"{deposit} (p {p:.2g})" for deposit, p in found)


def _by_estimator(modal: pd.DataFrame, estimator: str) -> str:
    """Deposits whose shares come from an estimator, in words."""
    if "estimator" not in modal:
        return ""
    rows = modal[(modal["level"] == "deposit") & (modal["estimator"] == estimator)]
    return ", ".join(sorted(rows["deposit"].unique()))


def _by_hand(drift: pd.DataFrame) -> list[str]:
    """Which maps a person corrected, and what of that counts where."""
    said = (
        f"{row.deposit} ({row.corrected_fields} of {row.fields} photographs, "
        f"{row.corrected_by_hand_pct:.2g} % of their pixels)"
        for row in drift.itertuples()
    )
    found = [
        f"Corrected by hand: {', '.join(said)}. Maps, grains and counted shares are the corrected "
        "ones. Scores are of the model's own maps, and so is what estimators correct: they do not "
        "know of these corrections. Who corrects where an error was seen draws no sample, so no "
        "share is validated by it."
    ]
    if (lost := drift[drift["not_held_px"] > 0])["not_held_px"].any():
        found.append(
            "Corrections that are left out, as the maps say something else there now: "
            f"{', '.join(lost['deposit'])}. Load them into the viewer to see where, and save them "
            "again."
        )
    return found


def warnings_of(
    fields: pd.DataFrame, about: dict, scores: dict | None, modal, drift: pd.DataFrame
) -> list[str]:
    """What a reader has to know before the numbers."""
    found = []
    if refused := ", ".join(drift.loc[drift["verdict"] == NO_ORE, "deposit"]):
        found.append(
            f"No ore by the colours of their photographs: {refused}. Maps are kept; numbers are "
            "not shown and nothing is tested. If it is ore after all, annotate some of its fields."
        )
    if "red_and_blue" in drift:
        exchanged = ", ".join(drift.loc[drift["red_and_blue"].notna(), "deposit"])
        found.append(
            f"Red and blue of the photographs of {exchanged} look exchanged, as some programs save "
            "them: their colours agree better with those of ore once they are exchanged. Open one "
            "in another program: if chalcopyrite is blue, export them again; no number holds."
        )
    if "corrected_fields" in drift:
        found += _by_hand(drift[drift["corrected_fields"] > 0])
    if strange := _tested(drift[drift["verdict"] == UNLIKE], "p_value"):
        found.append(
            f"Unlike what the model was trained on: {strange}. It sees minerals, textures "
            "or light there that the fields that validated it do not show, and names them all the "
            "same: take its numbers for a first look, annotate some fields, and train on them."
        )
    if doubted := _tested(drift[drift["sureness"] == LESS_SURE], "sureness_p_value"):
        found.append(
            f"The model is less sure of {doubted} than of the fields that validated it: "
            "expect more wrong pixels there, and annotate some fields to know how many."
        )
    doubtful = fields["warnings"].fillna("").astype(str).str.contains(ANNOTATE, regex=False)
    if doubtful.any():
        names = fields.loc[doubtful, "field"].tolist()
        more = f" and {len(names) - LISTED} more" if len(names) > LISTED else ""
        found.append(
            f"Masks that seem to be as a labelling program wrote them: {', '.join(names[:LISTED])}"
            f"{more} (see the table of the fields). If so, the scores mean nothing, and neither do "
            f"shares that these labels correct: convert the masks ({ANNOTATE})."
        )
    single = modal[(modal["level"] == "deposit") & (modal["sections"] == 1)]["deposit"].unique()
    if len(single):
        found.append(f"One section only, so no interval: {', '.join(sorted(single))}.")
    if fields["um_per_px"].isna().any():
        found.append(
            "Some photographs have no scale: sizes are in pixels and not comparable between "
            "deposits. Fill um_per_px in the sheet."
        )
    if left_out := not_pooled(pixel_weights(fields[fields["status"] == "accepted"])):
        found.append(
            "Left out of the shares of their sections, since only some fields of these have a "
            f"scale: {', '.join(left_out)}. Fill um_per_px in the sheet."
        )
    unknown = modal[(modal["level"] == "deposit") & (modal["code"] == UNIDENTIFIED)]
    if len(unknown):
        shares = (f"{row.deposit} {row.pct:.2g} %" for row in unknown.itertuples())
        found.append(
            f"Unidentified, for want of confidence: {', '.join(shares)} of the area. Shares within "
            "the ore, grains and contacts are of what was identified."
        )
    if counted := _by_estimator(modal, RAW):
        found.append(
            f"Shares as counted, with what the model confuses in them: {counted}. No labels "
            "correct them: annotate some of its photographs, or name points (target audit)."
        )
    if assumed := _by_estimator(modal, LABEL_SHIFT):
        found.append(
            f"Shares of {assumed} are corrected by what the model confuses on labelled fields, "
            "taken to be the same there. To know it, annotate some of its photographs, or name "
            "points (target audit)."
        )
    accepted = fields[fields["status"] == "accepted"]
    if (accepted.groupby("section")["field"].nunique() == 1).all() and len(accepted) > 1:
        found.append(
            "Every photograph is its own section. If several come from one specimen, the intervals "
            "are too narrow."
        )
    strangers = sorted(set(accepted["deposit"]) - set(about.get("labelled", {})))
    if strangers:
        found.append(
            f"The model has seen no annotation of {', '.join(strangers)}: its maps there are not "
            "validated."
        )
    if scores:
        known = set(scores["deposits"])
        blind = sorted(set(accepted["deposit"]) - known)
        if blind:
            found.append(f"No annotated field to score the model on: {', '.join(blind)}.")
    return found
