"""What every table holds, and what every column of it is: unit and one line of plain words.

The formulas are in docs/methods; here is what a reader of a table needs beside it. A new column is
explained here or, of a table of deposits, in `presentation.columns_of_deposits`, and nowhere else.
The files keep the names for machines; what a column is called on a page is in
`presentation.headings`.
"""

from dataclasses import dataclass

from oresurvey.presentation.columns_of_deposits import OF_DEPOSITS
from oresurvey.presentation.units import (
    COUNT,
    HIGH,
    LOW,
    PCT,
    RATIO,
    TEXT,
    UM,
    YES_NO,
    P,
)


@dataclass(frozen=True)
class ColumnWords:
    """Unit and meaning of a column."""

    unit: str
    meaning: str


TABLES = {
    "modal": "area shares of the minerals by field, section and deposit, raw and corrected",
    "variance_components": "what shares differ by: between holes, sections of one, fields of one",
    "assay": "elements in the ore and in the rock, calculated from the minerals",
    "reconciliation": "elements calculated from the maps beside those assayed in the rock",
    "grain_size": "grain sizes and boundary densities of the minerals",
    "saltykov": "spheres per volume, unfolded from sections; on request (saltykov_classes)",
    "size_bands": "mean size curves over sections, with bands",
    "size_curves": "size curves of all grains of a deposit",
    "association": "which mineral shares how much of its boundary with which",
    "rims": "how much of a mineral's area lies in pieces too thin to trust",
    "textures": "combinations of minerals that hang together, and how common each is",
    "locking": "area of a mineral that is free, or in groups with other minerals",
    "liberation": "liberation of particles; of fields with sample_type particles alone",
    "standing": "which deposits are tested against each other, and why others are not",
    "comparison": "each mineral in each pair of deposits: ratio of the shares and its test",
    "deposit_distances": "distance between the mean compositions of each pair of deposits",
    "ordination": "principal components of the compositions of the sections (the biplot)",
    "clusters": "trees of likeness of deposits and of sections",
    "deposit_tests": "whole compositions: do deposits differ more than their sections do",
    "size_tests": "grain sizes of each mineral in each pair of deposits, tested",
    "association_tests": "association of minerals in each pair of deposits, tested",
    "may_occur": "minerals that may occur in each deposit, how they are known, what maps suggest",
    "drift": "is a deposit like what the model was trained on, and is the model as sure of it",
    "fields": "every field of the sheet: accepted, or quarantined and why",
    "class_shares": "the annotation: pixels of every mineral by deposit and split",
    "scores_per_class": "scores of the model on annotated fields, mineral by mineral",
}
"""One line on each table."""

_DRIFT = {
    "verdict": (TEXT, "like or unlike the training data, by features; no ore, by colours"),
    "p_value": (P, "p of the verdict; Mann-Whitney, one-sided"),
    "fields": (COUNT, "fields of the deposit"),
    "median_feature_distance": (RATIO, "how far the fields lie from what the model has seen"),
    "reference_sections": (COUNT, "sections that these fields are of: one value of the test each"),
    "reference_fields": (COUNT, "validation fields: what fields at home look like"),
    "reference_median_feature_distance": (RATIO, "the same of the validation fields"),
    "sureness": (TEXT, "as sure or less sure than on validation fields"),
    "sureness_p_value": (P, "p of the sureness; Mann-Whitney, one-sided"),
    "median_confidence": (RATIO, "median over fields of the mean confidence, 0 to 1"),
    "reference_median_confidence": (RATIO, "the same of the validation fields"),
    "corrected_fields": (COUNT, "photographs whose maps a person corrected"),
    "corrected_by_hand_pct": (PCT, "of the pixels of these, those that a person corrected"),
    "not_held_px": (COUNT, "corrected pixels left out, as the map says something else there now"),
    "ore_agreement": (RATIO, "agreement of its colours with those of ore; below 1: no ore"),
    "red_and_blue": (TEXT, "exchanged: its colours agree better with ore once they are exchanged"),
}

_MAY_OCCUR = {
    "known": (TEXT, "declared: by somebody; annotated: where the model was trained; open: not"),
    "may_occur": (YES_NO, "yes: the list of the deposit has it, or there is no list"),
    "searched": (YES_NO, "yes: the maps of the deposit can name it"),
    "ore_pct": (PCT, "mapped share of the ore, counted"),
    "sections_with": (COUNT, "sections whose mapped ore holds at least 0.5 % of it"),
    "sections": (COUNT, "sections with ore"),
    "mean_confidence": (RATIO, "mean confidence of its pixels, 0 to 1"),
    "light_as": (TEXT, "training deposit whose colours its photographs show"),
    "suggested": (YES_NO, "yes: no list yet, and seen in a third of the sections; to be checked"),
}

