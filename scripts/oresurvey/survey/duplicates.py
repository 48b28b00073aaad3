"""Photographs that are in the sheet twice: one field keeps them, the others are set aside."""

from oresurvey.files.fingerprints import MISSING
from oresurvey.survey.rows import DUPLICATE_OF


def mark_duplicates(rows: dict[str, dict]) -> dict[str, dict]:
    """Rows, those of duplicates marked with the field that keeps the photograph.

    An annotated field is kept before one without a mask, and then the first by name: the order of
    the sheet means nothing. One photograph on both sides of a split would be a leak; this way there
    is none.

    Parameters
    ----------
    rows : dict of str to dict
        Field to row, as from `survey.rows.as_rows`.

    Returns
    -------
    dict of str to dict
        The same rows, and new ones for duplicates.
    """
    kept: dict[str, str] = {}
    for name in sorted(rows, key=lambda name: (not rows[name]["mask_digest"], name)):
        kept.setdefault(rows[name]["image_digest"], name)
    kept.pop(MISSING, None)
    return {
        name: row | {DUPLICATE_OF: kept[row["image_digest"]]}
        if kept.get(row["image_digest"], name) != name
        else row
        for name, row in rows.items()
    }
