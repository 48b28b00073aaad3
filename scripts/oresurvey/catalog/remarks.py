"""Remarks on accepted fields that only the whole collection allows: unlike the others, or too like.

A remark is no refusal: the field counts, and a person looks at it.
"""

import numpy as np
import pandas as pd

from oresurvey.catalog.looks import same_looks
from oresurvey.catalog.unpainted import ANNOTATE
from oresurvey.survey.mineral_codes import BACKGROUND

FAR = 3.5
"""Modified z-score from which a value is an outlier (Iglewicz & Hoaglin 1993)."""
FEWEST_FIELDS = 6
"""Fields of a deposit below which none is called unlike the others."""

UNLIKE = (
    # Measure, floor of the spread in its own terms, words for above and below ("" is no remark).
    ("edge_width_px", 0.05, "less sharp than the others", ""),
    ("mean_level", 0.1, "brighter than the others", "darker than the others"),
    ("cast_red_pct", 3.0, "redder than the others", "less red than the others"),
    ("cast_blue_pct", 3.0, "bluer than the others", "less blue than the others"),
    ("clipped_pct", 1.0, "more burned out than the others", ""),
)
LISTED = 3
FEWEST_NUMBERS = 2
"""A deposit may well be of one mineral."""
LOGARITHMIC = ("edge_width_px", "mean_level")
"""Measures that are compared by ratio; the spread of the others is in their own unit."""


def _scores(values: np.ndarray, floor: float) -> np.ndarray:
    """Modified z-scores; the spread is at least `floor`, so that equals stay equal."""
    middle = np.nanmedian(values)
    spread = 1.4826 * np.nanmedian(np.abs(values - middle))
    return (values - middle) / max(spread, floor)


def unlike_others(fields: pd.DataFrame) -> dict[str, list[str]]:
    """Accepted fields whose quality is far from that of their deposit at the same scale.

    Parameters
    ----------
    fields : DataFrame
        field, deposit, um_per_px, status and `survey.catalog_columns.QUALITY`.

    Returns
    -------
    dict of str to list of str
        Field to remarks.
    """
    found: dict[str, list[str]] = {}
    accepted = fields[fields["status"] == "accepted"]
    for (deposit, _), group in accepted.groupby(["deposit", "um_per_px"], dropna=False):
        if len(group) < FEWEST_FIELDS:
            continue
        for measure, floor, above, below in UNLIKE:
            values = group[measure].to_numpy(float)
            if np.isnan(values).all():
                continue
            terms = np.log2(np.maximum(values, 1e-3)) if measure in LOGARITHMIC else values
            middle = np.nanmedian(values)
            for name, value, score in zip(
                group["field"], values, _scores(terms, floor), strict=True
            ):
                words = above if score > FAR else below if score < -FAR else ""
                if words:
                    found.setdefault(name, []).append(
                        f"{words} of {deposit}: {measure} is {value:.3g}, their median {middle:.3g}"
                    )
    return found


def _told(name: str, group: list[str], split: dict[str, str]) -> str:
    """What to say of a field that looks like others, by their splits ("" is none)."""
    others = [other for other in group if other != name]
    more = f" and {len(others) - LISTED} more" if len(others) > LISTED else ""
    text = (
        f"looks the same as {', '.join(others[:LISTED])}{more}, as if one photograph had been "
        "saved twice"
    )
    splits = sorted({split[one] for one in group})
    if len(splits) == 1:
        return f"{text}; if so, delete all rows but one"
    sides = ", ".join(one or "none" for one in splits)
    return f"{text}, and their splits are {sides}: a leak; give all one split, or keep one row"


def look_alikes(fields: pd.DataFrame, looks: dict[str, str]) -> dict[str, list[str]]:
    """Accepted fields whose photographs look the same though the files differ.

    Parameters
    ----------
    fields : DataFrame
        field, status, split (NaN or "" for none).
    looks : dict of str to str
        Field to look, as from `catalog.looks.LookMeter`.

    Returns
    -------
    dict of str to list of str
        Field to remarks, for all that look the same.
    """
    found: dict[str, list[str]] = {}
    accepted = fields[fields["status"] == "accepted"]
    split = dict(zip(accepted["field"], accepted["split"].fillna(""), strict=True))
    for group in same_looks({name: looks[name] for name in split}):
        for name in group:
            found[name] = [_told(name, group, split)]
    return found


def numbered_from_one(
    fields: pd.DataFrame, class_pixels: dict[str, dict[int, int]]
) -> dict[str, list[str]]:
    """Accepted fields of deposits whose masks seem to number their classes.

    Parameters
    ----------
    fields : DataFrame
        field, deposit, status.
    class_pixels : dict of str to dict of int to int
        Field to annotated pixels of every code; empty without a mask.

    Returns
    -------
    dict of str to list of str
        Field to remarks, for all annotated fields of a deposit whose masks hold the codes from 1 to
        the number of their classes, and no background.
    """
    found: dict[str, list[str]] = {}
    accepted = fields[fields["status"] == "accepted"]
    for deposit, names in accepted.groupby("deposit")["field"]:
        annotated = [name for name in names if class_pixels.get(name)]
        codes = sorted({code for name in annotated for code in class_pixels[name]})
        if len(codes) < FEWEST_NUMBERS or codes != list(range(1, len(codes) + 1)):
            continue
        text = (
            f"the masks of {deposit} hold the codes 1 to {codes[-1]} and no background "
            f"({BACKGROUND}), as labelling programs number their classes; if they are no codes of "
            f"the table of minerals, convert them: convert-mask with --names ({ANNOTATE})"
        )
        found |= {name: [text] for name in annotated}
    return found


def small_fields(fields: pd.DataFrame, patch_px: int) -> dict[str, list[str]]:
    """Accepted fields that are smaller than a patch, as their light is found with others.

    Parameters
    ----------
    fields : DataFrame
        field, deposit, status, width, height; session and calibration where the sheet has them.
    patch_px : int
        The shortest side that the model's patch fits into.

    Returns
    -------
    dict of str to list of str
        Field to remarks.
    """
    accepted = fields[fields["status"] == "accepted"]
    small = accepted[accepted[["width", "height"]].min(axis=1) < patch_px]
    if small.empty:
        return {}
    keys = [key for key in ("deposit", "session", "calibration") if key in fields]
    others = accepted.groupby(keys, dropna=False)["field"].transform("size") - 1
    found = {}
    for row, number in zip(small.itertuples(), others[small.index], strict=True):
        text = f"is {row.width} x {row.height} px, smaller than a patch of {patch_px} px: "
        if number:
            text += f"its light is found with {number} others of its calibration photograph"
        else:
            text += (
                "its light is found from few minerals, since no other field names its calibration "
                "photograph; look at its map"
            )
        found[row.field] = [text]
    return found