_FIELDS = {
    "image": (TEXT, "file of the photograph"),
    "mask": (TEXT, "file of the annotation, if there is one"),
    "sample_type": (TEXT, "ore or particles"),
    "selection": (TEXT, "how the field was selected: systematic, random or chosen"),
    "hole": (TEXT, "drill hole, block or sample that the section is from"),
    "depth_m": (TEXT, "metres along the hole"),
    "section_selection": (TEXT, "how the section was selected: systematic, random or chosen"),
    "overlap_group": (TEXT, "name that fields of one place share"),
    "session": (TEXT, "when it was photographed with one camera and lamp"),
    "calibration": (TEXT, "file of the photograph of a uniform surface, with the same settings"),
    "calibration_sha256": (TEXT, "digest of that file"),
    "empty_pct": (PCT, "share of the photograph that shows no section and is left out"),
    "split": (TEXT, "part of the annotation: train, validation or test"),
    "um_per_px": (UM, "scale: micrometres per pixel"),
    "status": (TEXT, "accepted or quarantined"),
    "width": (COUNT, "pixels across"),
    "height": (COUNT, "pixels down"),
    "sha256": (TEXT, "digest of the photograph"),
    "mask_sha256": (TEXT, "digest of the annotation"),
    "fields_with": (COUNT, "annotated fields that hold the mineral"),
}

_SCORES = {
    "iou_pooled": (RATIO, "intersection over union of all pixels of the fields"),
    "iou_field_mean": (RATIO, "mean over fields of intersection over union"),
    "precision": (RATIO, "share of the predicted pixels that are right"),
    "recall": (RATIO, "share of the annotated pixels that are found"),
    "area_bias_pct": (PCT, "predicted area over annotated area, less 100 %"),
    "area_bias_low_pct": (PCT, LOW + " of the bias"),
    "area_bias_high_pct": (PCT, HIGH + " of the bias"),
    "iou_pooled_inside": (RATIO, "IoU without the band at annotated boundaries"),
    "precision_inside": (RATIO, "precision without that band"),
    "recall_inside": (RATIO, "recall without that band"),
}

_ANYWHERE = OF_DEPOSITS | _FIELDS | _SCORES
_IN_TABLE = {
    "reconciliation": {
        "difference_pct": (PCT, "calculated less assayed, points of per cent"),
        "difference_low_pct": (PCT, LOW + " of the difference"),
        "difference_high_pct": (PCT, HIGH + " of the difference"),
        "conclusion": (TEXT, "differ: 0 is outside the interval; else they cannot be told apart"),
        "shares": (TEXT, "what is calculated is from: raw shares, or the estimator's"),
        "sections": (COUNT, "sections with an assay"),
    },
    "drift": _DRIFT,
    "may_occur": _MAY_OCCUR,
    "locking": {"pct": (PCT, "share of the mineral's area, or of its boundary (free surface)")},
    "liberation": {"pct": (PCT, "share of the mineral's area in such particles")},
    "class_shares": {
        "pct": (PCT, "share of the annotated pixels"),
        "fields": (COUNT, "annotated fields"),
    },
    "scores_per_class": {
        "deposit": (TEXT, "deposit; all: all of them together"),
        "fields": (COUNT, "fields with the mineral"),
        "pixels": (COUNT, "annotated pixels"),
    },
    "clusters": {
        "deposit": (TEXT, "deposit of a leaf"),
        "section": (TEXT, "section of a leaf; empty in the tree of deposits"),
        "height": (RATIO, "height of the union (Ward); of two leaves their Aitchison distance"),
    },
    "deposit_tests": {
        "sections": (TEXT, "sections of each deposit"),
        "minerals": (TEXT, "minerals compared"),
        "p_holm": (P, "p adjusted over the pairs (Holm)"),
        "detectable": (RATIO, "smallest distance that 80 % of such surveys would have shown"),
    },
    "variance_components": {
        "between": (TEXT, "level: holes, sections of a hole, or fields of a section"),
        "groups": (COUNT, "how many there are"),
        "component_sd_pct": (PCT, "standard deviation that the level adds, in points"),
        "variance_pct": (PCT, "its part of the variance between single fields"),
        "error_of_section_pct": (PCT, "standard error of a section's share, of its fields, points"),
    },
    "deposit_distances": {"minerals": (TEXT, "minerals compared")},
    "comparison": {"basis": (TEXT, "ore: shares of the identified ore")},
    "size_tests": {"measure": (TEXT, "d50 or p80, of the sections")},
    "fields": {
        "reason": (TEXT, "why the field is quarantined"),
        "field": (TEXT, "field (photograph)"),
        "section": (TEXT, "polished section"),
    },
}
_OWN = ColumnWords(TEXT, "a column of the survey's own sheet")


def column_words(table: str, column: str) -> ColumnWords:
    """Unit and meaning of a column of a table.

    Parameters
    ----------
    table : str
        Name as in `TABLES`.
    column : str

    Raises
    ------
    KeyError
        If nobody has said what this column is: say it here, or in
        `presentation.columns_of_deposits`. In ``fields`` such a column is one of the survey's own
        sheet.
    """
    found = _IN_TABLE.get(table, {}).get(column) or _ANYWHERE.get(column)
    if found is None and table == "fields":
        return _OWN
    if found is None:
        raise KeyError(f"column {column!r} of table {table!r} is not in presentation/columns*.py")
    return ColumnWords(*found)
